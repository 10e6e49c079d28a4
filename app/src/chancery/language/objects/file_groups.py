"""Files by the several: an upload of many, one document in several formats; and a file of the package."""

from __future__ import annotations

import re
from typing import Any

from .. import assembly, cabinet, text
from ..errors import AuthorError
from . import host
from .base import DAObject
from .files import DAFile, marked
from .lists import DAList

# The name of a file of a package, with its package or without.
_NAME = re.compile(r"[\w .:/+-]{1,300}")
# What a list of files and a document in several formats do as their first file does.
_OF_THE_FIRST = frozenset({
    "url_for", "slurp", "content", "filename", "mimetype", "extension", "number", "size_in_bytes", "readlines", "path",
    "page_path", "pngs_ready", "from_url", "make_ocr_pdf", "make_ocr_pdf_in_background",
    "get_alt_text", "uses_acroform", "is_encrypted", "get_pdf_fields", "get_docx_variables",
})  # fmt: skip


# What a document in several formats is asked, and the format that answers.
_OF_FORMATS = {"uses_acroform": "pdf", "is_encrypted": "pdf", "get_pdf_fields": "pdf", "get_docx_variables": "docx"}


class Several:
    """What is done to every file; `_files` gives them."""

    def _files(self) -> list[DAFile]:
        raise NotImplementedError

    @property
    def ok(self) -> bool:
        """Whether there is a file."""
        return any(file.ok for file in self._files())

    def set_alt_text(self, words: Any) -> None:
        """Describe the pictures to those who do not see them."""
        for file in self._files():
            file.set_alt_text(words)

    def set_mimetype(self, mimetype: Any) -> None:
        """Say of what kind each file is; see `DAFile`."""
        for file in self._files():
            file.set_mimetype(mimetype)

    def set_attributes(self, **attributes: Any) -> None:
        """Change what each file is called; see `DAFile`."""
        for file in self._files():
            file.set_attributes(**attributes)

    def fix_up(self) -> None:
        """See that the PDFs can be read.

        Raises:
            CannotAssemble: one cannot.
        """
        for file in self._files():
            file.fix_up()

    def convert_to(self, extension: Any) -> None:
        """Make each file one of another kind; see `DAFile`."""
        for file in self._files():
            file.convert_to(extension)

    def user_access(self, *_users: Any, **_options: Any) -> None:
        """Who may have the files beside the session: nobody, and that cannot be changed."""

    privilege_access = user_access


class DAFileList(Several, DAList):
    """Several files, as an upload gives them."""

    def __str__(self) -> str:
        return text.build(text.string(file) for file in self)

    def _files(self) -> list[DAFile]:
        return list(self)

    def __getattr__(self, name: str) -> Any:
        # What a single file knows, the list knows of its first.
        if name in _OF_THE_FIRST and len(self.elements):
            return getattr(self.elements[0], name)
        return super().__getattr__(name)

    def show(self, width: Any = None, alt_text: Any = None) -> str:
        """Every file, one after the other."""
        return text.build(file.show(width=width, alt_text=alt_text) for file in self)

    def num_pages(self) -> int:
        """The pages of all files."""
        return sum(file.num_pages() for file in self)

    number_of_pages = num_pages


class DAFileCollection(Several, DAObject):
    """One document in several formats: `.pdf`, `.docx` are files; `info` says what it is called."""

    def init(self, **attributes: Any) -> None:
        """Begin with the attributes that are given."""
        self.__dict__["info"] = {}
        super().init(**attributes)

    def __getattr__(self, name: str) -> Any:
        # Where an interview wants RTF, it gets what is made in its place.
        if name in ("rtf", "rtf_to_docx") and "docx" in self.__dict__:
            return self.__dict__["docx"]
        if name in _OF_FORMATS:
            return getattr(self.__dict__.get(_OF_FORMATS[name]) or self._first(), name)
        if name in _OF_THE_FIRST:
            return getattr(self._first(), name)
        return super().__getattr__(name)

    def formats(self) -> list[str]:
        """The formats that there are, in order."""
        return [name for name in assembly.FORMATS if isinstance(self.__dict__.get(name), DAFile)]

    def files(self) -> list[DAFile]:
        """The files, in the order of `formats`."""
        return [self.__dict__[name] for name in self.formats()]

    _files = files

    def _first(self) -> DAFile:
        files = self.files()
        if not files:
            raise AuthorError(f"There is no file in {self.instanceName}.", fix="Name a format in `valid formats`.")
        return files[0]

    def __str__(self) -> str:
        return text.build(text.string(file) for file in self.files())

    def show(self, **options: Any) -> str:
        """The document in each format, by a link or as a picture."""
        return text.string(text.join(" ", [file.show(**options) for file in self.files()]))

    def num_pages(self) -> int:
        """The pages of the PDF; 1 if there is none."""
        pdf = self.__dict__.get("pdf")
        return int(pdf.num_pages()) if isinstance(pdf, DAFile) else 1

    number_of_pages = num_pages


class DAStaticFile(DAObject):
    """A file of the interview's package: `DAStaticFile.using(filename='seal.png')`."""

    def init(self, **attributes: Any) -> None:
        """Begin with the name of the file."""
        self.__dict__["filename"] = ""
        super().init(**attributes)

    ok = property(lambda self: bool(self.filename))
    extension = property(lambda self: text.plain(self.filename).rpartition(".")[2].lower())
    mimetype = property(lambda self: cabinet.mimetype_of(text.plain(self.filename)))

    def content(self) -> bytes:
        """The bytes of the file.

        Raises:
            AuthorError: the package has none of that name.
        """
        found = host.content(text.plain(self.filename))
        if found is None:
            raise AuthorError(f"The file “{text.plain(self.filename)}” does not exist.", fix="Put it into data/static.")
        return found

    def url_for(self, **_options: Any) -> str:
        """The address of the file."""
        return host.address(text.plain(self.filename))

    def slurp(self, auto_decode: bool = True) -> Any:
        """What the file holds: text, or bytes where it is none."""
        data = self.content()
        kind = cabinet.mimetype_of(text.plain(self.filename))
        return data.decode("utf-8", "replace") if auto_decode and kind.startswith("text/") else data

    def size_in_bytes(self) -> int:
        """How large the file is."""
        return len(self.content())

    num_pages = number_of_pages = DAFile.num_pages
    get_pdf_fields, get_docx_variables = DAFile.get_pdf_fields, DAFile.get_docx_variables
    uses_acroform, is_encrypted, readlines = DAFile.uses_acroform, DAFile.is_encrypted, DAFile.readlines
    set_alt_text, get_alt_text, path = DAFile.set_alt_text, DAFile.get_alt_text, DAFile.path
    page_path, pngs_ready = DAFile.page_path, DAFile.pngs_ready

    def __str__(self) -> str:
        return self.show()

    def show(self, width: Any = None, alt_text: Any = None, **_options: Any) -> str:
        """The mark that shows the file."""
        name = text.plain(self.filename)
        if not _NAME.fullmatch(name):
            return text.Typed(name)  # no file of a package has such a name, which would end the mark
        return marked(name, width, alt_text or self.__dict__.get("alt_text"))
