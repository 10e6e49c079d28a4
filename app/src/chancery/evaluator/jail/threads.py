"""No threads, for the root and for all that is forked from it.

A forked process has the thread that forked and no other, so a library that has begun threads of its own before the fork
waits for them for ever after it. Typst's does so, unless the kernel says that there are no threads: then it does its
work in the thread that asks. ENOSYS is that answer; libc passes on no other that would be understood so.
"""

from __future__ import annotations

import platform

from chancery.evaluator.jail import bpf, system
from chancery.evaluator.jail.bpf import ALLOW, ENOSYS, Condition, Rule

_CLONE_THREAD = 0x00010000
_RULES = (
    Rule("clone", (Condition(0, _CLONE_THREAD, _CLONE_THREAD),), ENOSYS),
    Rule("clone"),
    # libc tries clone3 first, whose flags a filter cannot see, and falls back to clone.
    Rule("clone3", action=ENOSYS),
)


def refuse() -> None:
    """Have the kernel refuse threads, and new privileges, for good.

    Raises:
        OSError: the kernel refused.
    """
    system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)
    bpf.install(bpf.assemble(_RULES, platform.machine(), default=ALLOW))
