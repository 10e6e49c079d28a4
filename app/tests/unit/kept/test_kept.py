"""What is kept for ever is neither collected nor, where Python can leave it out, counted."""

from __future__ import annotations

import subprocess
import sys

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
