"""Files that a person sends with an answer, taken one after another as they come: judged, and stored encrypted at once.

Only what has to be opened to be judged is in memory whole, and has a bound for it; everything else passes through. What
is wrong with a file is told to the interview, which says it at the field as it does of any other answer.
"""

from __future__ import annotations

import re
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from chancery.protocol import Clean, Cleaned, Fault, Field, Form, Opened, Unfit, Upload
from chancery.sessions.errors import AnswerTooLarge, UnknownField
from chancery.sessions.files import Arrivals
from chancery.sessions.kinds import KINDS, LOOKED_AT, Kind, fits, kind_of

# What `protocol.FileName` allows no name to have.
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\\\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MAX_NAME = 120
_MAX_EXTENSION = 20
# Files that one answer may bring.
MAX_FILES = 50
# Bytes of a file that the jail has to open: it is in memory, here and there. `file large` names it.
MAX_OPENED_BYTES = 15 * 1024 * 1024
# Bytes at the end of an archive in which its list of parts has to lie: room for 10,000 parts with long names.
END_BYTES = 4 * 1024 * 1024
# Faults in one answer after which no more of its files are looked at.
_ENOUGH_FAULTS = 3
# Endings of pictures that were turned into another kind.
_ENDINGS = {"png": "png", "jpeg": "jpg"}
_UNKNOWN = "application/octet-stream"
# Makes a file anew, or says why it cannot be taken.
Cleaning = Callable[[Clean], Cleaned | Unfit]


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as the browser sends it.

    Args:
        key: the name of the field.
        name: the file's; it may be anything, and is empty where the box was left empty.
        pieces: the content. Whatever is not read of it is passed over when the next file is asked for.
    """

    key: str
    name: str
    pieces: Iterable[bytes]


class Intake:
    """Takes the files of one answer.

    Args:
        form: the form that was served.
        arrivals: where they are kept until the answer is stored.
        clean: makes one file anew.
        limit: bytes of all files together.
    """

    def __init__(self, form: Form, arrivals: Arrivals, clean: Cleaning, limit: int) -> None:
        self._taking = {field.key: field for field in form.fields if field.input in ("file", "signature")}
        self._arrivals, self._clean, self._limit = arrivals, clean, limit
        self._faults: list[Fault] = []
        self._room = limit

    def take(self, sent: Iterable[Sent]) -> dict[str, list[Upload]]:
        """What the interview is told of the files, by the keys of their fields. Those without a fault are stored.

        Raises:
            AnswerTooLarge: more than `limit` bytes, or too many files.
            UnknownField: the form has no such field, or not for (so many) files.
            TryAgain: the evaluator or the store is down.
        """
        taken: dict[str, list[Upload]] = {}
        for one in sent:
            if not one.name:
                continue
            field = self._taking.get(one.key)
            if field is None or (one.key in taken and not field.several):
                raise UnknownField("the form has no such field")
            if sum(map(len, taken.values())) >= MAX_FILES:
                raise AnswerTooLarge(self._limit)
            upload = self._one(field, Sent(one.key, safe_name(one.name), self._counted(one.pieces)))
            if upload.fault:
                self._faults.append(upload.fault)
            taken.setdefault(one.key, []).append(upload)
        return taken

    def _counted(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._room -= len(piece)
            if self._room < 0:
                raise AnswerTooLarge(self._limit)
            yield piece

    def _one(self, field: Field, sent: Sent) -> Upload:
        if len(self._faults) >= _ENOUGH_FAULTS:
            # The answer is refused already; each more could cost as much as a bomb may.
            return _refused(sent, _UNKNOWN, self._faults[0])
        kind = kind_of(sent.name)
        if kind is None:
            return _refused(sent, _UNKNOWN, "kind")
        pieces = iter(sent.pieces)
        beginning = _gather(pieces, LOOKED_AT)
        if not fits(kind, beginning):
            return _refused(sent, _UNKNOWN, "content")
        whole = _behind(beginning, pieces)
        if kind.opened is None:
            return self._kept(sent.name, kind, whole)
        if kind.opened == "zip":
            return self._looked_into(sent, kind, whole)
        return self._opened(field, sent, kind, kind.opened, whole)

    def _kept(self, name: str, kind: Kind, pieces: Iterable[bytes]) -> Upload:
        id_, size = self._arrivals.put(name, kind.mimetype, pieces)
        return Upload(id_, name, kind.mimetype, size)

    def _looked_into(self, sent: Sent, kind: Kind, pieces: Iterator[bytes]) -> Upload:
        """Store an archive as it comes, and have its end judged, where the list of its parts stands."""
        end = _End(END_BYTES)
        upload = self._kept(sent.name, kind, end.passing(pieces))
        judged = self._clean(Clean("zip", end.content(), size=upload.size))
        if isinstance(judged, Unfit):
            self._arrivals.drop(upload.id)
            return _refused(sent, kind.mimetype, judged.fault)
        return upload

    def _opened(self, field: Field, sent: Sent, kind: Kind, opened: Opened, pieces: Iterator[bytes]) -> Upload:
        """Have a file made anew or looked into as a whole."""
        content = _gather(pieces, MAX_OPENED_BYTES + 1)
        if len(content) > MAX_OPENED_BYTES:
            return _refused(sent, kind.mimetype, "large")
        turned = field.picture_type if kind.mimetype.startswith("image/") else ""
        cleaned = self._clean(Clean(opened, content, field.pixels, turned))
        if isinstance(cleaned, Unfit):
            return _refused(sent, kind.mimetype, cleaned.fault)
        name = sent.name
        if turned and turned != opened:
            name = f"{name.rpartition('.')[0]}.{_ENDINGS[turned]}"
            kind = KINDS[turned]
        made = content if cleaned.content is None else cleaned.content
        # A decoder that was taken over could have made anything of it.
        return self._kept(name, kind, [made]) if fits(kind, made) else _refused(sent, kind.mimetype, "damaged")


class _End:
    """The last bytes of what passes."""

    def __init__(self, length: int) -> None:
        self._length, self._held = length, 0
        self._pieces: deque[bytes] = deque()

    def passing(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces."""
        for piece in pieces:
            self._pieces.append(piece)
            self._held += len(piece)
            while self._held - len(self._pieces[0]) >= self._length:
                self._held -= len(self._pieces.popleft())
            yield piece

    def content(self) -> bytes:
        """The last bytes, as many as were wanted or there are."""
        return b"".join(self._pieces)[-self._length :]


def _gather(pieces: Iterator[bytes], wanted: int) -> bytes:
    """The next bytes of a file, at least so many if it has them."""
    gathered, length = [], 0
    while length < wanted and (piece := next(pieces, None)) is not None:
        gathered.append(piece)
        length += len(piece)
    return b"".join(gathered)


def _behind(beginning: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    if beginning:
        yield beginning
    yield from pieces


def _refused(sent: Sent, mimetype: str, fault: Fault) -> Upload:
    return Upload(uuid.uuid4().hex, sent.name, mimetype, 0, fault)


def safe_name(name: str) -> str:
    """A file's name without its directories and without what could end a header or turn round the text after it."""
    last = re.split(r"[/\\\\]", name.encode("utf-8", "replace").decode())[-1]
    cleaned = _NOT_IN_NAMES.sub("_", last).strip().strip(".") or "file"
    stem, dot, extension = cleaned.rpartition(".")
    if not stem or len(extension) > _MAX_EXTENSION:
        return cleaned[:_MAX_NAME]
    return stem[: _MAX_NAME - len(extension) - 1] + dot + extension
