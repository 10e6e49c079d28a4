"""Requests that bring files: held in memory until they are encrypted, and let in where a form takes them."""

from __future__ import annotations

from io import BytesIO
from typing import IO, TYPE_CHECKING

from flask import Flask, Request, request

from chancery.sessions import Sent

if TYPE_CHECKING:
    from chancery.settings import Settings


class InMemory(Request):
    """A request whose files never touch the disk: werkzeug would write larger ones to a temporary file, in clear."""

    def _get_file_stream(self, *_sizes: object, **_named: object) -> IO[bytes]:
        return BytesIO()


def init_app(app: Flask, settings: Settings) -> None:
    """Let answers to a question bring files; every other request stays as small as a form is."""
    app.request_class = InMemory

    @app.before_request
    def let_in() -> None:
        if request.endpoint == "interview.answer":
            request.max_content_length = settings.max_answer_bytes + settings.max_upload_bytes


def files() -> dict[str, list[Sent]]:
    """The files of the request, by the name of the field."""
    return {key: [Sent(one.filename or "", one.stream.read()) for one in many] for key, many in request.files.lists()}
