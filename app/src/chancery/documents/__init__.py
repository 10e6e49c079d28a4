"""Documents: Markdown to PDF and DOCX, DOCX templates, PDF forms. All of it runs in the jail, from memory.

Imports the language, which says what a document wants (`language.assembly`), and never the other way round.
"""

# Keeps control_documents_confined.

from __future__ import annotations

from typing import Any

from ..language import assembly
from ..language.assembly import CannotAssemble, Letter
from . import pdf, pictures, reading, retouch, typesetter, word, word_reader
from .conversion import convert_picture
from .layout import make_layout
from .numbering import number_pages
from .pdf_form import PdfForm, fields_of
from .references import refreshing
from .tree import Document, Image, clean, plain_text
from .word_template import Word

__all__ = ["Maker", "preload"]


class Maker:
    """Makes files; see `assembly.Assembler`."""

    def word_template(self, content: bytes, file: str) -> Word:
        """Read a DOCX template."""
        return Word(content, file)

    def form(self, content: bytes, file: str) -> PdfForm:
        """Read a PDF form."""
        return PdfForm(content, file)

    def pdf(self, letter: Letter) -> bytes:
        """The letter as PDF."""
        return _typeset(_document(letter), archival=letter.archival)

    def docx(self, letter: Letter) -> bytes:
        """The letter as DOCX."""
        return word.write(_document(letter))

    def word_to_pdf(self, content: bytes, title: str, language: str) -> bytes:
        """A DOCX as PDF."""
        document = word_reader.read(content)
        document.title, document.language = clean(title), language
        return _typeset(document)

    def refreshing(self, content: bytes) -> bytes:
        """A DOCX that asks Word to bring its references up to date."""
        return refreshing(content)

    def words_of(self, content: bytes) -> str:
        """The words of a DOCX."""
        return plain_text(word_reader.read(content).blocks)

    def text_of(self, letter: Letter) -> str:
        """The words of the letter."""
        return plain_text(_document(letter).blocks)

    def concatenate(self, files: list[tuple[bytes, str]]) -> bytes:
        """One PDF of several files."""
        return pdf.concatenate(files)

    def overlay(self, base: bytes, over: bytes, pages: tuple[int, int], only: int, every: bool) -> bytes:
        """One PDF over another."""
        return pdf.overlay(base, over, pages, only, every)

    def qr_code(self, words: str) -> bytes:
        """The QR code of `words`, as a PNG picture.

        Raises:
            CannotAssemble: it is too long for one.
        """
        made = pictures.code_of(words, "")
        if made is None:
            raise CannotAssemble("The text is too long for a QR code.", "Give a shorter text.")
        return made.content

    def fields_of(self, content: bytes) -> list[tuple[Any, ...]]:
        """The fields of a PDF form."""
        return fields_of(content)

    def variables_of(self, content: bytes) -> list[str]:
        """The names that a DOCX template uses."""
        return Word(content, "").variables()

    def convert(self, content: bytes, kind: str, wanted: str, title: str) -> bytes:
        """A file of one kind made of one of another."""
        if kind == "docx" and wanted == "pdf":
            return self.word_to_pdf(content, title, "en")
        if kind == "docx" and wanted == "md":
            return self.words_of(content).encode()
        return convert_picture(content, kind, wanted)

    def number_pages(self, content: bytes, labels: tuple[str, int, int], area: str) -> bytes:
        """A PDF with a number on each page."""
        return number_pages(content, labels, area)

    def is_locked(self, content: bytes) -> bool:
        """Whether a PDF wants a password."""
        return pdf.is_locked(content)

    def pages(self, content: bytes) -> int:
        """How many pages a PDF has."""
        return pdf.count(content)


def preload() -> None:
    """Read and import what making documents needs; afterwards nothing is opened."""
    typesetter.preload()
    pictures.preload()
    retouch.preload()
    word.preload()


def _document(letter: Letter) -> Document:
    images: dict[str, Image] = {}

    def known(name: str, alt: str) -> bool:
        if name not in images:
            code = name.removeprefix("qr:")
            image = pictures.code_of(code, alt) if code != name else pictures.picture_of(letter.pictures(name), alt)
            if image is None:
                return False
            images[name] = image
        return True

    blocks = reading.read(letter.source, known)
    layout = make_layout(letter.metadata, known)
    author = _words(letter.metadata.get("author", ""))
    return Document(blocks, clean(letter.title), author, letter.language, layout, images)


def _words(written: Any) -> str:
    return plain_text([{"k": "p", "c": reading.read_runs(str(written))}]) if written else ""


def _typeset(document: Document, *, archival: bool = False) -> bytes:
    try:
        return typesetter.typeset(document, archival=archival)
    except typesetter.CannotTypeset as error:
        raise CannotAssemble(str(error), "Use pictures in PNG or JPEG, and shorter texts.") from None


assembly.use(Maker())
