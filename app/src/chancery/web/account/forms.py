"""What the pages of accounts share: who may see them, and how a form is shown and shown again.

Every page is a form that works without JavaScript; a passkey alone needs the browser's own. A page that shows a secret
once (a recovery code) is the answer to the form that made it, since no address may hold it.
"""
# Keeps control_changes_told.

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from flask import Response, make_response, redirect, render_template, request, url_for

from chancery.accounts.errors import (
    AccountError,
    BadAddress,
    MailFailed,
    NotSignedIn,
    ProviderDown,
    Refused,
    TooSoon,
    WeakPassword,
)
from chancery.sessions import Visitor
from chancery.vault.passwords import Busy
from chancery.web import current, failures
from chancery.web.visitors import current_browser, current_login, remember

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from chancery.accounts.logins import Login

P = ParamSpec("P")
# What a view of a form may meet and say in the form itself.
TROUBLES = (AccountError, Busy)
# Seconds after which one may try again when every derivation is taken.
BUSY_S = 5


def for_login(view: Callable[P, AnyResponse]) -> Callable[P, AnyResponse]:
    """A view for people who are signed in; others are sent to sign in, or to show their second factor."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> AnyResponse:
        login = current_login()
        if login is None:
            return redirect(url_for("account.sign_in"), 303)
        if not login.is_full:
            return redirect(url_for("account.second"), 303)
        return view(*args, **kwargs)

    return checked


def login() -> Login:
    """The login of a view that `for_login` guards."""
    found = current_login()
    if found is None or not found.is_full:
        raise NotSignedIn("this view is for people who are signed in")
    return found


def browser() -> Visitor:
    """The browser's own cookie; a view that changes something has one, as the check against forgery wants it."""
    return current_browser() or Visitor.new()


def client() -> str:
    """The address that the request came from, for limits; see `chancery.web.security.ProxyOverSocket`."""
    return request.remote_addr or ""


def form_page(template: str, *, status: int = 200, errors: dict[str, str] | None = None, **values: Any) -> Response:
    """A page with a form, for anybody: the browser gets a cookie, which the form's token needs.

    Args:
        template: its name.
        status: of the answer.
        errors: sentences by the name of the field; "" for the whole form.
        values: what else the template draws.
    """
    found = current_login()
    holder = found if found is not None and found.is_full else browser()
    page = render_template(template, csrf=holder.csrf_token(), errors=errors or {}, **values)
    return remember(make_response(page, status), holder)


def again(template: str, error: AccountError | Busy, sentence: str = "", **values: Any) -> Response:
    """The form once more, with what is wrong; `sentence` says it for `Refused`."""
    match error:
        case TooSoon():
            wait = _seconds(error.wait_s)
            errors, status = {"": f"There were too many attempts. Wait {wait} and send this again."}, 429
        case BadAddress():
            errors, status = {"address": error.sentence}, 422
        case WeakPassword():
            errors, status = {"password": error.sentence}, 422
        case MailFailed():
            errors, status = {"": "The letter could not be sent just now. Wait a minute and try again."}, 503
        case ProviderDown():
            errors, status = {"": "That provider cannot be asked just now. Wait a minute and try again."}, 503
        case Busy():
            errors, status = {"": "Many people are signing in at this moment. Wait a few seconds and try again."}, 503
        case Refused():
            errors, status = {"": sentence}, 422
        case _:
            raise error
    response = form_page(template, status=status, errors=errors, **values)
    if isinstance(error, TooSoon):
        response.headers["Retry-After"] = str(error.wait_s)
    elif isinstance(error, Busy):
        response.headers["Retry-After"] = str(BUSY_S)
    elif isinstance(error, Refused):
        failures.tell(response, "login")
    return response


def typed(name: str) -> str:
    """What was typed into a field."""
    return request.form.get(name, "")


def tell(changed: Login, what: str) -> None:
    """Write to the owner of an account what has changed; it has, also if the letter fails, which the log says."""
    with suppress(MailFailed):
        current.accounts().tell(changed, what)


def titles() -> dict[str, str]:
    """What the site's interviews are called, by name."""
    return {info.name: info.title or info.name for info in current.catalogue().interviews()}


def _seconds(count: int) -> str:
    if count < 90:
        return "a second" if count == 1 else f"{count} seconds"
    return f"{math.ceil(count / 60)} minutes"
