"""Where interviews come from: the packages found below the library's roots.

A root holds packages, and a package holds `data/questions`, `data/templates`, `data/static` and `data/sources`. What
they hold is found by looking at the disk, once. A name that comes from outside is only ever looked up in what was
found, so no name (`/etc/passwd`, `../secret`, one with a NUL in it) ever becomes a path.

Behind the roots stands what the package `docassemble.base` has for interviews to include (`basic-questions.yml`), in
Chancery's own words. Nobody can start it: it is listed nowhere.
"""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import UnknownInterview
from .filenames import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A picture or a style of an interview; larger ones do not fit in a frame of the protocol.
MAX_STATIC_BYTES = 2 * 1024 * 1024
FOLDERS = ("questions", "templates", "static", "sources")
_INCLUDED = Path(__file__).parent / "base"


class Library:
    """The files of every interview package below `roots`; where two roots hold one name, the earlier root wins."""

    def __init__(self, roots: Sequence[Path], *, recheck_s: float = 1.0) -> None:
        self._roots, self._recheck_s = tuple(roots), recheck_s
        self._hashed: tuple[float, bytes] | None = None
        self._files: dict[str, Path] = {}
        self.rescan()

    def rescan(self) -> None:
        """Look at the disk again: interviews were added, changed or removed."""
        found: dict[str, Path] = {}
        for root in self._roots:
            for name, path in _files_below(root):
                found.setdefault(name, path)
        for path in _INCLUDED.glob("*.yml"):
            found.setdefault(f"{BASE}:data/questions/{path.name}", path)
        self._files, self._hashed = found, None

    def names(self) -> list[str]:
        """Every interview's name, `package:data/questions/file.yml`, in order."""
        return sorted(name for name in self._files if self.is_interview(name))

    def files(self) -> list[str]:
        """Every file's name, in order."""
        return sorted(name for name, path in self._files.items() if path.parent != _INCLUDED)

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def read(self, name: str) -> bytes:
        """The bytes of the file `name` (`package:data/folder/file`).

        Raises:
            UnknownInterview: the library has no such file.
        """
        path = self._files.get(name)
        if path is None:
            raise UnknownInterview(name)
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise UnknownInterview(name) from error

    def size(self, name: str) -> int:
        """The size of the file `name` in bytes.

        Raises:
            UnknownInterview: the library has no such file.
        """
        path = self._files.get(name)
        if path is None or not path.is_file():
            raise UnknownInterview(name)
        return path.stat().st_size

    def static(self, name: str) -> bytes:
        """The bytes of the file `name`, if it is one that a package shows to everyone (`data/static`).

        Raises:
            UnknownInterview: it is not, does not exist, or has more than `MAX_STATIC_BYTES`.
        """
        if ":data/static/" not in name or self.size(name) > MAX_STATIC_BYTES:
            raise UnknownInterview(name)
        return self.read(name)

    def names_below(self, folder: str) -> list[str]:
        """The names of all files below `folder` (`package:data/sources/`), in order."""
        return sorted(name for name in self._files if name.startswith(folder))

    def version(self, name: str) -> str:
        """A hash that changes when a file of the library changes on disk, noticed within `recheck_s` seconds.

        It covers every package, because an interview may include files of any, and the files' sizes and times rather
        than their bytes, because it is asked for on every screen.

        Raises:
            UnknownInterview: the library has no such interview.
        """
        if not self.is_interview(name):
            raise UnknownInterview(name)
        now = time.monotonic()
        if self._hashed is None or now >= self._hashed[0] + self._recheck_s:
            self._hashed = (now, self._hash())
        return hashlib.sha256(self._hashed[1] + name.encode()).hexdigest()[:32]

    def _hash(self) -> bytes:
        digest = hashlib.sha256()
        for name, path in sorted(self._files.items()):
            try:
                facts = path.stat()
            except FileNotFoundError:
                continue
            digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\0".encode())
        return digest.digest()

    def is_interview(self, name: str) -> bool:
        """Whether `name` is the name of an interview, and not of another file or of nothing."""
        path = self._files.get(name)
        return path is not None and path.parent != _INCLUDED and _is_interview(name)


def _is_interview(name: str) -> bool:
    return ":data/questions/" in name and name.endswith((".yml", ".yaml"))


def _files_below(root: Path) -> Iterator[tuple[str, Path]]:
    if not root.is_dir():
        return
    for package in sorted(root.iterdir()):
        for folder in FOLDERS:
            base = package / "data" / folder
            if not base.is_dir():
                continue
            for path in sorted(base.rglob("*")):
                if path.is_file() and root.resolve() in path.resolve().parents:
                    yield f"{package.name}:{path.relative_to(package).as_posix()}", path
