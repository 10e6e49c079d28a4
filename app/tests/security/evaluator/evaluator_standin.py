"""A catalogue whose interviews are Python, so that the evaluator is tested as if the interpreter were already lost.

An interview's file holds two parts, parted by a line `---`: what its loading does, and what each screen does. Both are
run as they are, with the names of this module. A screen's `answer` becomes its title; a `result` replaces the whole.
"""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Raw

from chancery.language.errors import AuthorError
from chancery.language.library import Library
from chancery.protocol import Exit, Field, Form, InterviewInfo, Job, Result, Screen

# Not a package: the root process loads this file by its path.
sys.path.insert(0, str(Path(__file__).parent))
import evaluator_attacks  # found by the line above

NAMES = {
    **evaluator_attacks.NAMES, "AuthorError": AuthorError, "Exit": Exit, "Field": Field, "Form": Form, "Raw": Raw,
    "Result": Result, "Screen": Screen, "errno": errno, "msgspec": msgspec, "socket": socket, "sys": sys,
}  # fmt: skip


class StandIn:
    """One such interview."""

    def __init__(self, name: str, version: str, source: str) -> None:
        loading, _, running = source.partition("\n---\n")
        self.info = InterviewInfo(name=name, version=version, title=name.rpartition("/")[2])
        self._names = dict(NAMES, interview=self)
        exec(compile(loading, name, "exec"), self._names)
        self._code = compile(running, name, "exec")

    def run(self, job: Job) -> Result:
        names = dict(self._names, job=job, answer="")
        exec(self._code, names)
        if "result" in names:
            return names["result"]
        return Result(screen=Screen(form=Form("standin"), title=str(names["answer"])), state=Raw(b'{"v":1}'))


class Catalogue:
    """The stand-ins of a directory, found as the real library finds interviews."""

    def __init__(self, roots: Sequence[Path], recheck_s: float) -> None:
        self._library = Library(roots, recheck_s=recheck_s)
        self.names = self._library.names
        self.version = self._library.version
        self.rescan = self._library.rescan

    def preload(self) -> None:
        """Nothing: this module's imports are all there is."""

    def rehearse(self) -> None:
        """Nothing: what a stand-in does is to be seen once."""

    def load(self, name: str) -> StandIn:
        return StandIn(name, self._library.version(name), self._library.read(name).decode())
