"""docassemble's own addresses, so that links into interviews that were made for it go on working.

`/start/NAME/` and `/start/PACKAGE/FILE/` begin an interview, `/run/...` goes on with it, `/list` and `/interviews` are
the list, `/user/sign-in` and its like belong to accounts. The addresses are those of docassemble's pages "Interviews"
and "Configuration" (`dispatch`). Each leads to a place of this site that no part of the address can choose, by its name
and with the interview's own arguments; the name of a session is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from flask import Blueprint, abort, current_app, redirect, request, url_for

from chancery.protocol import Failure
from chancery.sessions import InterviewFailed
from chancery.web import current
from chancery.web.interview import MAX_NAME, OWN_ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("addresses", __name__)

# What the page of an interview knows of its own, and others may say.
_BEGINNINGS = ("reset", "new_session")
# A package, and a file in it, which may lie in a directory; neither begins with a dot.
_PACKAGE = re.compile(r"\w[\w.-]*")
_FILE = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)?")
# The pages of accounts, by the last part of docassemble's addresses.
_ACCOUNT = {
    "sign-in": "account.sign_in", "register": "account.register", "profile": "account_page.overview",
    "change-password": "account_page.password", "forgot-password": "account_reset.ask",
}  # fmt: skip


@blueprint.get("/start/<string:name>/", strict_slashes=False)
@blueprint.get("/run/<string:name>/", strict_slashes=False)
def named(name: str) -> AnyResponse:
    """The interview that the site's operator has given this short name (`CHANCERY_DISPATCH`)."""
    return _interview(current.settings().dispatch.get(name))


@blueprint.get("/start/<string:package>/<path:file>/", strict_slashes=False)
@blueprint.get("/run/<string:package>/<path:file>/", strict_slashes=False)
def of_package(package: str, file: str) -> AnyResponse:
    """The interview in this file of a package: its name without `docassemble.`, the file's without `.yml`."""
    return _interview(current.catalogue().first(_names(package, file)))


def _names(package: str, file: str) -> Iterator[str]:
    if not (_PACKAGE.fullmatch(package) and _FILE.fullmatch(file)) or len(package) + len(file) > MAX_NAME:
        return
    for prefix in ("docassemble.", ""):
        yield f"{prefix}{package}:data/questions/{file}.yml"


def _interview(name: str | None) -> AnyResponse:
    """Lead to an interview; None is one that there is not."""
    if name is None:
        raise InterviewFailed(Failure("unknown"))
    return begin(name, {"new_session": "1"} if request.path.startswith("/start/") else {})


def begin(name: str, more: dict[str, str]) -> AnyResponse:
    """Lead to where the interview `name` begins, with what this request's address says to it, and `more`."""
    told = {key: value for key, value in request.args.items() if key not in OWN_ARGUMENTS or key in _BEGINNINGS}
    query = urlencode({"i": name, **told, **more}, quote_via=quote, safe="/:")
    return redirect(f"{url_for('interview.start')}?{query}", 303)


@blueprint.get("/list")
@blueprint.get("/interviews")
def listed() -> AnyResponse:
    """The list of interviews, or of those with a `tag`."""
    tag = request.args.get("tag", "")
    return redirect(url_for("pages.home", tag=tag or None), 303)


@blueprint.get("/user/<string:page>")
def account(page: str) -> AnyResponse:
    """A page of accounts, where the site has them; `next` says where to go then, which that page judges."""
    if page not in _ACCOUNT or "account" not in current_app.blueprints:
        abort(404)
    onward = request.args.get("next", "")
    return redirect(url_for(_ACCOUNT[page], next=onward or None), 303)
