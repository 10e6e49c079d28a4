"""A form with files (RFC 7578), read as it comes: up to the first file at once, the rest when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData, State

from chancery.sessions import Sent

# Bytes that the decoder may hold back because a boundary could begin in them.
_ROOM_BETWEEN = 1 << 20
# Bytes that end a line, or the last boundary.
_LINE_END = 2


class Parts:
    """The parts of one form, in the order in which the browser sends them.

    Args:
        read: gives the next bytes of the request; none at its end.
        boundary: what stands between the parts.
        most_bytes: of the form's own fields, all together.
        most_parts: fields and files, all together.
    """

    def __init__(self, read: Callable[[], bytes], boundary: str, most_bytes: int, most_parts: int) -> None:
        if not boundary:
            raise BadRequest("the form has no boundary")
        self._read, self._room = read, most_bytes
        self._mark = b"--" + boundary.encode("utf-8", "replace")
        self._decoder = MultipartDecoder(self._mark[2:], max_parts=most_parts)
        # Grows as the form is read: what stands behind a file is known when the file was passed.
        self.fields: MultiDict[str, str] = MultiDict()
        self.has_ended = False
        self._file: File | None = None
        self._file_has_more = False

    def read_fields(self) -> None:
        """Read up to the next file, or to the end.

        Raises:
            BadRequest: the form is none, or ends in the middle.
            RequestEntityTooLarge: its fields are too many or too long.
        """
        if self._file is not None or self.has_ended:
            return
        while True:
            event = self._next()
            if isinstance(event, Field):
                self.fields.add(event.name or "", self._value())
            elif isinstance(event, File):
                self._file, self._file_has_more = event, True
                return
            elif isinstance(event, Epilogue):
                self.has_ended = True
                return

    def files(self) -> Iterator[Sent]:
        """Each file in turn. What was not read of one is passed over before the next is given."""
        self.read_fields()
        while self._file is not None:
            content = self._content()
            yield Sent(self._file.name or "", self._file.filename, content)
            self._pass()
            self._file = None
            self.read_fields()

    def drain(self) -> None:
        """Read what is left, and forget it: a browser shows no answer before all that it sends was read."""
        while not self.has_ended:
            self._pass()
            self._file = None
            self.read_fields()

    def _pass(self) -> None:
        for _ in self._content():
            pass

    def _content(self) -> Iterator[bytes]:
        while self._file_has_more:
            event = self._next()
            if isinstance(event, Data):
                self._file_has_more = event.more_data
                if event.data:
                    yield event.data

    def _value(self) -> str:
        pieces: list[bytes] = []
        has_more = True
        while has_more:
            event = self._next()
            if isinstance(event, Data):
                has_more = event.more_data
                pieces.append(event.data)
                self._room -= len(event.data)
                if self._room < 0:
                    raise RequestEntityTooLarge
        return b"".join(pieces).decode("utf-8", "replace")

    def _next(self) -> Event:
        decoder = self._decoder
        try:
            while self._is_cut() or isinstance(event := decoder.next_event(), NeedData):
                # Headers of a part, and what stands before the first, may not grow for ever either.
                if len(decoder.buffer) > self._room + _ROOM_BETWEEN:
                    raise RequestEntityTooLarge
                decoder.receive_data(self._read() or None)
        except (ValueError, UnicodeError):
            raise BadRequest("the form ends in the middle") from None
        return event

    def _is_cut(self) -> bool:
        """Whether what has come ends in the middle of a line's end or of a boundary.

        The decoder (werkzeug 3.1) would take a byte of that for content, and no file may have a byte too many.
        """
        decoder = self._decoder
        if decoder.complete:
            return False
        if decoder.state is State.DATA_START and len(decoder.buffer) < _LINE_END:
            return True
        tail = decoder.buffer[-len(self._mark) - _LINE_END + 1 :]
        return 0 <= tail.find(self._mark) > len(tail) - len(self._mark) - _LINE_END
