"""Assembles the documents of a question: first everything that they say, which may ask for more; then the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import cabinet
from ..assembly import FORMATS
from ..blocks.model import Attachments
from ..errors import AuthorError
from ..objects import DAFile, DAFileCollection
from .documents import shown_documents
from .drafts import Draft, draft_of

if TYPE_CHECKING:
    from ...protocol import Documents
    from .engine import Engine


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
    drafts = [draft_of(engine, item) if item.value is None else item.value for item in chosen]
    found: list[DAFileCollection] = []
    for spec, draft in zip(chosen, drafts, strict=True):
        if not isinstance(draft, Draft):
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


def _made(draft: Draft) -> DAFileCollection:
    collection = DAFileCollection()
    for kind in draft.formats:
        if kind in draft.files:
            collection.__dict__[kind] = draft.files[kind]
        elif kind in draft.make:
            form = FORMATS[kind]
            own = draft.filename.rpartition(".")[2] if "." in draft.filename else draft.spec.raw_extension
            extension = (kind == "raw" and own) or form.extension
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
