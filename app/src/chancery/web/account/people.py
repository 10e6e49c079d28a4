"""Several people in one interview: who can read it, inviting, joining with a code, removing, leaving.

A code is shown once, as the answer to the form that made it, and typed by who joins; no address ever holds one.
Keeps control_people_named. Keeps control_removal_rekeys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, request, url_for

from chancery.accounts import limits
from chancery.accounts.errors import Refused, TooSoon
from chancery.sessions import InvitationRefused, NotOwner, TooManyPeople
from chancery.sessions.people import INVITATION_HOURS
from chancery.web import current
from chancery.web.account.forms import again, client, for_login, form_page, login, typed
from chancery.web.visitors import holder

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from chancery.sessions.people import Company

blueprint = Blueprint("people", __name__)

PATH = "/session/<string(length=32):uid>/people"
WRONG_CODE = (
    "This code does not open an interview. Check that every letter is right. A code works once, for "
    f"{INVITATION_HOURS} hours, and not after the person who made it has withdrawn it; ask for a new one."
)


@blueprint.get(PATH)
def overview(uid: str) -> AnyResponse:
    """Who can read this."""
    return _page(uid)


@blueprint.post(PATH)
@for_login
def invite(uid: str) -> AnyResponse:
    """Make a code and show it once."""
    mine = login()
    try:
        code = current.sessions().people.invite(mine, uid, current.accounts().address(mine))
    except TooManyPeople as error:
        sentence = f"There are {error.limit} people and open codes already. Remove or withdraw some first."
        return _page(uid, status=422, errors={"": sentence})
    return _page(uid, code=code)


@blueprint.post(PATH + "/withdraw")
@for_login
def withdraw(uid: str) -> AnyResponse:
    """Make every open code worthless."""
    current.sessions().people.withdraw(login(), uid)
    return redirect(url_for(".overview", uid=uid), 303)


@blueprint.post(PATH + "/remove")
@for_login
def remove(uid: str) -> AnyResponse:
    """Remove somebody; the others get new keys."""
    current.sessions().people.remove(login(), uid, typed("who"))
    return redirect(url_for(".overview", uid=uid), 303)


@blueprint.post(PATH + "/leave")
@for_login
def leave(uid: str) -> AnyResponse:
    """Leave somebody else's interview."""
    current.sessions().people.leave(login(), uid)
    return redirect(url_for("pages.home"), 303)


@blueprint.get("/account/join")
@for_login
def ask_code() -> AnyResponse:
    """Ask for the code."""
    return form_page("people_join.html", address=current.accounts().address(login()))


@blueprint.post("/account/join")
@for_login
def join() -> AnyResponse:
    """Join the interview of a code."""
    accounts, mine = current.accounts(), login()
    address = accounts.address(mine)
    counted = limits.guesses(b"invitation" + mine.id.bytes, client())
    try:
        accounts.limits.count(counted)
        uid = current.sessions().people.join(mine, typed("code"), address)
    except TooSoon as error:
        return again("people_join.html", error, address=address)
    except InvitationRefused:
        return again("people_join.html", Refused("no such invitation"), WRONG_CODE, address=address)
    except TooManyPeople:
        sentence = "This interview has as many people as it can have. Ask its owner to remove somebody first."
        return form_page("people_join.html", status=422, errors={"": sentence}, address=address)
    accounts.limits.forgive(counted)
    return redirect(url_for(".overview", uid=uid), 303)


def company(uid: str) -> Company:
    """Who can read a session of the person who asks."""
    return current.sessions().people.company(holder(), uid)


def _page(uid: str, *, status: int = 200, errors: dict[str, str] | None = None, code: str = "") -> Response:
    found = company(uid)
    values: dict[str, Any] = {"uid": uid, "company": found, "code": code, "hours": INVITATION_HOURS}
    return form_page("people.html", status=status, errors=errors, **values)


def refused(_error: NotOwner) -> Response:
    """Say that this is the owner's to do."""
    uid = (request.view_args or {}).get("uid", "")
    return _page(uid, status=403, errors={"": "Only the person who began this interview can do that."})
