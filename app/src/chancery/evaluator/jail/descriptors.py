"""Which descriptors a process holds: those it was told to keep."""

from __future__ import annotations

import os

from chancery.evaluator.jail import numbers, system
from chancery.evaluator.jail.stages import JOB_DESCRIPTOR

_LAST = 0xFFFFFFFF


def keep_only(descriptor: int, *others: int) -> None:
    """Make `descriptor` the process's `JOB_DESCRIPTOR` and close every other but `others`, standard ones included.

    Raises:
        OSError: the kernel refused.
    """
    if descriptor != JOB_DESCRIPTOR:
        os.dup2(descriptor, JOB_DESCRIPTOR)
    close_others(JOB_DESCRIPTOR, *others)


def close_others(*descriptors: int) -> None:
    """Close every descriptor but these.

    Raises:
        OSError: the kernel refused.
    """
    first = 0
    for kept in sorted(set(descriptors)):
        if kept > first:
            _close_range(first, kept - 1)
        first = kept + 1
    _close_range(first, _LAST)


def _close_range(first: int, last: int) -> None:
    system.syscall(numbers.number("close_range"), first, last, 0)
