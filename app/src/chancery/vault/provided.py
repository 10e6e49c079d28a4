"""What goes with a provider of identity. Nothing that a provider says is part of any of these keys.

identity tag     = HMAC-SHA-256(HKDF(site key, "chancery v1 identity"), issuer, subject as in an AAD); see `SiteKey`
request          = envelope(KEK of requests, JSON, AAD = "identity_request", browser's id, tag, stage, provider)
tag              = SHA-256(state)
KEK of requests  = HKDF-SHA-256(CK of the browser, salt = none, info = "chancery v1 provider", 32 bytes)
device           = envelope(KEK of the device, MK, AAD = "account_device", device's id, account uid)
KEK of the device = HKDF-SHA-256(CK of the device, salt = none, info = "chancery v1 device", 32 bytes)
"""

from __future__ import annotations

import hashlib
import uuid

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chancery.vault.envelope import KEY_BYTES, Key, aad
from chancery.vault.visitor import DeviceCookie, Visitor


def request_tag(state: str) -> bytes:
    """What finds a request by the state that came back; 32 bytes."""
    return hashlib.sha256(state.encode()).digest()


def seal_request(visitor: Visitor, tag: bytes, stage: str, provider: str, content: bytes) -> bytes:
    """What a browser has asked a provider, or been told by it, sealed for that browser."""
    return _derived(visitor.key, b"chancery v1 provider").seal(content, _place(visitor, tag, stage, provider))


def open_request(visitor: Visitor, tag: bytes, stage: str, provider: str, box: bytes) -> bytes:
    """What `seal_request` sealed.

    Raises:
        Unreadable: another browser's key sealed it, or it was altered or swapped.
    """
    return _derived(visitor.key, b"chancery v1 provider").open(box, _place(visitor, tag, stage, provider))


def seal_device(cookie: DeviceCookie, account: uuid.UUID, master: bytes) -> bytes:
    """MK for a remembered device, which only its cookie opens."""
    return _derived(cookie.key, b"chancery v1 device").seal(master, aad("account_device", cookie.id, account))


def open_device(cookie: DeviceCookie, account: uuid.UUID, box: bytes) -> bytes:
    """The MK that `seal_device` sealed.

    Raises:
        Unreadable: the cookie's key is not the one, or the row was altered or swapped.
    """
    return _derived(cookie.key, b"chancery v1 device").open(box, aad("account_device", cookie.id, account))


def _place(visitor: Visitor, tag: bytes, stage: str, provider: str) -> bytes:
    return aad("identity_request", visitor.id, tag, stage, provider)


def _derived(secret: bytes, info: bytes) -> Key:
    return Key(HKDF(SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret))
