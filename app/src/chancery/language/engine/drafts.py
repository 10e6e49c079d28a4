"""Drafts of documents: everything that they say, evaluated, and what will make their files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from .. import assembly, current, text
from ..assembly import FORMATS, Filling, Letter
from ..blocks.model import Attachment, FileName
from ..compile import Template, compile_template
from ..errors import AuthorError
from ..hidden import reveal
from ..markdown import to_html
from ..objects import DAFile, DAFileCollection
from ..text import plain
from .document_fields import fields_of, file_name, form_value, pictures, text_of_template

if TYPE_CHECKING:
    from .engine import Engine

# Variables that one document may lack and leave out (`skip undefined`).
_MOST_SKIPPED = 500


@dataclass(slots=True)
class Draft:
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


def draft_of(engine: Engine, spec: Attachment) -> Draft:
    """The draft of a document. `skip undefined` has what it lacks left empty.

    Raises:
        NameError: it needs a variable that has no value yet.
        AuthorError: it cannot be made.
    """
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


def _evaluated(engine: Engine, spec: Attachment) -> Draft:
    engine.redacting = engine.holds(spec.redact)
    kind = "docx" if spec.word_template else "pdf" if spec.form else "pandoc"
    before = current.language()
    wanted = plain(text_of_template(engine, spec.language)).strip()
    if wanted:
        current.set_language(wanted)
    try:
        with assembly.writing(kind, "document"):
            return _drafted(engine, spec)
    finally:
        engine.redacting = True
        current.set_language(before)


def _drafted(engine: Engine, spec: Attachment) -> Draft:
    namespace = engine.namespace
    name = text_of_template(engine, spec.name).strip() or "Document"
    filename = text_of_template(engine, spec.filename).strip() or name.replace(" ", "_")
    draft = Draft(spec, name, plain(filename), _markdown(engine, spec.description), spec.formats)
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


def _word(engine: Engine, spec: Attachment, draft: Draft, title: str, language: str) -> None:
    fields = fields_of(engine, spec)
    find = engine.interview.shelf.word_template
    first, *others = [find(file_name(engine, name)) for name in spec.word_template]
    finish = first.render({**engine.namespace, **fields}, pictures(engine), find, others)
    maker = assembly.assembler()
    refresh = maker.refreshing if engine.holds(spec.update_references) else bytes
    draft.make = {
        "docx": lambda: refresh(finish(title, language)),
        "pdf": lambda: maker.word_to_pdf(finish(title, language), title, language),
    }


def _form(engine: Engine, spec: Attachment, draft: Draft, title: str, language: str) -> None:
    filling = Filling(
        fields_of(engine, spec), editable=engine.holds(spec.editable),
        checkbox=plain(text_of_template(engine, spec.checkbox)), title=title, language=language,
    )  # fmt: skip
    forms = [engine.interview.shelf.form(file_name(engine, name)) for name in spec.form]
    maker = assembly.assembler()
    values = {name: form_value(engine, value) for name, value in filling.values.items()}
    filling.values = values

    def fill() -> bytes:
        filled = [form.fill(filling) for form in forms]
        return filled[0] if len(filled) == 1 else maker.concatenate([(content, "pdf") for content in filled])

    draft.make = {"pdf": fill}


def _manual(engine: Engine, spec: Attachment, draft: Draft) -> None:
    """A document whose files the author has already."""
    given = dict(spec.manual_code.evaluate(engine.namespace)) if spec.manual_code else {}
    given.update({name: code.evaluate(engine.namespace) for name, code in spec.manual})
    for name, value in given.items():
        files = value.files() if isinstance(value, DAFileCollection) else [value]
        kind = plain(text.string(name))
        if files and isinstance(files[0], DAFile) and files[0].ok:
            draft.files[kind if kind in FORMATS else "raw"] = files[0]
    draft.formats = tuple(kind for kind in FORMATS if kind in draft.files)


def _raw(engine: Engine, spec: Attachment, draft: Draft) -> None:
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


def _markdown(engine: Engine, template: Template | None) -> str:
    return template.markdown(engine.namespace).strip() if template is not None else ""


def _page(draft: Draft, language: str) -> bytes:
    head = f'<meta charset="utf-8"><title>{escape(plain(draft.name))}</title>'
    begin = f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>{head}</head>\n<body>\n'
    return f"{begin}{to_html(draft.source)}</body>\n</html>\n".encode()
