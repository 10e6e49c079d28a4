"""For nginx, Docker and the deployment: is the process alive, and can it do its work?"""

from __future__ import annotations

from flask import Blueprint, Response

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Alive: this process answers. Nothing else is asked."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")
