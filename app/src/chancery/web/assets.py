"""Static files, kept in memory under names that hold a hash of their content.

A name that changes with the content may be cached for ever. A request is only ever looked up in a dictionary made at
start, so no path from outside reaches the disk. Each file is also kept compressed, as these never hold a secret;
pages do, and are not compressed by anyone (a compressed page tells by its length what it repeats).
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, abort, current_app, request

if TYPE_CHECKING:
    from collections.abc import Iterator

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
}
BOOTSTRAP = "flask_bootstrap/static/bootstrap5/css/bootstrap.min.css"
JQUERY = "flask_bootstrap/static/bootstrap4/jquery.min.js"
SOURCE_MAP = b"/*# sourceMappingURL=bootstrap.min.css.map */"

PREFIX = "/static/"
blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file: its address below `/static/`, its media type, and its bytes, plain and compressed."""

    address: str
    media_type: str
    content: bytes
    compressed: bytes


def make_asset(name: str, content: bytes) -> Asset:
    """The asset of a file called `name` with this content. Raises KeyError for an ending that has no media type."""
    stem, _, ending = name.rpartition(".")
    digest = hashlib.sha256(content).hexdigest()[:16]
    compressed = gzip.compress(content, 9, mtime=0)
    return Asset(f"{stem}-{digest}.{ending}", TYPES[ending], content, compressed)


def _files() -> Iterator[tuple[str, bytes]]:
    # Only these files of the wheel are used; importing its package would load a second form library.
    wheel = metadata.distribution("bootstrap-flask")
    yield "bootstrap.css", Path(str(wheel.locate_file(BOOTSTRAP))).read_bytes().replace(SOURCE_MAP, b"")
    # For authors' scripts, which are written for it. No page without such a script has it.
    yield "jquery.js", Path(str(wheel.locate_file(JQUERY))).read_bytes()
    for file in resources.files("chancery.web").joinpath("static").iterdir():
        yield file.name, file.read_bytes()


def init_app(app: Flask) -> None:
    """Read every static file and give templates `asset(name)`, its address."""
    by_name = {name: make_asset(name, content) for name, content in _files()}
    app.extensions["chancery.assets"] = {asset.address: asset for asset in by_name.values()}

    # Worked out once: a page asks for several.
    addresses = {name: PREFIX + asset.address for name, asset in by_name.items()}
    app.jinja_env.globals["asset"] = addresses.__getitem__
    app.register_blueprint(blueprint)


@blueprint.get(f"{PREFIX}<address>")
def static_file(address: str) -> Response:
    """One static file; 404 for any name that was not made at start."""
    asset: Asset | None = current_app.extensions["chancery.assets"].get(address)
    if asset is None:
        abort(404)
    packed = request.accept_encodings.quality("gzip") > 0
    response = Response(asset.compressed if packed else asset.content, content_type=asset.media_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(asset.address)
    response.make_conditional(request)
    return response


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Browsers ask for this by themselves; the page names the real one."""
    return Response(status=204)
