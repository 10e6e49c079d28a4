"""Keeps what is loaded from being copied into every fork: objects that live for ever are not counted any more.

CPython writes a reference count into an object whenever code merely looks at it, and after a fork each first write to a
page costs a page fault and a copy. PEP 683 (Python 3.12) has immortal objects, whose count is never written; its mark
is a count that has all of the lower 32 bits set. What a zygote or the web server has loaded before it forks is never
freed, so it may be immortal too.
"""

from __future__ import annotations

import ctypes
import gc
import re
import sys
import types
from collections.abc import Iterable
from pathlib import Path

# Versions whose mark is known: later ones (3.14) have another, earlier ones none. Elsewhere forks copy more.
_HAS_MARK = (3, 12) <= sys.version_info < (3, 14) and sys.maxsize > 2**32 and sys.byteorder == "little"
_MARK = 0xFFFFFFFF
# What is at work now ends by being freed.
_AT_WORK = (types.FrameType, types.GeneratorType, types.CoroutineType)
# The first line of a mapping in /proc/self/smaps (proc(5)): addresses, rights, offset, device, inode, path.
_MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (r-[x-]p) \S+ \S+ [1-9]\d* +/")
_MADV_DONTNEED = 4


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


def let_go_of_files() -> None:
    """Let go of the pages of libraries that were read to load them; those that are needed again are mapped again.

    They stay in the kernel's cache of files, from where they come without a disk, but are no longer this process's.
    Only mappings that cannot be written to, and hold nothing that the process itself wrote, are let go.
    """
    libc = ctypes.CDLL(None)
    for mapping in _mappings(Path("/proc/self/smaps").read_text()):
        start, end = (int(address, 16) for address in mapping)
        libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_DONTNEED)


def _mappings(smaps: str) -> list[tuple[str, str]]:
    """The addresses of the mappings in the text of `smaps` that may be let go."""
    found: list[tuple[str, str]] = []
    current = None
    for line in smaps.splitlines():
        if not line[0].isupper():
            match = _MAPPING.match(line)
            current = (match[1], match[2]) if match else None
        elif current is not None and line.split() == ["Anonymous:", "0", "kB"]:
            found.append(current)
    return found


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
