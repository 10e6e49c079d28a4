"""The files of packages that an interview names: its templates and pictures, read and compiled when it is loaded.

In the jail nothing can be read any more, so every file whose name occurs anywhere in the interview's source is kept.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import assembly
from .archives import open_archive
from .errors import AuthorError, did_you_mean

if TYPE_CHECKING:
    from .library import Library

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_BYTES = 16 * 1024 * 1024
PICTURES = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".gif": "gif", ".webp": "webp", ".svg": "svg"}
_KEPT = (*PICTURES, ".docx", ".pdf", ".md", ".txt", ".html", ".json", ".csv", ".xml", ".xlsx")
_WORDS = re.compile(r"word/(document|header[0-9]*|footer[0-9]*)\.xml")
_FOLDERS = ("templates", "static", "sources")


@dataclass(slots=True)
class Shelf:
    """The files of one interview, by their full names (`package:data/folder/file`)."""

    package: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    # Compiled templates and forms, or why there is none.
    _compiled: dict[str, Any] = field(default_factory=dict)

    def find(self, name: str) -> tuple[str, bytes] | None:
        """The full name and the bytes of the file that the interview calls `name`."""
        package, colon, path = name.partition(":")
        if not colon:
            package, path = self.package, name
        candidates = [path] if path.startswith("data/") else [f"data/{folder}/{path}" for folder in _FOLDERS]
        for candidate in candidates:
            content = self.files.get(f"{package}:{candidate}")
            if content is not None:
                return f"{package}:{candidate}", content
        return None

    def picture(self, name: str) -> tuple[bytes, str] | None:
        """The bytes and the kind of the picture `name`."""
        found = self.find(name)
        kind = PICTURES.get(_suffix(name))
        return (found[1], kind) if found and kind else None

    def word_template(self, name: str) -> assembly.WordTemplate:
        """The compiled DOCX template `name`.

        Raises:
            AuthorError: there is none, or it is wrong.
        """
        found: assembly.WordTemplate = self._template(name, ".docx", "docx template file")
        return found

    def form(self, name: str) -> assembly.Form:
        """The PDF form `name`.

        Raises:
            AuthorError: there is none, or it is wrong.
        """
        found: assembly.Form = self._template(name, ".pdf", "pdf template file")
        return found

    def compile(self) -> None:
        """Compile every template now, while there is time."""
        for name, content in self.files.items():
            if name.endswith((".docx", ".pdf")) and name not in self._compiled:
                try:
                    self._compiled[name] = _compiled(name, content)
                except AuthorError as error:
                    self._compiled[name] = error

    def _template(self, name: str, suffix: str, key: str) -> Any:
        found = self.find(name)
        if found is None or not found[0].endswith(suffix):
            short = [full.rpartition("/")[2] for full in self.files if full.endswith(suffix)]
            raise AuthorError(f"The file “{name}” of `{key}` does not exist.",
                              fix=f"Put it into data/templates. {did_you_mean(name, short)}".strip())  # fmt: skip
        if found[0] not in self._compiled:
            self._compiled[found[0]] = _compiled(*found)
        compiled = self._compiled[found[0]]
        if isinstance(compiled, AuthorError):
            raise compiled
        return compiled


def make_shelf(library: Library, interview: str, sources: Iterable[bytes]) -> Shelf:
    """The files whose names occur in `sources`, the text of an interview and of all that it includes.

    Raises:
        AuthorError: they are too large together.
    """
    shelf, pending, total = Shelf(interview.partition(":")[0]), [b"\n".join(sources)], 0
    known = {name: name.rpartition("/")[2].encode() for name in library.files() if name.lower().endswith(_KEPT)}
    while pending:
        text = pending.pop()
        named = [name for name, base in known.items() if base in text and library.size(name) <= MAX_FILE_BYTES]
        for name in named:
            del known[name]
            content = library.read(name)
            shelf.files[name] = content
            total += len(content)
            if name.endswith(".docx"):
                # A template may name others, and pictures.
                pending.append(_words_of(content))
        if total > MAX_BYTES:
            raise AuthorError(f"The files that the interview names are larger than {MAX_BYTES // 2**20} MiB together.",
                              file=interview, fix="Make the pictures in data/static smaller.")  # fmt: skip
    return shelf


def _words_of(content: bytes) -> bytes:
    """The words of a DOCX, as far as they can be had cheaply."""
    try:
        archive = open_archive(content)
        found = [archive.read(part) for part in archive.infolist() if _WORDS.match(part.filename)]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, zlib.error, EOFError):
        return b""
    return re.sub(rb"<[^>]*>", b"", b"\n".join(found))


def _compiled(name: str, content: bytes) -> Any:
    maker = assembly.assembler()
    return maker.word_template(content, name) if name.endswith(".docx") else maker.form(content, name)


def _suffix(name: str) -> str:
    return "." + name.rpartition(".")[2].lower()
