"""The functions of interviews that make documents of documents."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .. import assembly, cabinet, text
from ..errors import AuthorError
from ..markup import width_of
from ..objects import DADict, DAFile
from ..objects.files import all_of
from .document_fields import pictures
from .links import LinkFunctions

if TYPE_CHECKING:
    from .engine import Engine


# Folders within folders that an archive may have.
_MOST_FOLDERS = 20
# Characters that the mark of a QR code may hold.
_MOST_IN_A_CODE = 2000


class DocumentFunctions:
    """Each method is one function; its docstring says what it is for an author."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def pdf_concatenate(self, *files: Any, filename: Any = "file.pdf", **_options: Any) -> DAFile:
        """One PDF of several files."""
        parts = [(file.content(), file.extension) for file in all_of(files)]
        made = assembly.assembler().concatenate(parts)
        return _pdf(made, filename)

    def overlay_pdf(
        self, main: Any, over: Any, first_page: Any = None, last_page: Any = None, logo_page: Any = None,
        multi: bool = False, **_options: Any,
    ) -> DAFile:  # fmt: skip
        """A PDF with another on top of it."""
        base, top = next(iter(all_of((main,)))), next(iter(all_of((over,))))
        pages = (int(first_page or 0), int(last_page or 0))
        made = assembly.assembler().overlay(base.content(), top.content(), pages, int(logo_page or 0), not multi)
        return _pdf(made, base.filename)

    def assemble_docx(
        self, input_file: Any, fields: Any = None, output_format: str = "docx", return_content: bool = False,
        filename: Any = "document", **_options: Any,
    ) -> Any:  # fmt: skip
        """A document from a DOCX template, with `fields` beside the interview's variables."""
        engine = self._engine
        name = text.plain(text.string(getattr(input_file, "filename", input_file)))
        made = {text.plain(text.string(key)): value for key, value in dict(fields or {}).items()}
        template = engine.interview.shelf.word_template(name)
        finish = template.render({**engine.namespace, **made}, pictures(engine), engine.interview.shelf.word_template)
        content, kind = finish(text.plain(text.string(filename)), engine.language), text.plain(output_format)
        maker = assembly.assembler()
        if kind == "pdf":
            content = maker.word_to_pdf(content, text.plain(text.string(filename)), engine.language)
        elif kind in ("md", "txt"):
            content = maker.words_of(content).encode()
        elif kind != "docx":
            raise AuthorError(f"`assemble_docx` does not make {kind}.", fix="It makes docx, pdf and md.")
        if return_content:
            return text.Typed(content.decode()) if kind in ("md", "txt") else content
        file = DAFile()
        file.put(content, cabinet.file_name(text.plain(text.string(filename)), kind), cabinet.mimetype_of(f"x.{kind}"))
        return file

    def qr_code(self, words: Any, width: Any = None, alt_text: Any = None) -> str:
        """The mark that shows the QR code of `words`; a comma or bracket in them is written as an address has it."""
        shown = text.plain(text.string(words)).replace(",", "%2C").replace("]", "%5D").replace("[", "%5B")
        if len(shown) > _MOST_IN_A_CODE:
            raise AuthorError(
                f"A QR code holds up to {_MOST_IN_A_CODE} characters here.", fix="Put less into it, or an address."
            )
        size = f", {width_of(width)}" if width or alt_text else ""
        described = f", {text.plain(text.string(alt_text)).replace(']', ')')}" if alt_text else ""
        return f"[QR {shown}{size}{described}]"

    def interview_url_as_qr(self, **arguments: Any) -> str:
        """The mark that shows the QR code of the interview's address."""
        return self.qr_code(LinkFunctions(self._engine).interview_url(**arguments))

    def interview_url_action_as_qr(self, action: str, /, **arguments: Any) -> str:
        """The mark that shows the QR code of an action's address."""
        return self.qr_code(LinkFunctions(self._engine).interview_url_action(action, **arguments))

    def zip_file(self, *files: Any, filename: Any = "file.zip", **_options: Any) -> DAFile:
        """One ZIP file of several files; a dictionary has files by their folders; two of one name get numbers."""
        parts: dict[str, bytes] = {}
        for folder, file in _by_folder(files):
            stem, dot, extension = text.plain(file.filename).rpartition("/")[2].rpartition(".")
            name, number = f"{folder}{stem}{dot}{extension}", 2
            while name in parts:
                name, number = f"{folder}{stem}_{number}{dot}{extension}", number + 1
            parts[name] = file.content()
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, data in parts.items():
                packed.writestr(zipfile.ZipInfo(name), data)
        made = DAFile()
        name = cabinet.file_name(text.plain(text.string(filename)), "zip")
        made.put(content.getvalue(), name, "application/zip")
        return made

    def redact(self, words: Any) -> str:
        """A black bar in the place of `words`, which the document then does not hold at all."""
        shown = text.string(words)
        return "█" * min(max(len(shown), 3), 60) if self._engine.redacting else shown


def _pdf(content: bytes, filename: Any) -> DAFile:
    file = DAFile()
    file.put(content, cabinet.file_name(text.plain(text.string(filename or "file")), "pdf"), "application/pdf")
    return file


def _by_folder(given: Any, folder: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Each file in what an author gives, and the folder that it goes into: "" or a path that ends in a stroke.

    Raises:
        AuthorError: there is no file, or the folders are nested too deeply.
    """
    if depth > _MOST_FOLDERS:
        raise AuthorError("The folders are nested too deeply.", fix="Put the files into fewer folders.")
    plain = [one for one in given if not isinstance(one, dict | DADict)]
    for file in all_of(plain):
        yield folder, file
    for one in given:
        if isinstance(one, dict | DADict):
            for name, inside in one.items():
                # A folder's name is one: no stroke in it leads anywhere else.
                called = cabinet.file_name(text.plain(text.string(name)), "d").removesuffix(".d")
                several = isinstance(inside, list | tuple)
                yield from _by_folder(inside if several else [inside], f"{folder}{called}/", depth + 1)
