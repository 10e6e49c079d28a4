"""Files: encrypted in chunks, so that any size passes through little memory. The specification, version 1.

    file       = header ‖ salt ‖ commitment ‖ chunk 0 ‖ chunk 1 ‖ ...
    header     = "CF" ‖ 0x01 (version of the format) ‖ 0x01 (algorithm: AES-256-GCM)              4 bytes
    salt       = random                                                                          32 bytes
    commitment = the second half of the expanded key                                             32 bytes
    chunk      = AES-256-GCM with the file key, as `chancery.vault.stream` says; AAD = header ‖ salt ‖ commitment
    plaintext  = length of the label (4 bytes, big-endian) ‖ label ‖ content ‖ zeros, Padmé's length in all
    label      = JSON: `name`, `type`, and `size`, the bytes of the content; spaces may stand behind it

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
# What a label has room for whose size is written down last.
_LARGEST = 10**15 - 1


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


class Unmeasured:
    """A file whose length nobody knows before its end: its first chunk, which tells the length, is sealed last.

    What comes of it is a file like any other. `rest` is to be used up before `first` is called, once.

    Args:
        key: the session's.
        file: the file's id.
        name: what the file is called.
        mimetype: its kind.
        content: the bytes, in pieces of any size; no fewer than `LEAST_BYTES`.
    """

    # Bytes of the encrypted file before its second chunk.
    FIRST_BYTES = _PRELUDE_BYTES + CHUNK_BYTES + _TAG_BYTES
    # A shorter file is whole in its first chunk: `seal_file` is for that.
    LEAST_BYTES = CHUNK_BYTES

    def __init__(self, key: Key, file: uuid.UUID, name: str, mimetype: str, content: Iterable[bytes]) -> None:
        self._aead: AESGCM | None
        self._aead, self._prelude = _file_key(key, file, os.urandom(_SALT_BYTES))
        self._label = Label(name, mimetype, _LARGEST)
        self._width = len(_encoded(self._label))
        self._source = _Source(content)
        self._begin = b""
        self._size: int | None = None

    def rest(self) -> Iterator[bytes]:
        """Encrypt all chunks but the first.

        Raises:
            ValueError: the content is shorter than `LEAST_BYTES`. Nothing of the file is to be kept then.
        """
        self._begin = self._source.take(CHUNK_BYTES - _LENGTH_BYTES - self._width)
        if self._aead is None or self._source.is_empty():
            raise ValueError("the file fits into one chunk")
        yield from seal_stream(self._aead, self._following(), self._prelude, number=1)

    def first(self) -> bytes:
        """What stands before the rest: `FIRST_BYTES`, with the length in them."""
        label = _encoded(msgspec.structs.replace(self._label, size=self.size)).ljust(self._width)
        plaintext = self._width.to_bytes(_LENGTH_BYTES, "big") + label + self._begin
        if self._aead is None:
            # Another plaintext under the same nonce would give both away.
            raise ValueError("the first chunk is sealed already")
        aead, self._aead = self._aead, None
        return self._prelude + aead.encrypt(chunk_nonce(0, last=False), plaintext, self._prelude)

    @property
    def size(self) -> int:
        """The bytes of the content, once that has ended."""
        if self._size is None:
            raise ValueError("the file has not ended yet")
        return self._size

    def _following(self) -> Iterator[bytes]:
        length = len(self._begin)
        while piece := self._source.take(CHUNK_BYTES):
            length += len(piece)
            yield piece
        self._size = length
        yield from _zeros(_LENGTH_BYTES + self._width + length)


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


def sealed_lengths(label: Label) -> set[int]:
    """How many bytes an encrypted file with this label can have: sealed whole, or with its length at last."""
    widths = {len(_encoded(label)), len(_encoded(msgspec.structs.replace(label, size=_LARGEST)))}
    wholes = {padme(_LENGTH_BYTES + width + label.size) for width in widths}
    return {_PRELUDE_BYTES + whole + _TAG_BYTES * -(-whole // CHUNK_BYTES) for whole in wholes}


def _seal(key: Key, file: uuid.UUID, label: Label, content: Iterable[bytes], salt: bytes) -> Iterator[bytes]:
    """Seal with a salt that is given: for `seal_file` and the test vectors, nothing else."""
    aead, prelude = _file_key(key, file, salt)
    yield prelude
    yield from seal_stream(aead, _padded(label, content), prelude)


def _padded(label: Label, content: Iterable[bytes]) -> Iterator[bytes]:
    encoded = _encoded(label)
    yield len(encoded).to_bytes(_LENGTH_BYTES, "big") + encoded
    length = 0
    for piece in content:
        length += len(piece)
        yield piece
    if length != label.size:
        raise ValueError("the file has another length than its label says")
    yield from _zeros(_LENGTH_BYTES + len(encoded) + length)


def _encoded(label: Label) -> bytes:
    encoded = msgspec.json.encode(label)
    if len(encoded) > _MAX_LABEL_BYTES:
        raise ValueError("the file's name is too long")
    return encoded


def _zeros(whole: int) -> Iterator[bytes]:
    """What is missing from a plaintext of `whole` bytes."""
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
