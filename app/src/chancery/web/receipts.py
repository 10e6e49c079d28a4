"""A signed receipt of erasure: what the ledger holds of an erased session, in words, with the site's signature.

    receipt = statement ‖ "signature: " ‖ hex ‖ "\\n" ‖ "public key: " ‖ hex ‖ "\\n"

The statement is lines of UTF-8, each ended by "\\n"; the signature is Ed25519 (RFC 8032) over the statement. A receipt
proves something only if the public key is the one that the site shows at `/receipt-key`.
"""
# Keeps control_erasure_receipt.

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

if TYPE_CHECKING:
    from chancery.sessions import Erased
    from chancery.vault.site import SiteKey

TITLE = "Chancery receipt of erasure, version 1"
_SIGNED = re.compile(rb"(.*\n)signature: ([0-9a-f]{128})\npublic key: ([0-9a-f]{64})\n", re.DOTALL)
_WHY = {
    "exit": "by the person who gave the answers",
    "restart": "by the person who began anew",
    "reset": "because the password was reset without the recovery code",
    "account": "with the account",
    "expired": "because nobody used it for long",
}


class NotGenuine(ValueError):
    """The text is no receipt, was changed, or was signed by another key."""


def receipt(site: SiteKey, base_url: str, erased: Erased) -> bytes:
    """The receipt of an erased session."""
    lines = [
        TITLE,
        f"site: {base_url}",
        f"session: {erased.uid}",
        # The ledger keeps the hour, like every table.
        f"erased: in the hour that began at {erased.hour.isoformat()}",
        f"why: {_WHY.get(erased.reason, erased.reason)}",
        "answers and keys: deleted",
        "files: " + ("unreadable, their key is deleted; they are being removed" if erased.files_pending else "deleted"),
    ]
    statement = "".join(line + "\n" for line in lines).encode()
    signature = site.receipts.sign(statement).hex()
    return statement + f"signature: {signature}\npublic key: {public_key(site)}\n".encode()


def public_key(site: SiteKey) -> str:
    """The key that receipts are verified with, 64 hexadecimal digits."""
    return site.receipts.public_key().public_bytes_raw().hex()


def verify(text: bytes, key: str) -> str:
    """The statement of a genuine receipt.

    Args:
        text: the receipt as it was downloaded.
        key: the site's public key, 64 hexadecimal digits.

    Raises:
        NotGenuine: see there.
    """
    found = _SIGNED.fullmatch(text)
    if found is None or found[3].decode() != key.strip().lower():
        raise NotGenuine("this is no receipt of that site")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.strip())).verify(
            bytes.fromhex(found[2].decode()), found[1]
        )
    except InvalidSignature:
        raise NotGenuine("the receipt was changed") from None
    return found[1].decode()
