"""The visitor: whom a browser's cookie stands for, and the key that only the cookie holds.

    cookie = base64url, without padding, of  0x01 ‖ visitor id (16 bytes) ‖ CK (32 bytes)      66 characters

The visitor id finds rows; CK (the cookie key) opens them and is never stored by the server. Both are random.
The token against forged requests is  mask ‖ (HMAC-SHA-256(CK, "chancery v1 csrf") ⊕ mask)  with a fresh random mask
each time, so that the compressed size of a page tells nothing about it.
"""
# Keeps control_cookie_bound.

from __future__ import annotations

import base64
import binascii
import hmac
import os
import uuid
from dataclasses import dataclass, field

COOKIE_NAME = "__Host-chancery"
_VERSION = b"\x01"
_COOKIE_LENGTH = 66
_CSRF_LABEL = b"chancery v1 csrf"


class InvalidCookie(ValueError):
    """The cookie is not one of ours: damaged, cut short, or of another version. Treat it as no cookie."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """One browser: `id` names it to the database, `key` (CK, 32 bytes) opens its sessions."""

    id: uuid.UUID
    key: bytes = field(repr=False)

    @classmethod
    def new(cls) -> Visitor:
        """A visitor nobody has seen before."""
        return cls(uuid.UUID(bytes=os.urandom(16)), os.urandom(32))

    @classmethod
    def from_cookie(cls, cookie: str) -> Visitor:
        """Read the cookie's value.

        Raises:
            InvalidCookie: it was not written by `cookie()`.
        """
        if len(cookie) != _COOKIE_LENGTH:
            raise InvalidCookie("the cookie has the wrong length")
        raw = _decode(cookie)
        # One value has one spelling: the last character's spare bits must be zero.
        if raw is None or raw[:1] != _VERSION or _encode(raw) != cookie:
            raise InvalidCookie("the cookie is not one of ours")
        return cls(uuid.UUID(bytes=raw[1:17]), raw[17:])

    def cookie(self) -> str:
        """The value of the cookie `COOKIE_NAME`."""
        return _encode(_VERSION + self.id.bytes + self.key)

    def csrf_token(self) -> str:
        """A token for one form; every call gives another one that is as good."""
        secret = self._csrf_secret()
        mask = os.urandom(len(secret))
        return _encode(mask + _xor(mask, secret))

    def csrf_matches(self, token: str) -> bool:
        """Whether `token` came from `csrf_token` of this visitor; any text may be asked about."""
        raw = _decode(token) if len(token) == 86 else None
        return raw is not None and hmac.compare_digest(_xor(raw[:32], raw[32:]), self._csrf_secret())

    def _csrf_secret(self) -> bytes:
        return hmac.digest(self.key, _CSRF_LABEL, "sha256")


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes | None:
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
