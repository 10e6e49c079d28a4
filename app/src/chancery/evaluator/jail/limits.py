"""Resource limits of the two stages that run an interview's code."""
# Keeps control_greed_limited.

from __future__ import annotations

import os
import resource
from resource import RLIM_INFINITY

_MIB = 1024 * 1024
_UNIT_OF_STATM = os.sysconf("SC_PAGE_SIZE")

# What a child never needs. NOFILE counts descriptors that are made, not the one that it was given.
_NOTHING = (
    resource.RLIMIT_CORE,
    resource.RLIMIT_FSIZE,
    resource.RLIMIT_MEMLOCK,
    resource.RLIMIT_MSGQUEUE,
    resource.RLIMIT_NOFILE,
    resource.RLIMIT_NPROC,
)


def open_statm() -> int:
    """A descriptor of the calling process's own size, which `address_space` can read when no file can be opened."""
    return os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)


def address_space(statm: int) -> int:
    """The bytes of address space that the process of the descriptor `statm` has mapped."""
    return int(os.pread(statm, 200, 0).split()[0]) * _UNIT_OF_STATM


def limit_loader(statm: int, *, cpu_s: int, memory_mb: int) -> None:
    """Bound what reading and compiling an interview may use. `lift_loader` undoes it: the limits are soft ones.

    Args:
        statm: from `open_statm`.
        cpu_s: seconds of processor time, after which SIGXCPU ends the process.
        memory_mb: MiB of address space beyond what the process has now, after which it gets MemoryError.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (address_space(statm) + memory_mb * _MIB, RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def lift_loader() -> None:
    """Take the loader's limits away: a zygote's own processor time adds up over all the screens it forks."""
    resource.setrlimit(resource.RLIMIT_CPU, (RLIM_INFINITY, RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (RLIM_INFINITY, RLIM_INFINITY))


def limit_child(baseline: int, *, cpu_s: int, memory_mb: int) -> None:
    """Bound what one screen may use, for good.

    Args:
        baseline: bytes of address space that the zygote has (`address_space`); the child starts with as much.
        cpu_s: seconds of processor time; SIGXCPU then ends the process, SIGKILL a second later.
        memory_mb: MiB of address space beyond the baseline.
    """
    memory = baseline + memory_mb * _MIB
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for limit in _NOTHING:
        resource.setrlimit(limit, (0, 0))
