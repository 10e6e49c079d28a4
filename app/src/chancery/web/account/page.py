"""The account page: what is stored, and everything that its owner can do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, redirect, render_template, url_for

from chancery.accounts import strength
from chancery.web import current
from chancery.web.account.forms import TROUBLES, again, client, for_login, form_page, login, tell, titles, typed
from chancery.web.visitors import forget_login, remember_login

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("account_page", __name__, url_prefix="/account")

WRONG_PASSWORD = "The password that you have now is not right."  # noqa: S105  a sentence


@blueprint.get("")
@for_login
def overview() -> AnyResponse:
    """What is stored."""
    accounts, mine = current.accounts(), login()
    return form_page(
        "account.html",
        address=accounts.address(mine),
        opened=current.sessions().list(mine),
        titles=titles(),
        logins=accounts.logins.of_account(mine),
        factors=accounts.factors.list(mine),
        linked=current.provided().linked(mine) if current.settings().providers else set(),
    )


@blueprint.get("/password")
@for_login
def password() -> AnyResponse:
    """Ask for the old and the new password."""
    return form_page("account_password.html", min_length=strength.MIN_LENGTH)


@blueprint.post("/password")
@for_login
def change_password() -> AnyResponse:
    """Change it; every other login ends."""
    accounts = current.accounts()
    try:
        made = accounts.change_password(login(), typed("old"), typed("password"), client())
    except TROUBLES as error:
        return again("account_password.html", error, WRONG_PASSWORD, min_length=strength.MIN_LENGTH)
    tell(made, "The password was changed")
    return remember_login(make_response(redirect(url_for("account_page.overview"), 303)), made)


@blueprint.get("/recovery-code")
@for_login
def recovery_code() -> AnyResponse:
    """Ask for the password before a new recovery code."""
    return form_page("account_recovery.html")


@blueprint.post("/recovery-code")
@for_login
def renew_recovery_code() -> AnyResponse:
    """Make a new recovery code and show it once."""
    accounts = current.accounts()
    try:
        accounts.confirm(login(), typed("password"), client())
    except TROUBLES as error:
        return again("account_recovery.html", error, WRONG_PASSWORD)
    code = accounts.renew_recovery_code(login())
    tell(login(), "A new recovery code was made")
    page = render_template("account_recovery_code.html", code=code, onward=url_for("account_page.overview"))
    response: Response = make_response(page)
    return response


@blueprint.get("/erase")
@for_login
def ask_erase() -> AnyResponse:
    """Say what goes, and ask for the password."""
    return form_page("account_erase.html", opened=current.sessions().list(login()), titles=titles())


@blueprint.post("/erase")
@for_login
def erase() -> AnyResponse:
    """Erase every session of the account, and the account."""
    accounts, mine = current.accounts(), login()
    try:
        accounts.confirm(mine, typed("password"), client())
    except TROUBLES as error:
        opened = current.sessions().list(mine)
        return again("account_erase.html", error, WRONG_PASSWORD, opened=opened, titles=titles())
    current.sessions().erase_all(mine, "account")
    accounts.erase(mine)
    return forget_login(make_response(redirect(url_for("pages.farewell"), 303)))
