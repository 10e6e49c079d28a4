"""A forgotten password: with the recovery code the answers stay, without it they are shredded, which is said first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from chancery.accounts import strength
from chancery.web import current
from chancery.web.account.entry import WRONG_CODE, onward, show_recovery_code
from chancery.web.account.forms import TROUBLES, again, browser, client, form_page, tell, typed

if TYPE_CHECKING:
    from chancery.vault import Member

blueprint = Blueprint("account_reset", __name__, url_prefix="/account/reset")

WRONG_CODES = (
    "The code from the letter or the recovery code does not fit. Check both; nothing has been changed or erased."
)
NOT_TICKED = "Tick the box to say that you know that your stored answers will be erased."


@blueprint.get("")
def ask() -> Response:
    """Ask for the address."""
    return form_page("account_reset.html", address="")


@blueprint.post("")
def send_code() -> Response:
    """Send the code, or a letter that says why there is none; the page is the same."""
    try:
        address = current.accounts().ask_to_reset(browser(), typed("address"), client())
    except TROUBLES as error:
        return again("account_reset.html", error, address=typed("address"))
    return form_page("account_reset_code.html", **_values(address))


@blueprint.post("/keep")
def keep() -> Response:
    """Set a new password with the recovery code; the answers stay."""
    address, words = typed("address"), (typed("code"), typed("recovery"), typed("password"))
    try:
        made = current.accounts().reset(browser(), address, *words, client())
    except TROUBLES as error:
        return again("account_reset_code.html", error, WRONG_CODES, **_values(address))
    tell(made, "The password was set anew with the recovery code")
    return onward(made)


@blueprint.post("/erase")
def erase() -> Response:
    """Set a new password without the recovery code: nothing that was stored can be opened again, and it is erased."""
    address = typed("address")
    if typed("known") != "yes":
        return form_page("account_reset_code.html", status=422, errors={"known": NOT_TICKED}, **_values(address))

    def shred(member: Member) -> None:
        current.sessions().erase_all(member, "reset")

    try:
        made = current.accounts().begin_anew(browser(), address, typed("code"), typed("password"), client(), shred)
    except TROUBLES as error:
        return again("account_reset_code.html", error, WRONG_CODE, **_values(address))
    tell(made.login, "The password was set anew without the recovery code")
    return show_recovery_code(made)


def _values(address: str) -> dict[str, Any]:
    return {"address": address, "min_length": strength.MIN_LENGTH}
