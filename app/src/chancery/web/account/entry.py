"""Getting in and out: register, sign in, the second factor, sign out, and what becomes of work begun before."""
# Keeps control_logins_fresh.

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from chancery.accounts import strength
from chancery.sessions import NoSuchSession
from chancery.web import current, next_page
from chancery.web.account.forms import TROUBLES, again, browser, client, for_login, form_page, login, titles, typed
from chancery.web.visitors import current_browser, current_login, forget, forget_login, remember_login

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from chancery.accounts.logins import Login, Registered

blueprint = Blueprint("account", __name__, url_prefix="/account")

WRONG_CODE = (
    "That code does not fit this address, or is no longer good. Check the letter, or go back and ask for another one."
)
NO_FIT = "Address and password do not fit together. Check both; passwords distinguish small and capital letters."
WRONG_FACTOR = "That code is not right, or was used already. Wait for the next one of your app, or use a recovery code."


# -- a new account ------------------------------------------------------------------------------------------------


@blueprint.get("/register")
def register() -> Response:
    """Ask for the address."""
    return next_page.note(form_page("account_register.html", address=""))


@blueprint.post("/register")
def send_code() -> Response:
    """Send the code, or a letter that says why there is none; the page is the same."""
    try:
        address = current.accounts().registrations.ask(browser(), typed("address"), client())
    except TROUBLES as error:
        return again("account_register.html", error, address=typed("address"))
    return form_page("account_code.html", address=address, min_length=strength.MIN_LENGTH)


@blueprint.post("/register/code")
def use_code() -> Response:
    """Make the account, sign in, and show the recovery code once."""
    address = typed("address")
    try:
        made = current.accounts().registrations.register(browser(), address, typed("code"), typed("password"), client())
    except TROUBLES as error:
        return again("account_code.html", error, WRONG_CODE, address=address, min_length=strength.MIN_LENGTH)
    return show_recovery_code(made)


def show_recovery_code(made: Registered) -> Response:
    """The page that shows a recovery code once, with the cookie of the new login."""
    page = render_template("account_recovery_code.html", code=made.recovery_code, onward=url_for("account.keep"))
    return remember_login(make_response(page), made.login)


# -- signing in ---------------------------------------------------------------------------------------------------


@blueprint.get("/sign-in")
def sign_in() -> AnyResponse:
    """Ask for address and password."""
    found = current_login()
    if found is not None and found.is_full:
        return next_page.go() if next_page.wants_one() else redirect(url_for("account_page.overview"), 303)
    return next_page.note(form_page("account_sign_in.html", address=""))


@blueprint.post("/sign-in")
def check_password() -> AnyResponse:
    """Sign in, under a cookie that nobody has seen before."""
    try:
        made = current.accounts().sign_in(typed("address"), typed("password"), client())
    except TROUBLES as error:
        return again("account_sign_in.html", error, NO_FIT, address=typed("address"))
    return onward(made)


def onward(made: Login) -> Response:
    """Where a new login goes: to its second factor, or to the work begun before."""
    target = "account.keep" if made.is_full else "account.second"
    return remember_login(make_response(redirect(url_for(target), 303)), made)


@blueprint.get("/second")
def second() -> AnyResponse:
    """Ask for the second factor."""
    found = current_login()
    if found is None or found.is_full:
        return redirect(url_for("account.sign_in"), 303)
    return _second_page(found)


@blueprint.post("/second")
def check_second() -> AnyResponse:
    """Finish signing in."""
    found = current_login()
    if found is None or found.is_full:
        return redirect(url_for("account.sign_in"), 303)
    accounts = current.accounts()
    shown = {name: typed(name) for name in ("code", "token", "response")}
    try:
        accounts.factors.show(found, client(), **shown)
        made = accounts.logins.finish(found)
    except TROUBLES as error:
        options, token = accounts.factors.passkey_question(found) or ("", "")
        return again("account_second.html", error, WRONG_FACTOR, options=options, token=token)
    return onward(made)


def _second_page(found: Login) -> Response:
    options, token = current.accounts().factors.passkey_question(found) or ("", "")
    return form_page("account_second.html", options=options, token=token)


# -- work begun before --------------------------------------------------------------------------------------------


@blueprint.get("/keep")
@for_login
def keep() -> AnyResponse:
    """Offer to save what this browser has open into the account; nothing moves by itself, a computer may be shared."""
    visitor = current_browser()
    opened = current.sessions().list(visitor) if visitor else []
    if not opened:
        response = next_page.go()
        return forget(response) if visitor else response
    return form_page("account_keep.html", opened=opened, titles=titles())


@blueprint.post("/keep")
@for_login
def save() -> AnyResponse:
    """Save the chosen ones; the others stay with the browser."""
    visitor, member = browser(), login()
    for uid in request.form.getlist("session"):
        try:
            current.sessions().move(visitor, member, uid)
        except NoSuchSession:
            # Saved in another tab, or erased meanwhile: the next page shows what there is.
            continue
    response = next_page.go()
    return response if current.sessions().list(visitor) else forget(response)


# -- signing out --------------------------------------------------------------------------------------------------


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this login."""
    found = current_login()
    if found is not None:
        current.accounts().logins.end(found)
    return forget_login(make_response(redirect(url_for("pages.home"), 303)))


@blueprint.post("/sign-out-everywhere")
@for_login
def sign_out_everywhere() -> Response:
    """End every login of the account, this one too."""
    current.accounts().logins.end_all(login())
    return forget_login(make_response(redirect(url_for("account.sign_in"), 303)))
