"""As much of a file as a request asks for (RFC 9110, section 14): downloads go on, and players move to a place."""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable


def part_of(response: Response, size: int) -> Response:
    """The wanted part of `response`; all of it where that is in no words of ours, or of another version of the file.

    Args:
        response: the whole file, with an ETag by which another version is known.
        size: its bytes.
    """
    wanted = request.range
    environ = dict(request.environ)
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1:
        environ.pop("HTTP_RANGE", None)
    try:
        response.make_conditional(environ, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        return Response(status=416, headers={"Content-Range": f"bytes */{size}"})
    return response
