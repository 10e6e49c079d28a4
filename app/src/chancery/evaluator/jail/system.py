"""System calls that Python has no function for, made through libc.

`ctypes` is loaded here once, before any sealing: a sealed process cannot load a library.
"""

from __future__ import annotations

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_libc.prctl.restype = ctypes.c_int

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38

# prctl(2) reads five unsigned longs; a plain Python int would be passed as a C int.
_ULONG = ctypes.c_ulong


def prctl(option: int, value: int = 0) -> int:
    """Call prctl(2) with one argument.

    Raises:
        OSError: the kernel refused.
    """
    result = int(_libc.prctl(ctypes.c_int(option), _ULONG(value), _ULONG(0), _ULONG(0), _ULONG(0)))
    if result < 0:
        raise _error(f"prctl {option}")
    return result


def syscall(number: int, *arguments: int | ctypes.Array[ctypes.c_char] | ctypes.Structure | None) -> int:
    """Make a raw system call; integers are passed as longs, structures and buffers by reference.

    Raises:
        OSError: the kernel refused.
    """
    converted = [_argument(argument) for argument in arguments]
    result = int(_libc.syscall(ctypes.c_long(number), *converted))
    if result < 0:
        raise _error(f"system call {number}")
    return result


def _argument(value: int | ctypes.Array[ctypes.c_char] | ctypes.Structure | None) -> object:
    if value is None:
        return ctypes.c_void_p(None)
    if isinstance(value, int):
        return ctypes.c_long(value)
    return ctypes.byref(value)


def _error(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")
