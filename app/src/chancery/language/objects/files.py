"""A file in an interview's variables: uploaded, assembled, or made by code. Its bytes lie in the `cabinet`."""

from __future__ import annotations

from typing import Any, NoReturn

from .. import assembly, cabinet, current, text
from ..errors import AuthorError
from ..markup import width_of
from .base import DAObject

_PICTURES = ("png", "jpg", "jpeg", "gif", "webp", "svg")


class DAFile(DAObject):
    """A file: `number` is its id. A file that was not made yet has none, and is not `ok`."""

    def init(self, **attributes: Any) -> None:
        """Begin without a file, or with the attributes of one."""
        self.__dict__.update(number="", filename="", mimetype="", extension="", size=0, alt_text="")
        super().init(**attributes)

    # Who may have the file, and for how long, cannot be changed: the session alone, as long as there is one.
    private = property(lambda _self: True)
    persistent = property(lambda _self: False)

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
        return marked(f"{self.number}.{self.extension}", width, alt_text or self.__dict__.get("alt_text"))

    def initialize(self, filename: Any = None, extension: Any = None, **options: Any) -> None:
        """Get the file ready to be written; one that is ready already stays as it is."""
        if self.extension:
            return
        name = text.plain(text.string(filename or self.filename or "file"))
        kind = text.plain(extension) if extension else name.rpartition(".")[2].lower() if "." in name else "txt"
        name = cabinet.file_name(name, kind)
        self.__dict__.update(filename=text.Typed(name), extension=kind, mimetype=cabinet.mimetype_of(name), **options)

    def write(self, content: Any, binary: bool = False) -> None:  # noqa: ARG002  # docassemble has it
        """Make `content` the content of the file."""
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
        if not self.ok and self.extension:
            return b""  # ready to be written, and nothing was written yet
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

    def uses_acroform(self) -> bool:
        """Whether the file is a PDF with fields."""
        return self.extension == "pdf" and bool(self.get_pdf_fields())

    def is_encrypted(self) -> bool:
        """Whether the file is a PDF that wants a password."""
        return self.extension == "pdf" and assembly.assembler().is_locked(self.content())

    def fix_up(self) -> None:
        """See that a PDF can be read.

        Raises:
            CannotAssemble: it cannot.
        """
        if self.extension == "pdf":
            assembly.assembler().pages(self.content())

    def convert_to(self, extension: Any) -> None:
        """Make the file one of another kind: a DOCX or a picture a PDF, a DOCX a Markdown, a picture a PNG or JPEG.

        Raises:
            AuthorError: that cannot be made of it.
        """
        wanted = text.plain(text.string(extension)).lower()
        if wanted == self.extension:
            return
        name = text.plain(self.filename).rpartition(".")[0] or "file"
        made = assembly.assembler().convert(self.content(), self.extension, wanted, name)
        name = cabinet.file_name(name, wanted)
        self.put(made, name, cabinet.mimetype_of(name))

    def bates_number(
        self, *files: Any, filename: Any = None, prefix: Any = "", digits: int = 5, start: int = 1,
        area: Any = "BOTTOM_LEFT",
    ) -> None:  # fmt: skip
        """Become a PDF with a number on each page: of what it is, or of `files` one after the other.

        Args:
            files: files, lists of files and documents.
            filename: what the file is called then.
            prefix: stands before each number.
            digits: how many digits a number has.
            start: the first number.
            area: `TOP_LEFT`, `TOP_RIGHT`, `BOTTOM_LEFT` or `BOTTOM_RIGHT`.
        """
        maker = assembly.assembler()
        parts = [(file.content(), file.extension) for file in (all_of(files) if files else [self])]
        labels = text.plain(text.string(prefix)), max(min(int(digits), 20), 1), int(start)
        made = maker.number_pages(maker.concatenate(parts), labels, text.plain(text.string(area)))
        name = cabinet.file_name(text.plain(text.string(filename or self.filename or "file")), "pdf")
        self.put(made, name, "application/pdf")

    def size_in_bytes(self) -> int:
        """How large the file is."""
        return int(self.size)

    def num_pages(self) -> int:
        """The pages of a PDF; 1 of anything else."""
        return assembly.assembler().pages(self.content()) if self.extension == "pdf" else 1

    number_of_pages = num_pages

    def url_for(self, external: bool = False, temporary: bool = False, **_options: Any) -> str:
        """The address at which this session, and nobody else, can download the file; with `external` the whole one."""
        if not self.ok:
            return "#"
        site = current.context().base_url if external or temporary else ""
        return f"{site}/session/{current.context().session}/file/{self.number}"

    def path(self, **_options: Any) -> NoReturn:
        """Where the file lies on the disk: nowhere that an interview can reach.

        Raises:
            AuthorError: always.
        """
        raise AuthorError("A file has no path here.", fix="Use `.slurp()`, `.write()` or `.copy_into()`.")

    def page_path(self, *_page: Any, **_options: Any) -> NoReturn:
        """Where the picture of a page lies on the disk: nowhere; pages are not drawn as pictures.

        Raises:
            AuthorError: always.
        """
        raise AuthorError("The pages of a PDF are not made into pictures here.", fix="Show or attach the PDF itself.")

    def pngs_ready(self) -> bool:
        """Whether there are pictures of the pages: there never are."""
        return False

    def from_url(self, *_arguments: Any, **_options: Any) -> NoReturn:
        """Take over what lies at an address: interviews have no network.

        Raises:
            AuthorError: always.
        """
        raise AuthorError(
            "`from_url` is not available: interviews run in a process without a network.",
            fix="Put the file into data/static and use `.copy_into(DAStaticFile(filename=...))`, or ask for an upload.",
        )  # fmt: skip

    def make_ocr_pdf(self, *_files: Any, **_options: Any) -> NoReturn:
        """Become a PDF whose pictures can be read as text: there is no program here that reads pictures.

        Raises:
            AuthorError: always.
        """
        raise AuthorError(
            "`make_ocr_pdf` is not available: this server has no program that reads the text of pictures.",
            fix="Use `.bates_number()` or `.convert_to('pdf')` for a PDF of the pictures, or ask for what they say.",
        )  # fmt: skip

    make_ocr_pdf_in_background = make_ocr_pdf

    def set_alt_text(self, words: Any) -> None:
        """Describe a picture to those who do not see it."""
        self.__dict__["alt_text"] = words

    def get_alt_text(self) -> Any:
        """The description of a picture, or None."""
        return self.__dict__.get("alt_text") or None

    def set_mimetype(self, mimetype: Any) -> None:
        """Say of what kind the file is; its extension follows."""
        wanted = text.plain(mimetype)
        self.__dict__.update(mimetype=wanted, extension=cabinet.extension_of(wanted) or self.extension)

    def set_attributes(self, filename: Any = None, **_attributes: Any) -> None:
        """Give the file another name. Who may have it cannot be changed: only the session itself ever has it."""
        if filename is not None:
            wanted = text.plain(text.string(filename))
            self.__dict__["filename"] = text.Typed(cabinet.file_name(wanted, self.extension))

    def user_access(self, *_users: Any, **_options: Any) -> dict[str, list[Any]]:
        """Who may have the file beside the session: nobody, and that cannot be changed."""
        return {"user_ids": [], "emails": [], "temp_user_ids": []}

    def privilege_access(self, *_privileges: Any, **_options: Any) -> list[str]:
        """Which privileges let people have the file: none, and that cannot be changed."""
        return []

    def copy_into(self, other: Any) -> None:
        """Take over the content of another file, of the first of a list or of a document."""
        source = first_of(other)
        name = text.plain(self.filename or source.filename).rpartition("/")[2]
        self.put(source.content(), cabinet.file_name(name, source.extension), source.mimetype)

    def commit(self) -> None:
        """Nothing: what was written is kept with the answers."""

    retrieve = commit

    def is_picture(self) -> bool:
        """Whether the file can be shown as a picture."""
        return self.extension in _PICTURES

    def delete(self) -> None:
        """Forget the file. Its bytes go with the session."""
        self.__dict__.update(number="", size=0)


def marked(name: str, width: Any, described: Any) -> str:
    """The mark that shows the file `name`, in a width and with a description, if there are such."""
    parts = [f"[FILE {name}"]
    if width_of(width) or described:
        parts += [", ", width_of(width)]
    if described:
        parts += [", ", text.Typed(text.plain(text.string(described)).replace("]", ")"))]
    return text.build([*parts, "]"])


def all_of(given: Any) -> list[Any]:
    """The files in what an author gives: files, the first format of documents, and lists of these."""
    found: list[Any] = []
    for value in given:
        if isinstance(value, DAFile):
            found += [value] if value.ok else []
        elif hasattr(type(value), "files"):
            found += value.files()[:1]
        elif hasattr(type(value), "content") and hasattr(type(value), "size_in_bytes"):
            found.append(value)
        elif value is not None and not isinstance(value, str):
            found += all_of(value)
    if not found and given:
        raise AuthorError("There is no file to work on.", fix="Give files that are `.ok`.")
    return found


def first_of(given: Any) -> Any:
    """The file that an author gives, the first of a list, or a document in its first format.

    Raises:
        AuthorError: there is none.
    """
    return all_of([given])[0]
