"""Shows assembled documents on a screen: their names, formats, previews, and what may be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...protocol import Document, DocumentFile, Documents
from .. import cabinet, text
from ..assembly import FORMATS
from ..markdown import to_html, to_inline_html
from ..objects import DAFileCollection
from .letters import emailing
from .words import word

if TYPE_CHECKING:
    from ..blocks.model import Attachments
    from .engine import Engine

_ONE = "The following document has been created for you."
_SEVERAL = "The following documents have been created for you."


def shown_documents(engine: Engine, wanted: Attachments, found: list[DAFileCollection]) -> Documents:
    """What the screen of a question shows of its documents."""

    def holds(option: str, default: bool) -> bool:
        condition = wanted.options.get(option)
        return default if condition is None else engine.holds(condition)

    listed = holds("manual attachment list", False) is False
    notice = holds("include attachment notice", True) and listed
    items = [_document(collection) for collection in found]
    files = sum(len(item.files) for item in items)
    return Documents(
        items=items,
        listed=listed,
        notice=word(_ONE if len(items) == 1 else _SEVERAL) if notice and items else "",
        preview_label=word("Preview"),
        downloadable=holds("allow downloading", False) or holds("include download tab", True),
        explain=holds("describe file types", True),
        zip_name=_zip_name(engine, wanted, found) if listed and len(items) > 1 and files > 1 else "",
        emailing=emailing(engine, wanted) if items and holds("allow emailing", True) else None,
    )  # fmt: skip


def _document(collection: DAFileCollection) -> Document:
    info = collection.info
    source = info.get("source", "")
    return Document(
        name=to_inline_html(text.interpolate(info.get("name", "Document"))),
        description=to_html(info["description"]) if info.get("description") else "",
        files=[
            DocumentFile(_label(kind, file.extension), file.number, text.plain(file.filename), file.size)
            for kind, file in zip(collection.formats(), collection.files(), strict=True)
            if file.ok
        ],
        preview=to_html(source) if source else "",
    )


def _label(kind: str, extension: str) -> str:
    return FORMATS[kind].label if kind != "raw" else extension.upper() or "File"


def _zip_name(engine: Engine, wanted: Attachments, found: list[DAFileCollection]) -> str:
    written = text.plain(wanted.zip_name.data(engine.namespace)).strip() if wanted.zip_name else ""
    first = text.plain(text.string(found[0].info.get("filename", ""))) if found else ""
    return cabinet.file_name(written or first or "documents", "zip")
