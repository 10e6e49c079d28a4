"""One log line per request that was refused, failed or took long, without its address: the route's pattern, the outcome
and the time, under a random number. The others have their line in nginx's log; a second one would cost more processor
time, on its way through the container's output to the journal, than some pages do.

The same number stands on error pages as their reference, so that a person can say it and an operator can find the line.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

from chancery.logs import get_logger

if TYPE_CHECKING:
    from chancery.settings import Settings

log = get_logger("chancery.web")
# From here on a request that went well took long.
SLOW_MS = 1000.0
# Asked for every few seconds by machines, and by every page: not worth a line.
SILENT = frozenset({"health.healthz", "health.readyz", "assets.static_file"})


def init_app(app: Flask, _settings: Settings) -> None:
    """Log the requests of `app` that an operator may have to look at."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        duration_ms = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 2)
        least = 500 if request.endpoint in SILENT else 400
        if response.status_code >= least or duration_ms >= SLOW_MS:
            log.info(
                "request",
                request=reference(),
                method=request.method,
                route=request.url_rule.rule if request.url_rule else "",
                status=response.status_code,
                duration_ms=duration_ms,
            )
        return response


def reference() -> str:
    """This request's number: random, and short enough to be read over the telephone."""
    if "reference" not in g:
        digits = secrets.token_hex(4)
        g.reference = f"{digits[:4]}-{digits[4:]}"
    number: str = g.reference
    return number
