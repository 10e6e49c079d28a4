"""An account's master key (MK) and what holds it: slots, logins, and the boxes that it opens itself.

    MK             = 32 random bytes per account
    password slot  = envelope(KEK of the password,  MK, AAD = "account_slot", account uid, "password")
    recovery slot  = envelope(KEK of the code,      MK, AAD = "account_slot", account uid, "recovery")
    KEK of the code = HKDF-SHA-256(code (20 bytes), salt = account uid, info = "chancery v1 recovery", 32 bytes)
    login          = envelope(KEK of the login,     MK, AAD = "login", login id, account uid, stage)
    KEK of the login = HKDF-SHA-256(CK, salt = none, info = "chancery v1 login", 32 bytes)
    factor         = envelope(KEK of factors, JSON, AAD = "account_factor", account uid, factor uid, kind)
    KEK of factors = HKDF-SHA-256(MK, salt = none, info = "chancery v1 factor", 32 bytes)

The recovery code is shown once, in Crockford's base 32 (no I, L, O, U), 32 letters in groups of four; a mistyped I, L
or O is read as the digit it looks like.
"""

from __future__ import annotations

import os
import re
import uuid

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chancery.vault.envelope import KEY_BYTES, Key, aad
from chancery.vault.visitor import LoginCookie

PASSWORD = "password"  # noqa: S105  the name of a slot
RECOVERY = "recovery"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("ILO", "110")
_GROUP = 4
RECOVERY_BYTES = 20


def new_master_key() -> bytes:
    """A fresh MK."""
    return os.urandom(KEY_BYTES)


def seal_slot(key: Key, account: uuid.UUID, kind: str, master: bytes) -> bytes:
    """MK for a slot, sealed with that slot's KEK."""
    return key.seal(master, aad("account_slot", account, kind))


def open_slot(key: Key, account: uuid.UUID, kind: str, box: bytes) -> bytes:
    """The MK that `seal_slot` sealed.

    Raises:
        Unreadable: another key sealed it, or it was altered or swapped.
    """
    return key.open(box, aad("account_slot", account, kind))


def seal_login(cookie: LoginCookie, account: uuid.UUID, stage: str, master: bytes) -> bytes:
    """MK for one login, which only its cookie opens, and only at the stage that the row says."""
    return _derived(cookie.key, b"chancery v1 login").seal(master, aad("login", cookie.id, account, stage))


def open_login(cookie: LoginCookie, account: uuid.UUID, stage: str, box: bytes) -> bytes:
    """The MK that `seal_login` sealed.

    Raises:
        Unreadable: the cookie's key is not the one, or the row was altered or swapped.
    """
    return _derived(cookie.key, b"chancery v1 login").open(box, aad("login", cookie.id, account, stage))


def seal_factor(master: bytes, account: uuid.UUID, factor: uuid.UUID, kind: str, content: bytes) -> bytes:
    """A second factor's secret, sealed under MK."""
    return _derived(master, b"chancery v1 factor").seal(content, aad("account_factor", account, factor, kind))


def open_factor(master: bytes, account: uuid.UUID, factor: uuid.UUID, kind: str, box: bytes) -> bytes:
    """The secret that `seal_factor` sealed.

    Raises:
        Unreadable: another MK sealed it, or it was altered or swapped.
    """
    return _derived(master, b"chancery v1 factor").open(box, aad("account_factor", account, factor, kind))


def new_code(size: int) -> str:
    """`size` random bytes in groups of four letters, for a person to copy."""
    return write_code(os.urandom(size))


def write_code(raw: bytes) -> str:
    """The bytes of a code as a person copies them; `read_code` undoes it."""
    number = int.from_bytes(raw, "big")
    count = -(-len(raw) * 8 // 5)
    letters = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))
    return "-".join(letters[start : start + _GROUP] for start in range(0, count, _GROUP))


def read_code(text: str, size: int) -> bytes | None:
    """The bytes of a code that a person typed, however spaced; None if it cannot be one."""
    letters = re.sub(r"[\s-]", "", text.upper()).translate(_LOOKALIKES)
    if len(letters) != -(-size * 8 // 5) or any(letter not in _ALPHABET for letter in letters):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | _ALPHABET.index(letter)
    return number.to_bytes(size, "big") if number < 1 << size * 8 else None


def recovery_key(account: uuid.UUID, code: bytes) -> Key:
    """The KEK of a recovery code."""
    return Key(HKDF(SHA256(), length=KEY_BYTES, salt=account.bytes, info=b"chancery v1 recovery").derive(code))


def _derived(secret: bytes, info: bytes) -> Key:
    return Key(HKDF(SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret))
