"""Whether this kernel can jail: it is asked what it has, and then a sealed process tries to get out."""

from __future__ import annotations

import os
import platform
import resource
import socket
from collections.abc import Callable

from chancery.evaluator.errors import CannotJail
from chancery.evaluator.jail import Walls, landlock, limits
from chancery.evaluator.jail.numbers import MACHINES

# The first version of Landlock's interface that also knows TCP.
MINIMUM_LANDLOCK = 4
_LINUX = {1: "5.13", 2: "5.19", 3: "6.2", 4: "6.7", 5: "6.10", 6: "6.12"}

_HELD, _NOT_SEALED, _OPENED, _CONNECTED, _FORKED = range(5)
_FAULTS = {
    _NOT_SEALED: "a process could not be sealed: a container's seccomp profile has to allow the calls prctl, seccomp "
    "and landlock_*, as Docker's own does",
    _OPENED: "a sealed process could still open a file",
    _CONNECTED: "a sealed process could still make a socket",
    _FORKED: "a sealed process could still fork",
}


def require_kernel(minimum_landlock: int = MINIMUM_LANDLOCK) -> None:
    """Make sure that this kernel can jail. Forks, so call it while the process has one thread.

    Args:
        minimum_landlock: the oldest version of Landlock's interface (its ABI) to accept.

    Raises:
        CannotJail: it cannot; the text says what is missing and what provides it.
    """
    if platform.machine() not in MACHINES:
        known = " or ".join(MACHINES)
        raise CannotJail(f"There is no system call filter for the processor {platform.machine()}; use {known}.")
    require_landlock(landlock.version(), minimum_landlock)
    status = _status_of(_try_to_get_out)
    if status != _HELD:
        fault = _FAULTS.get(status, f"its trial ended with status {status}")
        raise CannotJail(
            f"This kernel's jail does not hold: {fault}. Run on a Linux kernel with CONFIG_SECCOMP_FILTER, as Debian's "
            "are; emulators of it accept a filter and do not apply it."
        )


def require_landlock(found: int, minimum: int) -> None:
    """Compare the version of Landlock that the kernel has (0 is none) with the oldest to accept.

    Raises:
        CannotJail: it is too old, or missing.
    """
    if found >= minimum:
        return
    has = f"has version {found}" if found else "has none, or a container's seccomp profile hides it"
    since = _LINUX.get(minimum, "newer than 6.12")
    raise CannotJail(
        f"The evaluator needs Landlock version {minimum} (Linux {since} or later); this kernel {has}. Boot Debian 13's "
        "kernel, or Debian 12's from backports; if lsm= stands on the kernel's command line, add landlock to it."
    )


def _status_of(trial: Callable[[], int]) -> int:
    pid = os.fork()
    if pid == 0:
        os._exit(trial())
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _try_to_get_out() -> int:
    # A forked process that fails leaves no core behind.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    walls = Walls.prepare(())
    baseline = limits.address_space(limits.open_statm())
    try:
        walls.seal_loader()
        walls.seal_zygote()
        walls.prepare_child(walls.reading)
        walls.seal_child(walls.reading, baseline, cpu_s=1, memory_mb=64)
    except OSError:
        return _NOT_SEALED
    if _succeeds(lambda: os.open("/", os.O_RDONLY)):
        return _OPENED
    if _succeeds(lambda: socket.socket(socket.AF_UNIX)):
        return _CONNECTED
    return _FORKED if _succeeds(os.fork) else _HELD


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True
