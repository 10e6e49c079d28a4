"""The cookie: who this browser is, and the key to its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, g, request

from chancery.sessions import InvalidCookie, Visitor
from chancery.vault.visitor import COOKIE_NAME

if TYPE_CHECKING:
    from chancery.settings import Settings

# Without TLS (a developer's own machine) browsers refuse the __Host- prefix; the name then shows that it is not that.
PLAIN_COOKIE_NAME = "chancery-without-tls"
SECONDS_PER_DAY = 86_400


def init_app(app: Flask, settings: Settings) -> None:
    """Tell `app` how the cookie is called and how long it lives."""
    secure = settings.base_url.startswith("https:")
    app.config["VISITOR_COOKIE"] = COOKIE_NAME if secure else PLAIN_COOKIE_NAME
    app.config["VISITOR_COOKIE_SECURE"] = secure
    app.config["VISITOR_COOKIE_SECONDS"] = settings.session_lifetime_days * SECONDS_PER_DAY


def current_visitor() -> Visitor | None:
    """Whom the cookie stands for; None without a cookie and with one that is not ours."""
    if "visitor" not in g:
        try:
            g.visitor = Visitor.from_cookie(request.cookies.get(current_app.config["VISITOR_COOKIE"], ""))
        except InvalidCookie:
            g.visitor = None
    visitor: Visitor | None = g.visitor
    return visitor


def remember(response: Response, visitor: Visitor) -> Response:
    """Give the browser its cookie, or renew it: it lives as long as an unused session does."""
    response.set_cookie(
        current_app.config["VISITOR_COOKIE"],
        visitor.cookie(),
        max_age=current_app.config["VISITOR_COOKIE_SECONDS"],
        path="/",
        secure=current_app.config["VISITOR_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: Response) -> Response:
    """Take the cookie back."""
    response.delete_cookie(
        current_app.config["VISITOR_COOKIE"],
        path="/",
        secure=current_app.config["VISITOR_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
