"""The site's key: the one secret of an installation, for what no person's key can be asked for.

    site key       = 32 random bytes, in a file of 64 hexadecimal digits that the web container reads
    address tag    = HMAC-SHA-256(HKDF(site key, "chancery v1 address tag"), address)            finds an account
    address box    = envelope(HKDF(site key, "chancery v1 address"), address, AAD = "account", account uid)
    identity tag   = HMAC-SHA-256(HKDF(site key, "chancery v1 identity"), issuer, subject as in an AAD)
    limit tag      = HMAC-SHA-256(HKDF(site key, "chancery v1 limit"), parts as in an AAD)       counts attempts
    audit tag      = HMAC-SHA-256(HKDF(site key, "chancery v1 audit"), previous tag ‖ entry as in an AAD)
    receipt        = Ed25519 with the seed HKDF(site key, "chancery v1 receipt")

HKDF is HKDF-SHA-256 without salt, 32 bytes. The key opens no answers: whoever has it and the database learns who has
an account, and no more.
"""

from __future__ import annotations

import hmac
import re
import uuid
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chancery.vault.envelope import KEY_BYTES, Key, Unreadable, aad

_HEX = re.compile(r"[0-9a-fA-F]{64}")


class NoSiteKey(Exception):
    """The file of the site's key cannot be read or holds something else; the text says what to do."""


class SiteKey:
    """See the module."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError(f"a site's key has {KEY_BYTES} bytes")
        self._address_tag = _derived(raw, b"chancery v1 address tag")
        self._address = Key(_derived(raw, b"chancery v1 address"))
        self._identity = _derived(raw, b"chancery v1 identity")
        self._limit = _derived(raw, b"chancery v1 limit")
        self._audit = _derived(raw, b"chancery v1 audit")
        self.receipts = Ed25519PrivateKey.from_private_bytes(_derived(raw, b"chancery v1 receipt"))

    @classmethod
    def from_file(cls, path: Path) -> SiteKey:
        """Read the key.

        Raises:
            NoSiteKey: see there.
        """
        try:
            text = path.read_text().strip()
        except (OSError, UnicodeDecodeError):
            raise NoSiteKey(f"{path} cannot be read. Write 64 hexadecimal digits to it: openssl rand -hex 32") from None
        if not _HEX.fullmatch(text) or len(set(text)) < 8:
            raise NoSiteKey(f"{path} does not hold 64 random hexadecimal digits. Make them with: openssl rand -hex 32")
        return cls(bytes.fromhex(text))

    def address_tag(self, address: str) -> bytes:
        """What finds an account by its e-mail address; 32 bytes."""
        return hmac.digest(self._address_tag, address.encode(), "sha256")

    def seal_address(self, account: uuid.UUID, address: str) -> bytes:
        """An account's address, for letters that the person did not just ask for."""
        return self._address.seal(address.encode(), aad("account", account))

    def open_address(self, account: uuid.UUID, box: bytes) -> str:
        """The address that `seal_address` sealed, or "" if the row was altered or belongs to another key."""
        try:
            return self._address.open(box, aad("account", account)).decode()
        except Unreadable:
            return ""

    def identity_tag(self, issuer: str, subject: str) -> bytes:
        """What finds an account by whom a provider says that somebody is; 32 bytes. It opens nothing."""
        return hmac.digest(self._identity, aad(issuer, subject), "sha256")

    def limit_tag(self, *parts: bytes | str) -> bytes:
        """What counts attempts at something without saying at what; 32 bytes."""
        return hmac.digest(self._limit, aad(*parts), "sha256")

    def audit_tag(self, previous: bytes, *entry: bytes | str | int | uuid.UUID) -> bytes:
        """The link of the audit log's chain for `entry` after `previous`; 32 bytes."""
        return hmac.digest(self._audit, previous + aad(*entry), "sha256")


def _derived(raw: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), length=KEY_BYTES, salt=None, info=info).derive(raw)
