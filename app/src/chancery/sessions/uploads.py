"""Files that a person sends with an answer: checked against the form that was served, given ids and safe names, judged.

What is wrong with a file is told to the interview, which says it at the field as it does of any other answer.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from chancery.protocol import Clean, Cleaned, Fault, Field, Form, NewFile, Unfit, Upload
from chancery.sessions.errors import AnswerTooLarge, UnknownField
from chancery.sessions.kinds import KINDS, fits, kind_of

# What `protocol.FileName` allows no name to have.
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\\\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MAX_NAME = 120
_MAX_EXTENSION = 20
# Files that one answer may bring.
MAX_FILES = 50
# Faults in one answer after which no more of its files are looked at.
_ENOUGH_FAULTS = 3
# Endings of pictures that were turned into another kind.
_ENDINGS = {"png": "png", "jpeg": "jpg"}
# Makes a file anew, or says why it cannot be taken.
Cleaning = Callable[[Clean], Cleaned | Unfit]


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as the browser sent it. Its name may be anything."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was looked at. One with a fault is never kept."""

    file: NewFile
    fault: Fault | Literal[""] = ""


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


def as_told(files: Mapping[str, Sequence[Received]]) -> dict[str, list[Upload]]:
    """What the evaluator is told of the files."""
    return {key: [_told(one) for one in many] for key, many in files.items()}


def taken(files: Mapping[str, Sequence[Received]]) -> list[NewFile]:
    """The files that may be kept."""
    return [one.file for many in files.values() for one in many if not one.fault]


def judged(form: Form, files: Mapping[str, Sequence[NewFile]], clean: Cleaning) -> dict[str, list[Received]]:
    """The files as they may be kept, or why not.

    Args:
        form: the form that was served; a field says how it wants pictures.
        files: from `checked_uploads`.
        clean: makes one file anew.

    Raises:
        TryAgain: the evaluator is down.
    """
    fields = {field.key: field for field in form.fields}
    found: list[Fault] = []

    def judge(key: str, file: NewFile) -> Received:
        # The answer is refused already; each more could cost as much as a bomb may.
        one = Received(file, found[0]) if len(found) >= _ENOUGH_FAULTS else _judged(fields[key], file, clean)
        if one.fault:
            found.append(one.fault)
        return one

    return {key: [judge(key, file) for file in many] for key, many in files.items()}


def _judged(field: Field, file: NewFile, clean: Cleaning) -> Received:
    kind = kind_of(file.name)
    if kind is None or not fits(kind, file.content):
        return Received(file, "kind" if kind is None else "content")
    file.mimetype = kind.mimetype
    if kind.opened is None:
        return Received(file)
    turned = field.picture_type if kind.mimetype.startswith("image/") else ""
    cleaned = clean(Clean(kind.opened, file.content, field.pixels, turned))
    if isinstance(cleaned, Unfit):
        return Received(file, cleaned.fault)
    if turned and turned != kind.opened:
        file.name = f"{file.name.rpartition('.')[0]}.{_ENDINGS[turned]}"
        kind = KINDS[turned]
        file.mimetype = kind.mimetype
    file.content = cleaned.content
    # A decoder that was taken over could have made anything of it.
    return Received(file) if fits(kind, file.content) else Received(file, "damaged")


def _told(one: Received) -> Upload:
    return Upload(one.file.id, one.file.name, one.file.mimetype, len(one.file.content), one.fault)


def _new(sent: Sent) -> NewFile:
    name = safe_name(sent.name)
    return NewFile(uuid.uuid4().hex, name, "application/octet-stream", sent.content)


def safe_name(name: str) -> str:
    """A file's name without its directories and without what could end a header or turn round the text after it."""
    last = re.split(r"[/\\\\]", name.encode("utf-8", "replace").decode())[-1]
    cleaned = _NOT_IN_NAMES.sub("_", last).strip().strip(".") or "file"
    stem, dot, extension = cleaned.rpartition(".")
    if not stem or len(extension) > _MAX_EXTENSION:
        return cleaned[:_MAX_NAME]
    return stem[: _MAX_NAME - len(extension) - 1] + dot + extension
