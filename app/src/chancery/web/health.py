"""For nginx, Docker and the deployment: is the process alive, and can it do its work?"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from chancery.health import OK, readiness
from chancery.web import current

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Alive: this process answers. Nothing else is asked."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/readyz")
def readyz() -> Response:
    """Ready: the database, the evaluator and the object store work too. 503 while one does not; each is named."""
    parts = readiness(current.sessions())
    response = jsonify(parts)
    response.status_code = 200 if set(parts.values()) == {OK} else 503
    return response
