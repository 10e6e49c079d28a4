"""The settings of providers of identity: Google, Facebook, and any that speaks OpenID Connect.

`CHANCERY_PROVIDERS` lists names, such as `google, facebook, court`; each has variables that begin with
`CHANCERY_PROVIDER_` and its name. Without the list there are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from chancery.settings_reader import LOCAL_HOSTS, Reader, absolute

_NAME = re.compile(r"[a-z][a-z0-9]{0,19}")


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of identity, as the operator named it."""

    # In addresses of this site, letters and digits.
    name: str
    # What people call it.
    title: str
    # Its own name of itself, an https: address; its description (OpenID Connect Discovery 1.0) is below it.
    issuer: str
    client_id: str
    secret_file: Path
    # Of a provider whose description leaves it out: where a code is turned into a token.
    token_endpoint: str = ""


# Facebook's description of itself names no token endpoint; its page "OIDC Code Flow with PKCE for Manually Built
# Facebook Login Flows" (developers.facebook.com/docs/facebook-login/guides/advanced/oidc-token) does.
_KNOWN = {
    "google": ("Google", "https://accounts.google.com", ""),
    "facebook": ("Facebook", "https://www.facebook.com", "https://graph.facebook.com/oauth/access_token"),
}


def read_providers(read: Reader) -> tuple[Provider, ...]:
    """The providers that the variables name.

    Raises:
        SettingsError: a variable of one of them is missing or cannot be used.
    """
    return tuple(_provider(read, name) for name in read.parsed("PROVIDERS", _names, default=""))


def _provider(read: Reader, name: str) -> Provider:
    title, issuer, token_endpoint = _KNOWN.get(name, (None, None, ""))
    prefix, asked = f"PROVIDER_{name.upper()}", f"since CHANCERY_PROVIDERS lists {name}"
    return Provider(
        name=name,
        title=read.text(f"{prefix}_TITLE", f"what people call it, {asked}", default=title),
        issuer=read.parsed(
            f"{prefix}_ISSUER", _issuer, f"its issuer, as in https://login.example.org, {asked}", default=issuer
        ),
        client_id=read.text(f"{prefix}_CLIENT_ID", f"the client id that it gave to this site, {asked}"),
        secret_file=read.parsed(
            f"{prefix}_SECRET_FILE", absolute, f"a file that holds the client secret that goes with the id, {asked}"
        ),
        token_endpoint=token_endpoint,
    )


def _names(value: str) -> list[str]:
    names = [name.strip() for name in value.split(",") if name.strip()]
    if any(not _NAME.fullmatch(name) for name in names) or len(set(names)) < len(names):
        raise ValueError("set it to different names of small letters and digits, as in google, facebook, court")
    return names


def _issuer(value: str) -> str:
    parts = urlsplit(value)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL_HOSTS)
    if not is_safe or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("set it to an https: address without query, exactly as the provider writes it")
    return value
