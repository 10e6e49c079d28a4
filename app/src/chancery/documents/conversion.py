"""One kind of file made of another, where that can be done without another program."""

from __future__ import annotations

from ..language.assembly import CannotAssemble
from .pdf import picture_page
from .retouch import NoPicture, TooManyPixels, retouch

_PICTURES = {"png": "png", "jpg": "jpeg", "jpeg": "jpeg", "gif": "gif", "webp": "webp"}


def convert_picture(content: bytes, kind: str, wanted: str) -> bytes:
    """A picture as a PDF of one page, or as a picture of another kind.

    Raises:
        CannotAssemble: the one cannot be made of the other.
    """
    if kind in _PICTURES and wanted == "pdf":
        return picture_page(content, kind)
    if kind in _PICTURES and wanted in ("png", "jpg", "jpeg"):
        try:
            return retouch(content, _PICTURES[kind], _PICTURES[wanted], None)
        except (NoPicture, TooManyPixels):
            raise CannotAssemble("The picture cannot be read.", "Save it again as PNG or JPEG.") from None
    raise CannotAssemble(
        f"No {wanted.upper() or 'file'} can be made of a file of the kind {kind.upper() or '?'}.",
        "A DOCX becomes a PDF or Markdown; a picture becomes a PDF, PNG or JPEG.",
    )
