"""What is said to a provider of identity, and what its answer must hold to be believed.

The authorization code flow of OpenID Connect Core 1.0 with PKCE (RFC 7636, S256), state and nonce, and the issuer in
the answer (RFC 9207) where the provider sends one. The provider proves who somebody is; nothing that it says becomes
part of a key.
"""
# Keeps control_providers_prove_identity_alone.

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from chancery.accounts.errors import NotProved, ProviderDown
from chancery.settings_providers import Provider

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

SCOPE = "openid email"
# Signatures by a key that the provider alone has. So neither "none" nor a secret that two sides know.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
# Seconds: to connect and between bytes; by which clocks may differ; for which a description and keys are remembered,
# and before which they are not asked for again because a token names a key that is not among them.
_TIMEOUT = (3.0, 5.0)
_LEEWAY_S = 60
_REMEMBERED_S = 3600.0
_ASKED_AGAIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is to a provider: the issuer's name of itself, and its name for her that never changes.

    `address` is her e-mail address if the provider says that it has checked it, or "".
    """

    issuer: str
    subject: str
    address: str


@dataclass(frozen=True, slots=True)
class _Known:
    """A provider's description and keys, and when they were read."""

    description: Mapping[str, Any]
    keys: KeySet
    read: float


class OpenId:
    """Speaks to the providers. One object serves all threads of a process."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()

    def callback(self, provider: Provider) -> str:
        """Where the provider sends people back to: one address for each, so that answers cannot be mixed up."""
        return f"{self._base_url}/account/provider/{provider.name}/callback"

    def address(self, provider: Provider, state: str, nonce: str, verifier: str) -> str:
        """Where a person goes to prove who she is.

        Raises:
            ProviderDown: see there.
        """
        endpoint = _endpoint(self._describe(provider), "authorization_endpoint", provider)
        with self._session(provider) as session:
            url, _ = session.create_authorization_url(endpoint, state=state, code_verifier=verifier, nonce=nonce)
        return str(url)

    def identity(self, provider: Provider, answer: Mapping[str, str], nonce: str, verifier: str) -> Identity:
        """Who the person is that came back with `answer`, the arguments of the callback but for the state.

        Raises:
            NotProved: the answer or the token in exchange for its code is not to be believed.
            ProviderDown: see there.
        """
        known = self._describe(provider)
        _check_issuer(known.description, answer.get("iss"))
        token = self._exchange(provider, known, answer.get("code", ""), verifier)
        claims = self._claims(provider, known, token, nonce)
        checked = claims.get("email") if claims.get("email_verified") is True else ""
        return Identity(claims["iss"], claims["sub"], checked if isinstance(checked, str) else "")

    def _exchange(self, provider: Provider, known: _Known, code: str, verifier: str) -> Mapping[str, Any]:
        from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]  # it ships no hints
        from requests import HTTPError, RequestException

        endpoint = provider.token_endpoint or _endpoint(known, "token_endpoint", provider)
        try:
            with self._session(provider, known) as session:
                token: Mapping[str, Any] = session.fetch_token(
                    endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    timeout=_TIMEOUT,
                    allow_redirects=False,
                )
        except AuthlibBaseError:
            # The provider's word for it may hold anything, so it is not kept.
            raise NotProved("code") from None
        except HTTPError as error:
            if error.response is not None and error.response.status_code < 500:
                raise NotProved("code") from None
            raise ProviderDown(provider.name) from None
        except (RequestException, ValueError):
            raise ProviderDown(provider.name) from None
        return token

    def _claims(self, provider: Provider, known: _Known, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # it ships no hints
        from joserfc import jwt
        from joserfc.errors import ExpiredTokenError, InvalidKeyIdError, JoseError

        raw = token.get("id_token")
        if not isinstance(raw, str):
            raise NotProved("token")
        must = {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "nonce": {"essential": True, "value": nonce},
        }
        told = {"nonce": nonce, "client_id": provider.client_id, "access_token": token.get("access_token")}
        try:
            try:
                read = jwt.decode(raw, known.keys, algorithms=ALGORITHMS)
            except InvalidKeyIdError:
                read = jwt.decode(raw, self._describe(provider, _ASKED_AGAIN_S).keys, algorithms=ALGORITHMS)
            claims = CodeIDToken(read.claims, read.header, must, told)
            claims.validate(leeway=_LEEWAY_S)
        except ExpiredTokenError:
            raise NotProved("expired") from None
        except (JoseError, ValueError, TypeError, KeyError):
            raise NotProved("token") from None
        return dict(claims)

    def _describe(self, provider: Provider, remembered_s: float = _REMEMBERED_S) -> _Known:
        """The provider's description of itself and its keys, no older than that."""
        known = self._known.get(provider.name)
        if known is not None and time.monotonic() - known.read < remembered_s:
            return known
        with self._lock:
            latest = self._known.get(provider.name)
            if latest is None or latest is known:
                latest = self._known[provider.name] = self._read(provider)
            return latest

    def _read(self, provider: Provider) -> _Known:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet
        from requests import RequestException

        try:
            with self._session(provider) as session:
                where = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
                description = _json(session, where)
                if description.get("issuer") != provider.issuer:
                    raise ProviderDown(provider.name)
                keys = KeySet.import_key_set(
                    _json(session, _endpoint(description, "jwks_uri", provider))  # type: ignore[arg-type]  # any JSON
                )
        except (RequestException, JoseError, ValueError, TypeError, KeyError):
            raise ProviderDown(provider.name) from None
        return _Known(description, keys, time.monotonic())

    def _session(self, provider: Provider, known: _Known | None = None) -> Any:
        # Only who signs in this way needs these, so nobody else waits for them or keeps them in memory.
        from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]  # no hints

        try:
            secret = provider.secret_file.read_text().strip()
        except (OSError, UnicodeDecodeError):
            raise ProviderDown(provider.name) from None
        methods = known.description.get("token_endpoint_auth_methods_supported", []) if known else []
        in_form = provider.token_endpoint or "client_secret_post" in methods
        session = OAuth2Session(
            provider.client_id,
            secret,
            token_endpoint_auth_method="client_secret_post" if in_form else "client_secret_basic",
            scope=SCOPE,
            redirect_uri=self.callback(provider),
            code_challenge_method="S256",
        )
        # A .netrc of the process's user is none of a provider's business.
        session.trust_env = False
        return session


def _check_issuer(description: Mapping[str, Any], told: str | None) -> None:
    """Refuse an answer that another provider sent (RFC 9207)."""
    if told is None and description.get("authorization_response_iss_parameter_supported") is not True:
        return
    if told != description["issuer"]:
        raise NotProved("issuer")


def _endpoint(known: _Known | Mapping[str, Any], name: str, provider: Provider) -> str:
    """An address of the provider's, encrypted as its issuer is."""
    description = known.description if isinstance(known, _Known) else known
    url = description.get(name)
    if not isinstance(url, str) or urlsplit(url).scheme not in ("https", urlsplit(provider.issuer).scheme):
        raise ProviderDown(provider.name)
    return url


def _json(session: Any, url: str) -> dict[str, Any]:
    answer = session.request("GET", url, withhold_token=True, timeout=_TIMEOUT, allow_redirects=False)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise TypeError("not an object")
    return found
