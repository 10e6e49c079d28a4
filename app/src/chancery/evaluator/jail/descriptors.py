"""Which descriptors a sealed process holds: one."""

from __future__ import annotations

import os

from chancery.evaluator.jail import numbers, system
from chancery.evaluator.jail.stages import JOB_DESCRIPTOR

_LAST = 0xFFFFFFFF


def keep_only(descriptor: int) -> None:
    """Make `descriptor` the process's `JOB_DESCRIPTOR` and close every other, standard ones included.

    Raises:
        OSError: the kernel refused.
    """
    if descriptor != JOB_DESCRIPTOR:
        os.dup2(descriptor, JOB_DESCRIPTOR)
    _close_range(0, JOB_DESCRIPTOR - 1)
    _close_range(JOB_DESCRIPTOR + 1, _LAST)


def _close_range(first: int, last: int) -> None:
    system.syscall(numbers.number("close_range"), first, last, 0)
