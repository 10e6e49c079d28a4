"""What is kept for ever is neither collected nor, where Python can leave it out, counted."""

from __future__ import annotations

import subprocess
import sys

from chancery import kept

_PROGRAM = """
import gc, sys
from chancery import kept

def function():
    return (1.5, "a text of its own")

holder = {"a key": ["a list"], "function": function}
kept.keep_for_ever()
assert not any(thing is holder for thing in gc.get_objects()), "it is still collected"
things = [holder, holder["a key"], function, function.__code__, function.__code__.co_consts]
before = [sys.getrefcount(thing) for thing in things]
references = [list(things) for _ in range(10)]
after = [sys.getrefcount(thing) for thing in things]
assert (before == after) is kept._HAS_MARK, (before, after)
holder["a key"].append(object())
kept.keep_for_ever()
assert holder["a key"][0] == "a list" and function() == (1.5, "a text of its own")
print("kept")
"""


def test_everything_that_is_loaded_is_kept_and_still_works() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "kept"), done.stderr


_LETTING_GO = """
from pathlib import Path
from cryptography.hazmat.primitives import hashes
from chancery import kept

def held():
    size, counts = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if not line[0].isupper():
            counts = " r-" in line and "_rust" in line
        elif counts and line.startswith("Rss:"):
            size += int(line.split()[1])
    return size

before = held()
kept.let_go_of_files()
assert held() < before / 2, (before, held())
assert len(hashes.Hash(hashes.SHA256()).finalize()) == 32
print("works")
"""


def test_a_process_that_let_go_of_its_files_holds_less_and_still_works() -> None:
    done = subprocess.run([sys.executable, "-c", _LETTING_GO], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "works"), done.stderr


_SMAPS = """\
00400000-00420000 r--p 00000000 fe:00 1317                               /usr/bin/python3.13
Rss:                 128 kB
Anonymous:             0 kB
00420000-00740000 r-xp 00020000 fe:00 1317                               /usr/bin/python3.13
Anonymous:             0 kB
009f4000-009f5000 r--p 005f3000 fe:00 1317                               /usr/bin/python3.13
Anonymous:             4 kB
009f5000-00a86000 rw-p 005f4000 fe:00 1317                               /usr/bin/python3.13
Anonymous:             0 kB
7fff0000-7fff1000 r--p 00000000 00:00 0
Anonymous:             0 kB
7fff2000-7fff4000 r-xp 00000000 00:00 0                                  [vdso]
Anonymous:             0 kB
"""


def test_only_what_can_be_read_again_from_its_file_is_let_go() -> None:
    """Not the linker's tables, which a process has written to, nor what can be written to, nor what has no file."""
    assert kept._mappings(_SMAPS) == [("00400000", "00420000"), ("00420000", "00740000")]
