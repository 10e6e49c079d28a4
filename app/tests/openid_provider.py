"""A provider of identity on localhost: OpenID Connect over real HTTP, with tokens that a real key signs.

It keeps to the rules (codes are good once, for their client, address and verifier) unless a test tells it not to.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

CLIENT = "answers"
SECRET = "the provider and the site know this"


class OpenIdProvider:
    """See the module. What a test may change stands first."""

    def __init__(self) -> None:
        self.subject = "248289761001"
        # Claims of the next tokens, besides the ones of the protocol; None takes one away.
        self.claims: dict[str, Any] = {"email": "ada@example.org", "email_verified": True}
        # Makes the token of its claims; by default the provider's own key signs them.
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        # What else the description of itself says, and the arguments of answers.
        self.description: dict[str, Any] = {}
        self.answer: dict[str, str] = {}
        self.key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        self.requests: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: list[str] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider._get(self)

            def do_POST(self) -> None:
                provider._exchange(self)

            def log_message(self, *_arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": self.key.as_dict()["alg"], "kid": self.key.kid}, claims, self.key)

    def authorize(self, url: str) -> str:
        """Sign a person in who was sent to `url`; the address that she is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert url.startswith(f"{self.issuer}/authorize?")
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], **self.answer})}"

    def _get(self, handler: BaseHTTPRequestHandler) -> None:
        self.requests.append(handler.path)
        parts = urlsplit(handler.path)
        if parts.path == "/.well-known/openid-configuration":
            addresses = {
                name: f"{self.issuer}/{path}"
                for name, path in [
                    ("authorization_endpoint", "authorize"),
                    ("token_endpoint", "token"),
                    ("jwks_uri", "keys"),
                ]
            }
            return self._send(handler, 200, {"issuer": self.issuer, **addresses, **self.description})
        if parts.path == "/keys":
            return self._send(handler, 200, KeySet([self.key]).as_dict(private=False))
        if parts.path == "/authorize":
            handler.send_response(302)
            handler.send_header("Location", self.authorize(self.issuer + handler.path))
            handler.end_headers()
            return None
        return self._send(handler, 404, {})

    def _exchange(self, handler: BaseHTTPRequestHandler) -> None:
        form = parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode())
        sent = {name: values[0] for name, values in form.items()}
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        in_form = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        asked = self.codes.pop(sent.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or not (in_form or handler.headers.get("Authorization") == f"Basic {basic}")
            or sent.get("redirect_uri") != asked["redirect_uri"]
            or challenge.rstrip(b"=").decode() != asked["code_challenge"]
        ):
            return self._send(handler, 400, {"error": "invalid_grant"})
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        token = self.sign({name: value for name, value in claims.items() if value is not None})
        self.tokens.append(token)
        answer = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": token}
        return self._send(handler, 200, answer)

    def _send(self, handler: BaseHTTPRequestHandler, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
