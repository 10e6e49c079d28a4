"""The envelope: the one format in which the vault stores bytes. This page is its specification, version 1.

    envelope   = header ‖ commitment ‖ nonce ‖ AES-256-GCM(message key, nonce, padded, header ‖ AAD)
    header     = "CV" ‖ 0x01 (version of the format) ‖ 0x01 (algorithm: AES-256-GCM)              4 bytes
    commitment = the second half of the expanded key                                             32 bytes
    nonce      = random                                                                          12 bytes
    padded     = length of the plaintext (4 bytes, big-endian) ‖ plaintext ‖ zeros, Padmé's length in all
    AAD        = for each part: its length (4 bytes, big-endian) ‖ the part

    message key ‖ commitment = HKDF-Expand-SHA-256(key, info = "chancery v1 envelope", 64 bytes)

Why a commitment: AES-GCM alone lets one ciphertext open under several keys (Len, Grubbs and Ristenpart, 2021). The
commitment is compared before anything is decrypted, so an envelope opens under one key only.
Why Padmé (Nikitin et al., "Reducing metadata leakage from encrypted files and communication with PURBs", 2019): the
length that a thief of the disk sees tells O(log log n) bits of the true length, for at most 12 % more bytes.
One key seals far fewer than 2^32 messages (`Settings.max_steps` and one session's life), so random nonces are safe.
"""
# Keeps control_answers_encrypted.

from __future__ import annotations

import hmac
import os
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

KEY_BYTES = 32
HEADER = b"CV\x01\x01"
_INFO = b"chancery v1 envelope"
_COMMITMENT_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16
_LENGTH_BYTES = 4
_NONCE_AT = len(HEADER) + _COMMITMENT_BYTES
_BODY_AT = _NONCE_AT + _NONCE_BYTES
# Header, commitment, nonce, tag and the smallest padded plaintext.
MINIMUM_BYTES = _BODY_AT + _LENGTH_BYTES + _TAG_BYTES


class Unreadable(ValueError):
    """The envelope was not sealed with this key for this place, or it was altered since."""


def padme(length: int) -> int:
    """The padded length for `length` bytes: all but the upper half of its floating-point-like digits are rounded up."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << low_bits) - 1
    return (length + mask) & ~mask


def aad(*parts: bytes | str | int | uuid.UUID) -> bytes:
    """Join what binds an envelope to its place, so that no two lists of parts give the same bytes.

    Text is UTF-8, a number 8 bytes big-endian, a UUID its 16 bytes.
    """
    joined = bytearray()
    for part in parts:
        match part:
            case str():
                raw = part.encode()
            case int():
                raw = part.to_bytes(8, "big")
            case uuid.UUID():
                raw = part.bytes
            case bytes():
                raw = part
        joined += len(raw).to_bytes(4, "big") + raw
    return bytes(joined)


class Key:
    """A 32-byte key that seals and opens envelopes. Keep it no longer than a request."""

    __slots__ = ("_aead", "_commitment", "_raw")

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        expanded = HKDFExpand(SHA256(), length=KEY_BYTES + _COMMITMENT_BYTES, info=_INFO).derive(raw)
        self._aead = AESGCM(expanded[:KEY_BYTES])
        self._commitment = expanded[KEY_BYTES:]
        self._raw = raw

    def seal(self, plaintext: bytes, place: bytes) -> bytes:
        """Encrypt `plaintext` for the place that `place` (made by `aad`) names."""
        return self._seal(plaintext, place, os.urandom(_NONCE_BYTES))

    def open(self, envelope: bytes, place: bytes) -> bytes:
        """Decrypt an envelope that this key sealed for `place`.

        Raises:
            Unreadable: anything else.
        """
        if len(envelope) < MINIMUM_BYTES or envelope[: len(HEADER)] != HEADER:
            raise Unreadable("this is not an envelope of a known version")
        if not hmac.compare_digest(envelope[len(HEADER) : _NONCE_AT], self._commitment):
            raise Unreadable("another key sealed this envelope")
        try:
            padded = self._aead.decrypt(envelope[_NONCE_AT:_BODY_AT], envelope[_BODY_AT:], HEADER + place)
        except InvalidTag:
            raise Unreadable("the envelope was altered, or belongs elsewhere") from None
        length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
        if padme(_LENGTH_BYTES + length) != len(padded):
            raise Unreadable("the padding is not ours")
        return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]

    def derive(self, salt: bytes, info: bytes, length: int) -> bytes:
        """HKDF-SHA-256 of the key: for what is not an envelope (`chancery.vault.files`)."""
        return HKDF(SHA256(), length=length, salt=salt, info=info).derive(self._raw)

    def _seal(self, plaintext: bytes, place: bytes, nonce: bytes) -> bytes:
        """Seal with a nonce that is given: for `seal` and the test vectors, nothing else."""
        size = _LENGTH_BYTES + len(plaintext)
        padded = (len(plaintext).to_bytes(_LENGTH_BYTES, "big") + plaintext).ljust(padme(size), b"\0")
        return HEADER + self._commitment + nonce + self._aead.encrypt(nonce, padded, HEADER + place)
