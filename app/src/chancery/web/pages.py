"""The pages around the interviews: the list of them, and the farewell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from chancery.web import addresses, current, receipts
from chancery.web.visitors import current_visitor

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> AnyResponse | str:
    """The interviews that can be started, and the ones that this browser has open.

    `tag` lists those with that tag alone. The interview that `i` names begins at once: docassemble had it so.
    """
    if request.args.get("i"):
        return addresses.begin(request.args["i"], {})
    interviews, tag = current.catalogue().interviews(), request.args.get("tag", "")
    titles = {info.name: info.title for info in interviews}
    visitor = current_visitor()
    return render_template(
        "home.html",
        interviews=[info for info in interviews if not info.unlisted and (not tag or tag in info.tags)],
        tag=tag,
        titles=titles,
        opened=current.sessions().list(visitor) if visitor else [],
        lifetime_days=current.settings().session_lifetime_days,
    )


@blueprint.get("/farewell")
def farewell() -> str:
    """What Exit did."""
    return render_template("farewell.html", uid="")


@blueprint.get("/farewell/<string(length=32):uid>")
def erased(uid: str) -> AnyResponse:
    """What Exit did to one session, with its receipt where the site signs one."""
    if current.sessions().erased(uid) is None:
        # One that ended with its first screen was never stored.
        return redirect(url_for(".farewell"), 303)
    return make_response(render_template("farewell.html", uid=uid if current.site_key() else ""))


@blueprint.get("/farewell/<string(length=32):uid>/receipt")
def receipt(uid: str) -> Response:
    """The signed receipt of an erasure. Whoever knows the session's name, 128 random bits, may have it."""
    site, found = current.site_key(), current.sessions().erased(uid)
    if site is None or found is None:
        abort(404)
    response = Response(
        receipts.receipt(site, current.settings().base_url, found), content_type="text/plain; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{uid[:8]}.txt"'
    return response


@blueprint.get("/receipt-key")
def receipt_key() -> Response:
    """The public key that receipts are verified with."""
    site = current.site_key()
    if site is None:
        abort(404)
    return Response(receipts.public_key(site) + "\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Search engines may list the first page; an interview that they begin is nobody's."""
    return Response(
        "User-agent: *\nDisallow: /interview\nDisallow: /session\n", content_type="text/plain; charset=utf-8"
    )
