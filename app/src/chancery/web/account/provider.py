"""Signing in by a provider of identity: away to it, back from it, and then the passphrase that opens the account.

Going away is a form and then a link: the form is checked against forgery, and `form-action 'self'` lets no form be
redirected to another site. The page between them says what the provider learns.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from chancery.accounts import strength
from chancery.accounts.errors import AccountError, NotProved, NotSignedIn, ProviderDown, Refused
from chancery.accounts.provided import DEVICE_DAYS
from chancery.logs import get_logger
from chancery.web import current, failures
from chancery.web.account.entry import onward, show_recovery_code
from chancery.web.account.forms import TROUBLES, again, browser, client, for_login, form_page, login, tell, typed
from chancery.web.visitors import current_browser, current_device, current_login, remember, remember_device

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from chancery.accounts.logins import Login
    from chancery.accounts.provided import Proof
    from chancery.settings_providers import Provider

blueprint = Blueprint("account_provider", __name__, url_prefix="/account")
_log = get_logger(__name__)

WRONG_PASSPHRASE = "That is not the passphrase of this account. Check it; small and capital letters differ."  # noqa: S105  a sentence
WRONG_CODE = "That is not the recovery code of this account. Check it against the paper."
WRONG_PASSWORD = "The password is not right."  # noqa: S105  a sentence
NO_NEW = "No account can be made with this sign-in any more. Begin again."
# By the word of `NotProved`; anything else is `_ODD`.
_SENTENCES = {
    "state": "This sign-in was not begun in this browser, took too long, or was used already. Begin again.",
    "denied": "You were not signed in there. Try again, or sign in with your password.",
}
_ODD = "The answer could not be trusted, so you are not signed in. Begin again; if it happens again, tell us."
# What bans are made from: an answer that nobody asked for may be a guess, a forged one is an attack.
_FAILURES: dict[str, failures.Kind] = {"state": "guess", "denied": "none"}


# -- there and back -----------------------------------------------------------------------------------------------


@blueprint.post("/provider/<name>")
def ask(name: str) -> AnyResponse:
    """Send a person to a provider, to sign in."""
    return _away(_named(name), None, "account_sign_in.html", address="")


@blueprint.get("/provider/<name>/callback")
def come_back(name: str) -> AnyResponse:
    """Take a person back from a provider."""
    provider, visitor, found = _named(name), current_browser(), current_login()
    mine = found if found is not None and found.is_full else None
    try:
        if visitor is None:
            raise NotProved("state")
        is_linked = current.provided().come_back(visitor, name, request.args, mine)
        proof = None if is_linked else current.provided().proof(visitor)
    except (NotProved, NotSignedIn, ProviderDown, Refused) as error:
        return _failed(provider, error)
    if mine is not None and is_linked:
        tell(mine, f"{provider.title} was added as a way to sign in")
        return redirect(url_for("account_page.overview"), 303)
    device = current_device()
    if proof is not None and device is not None:
        with suppress(Refused):
            opened = current.provided().sign_in_by_device(proof, device)
            if opened is not None:
                return onward(opened)
    return redirect(url_for(".identity"), 303)


def _away(provider: Provider, mine: Login | None, template: str, **values: Any) -> Response:
    visitor = browser()
    try:
        url = current.provided().ask(visitor, provider.name, client(), mine)
    except TROUBLES as error:
        return again(template, error, provider=provider, **values)
    host = urlsplit(url).hostname
    page = render_template("account_provider_away.html", provider=provider, url=url, host=host)
    return remember(make_response(page), visitor)


def _failed(provider: Provider, error: AccountError) -> Response:
    word = str(error) if isinstance(error, NotProved) else ""
    sentence, status, kind = _SENTENCES.get(word, _ODD), 422, _FAILURES.get(word, "login")
    if isinstance(error, ProviderDown):
        sentence, status, kind = (
            f"{provider.title} cannot be asked just now. Wait a minute and begin again.",
            503,
            "none",
        )
    elif isinstance(error, NotSignedIn):
        sentence, kind = "You are no longer signed in here, so nothing was added. Sign in and begin again.", "none"
    elif isinstance(error, Refused):
        sentence, kind = f"Another account has this sign-in at {provider.title}. Remove it there first.", "none"
    _log.warning("provider_refused", part=provider.name, reason=word or type(error).__name__)
    return failures.tell(form_page("account_provider_failed.html", status=status, sentence=sentence), kind)


# -- opening the account ------------------------------------------------------------------------------------------


@blueprint.get("/identity")
def identity() -> AnyResponse:
    """Ask for the passphrase that opens the account, or for a new one."""
    proof = _proof()
    return _sign_in_first() if proof is None else form_page(_template(proof), **_values(proof))


@blueprint.post("/identity/open")
def open_by_passphrase() -> AnyResponse:
    """Open the account by its passphrase."""
    proof = _proof()
    if proof is None:
        return _sign_in_first()
    try:
        made = current.provided().sign_in(proof, typed("password"), client())
    except TROUBLES as error:
        return again(_template(proof), error, WRONG_PASSPHRASE, **_values(proof))
    return _opened(made)


@blueprint.post("/identity/recover")
def open_by_code() -> AnyResponse:
    """Open the account by its recovery code."""
    proof = _proof()
    if proof is None:
        return _sign_in_first()
    try:
        made = current.provided().sign_in_by_code(proof, typed("recovery"), client())
    except TROUBLES as error:
        return again(_template(proof), error, WRONG_CODE, **_values(proof))
    return _opened(made)


@blueprint.post("/identity/new")
def make() -> AnyResponse:
    """Make an account with a new passphrase, and show the recovery code once."""
    proof = _proof()
    if proof is None:
        return _sign_in_first()
    try:
        made = current.provided().register(proof, typed("password"))
    except TROUBLES as error:
        return again(_template(proof), error, NO_NEW, **_values(proof))
    return show_recovery_code(made)


def _opened(made: Login) -> Response:
    response = onward(made)
    if typed("remember") == "yes":
        remember_device(response, current.provided().remember_device(made), DEVICE_DAYS)
    return response


def _proof() -> Proof | None:
    visitor = current_browser()
    return current.provided().proof(visitor) if visitor else None


def _sign_in_first() -> AnyResponse:
    return redirect(url_for("account.sign_in"), 303)


def _template(proof: Proof) -> str:
    return "account_identity_open.html" if proof.account else "account_identity_new.html"


def _values(proof: Proof) -> dict[str, Any]:
    return {
        "provider": proof.provider,
        "address": proof.address,
        "min_length": strength.MIN_LENGTH,
        "days": DEVICE_DAYS,
    }


# -- an account's providers ---------------------------------------------------------------------------------------


@blueprint.get("/provider/<name>/add")
@for_login
def ask_add(name: str) -> AnyResponse:
    """Ask for the password before a provider is added."""
    return form_page("account_provider_add.html", provider=_named(name))


@blueprint.post("/provider/<name>/add")
@for_login
def add(name: str) -> AnyResponse:
    """Send the owner of an account to a provider, to add it."""
    provider = _named(name)
    try:
        current.accounts().confirm(login(), typed("password"), client())
    except TROUBLES as error:
        return again("account_provider_add.html", error, WRONG_PASSWORD, provider=provider)
    return _away(provider, login(), "account_provider_add.html")


@blueprint.get("/provider/<name>/remove")
@for_login
def ask_remove(name: str) -> AnyResponse:
    """Ask for the password before a provider goes."""
    return form_page("account_provider_remove.html", provider=_named(name))


@blueprint.post("/provider/<name>/remove")
@for_login
def remove(name: str) -> AnyResponse:
    """Take a provider away from the account."""
    provider, mine = _named(name), login()
    try:
        current.accounts().confirm(mine, typed("password"), client())
    except TROUBLES as error:
        return again("account_provider_remove.html", error, WRONG_PASSWORD, provider=provider)
    current.provided().unlink(mine, name)
    tell(mine, f"{provider.title} was removed as a way to sign in")
    return redirect(url_for("account_page.overview"), 303)


def _named(name: str) -> Provider:
    provider = current.provided().providers.get(name)
    if provider is None:
        abort(404)
    return provider
