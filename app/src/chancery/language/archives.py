"""ZIP archives and the documents that are some, bounded before anything of them is unpacked."""
# Keeps control_archives_bounded.

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

_MIB = 1024 * 1024
# What stands before each part, at the least.
_HEADER = 30
# Office documents hold XML that packs well; below so many bytes nobody is harmed by a high ratio.
_HARMLESS = 16 * _MIB
# What no way of packing that is read here can do honestly with what people write and photograph.
_MAX_RATIO = 200


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many parts an archive may have, and how many bytes all of them together once they are unpacked."""

    parts: int
    unpacked: int


# A document that is opened here.
DOCUMENT = Bounds(2_000, 64 * _MIB)
# An archive that is kept for somebody who will open it.
PARCEL = Bounds(10_000, 1024 * _MIB)


class NoArchive(ValueError):
    """The bytes are no ZIP archive, have something before it, or parts that lie over each other."""


class TooBulky(ValueError):
    """Unpacked, it would have too many parts or bytes."""


def open_archive(content: bytes, bounds: Bounds = DOCUMENT) -> zipfile.ZipFile:
    """Open an archive whose parts, all of them together, may be unpacked.

    A part cannot give more bytes than it says here: `zipfile` stops there (PKWARE's APPNOTE.TXT, section 4.3.12).

    Raises:
        NoArchive, TooBulky: see there.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        raise NoArchive("no ZIP archive") from None
    parts = archive.infolist()
    if len(parts) > bounds.parts:
        raise TooBulky("too many parts")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > bounds.unpacked or (unpacked > _HARMLESS and unpacked > _MAX_RATIO * len(content)):
        raise TooBulky("too many bytes")
    _require_apart(parts)
    return archive


def _require_apart(parts: list[zipfile.ZipInfo]) -> None:
    """Each part lies behind the one before it, and the first at the beginning."""
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end or (end == 0 and part.header_offset):
            raise NoArchive("parts over each other, or something before them")
        end = part.header_offset + _HEADER + part.compress_size
