"""Requests that bring files: let in where a form takes them, read as they come, and cut off where they come too slowly.

A long one has a thread for as long as it is being sent, so no more than a quarter of the threads take one at a time,
since half may be waiting for files to be looked into, and a piece of it has to come within a bounded time. Short ones
are whole in nginx before they get here.
"""
# Keeps control_uploads_take_bounded_room.

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, cast

from flask import Flask, Request, Response, g, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser

from chancery.sessions import Sent, TryAgain
from chancery.web.multipart import Parts

if TYPE_CHECKING:
    from chancery.settings import Settings

# A request of more bytes than this is a long one: nginx passes it on as it comes (its role: `__edge_long_bytes`).
LONG_BYTES = 10_000_000
# Bytes that are read at a time, and the seconds within which they have to come: 13 KB in a second.
PIECE_BYTES = 256 * 1024
PIECE_S = 20.0
# Seconds between two looks at a request that is waited for.
_LOOK_S = 5.0


class Incoming(Request):
    """A request whose files are read when they are asked for, and never lie in a file of ours or in memory whole."""

    parts: Parts | None = None
    watch: Watch | None = None

    def make_form_data_parser(self) -> FormDataParser:
        """A parser that leaves the files of a form where they are."""
        return _Parser(self)


class _Parser(FormDataParser):
    def __init__(self, incoming: Incoming) -> None:
        super().__init__(max_form_memory_size=incoming.max_form_memory_size, cls=incoming.parameter_storage_class)
        self._incoming = incoming

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Any:
        """The fields of a form; of one with files, those that stand before the first file. The others follow."""
        if mimetype != "multipart/form-data":
            return super().parse(stream, mimetype, content_length, options)
        incoming = self._incoming
        watch = incoming.watch

        def read() -> bytes:
            return watch.read(stream) if watch else stream.read(PIECE_BYTES)

        most = cast("int", incoming.max_form_memory_size)
        incoming.parts = Parts(read, (options or {}).get("boundary", ""), most, cast("int", incoming.max_form_parts))
        incoming.parts.read_fields()
        return stream, incoming.parts.fields, MultiDict()


class Watch:
    """Waits for the pieces of a request, and ends the connection on which one takes too long.

    Reading has no time limit of its own: somebody who sends a byte now and then would have a thread for ever.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._since: float | None = None
        self._has_ended = False
        self._look()

    def read(self, stream: IO[bytes]) -> bytes:
        """The next piece, or nothing where the request has ended or was ended."""
        self._since = monotonic()
        try:
            return stream.read(PIECE_BYTES)
        finally:
            self._since = None

    def end(self) -> None:
        """Stop looking."""
        self._has_ended = True

    def _look(self) -> None:
        since = self._since
        if self._has_ended:
            return
        if since is not None and monotonic() - since > PIECE_S:
            with suppress(OSError):
                self._connection.shutdown(socket.SHUT_RD)
            return
        timer = threading.Timer(_LOOK_S, self._look)
        timer.daemon = True
        timer.start()


def init_app(app: Flask, settings: Settings) -> None:
    """Let answers to a question bring files; every other request stays as small as a form is."""
    app.request_class = Incoming
    # Made here and used after the fork: each process has its own.
    long_ones = threading.BoundedSemaphore(max(settings.database_pool_size // 4, 1))

    @app.before_request
    def let_in() -> None:
        if request.endpoint != "interview.answer":
            return
        request.max_content_length = settings.max_answer_bytes + settings.max_upload_bytes
        if request.content_length is not None and request.content_length <= LONG_BYTES:
            return
        if not long_ones.acquire(blocking=False):
            raise TryAgain("uploads")
        g.long_one = True
        connection = request.environ.get("gunicorn.socket")
        if connection is not None:
            _request().watch = Watch(connection)

    @app.after_request
    def drain(response: Response) -> Response:
        # A browser looks at an answer when it has sent all, and nginx gives up on a server that stops reading.
        parts = _request().parts
        if parts is not None:
            with suppress(HTTPException):
                parts.drain()
        return response

    @app.teardown_request
    def let_go(_error: BaseException | None) -> None:
        if watch := _request().watch:
            watch.end()
        if g.pop("long_one", None):
            long_ones.release()


def files() -> Iterator[Sent]:
    """The files of the request in turn. When there is none any more, `request.form` is whole."""
    parts = _request().parts
    if parts is not None:
        yield from parts.files()


def _request() -> Incoming:
    return cast("Incoming", request)
