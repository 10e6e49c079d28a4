"""Files that are encrypted for other programs: the format age, version 1, as https://c2sp.org/age specifies it.

    file         = header ‖ nonce (16 random bytes) ‖ chunks (`chancery.vault.stream`) with ChaCha20-Poly1305, no AAD
    header       = version ⏎ stanza "---" ␣ MAC ⏎
    MAC          = HMAC-SHA-256(HKDF-SHA-256(file key, no salt, "header"), the header up to and including "---")
    payload key  = HKDF-SHA-256(file key, nonce, "payload")
    file key     = 16 random bytes

    stanza       = "-> X25519 " ephemeral public key ⏎ body ⏎                              for a recipient
                 = "-> scrypt " salt (16 random bytes) ␣ log2(N) ⏎ body ⏎                  for a passphrase
    body         = ChaCha20-Poly1305(wrapping key, zero nonce, file key)
    wrapping key = HKDF-SHA-256(X25519(ephemeral, recipient), ephemeral public key ‖ recipient, version ‖ "/X25519")
                 = scrypt(passphrase, version ‖ "/scrypt" ‖ salt, N = 2^16, r = 8, p = 1)
    version      = "age-encryption.org/v1"

Bytes in the header are base64 without padding. A recipient is a public key in Bech32 (BIP 173), "age1...".
Only what writes such a file is here; people open it with age itself.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterable, Iterator

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from chancery.vault.stream import seal_stream

# scrypt takes 64 MiB and about a quarter of a second, as much as a sign-in: no program chooses more for us.
LOG_N = 16
_FILE_KEY_BYTES = 16
_SALT_BYTES = 16
_NONCE_BYTES = 16
_VERSION = b"age-encryption.org/v1"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)

# From a file key to the stanza that holds it.
Wrap = Callable[[bytes], bytes]


class BadRecipient(ValueError):
    """The text is no recipient of age: mistyped, cut, or of another kind. An identity ("AGE-SECRET-KEY-") is none."""


def for_recipient(text: str) -> Wrap:
    """Encrypt to a public key, `age1...`.

    Raises:
        BadRecipient: see there.
    """
    public = _decoded(text)
    recipient = X25519PublicKey.from_public_bytes(public)
    ephemeral = X25519PrivateKey.generate()
    try:
        shared = ephemeral.exchange(recipient)
    except ValueError:
        raise BadRecipient("nobody can have the private key to this") from None
    share = ephemeral.public_key().public_bytes_raw()
    key = _hkdf(shared, share + public, _VERSION + b"/X25519")
    return lambda file_key: _stanza(b"X25519 " + _base64(share), key, file_key)


def for_passphrase(text: str) -> Wrap:
    """Encrypt with a passphrase. Derives at once, in 64 MiB: see `chancery.vault.passwords.Gate`."""
    salt = os.urandom(_SALT_BYTES)
    key = Scrypt(salt=_VERSION + b"/scrypt" + salt, length=32, n=1 << LOG_N, r=8, p=1).derive(text.encode())
    return lambda file_key: _stanza(b"scrypt " + _base64(salt) + b" %d" % LOG_N, key, file_key)


def seal_age(wrap: Wrap, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Encrypt a file, in pieces of any size, while it is sent."""
    file_key, nonce = os.urandom(_FILE_KEY_BYTES), os.urandom(_NONCE_BYTES)
    header = _VERSION + b"\n" + wrap(file_key) + b"---"
    mac = HMAC(_hkdf(file_key, None, b"header"), SHA256())
    mac.update(header)
    yield header + b" " + _base64(mac.finalize()) + b"\n" + nonce
    yield from seal_stream(ChaCha20Poly1305(_hkdf(file_key, nonce, b"payload")), pieces, None)


def _stanza(arguments: bytes, key: bytes, file_key: bytes) -> bytes:
    # The body has 32 bytes, so it fits one line of the format.
    return b"-> " + arguments + b"\n" + _base64(ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)) + b"\n"


def _hkdf(secret: bytes, salt: bytes | None, info: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=salt, info=info).derive(secret)


def _base64(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def _decoded(text: str) -> bytes:
    """The 32 bytes of a recipient."""
    text = text.strip()
    text = text.lower() if text.isupper() else text
    digits = [_BECH32.find(letter) for letter in text[4:]]
    if not text.startswith("age1") or len(digits) != 58 or -1 in digits or _checksum("age", digits) != 1:
        raise BadRecipient("this is no recipient of age")
    # 52 digits of five bits hold 32 bytes and four bits that are zero; the six others are the checksum.
    number = 0
    for digit in digits[:52]:
        number = number << 5 | digit
    if number & 0b1111:
        raise BadRecipient("this is no recipient of age")
    return (number >> 4).to_bytes(32, "big")


def _checksum(prefix: str, digits: Iterable[int]) -> int:
    """What BIP 173 computes over a whole text; 1 if that is well-formed."""
    value = 1
    for digit in [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix), *digits]:
        top = value >> 25
        value = (value & 0x1FFFFFF) << 5 ^ digit
        for place, generator in enumerate(_GENERATORS):
            value ^= generator if top >> place & 1 else 0
    return value
