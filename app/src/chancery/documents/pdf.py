"""What is done with whole PDF files: opened with care, freed of scripts, titled, put together, laid over each other."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import AbstractContextManager

import pikepdf
from pikepdf import Dictionary, Pdf, String

from ..language.assembly import CannotAssemble
from .disarm import disarm
from .layout import language_of, make_layout
from .pictures import picture_of
from .tree import Document, clean
from .typesetter import typeset

MAX_PAGES = 2000


def open_pdf(content: bytes) -> AbstractContextManager[Pdf]:
    """Open a PDF.

    Raises:
        CannotAssemble: it is none, wants a password, or has too many pages.
    """
    try:
        pdf = pikepdf.open(io.BytesIO(content))
        pages = len(pdf.pages)
    except pikepdf.PasswordError:
        raise CannotAssemble("The PDF is locked with a password.", "Save it without one.") from None
    except (pikepdf.PdfError, ValueError):
        raise CannotAssemble("This is no PDF file that can be read.", "Save it again as PDF.") from None
    if pages > MAX_PAGES:
        pdf.close()
        raise CannotAssemble(f"The PDF has more than {MAX_PAGES} pages.", "Split it.")
    return pdf


def finish(pdf: Pdf, title: str, language: str) -> bytes:
    """Write a PDF without anything active in it, with its title and language."""
    disarm(pdf)
    if title:
        pdf.docinfo["/Title"] = String(clean(title)[:500])
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    wanted = language_of(language)
    pdf.Root.Lang = String(wanted["lang"] + (f"-{wanted['region']}" if wanted["region"] else ""))
    written = io.BytesIO()
    pdf.save(written, deterministic_id=True)
    return written.getvalue()


def concatenate(files: Sequence[tuple[bytes, str]]) -> bytes:
    """One PDF of several files: PDFs, and pictures on a page each.

    Raises:
        CannotAssemble: one of them is neither.
    """
    if not files:
        raise CannotAssemble("There is nothing to put together.", "Give at least one file.")
    with pikepdf.new() as whole:
        for content, kind in files:
            with open_pdf(content if kind == "pdf" else picture_page(content, kind)) as pdf:
                whole.add_pages_from(pdf)
                if len(whole.pages) > MAX_PAGES:
                    raise CannotAssemble(f"Together the files have more than {MAX_PAGES} pages.", "Leave some out.")
        return finish(whole, "", "en")


def picture_page(content: bytes, kind: str) -> bytes:
    """A page that shows a picture.

    Raises:
        CannotAssemble: it is none.
    """
    image = picture_of((content, kind), "A picture")
    if image is None:
        raise CannotAssemble(
            f"A file of the kind {kind.upper() or '?'} cannot be part of a PDF.", "Use PDF, PNG or JPEG."
        )
    layout = {**make_layout({}), "footer": None}
    blocks = [{"k": "p", "a": "center", "c": [{"img": "it", "w": {"n": 100, "unit": "%"}}]}]
    return typeset(Document(blocks=blocks, title="A picture", layout=layout, images={"it": image}))


def overlay(base: bytes, over: bytes, pages: tuple[int, int], only: int, every: bool) -> bytes:
    """Lay one PDF over another.

    Args:
        base: what lies beneath.
        over: what lies on top.
        pages: the first and the last page of `base` that get something, from 1; 0 for the ends.
        only: the one page of `over` to use, from 1; 0 for all in turn.
        every: whether the last page of `over` goes onto every page that is left.

    Raises:
        CannotAssemble: one of them cannot be read.
    """
    with open_pdf(base) as pdf, open_pdf(over) as top:
        sheets = [top.pages[only - 1]] if 0 < only <= len(top.pages) else list(top.pages)
        first, last = max(pages[0], 1), pages[1] or len(pdf.pages)
        for number, page in enumerate(list(pdf.pages)[first - 1 : last]):
            if number < len(sheets) or every or only:
                page.add_overlay(sheets[min(number, len(sheets) - 1)], None)
        title = str(pdf.docinfo.get("/Title", ""))
        return finish(pdf, title, str(pdf.Root.get("/Lang", "en")))


def is_locked(content: bytes) -> bool:
    """Whether a PDF wants a password.

    Raises:
        CannotAssemble: it is none.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return bool(pdf.is_encrypted)
    except pikepdf.PasswordError:
        return True
    except (pikepdf.PdfError, ValueError):
        raise CannotAssemble("This is no PDF file that can be read.", "Save it again as PDF.") from None


def count(content: bytes) -> int:
    """The pages of a PDF.

    Raises:
        CannotAssemble: it cannot be read.
    """
    with open_pdf(content) as pdf:
        return len(pdf.pages)
