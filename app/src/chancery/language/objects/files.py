"""Files in an interview's variables: uploaded, assembled, or of the package. Their bytes lie in the `cabinet`."""

from __future__ import annotations

import re
from typing import Any

from .. import assembly, cabinet, current, text
from ..errors import AuthorError
from ..markup import width_of
from . import host
from .base import DAObject
from .lists import DAList

# The name of a file of a package, with its package or without.
_NAME = re.compile(r"[\w .:/+-]{1,300}")
_PICTURES = ("png", "jpg", "jpeg", "gif", "webp", "svg")


class DAFile(DAObject):
    """A file: `number` is its id. A file that was not made yet has none, and is not `ok`."""

    def init(self, **attributes: Any) -> None:
        """Begin without a file, or with the attributes of one."""
        self.__dict__.update(number="", filename="", mimetype="", extension="", size=0, alt_text="")
        super().init(**attributes)

    @property
    def ok(self) -> bool:
        """Whether there is a file."""
        return bool(self.__dict__.get("number"))

    def __str__(self) -> str:
        return self.show()

    def show(self, width: Any = None, wait: bool = True, alt_text: Any = None) -> str:  # noqa: ARG002  # docassemble has it
        """The mark that shows the file: a picture itself, another file by a link."""
        if not self.ok:
            return ""
        described = alt_text or self.__dict__.get("alt_text") or ""
        parts = [f"[FILE {self.number}.{self.extension}"]
        if width or described:
            parts += [", ", width_of(width)]
        if described:
            parts += [", ", text.Typed(text.plain(text.string(described)).replace("]", ")"))]
        return text.build([*parts, "]"])

    def initialize(self, filename: Any = "file.txt", extension: Any = None, **options: Any) -> None:
        """Get the file ready to be written."""
        name = text.plain(text.string(filename))
        kind = text.plain(extension) if extension else name.rpartition(".")[2].lower()
        name = cabinet.file_name(name, kind)
        self.__dict__.update(filename=text.Typed(name), extension=kind, mimetype=cabinet.mimetype_of(name), **options)

    def write(self, content: Any, binary: bool = False) -> None:  # noqa: ARG002  # docassemble has it
        """Make `content` the content of the file."""
        if not self.filename:
            self.initialize()
        data = content if isinstance(content, bytes) else text.plain(text.string(content)).encode()
        self.put(data, text.plain(self.filename), self.mimetype)

    def put(self, content: bytes, name: str, mimetype: str) -> None:
        """Make this a new file."""
        self.__dict__.update(
            number=cabinet.current().add(content, name, mimetype), filename=text.Typed(name), mimetype=mimetype,
            extension=name.rpartition(".")[2].lower(), size=len(content),
        )  # fmt: skip

    def content(self) -> bytes:
        """The bytes of the file.

        Raises:
            AuthorError: there is none.
            FilesNeeded: they have to come with the job.
        """
        if not self.ok:
            raise AuthorError(f"There is no file in {self.instanceName} yet.", fix="Ask whether it is `.ok` first.")
        return cabinet.current().read(self.number)

    def slurp(self, auto_decode: bool = True) -> Any:
        """What the file holds: text, or bytes where it is none."""
        data = self.content()
        decodable = auto_decode and (self.mimetype.startswith("text/") or self.mimetype == "application/json")
        return text.Typed(data.decode("utf-8", "replace")) if decodable else data

    def readlines(self) -> list[str]:
        """The lines of a text."""
        return [text.Typed(line) for line in text.plain(text.string(self.slurp())).splitlines(keepends=True)]

    def get_pdf_fields(self) -> list[tuple[Any, ...]]:
        """The fields of a PDF form: name, value, page, place on it in points, kind, and what its boxes mean."""
        return assembly.assembler().fields_of(self.content())

    def get_docx_variables(self) -> list[str]:
        """The names that a DOCX template uses."""
        return assembly.assembler().variables_of(self.content())

    def size_in_bytes(self) -> int:
        """How large the file is."""
        return int(self.size)

    def num_pages(self) -> int:
        """The pages of a PDF; 1 of anything else."""
        return assembly.assembler().pages(self.content()) if self.extension == "pdf" else 1

    number_of_pages = num_pages

    def url_for(self, **_options: Any) -> str:
        """The address at which this session, and nobody else, can download the file."""
        return f"/session/{current.context().session}/file/{self.number}" if self.ok else "#"

    def set_alt_text(self, words: Any) -> None:
        """Describe a picture to those who do not see it."""
        self.__dict__["alt_text"] = words

    def get_alt_text(self) -> Any:
        """The description of a picture, or None."""
        return self.__dict__.get("alt_text") or None

    def set_mimetype(self, mimetype: Any) -> None:
        """Say of what kind the file is."""
        self.__dict__["mimetype"] = text.plain(mimetype)

    def set_attributes(self, **_attributes: Any) -> None:
        """Change who may have the file. Here only the session itself ever has it."""

    def copy_into(self, other: Any) -> None:
        """Take over the content of another file."""
        self.put(other.content(), text.plain(self.filename or other.filename), other.mimetype)

    def commit(self) -> None:
        """Nothing: what was written is kept with the answers."""

    retrieve = commit

    def is_picture(self) -> bool:
        """Whether the file can be shown as a picture."""
        return self.extension in _PICTURES

    def delete(self) -> None:
        """Forget the file. Its bytes go with the session."""
        self.__dict__.update(number="", size=0)


class DAFileList(DAList):
    """Several files, as an upload gives them."""

    def __str__(self) -> str:
        return text.build(text.string(file) for file in self)

    @property
    def ok(self) -> bool:
        """Whether there is a file."""
        return any(file.ok for file in self)

    def __getattr__(self, name: str) -> Any:
        # What a single file knows, the list knows of its first.
        if name in _OF_A_FILE and len(self.elements):
            return getattr(self.elements[0], name)
        return super().__getattr__(name)

    def show(self, width: Any = None) -> str:
        """Every file, one after the other."""
        return text.build(file.show(width=width) for file in self)

    def num_pages(self) -> int:
        """The pages of all files."""
        return sum(file.num_pages() for file in self)

    number_of_pages = num_pages


_OF_A_FILE = (
    "url_for",
    "slurp",
    "content",
    "filename",
    "mimetype",
    "extension",
    "number",
    "size_in_bytes",
    "readlines",
)


class DAFileCollection(DAObject):
    """One document in several formats: `.pdf`, `.docx` are files; `info` says what it is called."""

    def init(self, **attributes: Any) -> None:
        """Begin with the attributes that are given."""
        self.__dict__["info"] = {}
        super().init(**attributes)

    def __getattr__(self, name: str) -> Any:
        # Where an interview wants RTF, it gets what is made in its place.
        if name in ("rtf", "rtf_to_docx") and "docx" in self.__dict__:
            return self.__dict__["docx"]
        return super().__getattr__(name)

    def formats(self) -> list[str]:
        """The formats that there are, in order."""
        return [name for name in assembly.FORMATS if isinstance(self.__dict__.get(name), DAFile)]

    def files(self) -> list[DAFile]:
        """The files, in the order of `formats`."""
        return [self.__dict__[name] for name in self.formats()]

    @property
    def ok(self) -> bool:
        """Whether there is a file."""
        return any(file.ok for file in self.files())

    def _first(self) -> DAFile:
        files = self.files()
        if not files:
            raise AuthorError(f"There is no file in {self.instanceName}.", fix="Name a format in `valid formats`.")
        return files[0]

    def __str__(self) -> str:
        return text.build(text.string(file) for file in self.files())

    def show(self, **options: Any) -> str:
        """The document, by a link or as a picture."""
        return self._first().show(**options)

    def url_for(self, **options: Any) -> str:
        """The address of the first format."""
        return self._first().url_for(**options)

    def num_pages(self) -> int:
        """The pages of the PDF."""
        return self._first().num_pages()

    number_of_pages = num_pages

    def size_in_bytes(self) -> int:
        """How large the first format is."""
        return self._first().size_in_bytes()

    def slurp(self, auto_decode: bool = True) -> Any:
        """What the first format holds."""
        return self._first().slurp(auto_decode)

    def content(self) -> bytes:
        """The bytes of the first format."""
        return self._first().content()


class DAStaticFile(DAObject):
    """A file of the interview's package: `DAStaticFile.using(filename='seal.png')`."""

    def init(self, **attributes: Any) -> None:
        """Begin with the name of the file."""
        self.__dict__["filename"] = ""
        super().init(**attributes)

    ok = property(lambda self: bool(self.filename))

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

    def num_pages(self) -> int:
        """The pages of a PDF; 1 of anything else."""
        is_pdf = text.plain(self.filename).lower().endswith(".pdf")
        return assembly.assembler().pages(self.content()) if is_pdf else 1

    get_pdf_fields = DAFile.get_pdf_fields
    get_docx_variables = DAFile.get_docx_variables

    def __str__(self) -> str:
        return self.show()

    def show(self, width: Any = None, **_options: Any) -> str:
        """The mark that shows the file."""
        name = text.plain(self.filename)
        if not _NAME.fullmatch(name):
            return text.Typed(name)  # no file of a package has such a name, which would end the mark
        return f"[FILE {name}, {width_of(width)}]" if width_of(width) else f"[FILE {name}]"
