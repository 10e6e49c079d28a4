"""What a browser's cookie stands for, and the key that only the cookie holds.

    cookie = base64url, without padding, of  kind (1 byte) ‖ id (16 bytes) ‖ CK (32 bytes)      66 characters
    kind   = 0x01 for a browser without an account, 0x02 for a login, 0x03 for a device that is remembered

The id finds rows; CK (the cookie key) opens them and is never stored by the server. Both are random.
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
from typing import ClassVar, Protocol, Self

COOKIE_NAME = "__Host-chancery"
LOGIN_COOKIE_NAME = "__Host-chancery-login"
DEVICE_COOKIE_NAME = "__Host-chancery-device"
# The kinds of holders of a session: a browser without an account, the account that owns it, and accounts that were
# invited to it.
VISITOR = "visitor"
ACCOUNT = "account"
PARTICIPANT = "participant"
_VISITOR_BYTE = b"\x01"
_LOGIN_BYTE = b"\x02"
_DEVICE_BYTE = b"\x03"
_COOKIE_LENGTH = 66
_CSRF_LABEL = b"chancery v1 csrf"


class InvalidCookie(ValueError):
    """The cookie is not one of ours: damaged, cut short, or of another version. Treat it as no cookie."""


class Holder(Protocol):
    """Whoever can open sessions: a kind and an id that name it to the database, and a key (32 bytes)."""

    @property
    def kind(self) -> str: ...  # noqa: D102  see the class
    @property
    def id(self) -> uuid.UUID: ...  # noqa: D102  see the class
    @property
    def key(self) -> bytes: ...  # noqa: D102  see the class
    @property
    def role(self) -> str: ...  # noqa: D102  of the account; "" where there is none


@dataclass(frozen=True, slots=True)
class Cookie:
    """The content of a cookie: `id` names its row to the database, `key` (CK, 32 bytes) opens it."""

    id: uuid.UUID
    key: bytes = field(repr=False)

    _kind: ClassVar[bytes]

    @classmethod
    def new(cls) -> Self:
        """A cookie nobody has seen before."""
        return cls(uuid.UUID(bytes=os.urandom(16)), os.urandom(32))

    @classmethod
    def from_cookie(cls, cookie: str) -> Self:
        """Read the cookie's value.

        Raises:
            InvalidCookie: it was not written by `cookie()` of the same kind.
        """
        if len(cookie) != _COOKIE_LENGTH:
            raise InvalidCookie("the cookie has the wrong length")
        raw = _decode(cookie)
        # One value has one spelling: the last character's spare bits must be zero.
        if raw is None or raw[:1] != cls._kind or _encode(raw) != cookie:
            raise InvalidCookie("the cookie is not one of ours")
        return cls(uuid.UUID(bytes=raw[1:17]), raw[17:])

    def cookie(self) -> str:
        """The value of the cookie."""
        return _encode(self._kind + self.id.bytes + self.key)

    def csrf_token(self) -> str:
        """A token for one form; every call gives another one that is as good."""
        secret = self._csrf_secret()
        mask = os.urandom(len(secret))
        return _encode(mask + _xor(mask, secret))

    def csrf_matches(self, token: str) -> bool:
        """Whether `token` came from `csrf_token` of this cookie; any text may be asked about."""
        raw = _decode(token) if len(token) == 86 else None
        return raw is not None and hmac.compare_digest(_xor(raw[:32], raw[32:]), self._csrf_secret())

    def _csrf_secret(self) -> bytes:
        return hmac.digest(self.key, _CSRF_LABEL, "sha256")


@dataclass(frozen=True, slots=True)
class Visitor(Cookie):
    """One browser without an account. It holds sessions itself: the cookie `COOKIE_NAME`."""

    _kind: ClassVar[bytes] = _VISITOR_BYTE
    kind: ClassVar[str] = VISITOR
    role: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class LoginCookie(Cookie):
    """A login: the cookie `LOGIN_COOKIE_NAME`. CK opens the login's row, which holds the account's MK."""

    _kind: ClassVar[bytes] = _LOGIN_BYTE


@dataclass(frozen=True, slots=True)
class DeviceCookie(Cookie):
    """A device that its owner has had remembered: the cookie `DEVICE_COOKIE_NAME`. CK opens a row that holds MK."""

    _kind: ClassVar[bytes] = _DEVICE_BYTE


@dataclass(frozen=True, slots=True)
class Member:
    """An account that is signed in: the holder of its sessions. `key` is MK, 32 bytes, `id` the account's uid."""

    id: uuid.UUID
    key: bytes = field(repr=False)
    kind: ClassVar[str] = ACCOUNT
    role: ClassVar[str] = "user"


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes | None:
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
