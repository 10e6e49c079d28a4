"""Keeps what is loaded from being copied into every fork: objects that live for ever are not counted any more.

CPython writes a reference count into an object whenever code merely looks at it, and after a fork each first write to a
page costs a page fault and a copy. PEP 683 (Python 3.12) has immortal objects, whose count is never written; its mark
is a count that has all of the lower 32 bits set. What a zygote or the web server has loaded before it forks is never
freed, so it may be immortal too.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import types
from collections.abc import Iterable

# Versions whose mark is known: later ones (3.14) have another, earlier ones none. Elsewhere forks copy more.
_HAS_MARK = (3, 12) <= sys.version_info < (3, 14) and sys.maxsize > 2**32 and sys.byteorder == "little"
_MARK = 0xFFFFFFFF
# What is at work now ends by being freed.
_AT_WORK = (types.FrameType, types.GeneratorType, types.CoroutineType)


def keep_for_ever() -> None:
    """Let every object that there is now live as long as the process and its forks, uncollected and uncounted.

    Call it where all of them are wanted until the end.
    """
    gc.collect()
    # What loading has used and freed goes back to the kernel; without it every fork would hold it too.
    ctypes.CDLL(None).malloc_trim(0)
    if _HAS_MARK:
        # Those that were kept before are not among them: nothing is done twice.
        _mark(gc.get_objects())
    gc.freeze()


def _mark(objects: Iterable[object]) -> None:
    """Mark `objects` and all that they refer to."""
    while objects:
        fresh = [thing for thing in objects if not isinstance(thing, _AT_WORK) and _mark_one(thing)]
        objects = gc.get_referents(*fresh)
        # The collector does not look into code.
        objects += [code.co_consts for code in fresh if isinstance(code, types.CodeType)]


def _mark_one(thing: object) -> bool:
    """Mark an object; false if it is marked already."""
    count = ctypes.c_uint32.from_address(id(thing))
    if count.value == _MARK:
        return False
    count.value = _MARK
    return True
