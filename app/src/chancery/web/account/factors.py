"""Adding and removing second factors."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for

from chancery.web import current
from chancery.web.account.forms import TROUBLES, again, client, for_login, form_page, login, tell, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as AnyResponse

    from chancery.accounts.factors import Kind

blueprint = Blueprint("account_factors", __name__, url_prefix="/account/factors")

WRONG_CODE = "That code or the password is not right. Check both, and that the clock of your device is."
WRONG_PASSKEY = "The passkey or the password is not right. Try again, or use another passkey."
REMOVED: dict[Kind, str] = {
    "totp": "An authenticator app was removed as a second factor",
    "passkey": "A passkey was removed as a second factor",
    "codes": "The codes for a lost second factor were removed",
}
WRONG_PASSWORD = "The password is not right."  # noqa: S105  a sentence


@blueprint.get("/app")
@for_login
def app() -> AnyResponse:
    """Show a fresh secret for an authenticator app."""
    accounts = current.accounts()
    secret, uri = accounts.factors.new_secret(accounts.address(login()))
    return form_page("account_app.html", secret=secret, uri=uri, name="")


@blueprint.post("/app")
@for_login
def add_app() -> AnyResponse:
    """Store the app's secret, once it has shown a right code."""
    accounts, secret = current.accounts(), typed("secret")
    try:
        accounts.confirm(login(), typed("password"), client())
        codes = accounts.factors.add_totp(login(), typed("name"), secret, typed("code"))
    except TROUBLES as error:
        return again("account_app.html", error, WRONG_CODE, secret=secret, uri="", name=typed("name"))
    tell(login(), "An authenticator app was added as a second factor")
    return _done(codes)


@blueprint.get("/passkey")
@for_login
def passkey() -> AnyResponse:
    """Let the browser make a passkey."""
    options, token = current.accounts().factors.passkey_challenge(login())
    return form_page("account_passkey.html", options=options, token=token, name="")


@blueprint.post("/passkey")
@for_login
def add_passkey() -> AnyResponse:
    """Store the passkey that the browser made."""
    accounts = current.accounts()
    try:
        accounts.confirm(login(), typed("password"), client())
        codes = accounts.factors.add_passkey(login(), typed("name"), typed("token"), typed("response"))
    except TROUBLES as error:
        options, token = accounts.factors.passkey_challenge(login())
        return again("account_passkey.html", error, WRONG_PASSKEY, options=options, token=token, name=typed("name"))
    tell(login(), "A passkey was added as a second factor")
    return _done(codes)


@blueprint.get("/<string(length=32):factor>/remove")
@for_login
def ask_remove(factor: str) -> AnyResponse:
    """Ask for the password before a factor goes."""
    return form_page("account_factor_remove.html", factor=factor)


@blueprint.post("/<string(length=32):factor>/remove")
@for_login
def remove(factor: str) -> AnyResponse:
    """Forget a factor."""
    accounts = current.accounts()
    try:
        accounts.confirm(login(), typed("password"), client())
    except TROUBLES as error:
        return again("account_factor_remove.html", error, WRONG_PASSWORD, factor=factor)
    try:
        kind = accounts.factors.remove(login(), uuid.UUID(hex=factor))
    except ValueError:
        abort(404)
    if kind is not None:
        tell(login(), REMOVED[kind])
    return redirect(url_for("account_page.overview"), 303)


@blueprint.get("/codes")
@for_login
def ask_codes() -> AnyResponse:
    """Ask for the password before new recovery codes."""
    return form_page("account_factor_codes.html")


@blueprint.post("/codes")
@for_login
def codes() -> AnyResponse:
    """Make new recovery codes and show them once."""
    accounts = current.accounts()
    try:
        accounts.confirm(login(), typed("password"), client())
    except TROUBLES as error:
        return again("account_factor_codes.html", error, WRONG_PASSWORD)
    made = accounts.factors.renew_codes(login())
    tell(login(), "New codes for a lost second factor were made")
    return _done(made)


def _done(codes: Sequence[str]) -> AnyResponse:
    if not codes:
        return redirect(url_for("account_page.overview"), 303)
    response: Response = make_response(render_template("account_codes.html", codes=codes))
    return response
