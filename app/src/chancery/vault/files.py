"""Files: encrypted in chunks, so that any size passes through little memory. The specification, version 1.

    file       = header ‖ salt ‖ commitment ‖ chunk 0 ‖ chunk 1 ‖ ...
    header     = "CF" ‖ 0x01 (version of the format) ‖ 0x01 (algorithm: AES-256-GCM)              4 bytes
    salt       = random                                                                          32 bytes
    commitment = the second half of the expanded key                                             32 bytes
    chunk      = AES-256-GCM with the file key, as `chancery.vault.stream` says; AAD = header ‖ salt ‖ commitment
    plaintext  = length of the label (4 bytes, big-endian) ‖ label ‖ content ‖ zeros, Padmé's length in all
    label      = JSON: `name`, `type`, and `size`, the bytes of the content

    file key ‖ commitment = HKDF-SHA-256(SK, salt, info = "chancery v1 file" ‖ file's id (16 bytes), 64 bytes)

A key serves one file only. What a file is called stands inside it.
"""

from __future__ import annotations

import hmac
import os
import uuid
from collections.abc import Iterable, Iterator

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chancery.vault.envelope import KEY_BYTES, Key, Unreadable, padme
from chancery.vault.stream import CHUNK_BYTES, chunk_nonce, seal_stream

HEADER = b"CF\x01\x01"
_SALT_BYTES = 32
_COMMITMENT_BYTES = 32
_PRELUDE_BYTES = len(HEADER) + _SALT_BYTES + _COMMITMENT_BYTES
_TAG_BYTES = 16
_LENGTH_BYTES = 4
_MAX_LABEL_BYTES = 4096
_INFO = b"chancery v1 file"


class Label(msgspec.Struct):
    """What a file is called, its MIME type, and how many bytes it has."""

    name: str
    type: str
    size: int


def seal_file(key: Key, file: uuid.UUID, label: Label, content: Iterable[bytes]) -> Iterator[bytes]:
    """Encrypt a file.

    Args:
        key: the session's.
        file: the file's id.
        label: its `size` is the length of the content.
        content: the bytes, in pieces of any size.

    Returns:
        The encrypted file, in pieces.

    Raises:
        ValueError: the content has another length than the label says. Nothing of the file is to be kept then.
    """
    return _seal(key, file, label, content, os.urandom(_SALT_BYTES))


def open_file(key: Key, file: uuid.UUID, pieces: Iterable[bytes]) -> tuple[Label, Iterator[bytes]]:
    """Decrypt a file.

    Args:
        key: the session's.
        file: the file's id.
        pieces: what was stored, in pieces of any size.

    Returns:
        The label and the content; a piece of it is given only after its chunk was found whole.

    Raises:
        Unreadable: another key or id, or the file was altered or cut; also while the content is read.
    """
    chunks = _opened(key, file, _Source(pieces))
    first = next(chunks)
    length = int.from_bytes(first[:_LENGTH_BYTES], "big")
    start = _LENGTH_BYTES + length
    if length > _MAX_LABEL_BYTES or start > len(first):
        raise Unreadable("the file has no label")
    try:
        label = msgspec.json.decode(first[_LENGTH_BYTES:start], type=Label)
    except msgspec.MsgspecError:
        raise Unreadable("the file has no label") from None
    return label, _content(label.size, start, first, chunks)


def _seal(key: Key, file: uuid.UUID, label: Label, content: Iterable[bytes], salt: bytes) -> Iterator[bytes]:
    """Seal with a salt that is given: for `seal_file` and the test vectors, nothing else."""
    aead, prelude = _file_key(key, file, salt)
    yield prelude
    yield from seal_stream(aead, _padded(label, content), prelude)


def _padded(label: Label, content: Iterable[bytes]) -> Iterator[bytes]:
    encoded = msgspec.json.encode(label)
    if len(encoded) > _MAX_LABEL_BYTES:
        raise ValueError("the file's name is too long")
    yield len(encoded).to_bytes(_LENGTH_BYTES, "big") + encoded
    length = 0
    for piece in content:
        length += len(piece)
        yield piece
    if length != label.size:
        raise ValueError("the file has another length than its label says")
    whole = _LENGTH_BYTES + len(encoded) + length
    zeros = padme(whole) - whole
    while zeros:
        yield bytes(min(zeros, CHUNK_BYTES))
        zeros -= min(zeros, CHUNK_BYTES)


def _opened(key: Key, file: uuid.UUID, source: _Source) -> Iterator[bytes]:
    prelude = source.take(_PRELUDE_BYTES)
    salt = prelude[len(HEADER) : len(HEADER) + _SALT_BYTES]
    if len(prelude) < _PRELUDE_BYTES or prelude[: len(HEADER)] != HEADER:
        raise Unreadable("this is not a file of a known version")
    aead, expected = _file_key(key, file, salt)
    if not hmac.compare_digest(expected, prelude):
        raise Unreadable("another key sealed this file")
    number = 0
    while True:
        chunk = source.take(CHUNK_BYTES + _TAG_BYTES)
        last = source.is_empty()
        try:
            yield aead.decrypt(chunk_nonce(number, last=last), chunk, prelude)
        except (InvalidTag, ValueError):
            raise Unreadable("the file was altered or cut, or belongs elsewhere") from None
        if last:
            return
        number += 1


def _content(size: int, start: int, first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    left = size
    piece = first[start:]
    while True:
        if left and piece:
            yield piece[:left]
            left -= min(left, len(piece))
        # The padding is read too: that the file is whole shows at its last chunk.
        following = next(chunks, None)
        if following is None:
            break
        piece = following
    if left:
        raise Unreadable("the file is shorter than its label says")


def _file_key(key: Key, file: uuid.UUID, salt: bytes) -> tuple[AESGCM, bytes]:
    """What encrypts one file, and what stands before its chunks."""
    expanded = key.derive(salt, _INFO + file.bytes, KEY_BYTES + _COMMITMENT_BYTES)
    return AESGCM(expanded[:KEY_BYTES]), HEADER + salt + expanded[KEY_BYTES:]


class _Source:
    """Pieces of any size, taken in pieces of a wanted one."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._buffer = iter(pieces), bytearray()

    def take(self, wanted: int) -> bytes:
        """The next `wanted` bytes, or what is left."""
        self._fill(wanted)
        taken = bytes(self._buffer[:wanted])
        del self._buffer[:wanted]
        return taken

    def is_empty(self) -> bool:
        """Whether nothing is left."""
        self._fill(1)
        return not self._buffer

    def _fill(self, wanted: int) -> None:
        while len(self._buffer) < wanted:
            piece = next(self._pieces, None)
            if piece is None:
                return
            self._buffer += piece
