"""Assembles the documents of a question: first everything that they say, which may ask for more; then the files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from .. import assembly, cabinet, current, text
from ..assembly import FORMATS, Filling, Letter
from ..blocks.model import Attachment, Attachments, FileName
from ..compile import Template, compile_template
from ..errors import AuthorError
from ..hidden import reveal
from ..markdown import to_html
from ..objects import DAFile, DAFileCollection, DAFileList, DAStaticFile
from ..text import plain
from .documents import shown_documents

if TYPE_CHECKING:
    from ...protocol import Documents
    from .engine import Engine

# Variables that one document may lack and leave out (`skip undefined`).
_MOST_SKIPPED = 500


@dataclass(slots=True)
class _Draft:
    """A document of which everything is known, and what makes its files."""

    spec: Attachment
    name: str
    filename: str
    description: str
    formats: tuple[str, ...]
    make: dict[str, Callable[[], bytes]] = field(default_factory=dict)
    # Instead of a format's bytes: a file that is there already.
    files: dict[str, DAFile] = field(default_factory=dict)
    # What it says, as Markdown; "" where only the files say it.
    source: str = ""


def assemble(engine: Engine, wanted: Attachments, spoken_for: str = "") -> list[DAFileCollection]:
    """The documents of a block, put into the variables that it names.

    Args:
        engine: the session's.
        wanted: what the block says.
        spoken_for: the variable that is sought, where a block defines several.

    Raises:
        NameError: a document needs a variable that has no value yet.
        AuthorError: a document cannot be made.
    """
    chosen = [item for item in wanted.items if not spoken_for or spoken_for in (item.variable, wanted.variable)]
    drafts = [_draft(engine, item) if item.value is None else item.value for item in chosen]
    found: list[DAFileCollection] = []
    for spec, draft in zip(chosen, drafts, strict=True):
        if not isinstance(draft, _Draft):
            found += _given(draft.evaluate(engine.namespace))
            continue
        made = _made(draft)
        variable = spec.variable or (wanted.variable if len(wanted.items) == 1 else "")
        if variable:
            engine.assign(engine.concrete(variable), made)
        found.append(made)
    if wanted.code is not None:
        found += _given(wanted.code.evaluate(engine.namespace))
    return found


def build_documents(engine: Engine, wanted: Attachments | None) -> Documents | None:
    """The documents of a question as a screen shows them; None if there are none."""
    if wanted is None:
        return None
    return shown_documents(engine, wanted, assemble(engine, wanted))


def _given(value: Any) -> list[DAFileCollection]:
    """The documents of what an author's code gives: one, a file, or a list of them."""
    if value is None:
        return []
    if isinstance(value, DAFileCollection):
        return [value]
    if isinstance(value, DAFile):
        return [_of_file(value)] if value.ok else []
    if isinstance(value, dict):
        return _given(list(value.values()))
    try:
        items = list(value)
    except TypeError:
        raise AuthorError("`attachment code` gives something that is no document.",
                          fix="Give the variable of a document, or a list of them.") from None  # fmt: skip
    return [found for item in items for found in _given(item)]


def _of_file(file: DAFile) -> DAFileCollection:
    collection = DAFileCollection()
    kind = file.extension if file.extension in FORMATS else "raw"
    collection.__dict__[kind] = file
    collection.info = {"name": file.filename, "filename": file.filename, "description": "", "source": ""}
    return collection


def _draft(engine: Engine, spec: Attachment) -> _Draft:
    skipped: list[str] = []
    try:
        while True:
            try:
                return _evaluated(engine, spec)
            except NameError as error:
                variable = getattr(error, "variable", "") or error.name or ""
                if not (spec.skip_undefined is not False and engine.holds(spec.skip_undefined)) or not variable:
                    raise
                if variable in skipped or len(skipped) >= _MOST_SKIPPED:
                    raise
                skipped.append(variable)
                engine.assign(variable, "")
    finally:
        for variable in reversed(skipped):
            engine.forget(variable)


def _evaluated(engine: Engine, spec: Attachment) -> _Draft:
    engine.redacting = engine.holds(spec.redact)
    kind = "docx" if spec.word_template else "pdf" if spec.form else "pandoc"
    before = current.language()
    wanted = plain(_text(engine, spec.language)).strip()
    if wanted:
        current.set_language(wanted)
    try:
        with assembly.writing(kind, "document"):
            return _drafted(engine, spec)
    finally:
        engine.redacting = True
        current.set_language(before)


def _drafted(engine: Engine, spec: Attachment) -> _Draft:
    namespace = engine.namespace
    name = _text(engine, spec.name).strip() or "Document"
    filename = _text(engine, spec.filename).strip() or name.replace(" ", "_")
    draft = _Draft(spec, name, plain(filename), _markdown(engine, spec.description), spec.formats)
    language = engine.language
    metadata = {
        key: value.markdown(namespace) if isinstance(value, Template) else value for key, value in spec.metadata
    }
    title = reveal(str(metadata.get("title", ""))) or plain(name)
    if spec.manual or spec.manual_code:
        _manual(engine, spec, draft)
    elif spec.word_template:
        _word(engine, spec, draft, title, language)
    elif spec.form:
        _form(engine, spec, draft, title, language)
    elif spec.raw is not False and engine.holds(spec.raw):
        _raw(engine, spec, draft)
    else:
        draft.source = "\n\n".join(_written(engine, part) for part in spec.content)
        archival = engine.holds(spec.archival) or bool(engine.interview.info.features.get("pdf/a"))
        letter = Letter(draft.source, title, language, metadata, pictures(engine), archival=archival)
        maker = assembly.assembler()
        draft.make = {
            "pdf": lambda: maker.pdf(letter), "docx": lambda: maker.docx(letter),
            "md": lambda: maker.text_of(letter).encode(), "html": lambda: _page(draft, language),
        }  # fmt: skip
    return draft


def _made(draft: _Draft) -> DAFileCollection:
    collection = DAFileCollection()
    for kind in draft.formats:
        if kind in draft.files:
            collection.__dict__[kind] = draft.files[kind]
        elif kind in draft.make:
            form = FORMATS[kind]
            own = kind == "raw" and "." in draft.filename
            extension = draft.filename.rpartition(".")[2] if own else form.extension
            name = cabinet.file_name(draft.filename, extension)
            mimetype = form.mimetype if kind != "raw" else cabinet.mimetype_of(name)
            file = DAFile()
            file.put(draft.make[kind](), name, mimetype)
            collection.__dict__[kind] = file
    if not collection.formats():
        kinds = ", ".join(draft.make or draft.files)
        raise AuthorError("The document has none of its formats.", line=draft.spec.line,
                          fix=f"Name one of these in `valid formats`: {kinds}.")  # fmt: skip
    collection.info = {
        "name": draft.name, "filename": draft.filename, "description": draft.description, "source": draft.source
    }  # fmt: skip
    return collection


# -- what documents say ----------------------------------------------------------------------------------------


def _word(engine: Engine, spec: Attachment, draft: _Draft, title: str, language: str) -> None:
    if len(spec.word_template) != 1:
        raise AuthorError(
            "Several templates of one document are not supported.", line=spec.line,
            fix="Include the others in the first: {{p include_docx_template('other.docx') }}",
        )  # fmt: skip
    fields = _fields(engine, spec)
    template = engine.interview.shelf.word_template(_file_name(engine, spec.word_template[0]))
    finish = template.render({**engine.namespace, **fields}, pictures(engine), engine.interview.shelf.word_template)
    maker = assembly.assembler()
    draft.make = {
        "docx": lambda: finish(title, language),
        "pdf": lambda: maker.word_to_pdf(finish(title, language), title, language),
    }


def _form(engine: Engine, spec: Attachment, draft: _Draft, title: str, language: str) -> None:
    filling = Filling(
        _fields(engine, spec), editable=engine.holds(spec.editable), checkbox=plain(_text(engine, spec.checkbox)),
        title=title, language=language,
    )  # fmt: skip
    forms = [engine.interview.shelf.form(_file_name(engine, name)) for name in spec.form]
    maker = assembly.assembler()
    values = {name: _form_value(engine, value) for name, value in filling.values.items()}
    filling.values = values

    def fill() -> bytes:
        filled = [form.fill(filling) for form in forms]
        return filled[0] if len(filled) == 1 else maker.concatenate([(content, "pdf") for content in filled])

    draft.make = {"pdf": fill}


def _form_value(engine: Engine, value: Any) -> Any:
    """A value as a field takes it: True or False, text, or the bytes of a picture."""
    if isinstance(value, bool):
        return value
    if isinstance(value, DAFileCollection | DAFileList):
        value = next(iter(value.files() if isinstance(value, DAFileCollection) else value), "")
    if isinstance(value, DAFile):
        return value.content() if value.ok and value.is_picture() else ""
    if isinstance(value, DAStaticFile):
        found = engine.interview.shelf.picture(plain(str(value.filename)))
        return found[0] if found else ""
    return plain(text.string(value)) if value is not None else ""


def _fields(engine: Engine, spec: Attachment) -> dict[str, Any]:
    """The fields that the author names, with their values; later ways of naming them win."""
    namespace = engine.namespace
    found: dict[str, Any] = {name: _field(engine, template) for name, template in spec.fields}
    found.update({name: code.evaluate(namespace) for name, code in spec.field_code})
    found.update({name: engine.value(engine.concrete(name)) for name in spec.field_variables})
    if spec.values is not None:
        given = spec.values.evaluate(namespace)
        for part in given if isinstance(given, list | tuple) else [given]:
            found.update({plain(text.string(name)): value for name, value in dict(part).items()})
    return found


def _field(engine: Engine, template: Template) -> Any:
    """The value of a field that is written as text: the object itself where the text is but its mark."""
    written = template.data(engine.namespace)
    shown = plain(written).strip()
    if text.is_author(written) and shown.startswith("[FILE ") and shown.endswith("]"):
        picture = pictures(engine)(shown[6:-1].partition(",")[0].strip())
        if picture is not None:
            file = DAFile()
            file.put(picture[0], f"picture.{picture[1]}", f"image/{picture[1]}")
            return file
    return written


def _manual(engine: Engine, spec: Attachment, draft: _Draft) -> None:
    """A document whose files the author has already."""
    given = dict(spec.manual_code.evaluate(engine.namespace)) if spec.manual_code else {}
    given.update({name: code.evaluate(engine.namespace) for name, code in spec.manual})
    for name, value in given.items():
        files = value.files() if isinstance(value, DAFileCollection) else [value]
        kind = plain(text.string(name))
        if files and isinstance(files[0], DAFile) and files[0].ok:
            draft.files[kind if kind in FORMATS else "raw"] = files[0]
    draft.formats = tuple(kind for kind in FORMATS if kind in draft.files)


def _raw(engine: Engine, spec: Attachment, draft: _Draft) -> None:
    """A file of exactly the text that is written."""
    content = "".join(
        plain(part.data(engine.namespace) if isinstance(part, Template) else _content_of(engine, part))
        for part in spec.content
    )
    draft.formats, draft.make = ("raw",), {"raw": lambda: content.encode()}


def _written(engine: Engine, part: Template | FileName) -> str:
    return part.markdown(engine.namespace) if isinstance(part, Template) else _content_of(engine, part)


def _content_of(engine: Engine, part: FileName) -> str:
    """The Markdown of a file that code names."""
    value = part.code.evaluate(engine.namespace) if part.code is not None else None
    parts = value if isinstance(value, list | tuple) else [value]
    found = []
    for item in parts:
        if isinstance(item, DAFile):
            found.append(text.interpolate(item.slurp()))
            continue
        name = plain(text.string(item))
        file = engine.interview.shelf.find(name)
        if file is None:
            raise AuthorError(f"The file “{name}” of `content file` does not exist.", fix="Put it into data/templates.")
        template = compile_template(file[1].decode("utf-8", "replace").replace("\r\n", "\n"), file[0], 1)
        found.append(template.markdown(engine.namespace))
    return "\n\n".join(found)


def _file_name(engine: Engine, name: FileName) -> str:
    if name.name is not None:
        return plain(name.name.data(engine.namespace)).strip()
    value = name.code.evaluate(engine.namespace) if name.code is not None else ""
    return plain(text.string(value.filename if isinstance(value, DAStaticFile) else value)).strip()


def pictures(engine: Engine) -> assembly.Pictures:
    """Finds pictures by their marks: a file of the session by its id, another of the package by its name."""

    def find(name: str) -> tuple[bytes, str] | None:
        id_, _, kind = name.partition(".")
        if len(id_) == 32 and all(digit in "0123456789abcdef" for digit in id_):
            kind = {"jpeg": "jpg"}.get(kind, kind)
            return cabinet.current().read(id_), kind
        return engine.interview.shelf.picture(name)

    return find


def _text(engine: Engine, template: Template | None) -> str:
    return template.data(engine.namespace) if template is not None else ""


def _markdown(engine: Engine, template: Template | None) -> str:
    return template.markdown(engine.namespace).strip() if template is not None else ""


def _page(draft: _Draft, language: str) -> bytes:
    head = f'<meta charset="utf-8"><title>{escape(plain(draft.name))}</title>'
    begin = f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>{head}</head>\n<body>\n'
    return f"{begin}{to_html(draft.source)}</body>\n</html>\n".encode()
