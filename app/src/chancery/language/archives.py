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


class Tail(io.RawIOBase):
    """The end of a file as the whole of it: what lies before cannot be read.

    An archive's list of parts stands at its end (PKWARE's APPNOTE.TXT, section 4.3.6), so this is enough to judge it.

    Args:
        end: the last bytes of the file.
        size: the bytes of the whole file.
    """

    def __init__(self, end: bytes, size: int) -> None:
        self._end, self.size = end, max(size, len(end))
        self._place = 0

    def seekable(self) -> bool:
        """It can go back."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the whole file."""
        self._place = max(offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence], 0)
        return self._place

    def tell(self) -> int:
        """The place in the whole file."""
        return self._place

    def read(self, wanted: int = -1) -> bytes:
        """Bytes from there on.

        Raises:
            TooBulky: they lie before the end.
        """
        begin = self._place - (self.size - len(self._end))
        if begin < 0:
            raise TooBulky("the list of parts is too long")
        found = self._end[begin:] if wanted < 0 else self._end[begin : begin + wanted]
        self._place += len(found)
        return found


def open_archive(content: bytes | Tail, bounds: Bounds = DOCUMENT) -> zipfile.ZipFile:
    """Open an archive whose parts, all of them together, may be unpacked; of a `Tail`, none can be.

    A part cannot give more bytes than it says here: `zipfile` stops there (PKWARE's APPNOTE.TXT, section 4.3.12).

    Raises:
        NoArchive, TooBulky: see there.
    """
    try:
        archive = zipfile.ZipFile(content if isinstance(content, Tail) else io.BytesIO(content))
    except TooBulky:
        raise
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        raise NoArchive("no ZIP archive") from None
    parts = archive.infolist()
    if len(parts) > bounds.parts:
        raise TooBulky("too many parts")
    unpacked = sum(part.file_size for part in parts)
    size = content.size if isinstance(content, Tail) else len(content)
    if unpacked > bounds.unpacked or (unpacked > _HARMLESS and unpacked > _MAX_RATIO * size):
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
