"""The cookies: who this browser is, who is signed in, and the keys to their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, g, request

from chancery.database import DatabaseUnavailable
from chancery.sessions import InvalidCookie, NoSuchSession, TryAgain, Visitor
from chancery.vault import COOKIE_NAME, DEVICE_COOKIE_NAME, LOGIN_COOKIE_NAME, DeviceCookie, LoginCookie

if TYPE_CHECKING:
    from chancery.accounts.accounts import Accounts
    from chancery.accounts.logins import Login
    from chancery.settings import Settings

# Without TLS (a developer's own machine) browsers refuse the __Host- prefix; the name then shows that it is not that.
PLAIN_COOKIE_NAME = "chancery-without-tls"
PLAIN_LOGIN_COOKIE_NAME = "chancery-login-without-tls"
PLAIN_DEVICE_COOKIE_NAME = "chancery-device-without-tls"
# Where to go after signing in: no secret, and nothing that only its owner may say.
NEXT_COOKIE_NAME, PLAIN_NEXT_COOKIE_NAME = "__Host-chancery-next", "chancery-next-without-tls"
SECONDS_PER_DAY = 86_400


def init_app(app: Flask, settings: Settings) -> None:
    """Tell `app` how the cookie is called and how long it lives."""
    secure = settings.base_url.startswith("https:")
    app.config["VISITOR_COOKIE"] = COOKIE_NAME if secure else PLAIN_COOKIE_NAME
    app.config["LOGIN_COOKIE"] = LOGIN_COOKIE_NAME if secure else PLAIN_LOGIN_COOKIE_NAME
    app.config["DEVICE_COOKIE"] = DEVICE_COOKIE_NAME if secure else PLAIN_DEVICE_COOKIE_NAME
    app.config["NEXT_COOKIE"] = NEXT_COOKIE_NAME if secure else PLAIN_NEXT_COOKIE_NAME
    app.config["VISITOR_COOKIE_SECURE"] = secure
    app.config["VISITOR_COOKIE_SECONDS"] = settings.session_lifetime_days * SECONDS_PER_DAY


def current_visitor() -> Visitor | Login | None:
    """Who asks, and holds sessions: the account that is signed in, or the browser; None if neither is known."""
    login = current_login()
    return login if login is not None and login.is_full else current_browser()


def holder() -> Visitor | Login:
    """Who asks for a session; without a cookie that is nobody's.

    Raises:
        NoSuchSession: neither an account nor a browser is known.
    """
    visitor = current_visitor()
    if visitor is None:
        raise NoSuchSession("a browser without a cookie has no session")
    return visitor


def current_login() -> Login | None:
    """The login of this browser, also one that has to show its second factor yet."""
    accounts: Accounts | None = current_app.extensions["chancery.accounts"]
    if accounts is None:
        return None
    if "login" not in g:
        try:
            cookie = LoginCookie.from_cookie(request.cookies.get(current_app.config["LOGIN_COOKIE"], ""))
        except InvalidCookie:
            g.login = None
        else:
            g.login = _open(accounts, cookie)
    login: Login | None = g.login
    return login


def _open(accounts: Accounts, cookie: LoginCookie) -> Login | None:
    try:
        return accounts.logins.open(cookie)
    except DatabaseUnavailable:
        raise TryAgain("database") from None


def current_browser() -> Visitor | None:
    """Whom the browser's own cookie stands for; None without a cookie and with one that is not ours."""
    if "visitor" not in g:
        try:
            g.visitor = Visitor.from_cookie(request.cookies.get(current_app.config["VISITOR_COOKIE"], ""))
        except InvalidCookie:
            g.visitor = None
    visitor: Visitor | None = g.visitor
    return visitor


def current_device() -> DeviceCookie | None:
    """The cookie of a device that is remembered; None without one and with one that is not ours."""
    try:
        return DeviceCookie.from_cookie(request.cookies.get(current_app.config["DEVICE_COOKIE"], ""))
    except InvalidCookie:
        return None


def remember(response: Response, visitor: Visitor | Login) -> Response:
    """Give the browser its cookie, or renew it: it lives as long as an unused session does.

    A login's cookie stays as it is.
    """
    if isinstance(visitor, Visitor):
        _set(response, "VISITOR_COOKIE", visitor.cookie(), current_app.config["VISITOR_COOKIE_SECONDS"])
    return response


def remember_login(response: Response, login: Login) -> Response:
    """Give the browser the cookie of a login. It goes when the browser is closed."""
    _set(response, "LOGIN_COOKIE", login.cookie.cookie(), None)
    return response


def remember_device(response: Response, cookie: DeviceCookie, days: int) -> Response:
    """Give the browser the cookie of a device that is remembered for so many days."""
    _set(response, "DEVICE_COOKIE", cookie.cookie(), days * SECONDS_PER_DAY)
    return response


def forget(response: Response) -> Response:
    """Take the browser's cookie back."""
    return _delete(response, "VISITOR_COOKIE")


def forget_login(response: Response) -> Response:
    """Take the login's cookie back."""
    return _delete(response, "LOGIN_COOKIE")


def noted_next() -> str:
    """What `remember_next` noted; "" for nothing."""
    return request.cookies.get(current_app.config["NEXT_COOKIE"], "")


def remember_next(response: Response, place: str) -> Response:
    """Let the browser bring along where it wants to go after signing in. It goes when the browser is closed."""
    _set(response, "NEXT_COOKIE", place, None)
    return response


def forget_next(response: Response) -> Response:
    """Take that back."""
    return _delete(response, "NEXT_COOKIE")


def _set(response: Response, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(
        current_app.config[name],
        value,
        max_age=seconds,
        path="/",
        secure=current_app.config["VISITOR_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _delete(response: Response, name: str) -> Response:
    response.delete_cookie(
        current_app.config[name],
        path="/",
        secure=current_app.config["VISITOR_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
