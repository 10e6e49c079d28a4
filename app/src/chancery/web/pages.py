"""The pages around the interviews: the list of them, and the farewell."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from chancery.web import current
from chancery.web.visitors import current_visitor

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """The interviews that can be started, and the ones that this browser has open."""
    interviews = current.catalogue().interviews()
    titles = {info.name: info.title for info in interviews}
    visitor = current_visitor()
    return render_template(
        "home.html",
        interviews=[info for info in interviews if not info.unlisted],
        titles=titles,
        opened=current.sessions().list(visitor) if visitor else [],
        lifetime_days=current.settings().session_lifetime_days,
    )


@blueprint.get("/farewell")
def farewell() -> str:
    """What Exit did."""
    return render_template("farewell.html")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Search engines may list the first page; an interview that they begin is nobody's."""
    return Response(
        "User-agent: *\nDisallow: /interview\nDisallow: /session\n", content_type="text/plain; charset=utf-8"
    )
