"""The files of the run: those that this job has made, and the bytes of earlier ones that came with the job.

Files lie outside of the state: it holds their ids. A job that needs the bytes of one asks for it by ending: `web` gives
the job again, with the file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from ..protocol import FilesNeeded, NewFile
from . import assembly
from .errors import AuthorError

_MAX_NAME = 120
# What would end a header, name a directory, or turn round the text after it.
_NOT_IN_NAMES = {ord(character): "_" for character in '/\\:*?"<>|'}
_UNSEEN = ((0, 31), (0x7F, 0x9F), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069))
_NO_NAME: dict[int, str | None] = {
    **_NOT_IN_NAMES, **{code: None for first, last in _UNSEEN for code in range(first, last + 1)}
}  # fmt: skip


class Cabinet:
    """The files of one job."""

    def __init__(self, given: Mapping[str, bytes | None] | None = None) -> None:
        self._given = dict(given or {})
        self._new: dict[str, NewFile] = {}

    def add(self, content: bytes, name: str, mimetype: str) -> str:
        """Keep a new file; its id."""
        id_ = os.urandom(16).hex()
        self._new[id_] = NewFile(id_, name, mimetype, content)
        return id_

    def read(self, id_: str) -> bytes:
        """The bytes of a file.

        Raises:
            FilesNeeded: they have to come with the job.
            AuthorError: there is no such file any more.
        """
        if id_ in self._new:
            return self._new[id_].content
        if id_ not in self._given:
            raise FilesNeeded([id_])
        content = self._given[id_]
        if content is None:
            raise AuthorError("A file of this session cannot be read.", fix="Ask for it, or assemble it, again.")
        return content

    def new(self, *named_in: bytes) -> list[NewFile]:
        """The new files whose ids occur in what is kept: the state and the screen."""
        return [file for id_, file in self._new.items() if any(id_.encode() in data for data in named_in)]


_current: list[Cabinet] = [Cabinet()]


def use(cabinet: Cabinet) -> None:
    """Make `cabinet` that of the run."""
    _current[:] = [cabinet]


def current() -> Cabinet:
    """The cabinet of the run."""
    return _current[0]


def file_name(wanted: str, extension: str) -> str:
    """A file's name from what an author or an answer says, with the extension once at its end."""
    stem = wanted.translate(_NO_NAME).strip().strip(".") or "document"
    suffix = f".{extension}"
    if stem.lower().endswith(suffix):
        stem = stem[: -len(suffix)].rstrip(".") or "document"
    return stem[:_MAX_NAME] + suffix


def mimetype_of(name: str) -> str:
    """The MIME type that a file's name says."""
    extension = name.rpartition(".")[2].lower()
    return _TYPES.get(extension, "application/octet-stream")


def extension_of(mimetype: str) -> str:
    """How the names of files of this MIME type end; "" for a type that is not known."""
    return next((extension for extension, known in _TYPES.items() if known == mimetype), "")


_TYPES = {
    **{made.extension: made.mimetype for made in assembly.FORMATS.values()},
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "svg": "image/svg+xml", "txt": "text/plain", "csv": "text/csv", "json": "application/json",
    "zip": "application/zip", "rtf": "application/rtf", "html": "text/html", "xml": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
