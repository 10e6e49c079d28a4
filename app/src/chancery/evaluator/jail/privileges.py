"""What a process gives up that is neither a file nor a system call: privileges, and outliving its parent."""

from __future__ import annotations

import ctypes
import signal

from chancery.evaluator.jail import numbers, system

_CAPABILITY_VERSION_3 = 0x20080522


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def drop() -> None:
    """Give up every capability and the way to get any: no_new_privs, an empty set, and no look from outside.

    A process that is not dumpable leaves no core and cannot be traced, nor its memory read through /proc, by another
    of the same user.

    Raises:
        OSError: the kernel refused.
    """
    system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)
    # Effective, permitted and inheritable, in two halves of 32 bits: all empty.
    nothing = ctypes.create_string_buffer(24)
    system.syscall(numbers.number("capset"), _Header(version=_CAPABILITY_VERSION_3, pid=0), nothing)
    system.prctl(system.PR_SET_DUMPABLE, 0)


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends, however that ends.

    Raises:
        OSError: the kernel refused.
    """
    system.prctl(system.PR_SET_PDEATHSIG, signal.SIGKILL)
