"""Chunks that any size passes through: STREAM (Hoang, Reyhanitabar, Rogaway and Vizár, 2015).

    chunk i = AEAD(key, nonce i, 65,536 bytes of the plaintext; of the last chunk 1 to 65,536, or 0 if it is alone)
    nonce i = i (11 bytes, big-endian) ‖ 0x01 for the last chunk, 0x00 for the others

Chunks that are missing, swapped, repeated or cut off at the end do not open, because the nonce says which chunk it is
and whether it is the last. A key serves one stream only, so counting nonces never meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

CHUNK_BYTES = 64 * 1024


class Aead(Protocol):
    """What encrypts a chunk with a nonce of 12 bytes: AES-GCM, ChaCha20-Poly1305."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes: ...  # noqa: D102  see the class


def seal_stream(aead: Aead, pieces: Iterable[bytes], associated: bytes | None, number: int = 0) -> Iterator[bytes]:
    """Encrypt.

    Args:
        aead: with a key that encrypts nothing else.
        pieces: the plaintext, in pieces of any size.
        associated: data that every chunk is bound to, None for none.
        number: of the first chunk that is sealed here; those before it are sealed elsewhere, once.

    Returns:
        The chunks.
    """
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        # One chunk always stays, since the last one is sealed as such.
        while len(buffer) > CHUNK_BYTES:
            yield aead.encrypt(chunk_nonce(number, last=False), bytes(buffer[:CHUNK_BYTES]), associated)
            del buffer[:CHUNK_BYTES]
            number += 1
    yield aead.encrypt(chunk_nonce(number, last=True), bytes(buffer), associated)


def chunk_nonce(number: int, *, last: bool) -> bytes:
    """The nonce of a chunk, counted from 0."""
    return number.to_bytes(11, "big") + bytes([last])
