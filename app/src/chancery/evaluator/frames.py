"""Frames: four bytes, big-endian, that say how many bytes follow, then those."""

from __future__ import annotations

import struct
from collections.abc import Callable

from chancery.protocol import MAX_FRAME_BYTES

LENGTH = struct.Struct(">I")
# A frame that the server itself reads, before the job: an interview's name and what is wanted of it.
MAX_HEADER_BYTES = 4096


class FrameTooLarge(Exception):
    """A frame announces more bytes than its reader accepts."""


class FrameTruncated(Exception):
    """The sender ended before, or within, a frame."""


def pack(payload: bytes) -> bytes:
    """`payload` with its length before it."""
    return LENGTH.pack(len(payload)) + payload


def receive(read: Callable[[int], bytes], limit: int = MAX_FRAME_BYTES) -> bytes:
    """Read one frame.

    Args:
        read: returns at most as many bytes as it is asked for, and none when the sender has ended.
        limit: the most bytes to accept.

    Raises:
        FrameTooLarge: it announces more than `limit` bytes.
        FrameTruncated: the sender ended too early.
    """
    (length,) = LENGTH.unpack(_exactly(read, LENGTH.size))
    if length > limit:
        raise FrameTooLarge(f"{length} bytes")
    return _exactly(read, length)


def _exactly(read: Callable[[int], bytes], wanted: int) -> bytes:
    received = read(wanted)
    if len(received) == wanted:
        return received
    parts = bytearray(received)
    while len(parts) < wanted:
        received = read(wanted - len(parts))
        if not received:
            raise FrameTruncated(f"{len(parts)} of {wanted} bytes")
        parts += received
    return bytes(parts)
