"""Landlock: take every right over files, TCP ports, foreign abstract sockets and foreign signals from a process.

The structures and numbers are those of the kernel's `include/uapi/linux/landlock.h`; landlock(7) describes them. What
a ruleset handles and no rule grants is denied, for good, to the process and to all that it forks.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterable
from pathlib import Path

from chancery.evaluator.jail import system
from chancery.evaluator.jail.numbers import number

_GET_VERSION = 1
_RULE_PATH_BENEATH = 1

_READ_FILE = 1 << 2
_READ_DIRECTORY = 1 << 3
# How many file rights each version of the interface knows; they are the lowest bits.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_NETWORK_RIGHTS = 0b11  # bind and connect of TCP, since version 4
_SCOPES = 0b11  # abstract unix sockets and signals, since version 6


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def version() -> int:
    """The version of Landlock's interface (ABI) that this kernel offers; 0 if it offers none."""
    try:
        return system.syscall(number("landlock_create_ruleset"), None, 0, _GET_VERSION)
    except OSError as error:
        if error.errno in (errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM):
            return 0
        raise


def ruleset(readable: Iterable[Path] = ()) -> int:
    """Make a ruleset that denies all that this kernel can deny, except reading beneath the paths `readable`.

    Returns:
        A descriptor for `restrict`. Paths that do not exist are passed over.

    Raises:
        OSError: the kernel refused.
    """
    abi = version()
    attributes = _Ruleset(
        handled_access_fs=(1 << _FILE_RIGHTS.get(abi, _FILE_RIGHTS[5])) - 1,
        handled_access_net=_NETWORK_RIGHTS if abi >= 4 else 0,
        scoped=_SCOPES if abi >= 6 else 0,
    )
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    descriptor = system.syscall(number("landlock_create_ruleset"), attributes, size, 0)
    for path in readable:
        _allow_reading(descriptor, path)
    return descriptor


def restrict(descriptor: int) -> None:
    """Put the calling process under the ruleset, beside those it is under already. Needs no_new_privs.

    Raises:
        OSError: the kernel refused.
    """
    system.syscall(number("landlock_restrict_self"), descriptor, 0)


def _allow_reading(descriptor: int, path: Path) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        access = _READ_FILE | _READ_DIRECTORY if path.is_dir() else _READ_FILE
        rule = _PathBeneath(allowed_access=access, parent_fd=parent)
        system.syscall(number("landlock_add_rule"), descriptor, _RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(parent)
