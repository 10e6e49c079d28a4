"""What every answer of the site carries, and what every request must satisfy before a view sees it."""
# Keeps control_csrf_refused.

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, g, request

from chancery.web.visitors import current_visitor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from chancery.settings import Settings

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
FORGED = "forged"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), "
    "gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
}
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Headers by which a proxy tells about the client; believed from the unix socket only.
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class ProxyOverSocket:
    """Believe nginx about the client's address and scheme, and nobody else.

    A peer without an address came over the unix socket, which only nginx can open.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Rewrite the environment and pass the request on."""
        told = {name: environ.pop(name, "") for name in FORWARDED}
        if not environ.get("REMOTE_ADDR"):
            # The last entry is what nginx saw; those before it are the client's own claims.
            address = told["HTTP_X_REAL_IP"] or told["HTTP_X_FORWARDED_FOR"].rpartition(",")[2]
            environ["REMOTE_ADDR"] = address.strip()
            environ["wsgi.url_scheme"] = "https" if told["HTTP_X_FORWARDED_PROTO"] == "https" else "http"
        return self._app(environ, start_response)


def nonce() -> str:
    """The one-time word that lets this page's own script and style run."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(18)
    value: str = g.nonce
    return value


def init_app(app: Flask, settings: Settings) -> None:
    """Check every request and finish every answer of `app`."""
    host = urlsplit(settings.base_url).hostname or ""
    trusted = LOCAL_HOSTS if host in LOCAL_HOSTS else frozenset({host})
    app.jinja_env.globals["nonce"] = nonce

    @app.before_request
    def check() -> None:
        if request.endpoint not in ("health.healthz", "health.readyz") and _host(request) not in trusted:
            abort(421)
        # A request without a route changes nothing and gets its 404 or 405.
        if request.method not in SAFE_METHODS and request.url_rule and is_forged(settings.base_url):
            abort(400, FORGED)

    @app.after_request
    def finish(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce()))
        # Every page may hold answers or a token, so nothing is kept unless its view says otherwise.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def is_forged(base_url: str) -> bool:
    """Whether another site may have made the browser send this form.

    Three independent signs, any of which is enough to refuse: the browser's own word on where the request began, the
    origin it names, and the token that only a page of this visitor holds. `Origin: null` says nothing, because our
    own Referrer-Policy makes browsers send it.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin", "null")
    here = f"{urlsplit(base_url).scheme}://{request.environ.get('HTTP_HOST')}"
    if origin not in ("null", base_url, here):
        return True
    visitor = current_visitor()
    return visitor is None or not visitor.csrf_matches(request.form.get("_csrf", ""))


def _host(incoming: Request) -> str:
    """The host name that the request was sent to, or "" where it is not one."""
    try:
        return urlsplit("//" + incoming.environ.get("HTTP_HOST", "")).hostname or ""
    except ValueError:
        return ""
