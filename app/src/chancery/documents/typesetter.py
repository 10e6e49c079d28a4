"""PDF by Typst: one template of ours, and the document as JSON. No text of a document is ever Typst's markup.

Typst runs inside the jail as it is: it reads no file (the template, the fonts and the pictures are in memory once
`preload` has run) and asks for no thread if none can be had (`evaluator.jail.threads`).
"""

from __future__ import annotations

import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
import typst

from .layout import language_of, make_layout
from .tree import Document

# Fonts that are used beside those inside Typst, for scripts that these lack; where there are none, boxes are shown.
FONTS = Path("/usr/share/fonts/truetype")
# One date for all documents: when it was made is said in the text where it matters, and the file tells nobody.
_MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_SAMPLE = "Aa1 é ł ☐ ☑ – Ж Ω ע ع 一"


class CannotTypeset(Exception):
    """The document cannot be set. The message holds nothing of its text."""


def typeset(document: Document, *, archival: bool = False) -> bytes:
    """The document as a tagged PDF with its title and language; `archival` makes it PDF/A-2a.

    Raises:
        CannotTypeset: a picture cannot be read, or the document is too much.
    """
    layout = document.layout
    data = {
        "title": document.title, "author": document.author, "language": language_of(document.language),
        "layout": layout, "blocks": [_ready(block) for block in document.blocks],
        "images": {
            name: {"bytes": list(image.content), "kind": image.kind, "alt": image.alt}
            for name, image in document.images.items()
        },
    }  # fmt: skip
    return compile_page("letter.typ", data, standards=["a-2a"] if archival else [])


def compile_page(
    template: str, data: dict[str, Any], *, standards: list[Any] | None = None, tagged: bool = True
) -> bytes:
    """Set `data` with one of our templates.

    Raises:
        CannotTypeset: see `typeset`.
    """
    written = msgspec.json.encode(data).decode()
    try:
        made = _compiler().compile(
            input=_template(template), format="pdf", sys_inputs={"document": written}, timestamp=_MADE,
            pdf_standards=standards or [], pdf_tags=tagged,
        )  # fmt: skip
    except typst.TypstError as error:
        # Its own message may quote what was to be set.
        reason = "a picture" if "decode" in error.message or "image" in error.message else "a part of it"
        raise CannotTypeset(f"The document cannot be made into a PDF because of {reason}.") from None
    assert isinstance(made, bytes)  # noqa: S101  # what a PDF without an output file is
    return made


def preload() -> None:
    """Read and parse what every document needs; afterwards nothing is opened."""
    runs = [{"t": _SAMPLE, "s": style} for style in ("", "b", "i", "bi", "c", "u", "s", "^", "~")]
    blocks: list[dict[str, Any]] = [
        {"k": "h", "n": 1, "c": runs}, {"k": "p", "c": [*runs, {"br": True}, {"tab": True}, {"page": True}]},
        {"k": "ul", "items": [[{"k": "p", "c": runs}]]}, {"k": "ol", "start": 1, "items": [[{"k": "p", "c": runs}]]},
        {"k": "table", "align": ["l"], "head": [runs], "rows": [[runs]]}, {"k": "code", "t": "x"},
        {"k": "cols", "line": True, "c": [[{"k": "p", "c": runs}], []]}, {"k": "break"}, {"k": "rule"},
    ]  # fmt: skip
    typeset(Document(blocks=blocks, title="Preload", layout=make_layout({})))
    entry = {"width": 100, "height": 20, "size": 9, "multiline": True, "comb": 0, "align": "0", "text": _SAMPLE}
    compile_page("field.typ", {"lang": "en", "entries": [entry, {**entry, "comb": 3}]}, tagged=False)


def _ready(block: dict[str, Any]) -> dict[str, Any]:
    """A block as the template wants it: the cells of a table each in a mapping, since it flattens lists."""
    kind = block["k"]
    if kind == "table":
        return {
            **block,
            "rows": [[{"cell": cell} for cell in _even(row, len(block["align"]))] for row in block["rows"]],
        }
    if kind == "grid":
        return {
            **block,
            "rows": [
                [{"cell": [_ready(b) for b in cell]} for cell in _even(row, block["columns"])] for row in block["rows"]
            ],
        }
    if kind in ("ul", "ol"):
        return {**block, "items": [[_ready(inner) for inner in item] for item in block["items"]]}
    if kind == "quote":
        return {**block, "c": [_ready(inner) for inner in block["c"]]}
    if kind == "cols":
        return {**block, "c": [[_ready(inner) for inner in column] for column in block["c"]]}
    return block


def _even(row: list[Any], columns: int) -> list[Any]:
    return [*row, *[[] for _ in range(columns - len(row))]][:columns]


@cache
def _template(name: str) -> bytes:
    return resources.files(__package__).joinpath(name).read_bytes()


@cache
def _compiler() -> typst.Compiler:
    paths = [FONTS] if FONTS.is_dir() else []
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=paths)
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
