"""The files that interview packages show to everyone: pictures, styles, forms to download (`data/static`).

They are no secret and bear no answer, so they need no cookie and may be kept by the browser for a while. Whatever they
are, they run nothing: scripts of interviews reach a page in another way (`web.scripts`).
"""

from __future__ import annotations

from flask import Blueprint, Response, abort

from chancery.evaluator.errors import EvaluatorUnavailable
from chancery.sessions import TryAgain
from chancery.web import current
from chancery.web.ranges import part_of

blueprint = Blueprint("packages", __name__)

# Seconds for which a browser may keep a file.
KEPT_S = 300
TYPES = {
    "aac": "audio/aac", "avif": "image/avif", "bmp": "image/bmp", "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "flac": "audio/flac",
    "gif": "image/gif", "ico": "image/x-icon", "jpeg": "image/jpeg", "jpg": "image/jpeg", "json": "application/json",
    "m4a": "audio/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "mp3": "audio/mpeg", "mp4": "video/mp4",
    "oga": "audio/ogg", "ogg": "audio/ogg", "ogv": "video/ogg", "opus": "audio/ogg", "pdf": "application/pdf",
    "png": "image/png", "svg": "image/svg+xml", "txt": "text/plain; charset=utf-8", "wav": "audio/wav",
    "webm": "video/webm", "webp": "image/webp", "woff": "font/woff", "woff2": "font/woff2",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


@blueprint.get("/package/<string:package>/<path:file>")
def static(package: str, file: str) -> Response:
    """One file; 404 for what is no package's. The evaluator looks the name up in what it found on its disk."""
    try:
        content = current.sessions().evaluator.file(f"{package}:data/static/{file}")
    except EvaluatorUnavailable:
        raise TryAgain("evaluator") from None
    if content is None:
        abort(404)
    ending = file.rpartition(".")[2].lower()
    response = Response(content, content_type=TYPES.get(ending, "application/octet-stream"))
    if ending not in TYPES:
        response.headers["Content-Disposition"] = "attachment"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = f"public, max-age={KEPT_S}"
    response.add_etag()
    return part_of(response, len(content))
