"""The interviews that an evaluator serves: their names, their versions, and how one is loaded."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Protocol

from chancery.evaluator.errors import CannotStart
from chancery.protocol import InterviewInfo, Job, Result


class Interview(Protocol):
    """A loaded interview: everything of it compiled, nothing of any person's in it."""

    @property
    def info(self) -> InterviewInfo:
        """What is known of it before anyone answers."""

    def run(self, job: Job) -> Result:
        """Make one screen. Opens nothing and changes nothing outside the process."""


class Catalogue(Protocol):
    """Where interviews come from. Made once in the server and once in the root process.

    It is made from the list of roots, and from the seconds for which a look at their files is trusted.
    """

    def names(self) -> list[str]:
        """Every interview's name, in order."""

    def version(self, name: str) -> str:
        """What changes when a file of the interview changes.

        Raises:
            LookupError: there is no such interview.
        """

    def rescan(self) -> None:
        """Look for interviews that were added or removed."""

    def static(self, name: str) -> bytes:
        """The bytes of a file of a package's `data/static`.

        Raises:
            LookupError: there is no such file, or it is too large to be sent.
        """

    def preload(self) -> None:
        """Bring into memory what running an interview may need and no sealed process can read any more."""

    def rehearse(self) -> None:
        """Do once what nearly every screen does, with nobody's answers. Called in a child that waits for its job."""

    def load(self, name: str) -> Interview:
        """Parse and compile an interview. Called in a process that only this interview's loading can spoil.

        Raises:
            AuthorError: the interview is wrong.
            LookupError: there is no such interview.
        """


class LibraryCatalogue:
    """The interviews of a `chancery.language.library.Library`."""

    def __init__(self, roots: Sequence[Path], recheck_s: float) -> None:
        # Not with this module: the client's side has no use for it.
        from chancery import language

        self._language = language
        self._library = language.Library(roots, recheck_s=recheck_s)
        self._rehearse: Callable[[], None] | None = None

    def names(self) -> list[str]:
        """Every interview's name, in order."""
        return self._library.names()

    def version(self, name: str) -> str:
        """A hash over every file that the interview may be made of.

        Raises:
            UnknownInterview: there is no such interview.
        """
        return self._library.version(name)

    def rescan(self) -> None:
        """Look at the disk again."""
        self._library.rescan()

    def static(self, name: str) -> bytes:
        """The bytes of a file of a package's `data/static`.

        Raises:
            UnknownInterview: there is no such file, or it is too large to be sent.
        """
        return self._library.static(name)

    def preload(self) -> None:
        """Import what Python imports late, read the time zones, and run what every interview runs."""
        from chancery import documents
        from chancery.evaluator.warmup import warm_up
        from chancery.language import zones

        documents.preload()
        self._language.preload()
        zones.preload()
        self._rehearse = warm_up()

    def rehearse(self) -> None:
        """Make a screen of the warm-up's interview, if it has been preloaded."""
        if self._rehearse is not None:
            self._rehearse()

    def load(self, name: str) -> Interview:
        """Parse and compile an interview.

        Raises:
            AuthorError: the interview is wrong.
            UnknownInterview: there is no such interview.
        """
        return self._language.load(self._library, name)


def make_catalogue(spec: str, roots: Sequence[Path], recheck_s: float = 1.0) -> Catalogue:
    """Make the catalogue that `spec` names.

    Args:
        spec: `module:name`, or `/path/of/a/file.py:name`.
        roots: the directories that hold interview packages.
        recheck_s: seconds for which a look at their files is trusted.

    Raises:
        CannotStart: there is no such thing.
    """
    where, _, name = spec.rpartition(":")
    try:
        module = _module_of_file(where) if where.endswith(".py") else importlib.import_module(where)
        factory = getattr(module, name)
    except (ImportError, AttributeError, ValueError, OSError) as error:
        raise CannotStart(f"The catalogue {spec} cannot be loaded: {error}.") from error
    catalogue: Catalogue = factory(roots, recheck_s)
    return catalogue


def _module_of_file(path: str) -> ModuleType:
    name = Path(path).stem
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
