"""What the language asks of whoever makes documents, and who that is.

The language evaluates what stands in an attachment; making files of it is the work of `chancery.documents`, which
imports the language and says here that it is there. Templates are read and compiled when the interview is loaded, all
else happens when a screen is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from .errors import AuthorError


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: what a person calls it, how its name ends, and its MIME type."""

    label: str
    extension: str
    mimetype: str


FORMATS: dict[str, Format] = {
    "pdf": Format("PDF", "pdf", "application/pdf"),
    "docx": Format("DOCX", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "html": Format("HTML", "html", "text/html"),
    "md": Format("Markdown", "md", "text/markdown"),
    "raw": Format("File", "txt", "text/plain"),
}
# The name and the description of a picture -> its bytes and its kind; None where there is none of that name.
Pictures = Callable[[str], "tuple[bytes, str] | None"]


@dataclass(slots=True)
class Letter:
    """A document of Markdown, in which what people typed is hidden from the parser."""

    source: str
    title: str = ""
    language: str = "en"
    metadata: Mapping[str, Any] = field(default_factory=dict)
    pictures: Pictures = lambda _name: None
    archival: bool = False


@dataclass(slots=True)
class Filling:
    """What goes into the fields of a PDF form: text, True or False, or a picture's bytes."""

    values: Mapping[str, Any]
    editable: bool = True
    checkbox: str = ""  # the export value of boxes that are ticked; "" for the form's own
    title: str = ""
    language: str = "en"


class CannotAssemble(AuthorError):
    """A file cannot be made."""

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message, fix=fix)


class WordTemplate(Protocol):
    """A compiled DOCX template."""

    def render(
        self, namespace: dict[str, Any], pictures: Pictures, others: Templates, following: Sequence[WordTemplate] = ()
    ) -> Callable[[str, str], bytes]:
        """Evaluate all that the template says, over the interview's variables.

        Args:
            namespace: the variables.
            pictures: finds pictures by name.
            others: finds the templates that this one includes, by name.
            following: templates whose documents are put at the end of this one's.

        Returns:
            What makes the file, given a title and a language.

        Raises:
            NameError: a variable has no value yet; nothing is spoilt.
        """


# The name of a file -> its compiled template.
Templates = Callable[[str], WordTemplate]


class Form(Protocol):
    """A PDF form, read and checked."""

    def fill(self, filling: Filling) -> bytes:
        """The form with its fields filled in.

        Raises:
            CannotAssemble: a value does not go into its field.
        """


class Assembler(Protocol):
    """Makes files. All of its methods may raise `CannotAssemble`."""

    def word_template(self, content: bytes, file: str) -> WordTemplate:
        """Read a DOCX template.

        Raises:
            AuthorError: it is none, or holds what is not allowed.
        """

    def form(self, content: bytes, file: str) -> Form:
        """Read a PDF form.

        Raises:
            AuthorError: it is no PDF.
        """

    def pdf(self, letter: Letter) -> bytes:
        """The letter as PDF."""

    def docx(self, letter: Letter) -> bytes:
        """The letter as DOCX."""

    def word_to_pdf(self, content: bytes, title: str, language: str) -> bytes:
        """A DOCX as PDF: its words, tables and pictures, not every turn of its layout."""

    def refreshing(self, content: bytes) -> bytes:
        """A DOCX that asks Word to bring its tables of contents and references up to date when it opens it."""

    def words_of(self, content: bytes) -> str:
        """The words of a DOCX."""

    def text_of(self, letter: Letter) -> str:
        """The words of the letter, without any format."""

    def concatenate(self, files: list[tuple[bytes, str]]) -> bytes:
        """One PDF of several files, each with its kind: pdf, png, jpg ..."""

    def overlay(self, base: bytes, over: bytes, pages: tuple[int, int], only: int, every: bool) -> bytes:
        """`base` with the pages of `over` on top of it."""

    def qr_code(self, words: str) -> bytes:
        """The QR code of `words`, as a PNG picture."""

    def fields_of(self, content: bytes) -> list[tuple[Any, ...]]:
        """The fields of a PDF form: name, value, page, place on it in points, kind, and what its boxes mean."""

    def variables_of(self, content: bytes) -> list[str]:
        """The names that a DOCX template uses."""

    def convert(self, content: bytes, kind: str, wanted: str, title: str) -> bytes:
        """A file of one kind made of one of another: `pdf`, `md`, `png` ... of a DOCX or a picture."""

    def number_pages(self, content: bytes, labels: tuple[str, int, int], area: str) -> bytes:
        """A PDF with a number on each page: what stands before it, how many digits, the first; and the corner."""

    def is_locked(self, content: bytes) -> bool:
        """Whether a PDF wants a password."""

    def pages(self, content: bytes) -> int:
        """How many pages a PDF has."""


_assembler: list[Assembler] = []
_medium: list[str] = []


@contextmanager
def writing(*media: str) -> Iterator[None]:
    """Say for what values are shown meanwhile: `docx`, `pdf`, `pandoc`, and `document` for them all."""
    before, _medium[:] = list(_medium), media
    try:
        yield
    finally:
        _medium[:] = before


def medium() -> tuple[str, ...]:
    """For what values are shown: nothing but a screen, or a document of some kinds, the closest one first."""
    return tuple(_medium)


def use(assembler: Assembler) -> None:
    """Say who makes documents."""
    _assembler[:] = [assembler]


def assembler() -> Assembler:
    """Who makes documents.

    Raises:
        AuthorError: nobody does, where the language runs alone.
    """
    if not _assembler:
        raise AuthorError("Documents cannot be made here.", fix="Import chancery.documents first.")
    return _assembler[0]
