"""The pages around the interviews: the list of them, and the farewell."""

from __future__ import annotations

from flask import Blueprint, render_template

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
