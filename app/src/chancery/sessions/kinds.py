"""What kinds of files people may send, and whether a file's first bytes are what its name says.

Nothing is taken apart here: a few bytes are compared, by tables that each format publishes. What has to be opened to be
judged (`Kind.opened`) is opened in the jail.
"""
# Keeps control_uploads_are_what_they_say.

from __future__ import annotations

import re
from dataclasses import dataclass

from chancery.protocol import MimeType, Opened

# Bytes of a file that are looked at.
LOOKED_AT = 64 * 1024
# Markup and programs: a browser or a shell goes by these beginnings, whatever a name says.
_ACTIVE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:#!|MZ|\x7fELF|<(?:!doctype|!--|html|head|body|script|svg|iframe|img|\?php|\?xml-stylesheet)"
    rb"|<\?xml[^>]*\?>\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|svg|xsl:))",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file.

    Args:
        mimetype: what it is called when it is downloaded.
        begins: bytes of which one stands at the beginning, or after `skip`; none for a text.
        skip: how many bytes stand before those.
        opened: how the jail has to open it; "" where it is kept as it came.
    """

    mimetype: MimeType
    begins: tuple[bytes, ...] = ()
    skip: int = 0
    opened: Opened | None = None


_ZIP = (b"PK\x03\x04",)
# An archive without any part has its end alone.
_ANY_ZIP = (*_ZIP, b"PK\x05\x06")
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_MOVIE = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
_JPEG = Kind("image/jpeg", (b"\xff\xd8\xff",), opened="jpeg")
# By the ending of the name, in small letters.
KINDS: dict[str, Kind] = {
    "jpg": _JPEG, "jpeg": _JPEG,
    "png": Kind("image/png", (b"\x89PNG\r\n\x1a\n",), opened="png"),
    "gif": Kind("image/gif", (b"GIF87a", b"GIF89a"), opened="gif"),
    "webp": Kind("image/webp", (b"WEBP",), 8, "webp"),
    "pdf": Kind("application/pdf", (b"%PDF-",), opened="pdf"),
    "docx": Kind(f"{_OFFICE}wordprocessingml.document", _ZIP, opened="docx"),
    "xlsx": Kind(f"{_OFFICE}spreadsheetml.sheet", _ZIP, opened="xlsx"),
    "pptx": Kind(f"{_OFFICE}presentationml.presentation", _ZIP, opened="pptx"),
    "odt": Kind(f"{_OPEN}text", _ZIP, opened="odt"),
    "ods": Kind(f"{_OPEN}spreadsheet", _ZIP, opened="ods"),
    "odp": Kind(f"{_OPEN}presentation", _ZIP, opened="odp"),
    "zip": Kind("application/zip", _ANY_ZIP, opened="zip"),
    "doc": Kind("application/msword", _OLE), "xls": Kind("application/vnd.ms-excel", _OLE),
    "ppt": Kind("application/vnd.ms-powerpoint", _OLE), "msg": Kind("application/vnd.ms-outlook", _OLE),
    "rtf": Kind("application/rtf", (b"{\\rtf",)),
    "txt": Kind("text/plain"), "text": Kind("text/plain"), "log": Kind("text/plain"), "md": Kind("text/markdown"),
    "csv": Kind("text/csv"), "tsv": Kind("text/tab-separated-values"), "json": Kind("application/json"),
    "yml": Kind("application/yaml"), "yaml": Kind("application/yaml"), "xml": Kind("application/xml"),
    "eml": Kind("message/rfc822"), "ics": Kind("text/calendar"), "vcf": Kind("text/vcard"),
    "mp3": Kind("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")),
    "aac": Kind("audio/aac", (b"\xff\xf1", b"\xff\xf9", b"ID3")), "flac": Kind("audio/flac", (b"fLaC",)),
    "wav": Kind("audio/wav", (b"WAVE",), 8), "avi": Kind("video/x-msvideo", (b"AVI ",), 8),
    "ogg": Kind("audio/ogg", (b"OggS",)), "oga": Kind("audio/ogg", (b"OggS",)), "opus": Kind("audio/ogg", (b"OggS",)),
    "ogv": Kind("video/ogg", (b"OggS",)), "caf": Kind("audio/x-caf", (b"caff",)), "amr": Kind("audio/amr", (b"#!AMR",)),
    "m4a": Kind("audio/mp4", _MOVIE, 4), "mp4": Kind("video/mp4", _MOVIE, 4), "m4v": Kind("video/mp4", _MOVIE, 4),
    "mov": Kind("video/quicktime", _MOVIE, 4), "3gp": Kind("video/3gpp", _MOVIE, 4),
    "webm": Kind("video/webm", (b"\x1a\x45\xdf\xa3",)), "mkv": Kind("video/x-matroska", (b"\x1a\x45\xdf\xa3",)),
}  # fmt: skip
# What begins like one of these is no text.
_NO_TEXTS = (
    *_ZIP,
    *_OLE,
    b"%PDF-",
    b"{\\rtf",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"BZh",
    b"7z\xbc\xaf",
)
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def kind_of(name: str) -> Kind | None:
    """The kind that a file's name says; None for one that is not taken."""
    stem, _, ending = name.rpartition(".")
    return KINDS.get(ending.lower()) if stem else None


def fits(kind: Kind, content: bytes) -> bool:
    """Whether a file can be of that kind, by its first bytes."""
    if kind.begins:
        return content[kind.skip : kind.skip + 16].startswith(kind.begins)
    beginning = content[:LOOKED_AT]
    if beginning.startswith(_NO_TEXTS) or _ACTIVE.match(beginning):
        return False
    return beginning.startswith(_WIDE) or b"\0" not in beginning
