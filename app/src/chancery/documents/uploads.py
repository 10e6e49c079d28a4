"""Files that people send, made anew: pictures without what is not seen, PDFs without scripts, archives looked into.

Runs in the jail. What comes out is made by our own encoders, so that a file which is two kinds at once is one kind
afterwards. Archives are only looked into and kept as they came.
"""

from __future__ import annotations

import io
import zipfile
import zlib

import pikepdf

from ..language.archives import PARCEL, NoArchive, Tail, TooBulky, open_archive
from ..protocol import Clean, Cleaned, Fault, Opened, Unfit
from .disarm import TooDeep, disarm
from .retouch import NoPicture, TooManyPixels, retouch

_PICTURES: tuple[Opened, ...] = ("png", "jpeg", "gif", "webp")
# What an office document has to have within, by its kind; macros are the mark of kinds that are not taken.
_WITHIN: dict[Opened, str] = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_OPEN_DOCUMENTS: dict[Opened, bytes] = {"odt": b"text", "ods": b"spreadsheet", "odp": b"presentation"}
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_MACROS = "vbaproject.bin"
_MAX_TOLD = 100


class _Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


def clean(order: Clean) -> Cleaned | Unfit:
    """The file as it may be kept, or why it cannot be taken."""
    try:
        return Cleaned(_cleaned(order))
    except _Refused as refused:
        return Unfit(refused.fault)
    except MemoryError:
        return Unfit("bulky")


def _cleaned(order: Clean) -> bytes | None:
    if order.opened in _PICTURES:
        return _picture(order)
    if order.opened == "pdf":
        return _pdf(order.content)
    _look_into(order)
    return None


def _picture(order: Clean) -> bytes:
    try:
        return retouch(order.content, order.opened, order.picture_type or order.opened, order.pixels)
    except TooManyPixels:
        raise _Refused("bulky") from None
    except NoPicture:
        raise _Refused("damaged") from None


def _pdf(content: bytes) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if not len(pdf.pages):
                raise _Refused("damaged")
            disarm(pdf)
            written = io.BytesIO()
            pdf.save(written, deterministic_id=True)
    except pikepdf.PasswordError:
        raise _Refused("locked") from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, TooDeep):
        # The library raises any of these over a file that is not whole.
        raise _Refused("damaged") from None
    return written.getvalue()


def _look_into(order: Clean) -> None:
    """Make sure that an archive can be opened without harm, and that it is of the kind that its name says."""
    try:
        if order.opened == "zip":
            open_archive(Tail(order.content, order.size), PARCEL)
            return
        fits = _is_document(open_archive(order.content), order.opened)
    except TooBulky:
        raise _Refused("bulky") from None
    except (NoArchive, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise _Refused("damaged") from None
    if not fits:
        raise _Refused("content")


def _is_document(archive: zipfile.ZipFile, kind: Opened) -> bool:
    names = set(archive.namelist())
    if any(name.lower().endswith(_MACROS) for name in names):
        return False
    if kind not in _OPEN_DOCUMENTS:
        return _WITHIN[kind] in names
    with archive.open("mimetype") if "mimetype" in names else io.BytesIO() as told:
        return told.read(_MAX_TOLD).startswith(_OPEN_DOCUMENT + _OPEN_DOCUMENTS[kind])
