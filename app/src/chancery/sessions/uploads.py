"""Files that a person sends with an answer: checked against the form that was served, and given ids and safe names."""

from __future__ import annotations

import mimetypes
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chancery.protocol import Form, MimeType, NewFile, Upload
from chancery.sessions.errors import AnswerTooLarge, UnknownField

# What `protocol.FileName` allows no name to have.
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\\\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MAX_NAME = 120
_MAX_EXTENSION = 20
# Files that one answer may bring.
MAX_FILES = 50
_MIMETYPE = re.compile(r"[a-z]{1,20}/[A-Za-z0-9.+-]{1,100}")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as the browser sent it. Its name may be anything."""

    name: str
    content: bytes


def checked_uploads(form: Form, sent: Mapping[str, Sequence[Sent]], limit: int) -> dict[str, list[NewFile]]:
    """The files that were sent, by the keys of the fields that take files, each with an id of its own.

    Args:
        form: the form that was served.
        sent: what came, by the name of the field. A box that was left empty sends a file without a name.
        limit: bytes of all files together.

    Raises:
        AnswerTooLarge: more than `limit` bytes, or too many files.
        UnknownField: the form has no such field, or not for (so many) files.
    """
    taking = {field.key: field for field in form.fields if field.input in ("file", "signature")}
    there = {key: [one for one in files if one.name] for key, files in sent.items()}
    for key, files in there.items():
        if key not in taking or (len(files) > 1 and not taking[key].several):
            raise UnknownField("the form has no such field")
    every = [one for files in there.values() for one in files]
    if len(every) > MAX_FILES or sum(len(one.content) for one in every) > limit:
        raise AnswerTooLarge(limit)
    return {key: [_new(one) for one in files] for key, files in there.items() if files}


def as_told(files: Mapping[str, Sequence[NewFile]]) -> dict[str, list[Upload]]:
    """What the evaluator is told of the files."""
    return {
        key: [Upload(one.id, one.name, one.mimetype, len(one.content)) for one in many] for key, many in files.items()
    }


def _new(sent: Sent) -> NewFile:
    name = safe_name(sent.name)
    return NewFile(uuid.uuid4().hex, name, mimetype_of(name), sent.content)


def safe_name(name: str) -> str:
    """A file's name without its directories and without what could end a header or turn round the text after it."""
    last = re.split(r"[/\\\\]", name.encode("utf-8", "replace").decode())[-1]
    cleaned = _NOT_IN_NAMES.sub("_", last).strip().strip(".") or "file"
    stem, dot, extension = cleaned.rpartition(".")
    if not stem or len(extension) > _MAX_EXTENSION:
        return cleaned[:_MAX_NAME]
    return stem[: _MAX_NAME - len(extension) - 1] + dot + extension


def mimetype_of(name: str) -> MimeType:
    """The MIME type that a file's name says. Nothing is believed of it: files are only ever downloaded."""
    guessed = mimetypes.guess_type(name)[0] or ""
    return guessed if _MIMETYPE.fullmatch(guessed) else "application/octet-stream"
