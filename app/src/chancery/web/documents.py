"""The files of a session: one, or all documents of the current screen in a ZIP.

A file is only ever downloaded, never shown by the browser in this site's name: it might have been made by anybody.
Its name is not in its address, because a name may hold an answer. A download that broke off can be gone on with: each
chunk is authenticated by itself, so a part of a file is as genuine as the whole.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response
from werkzeug.http import dump_options_header

from chancery.sessions import NoSuchFile
from chancery.vault import Unreadable
from chancery.web import current
from chancery.web.ranges import part_of
from chancery.web.visitors import holder

if TYPE_CHECKING:
    from collections.abc import Iterable

blueprint = Blueprint("documents", __name__)

# A file up to this size is opened whole before anything of it is sent, so that damage has a page that says so.
_AT_ONCE = 4 * 1024 * 1024
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@blueprint.get("/session/<string(length=32):uid>/file/<string(length=32):file>")
def download(uid: str, file: str) -> Response:
    """One file of the session."""
    opened = current.sessions().file(holder(), uid, file)
    label = opened.label
    content: Iterable[bytes] = opened.content
    if label.size <= _AT_ONCE:
        try:
            content = [b"".join(content)]
        except Unreadable:
            raise NoSuchFile("the file was altered") from None
    response = _attachment(content, label.name, label.type, label.size)
    # What a file holds never changes, so its id is enough to tell that it is still the same.
    response.set_etag(file)
    return part_of(response, label.size)


@blueprint.get("/session/<string(length=32):uid>/documents.zip")
def download_all(uid: str) -> Response:
    """The documents of the current screen, in one file."""
    visitor = holder()
    documents = current.sessions().current(visitor, uid).screen.documents
    if documents is None or not documents.zip_name:
        raise NoSuchFile("the screen has no documents to download together")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in _names((made.name, made.file) for document in documents.items for made in document.files):
            try:
                archive.writestr(name, b"".join(current.sessions().file(visitor, uid, file).content))
            except Unreadable:
                raise NoSuchFile("a file was altered") from None
    content = packed.getvalue()
    return _attachment([content], documents.zip_name, "application/zip", len(content))


def _names(files: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """Names that differ, so that no file covers another when they are unpacked."""
    used: set[str] = set()
    for name, file in files:
        stem, dot, extension = name.rpartition(".")
        number, unique = 1, name
        while unique.casefold() in used:
            number += 1
            unique = f"{stem or name}-{number}{dot}{extension if stem else ''}"
        used.add(unique.casefold())
        yield unique, file


def _attachment(content: Iterable[bytes], name: str, mimetype: str, size: int) -> Response:
    response = Response(content, mimetype=mimetype)
    response.content_length = size
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Content-Disposition"] = disposition(name)
    return response


def disposition(name: str, *, inline: bool = False) -> str:
    """`attachment` or `inline` with the file's name, in ASCII for old programs and whole (RFC 6266, RFC 8187)."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("%", "_")
    options = (
        {"filename": plain} if plain == name else {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
    )
    return dump_options_header("inline" if inline else "attachment", options)
