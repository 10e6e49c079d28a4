"""Numbers on the pages of a PDF: Bates numbers, in a corner of each page."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Operator, Page, String

from ..language.assembly import CannotAssemble
from .pdf import finish, open_pdf

# In points: the size of the letters, how wide one is at most, and how far from the edges they stand.
_SIZE = 10.0
_WIDEST = 0.6 * _SIZE
_MARGIN = 18.0
# What the font has at the same place as Unicode, and what stands for all else.
_LETTERS = frozenset(chr(number) for number in (*range(0x20, 0x7F), *range(0xA0, 0x100)))
_UNKNOWN = ord("?")
AREAS = ("TOP_LEFT", "TOP_RIGHT", "BOTTOM_RIGHT", "BOTTOM_LEFT")


def number_pages(content: bytes, labels: tuple[str, int, int], area: str) -> bytes:
    """The PDF with a number on each page.

    Args:
        content: the PDF.
        labels: what stands before each number, how many digits that has, and the first number.
        area: the corner, one of `AREAS`.

    Raises:
        CannotAssemble: the PDF cannot be read, or there is no such corner.
    """
    if area not in AREAS:
        raise CannotAssemble("There is no such corner of a page.", f"The corners are {', '.join(AREAS)}.")
    prefix, digits, first = labels
    with open_pdf(content) as pdf:
        font = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        )
        for place, page in enumerate(pdf.pages):
            _stamp(pdf, page, font, f"{prefix}{first + place:0{digits}d}", area)
        return finish(pdf, str(pdf.docinfo.get("/Title", "")), str(pdf.Root.get("/Lang", "en")))


def _stamp(pdf: pikepdf.Pdf, page: Page, font: pikepdf.Object, label: str, area: str) -> None:
    """Write `label` on white into a corner. What no letter of the font shows becomes a question mark."""
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    width, height = len(label) * _WIDEST, 1.4 * _SIZE
    x = left + _MARGIN if area.endswith("LEFT") else right - _MARGIN - width
    y = bottom + _MARGIN if area.startswith("BOTTOM") else top - _MARGIN - height
    name = page.add_resource(font, Name.Font)
    # By hand: a codec is a module, and nothing is imported in the jail.
    shown = String(bytes(ord(letter) if letter in _LETTERS else _UNKNOWN for letter in label))
    drawing: list[tuple[list[Any], str]] = [
        ([], "q"), ([1], "g"), ([x, y, width, height], "re"), ([], "f"), ([0], "g"), ([], "BT"), ([name, _SIZE], "Tf"),
        ([x, y + 0.3 * _SIZE], "Td"), ([shown], "Tj"), ([], "ET"), ([], "Q"),
    ]  # fmt: skip
    written = pikepdf.unparse_content_stream([(operands, Operator(operator)) for operands, operator in drawing])
    # What the page does to its graphics must not reach the number.
    page.contents_add(pdf.make_stream(b"q"), prepend=True)
    page.contents_add(pdf.make_stream(b"Q\n" + written))
