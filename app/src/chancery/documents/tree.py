"""What a document says, before it is of any format: blocks of runs of text.

Every format is written from this tree and from nothing else. The tree holds plain text beside what it means, so what a
person typed is a run like any other: there is no syntax in it that a format could read. Blocks are plain dictionaries,
because they go to the typesetter as JSON.

A run is `{"t": text, "s": styles}`, styles being letters of `bius^~c` (bold, italic, underlined, struck, raised,
lowered, code), with `"l"` the address of a link; or `{"br": true}`, `{"tab": true}`, `{"page": true}` (the page's
number), `{"img": name, "w": width}`, `{"note": [blocks]}`.

A block has a kind `k`:

    p       paragraph: `c` runs, `a` alignment, `left` and `right` indents in points, `border`, `noindent`
    h       heading: `c` runs, `n` level
    ul ol   list: `items`, each a list of blocks; `start`
    quote   `c` blocks
    code    `t` text
    table   `align` one letter of l, c, r for each column; `head` and `rows` of cells, each a list of runs
    grid    cells without a head: `columns`, `rows` of cells, each a list of blocks, `line` between them
    cols    two columns side by side: `c` two lists of blocks, `line` between them
    space   a blank line
    break   a new page
    rule    a line across
    set     what holds from here on: `spacing` a number of lines, `indent` of first lines
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Run = dict[str, Any]
Block = dict[str, Any]

# Characters that no format can hold: controls but for line ends and tabs, lone surrogates, and those of no character.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Image:
    """A picture: its bytes, and what kind they are (png, jpg, gif, webp, svg)."""

    content: bytes
    kind: str
    alt: str = ""


@dataclass(slots=True)
class Document:
    """A document ready to be written."""

    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    author: str = ""
    language: str = "en"
    # What an author sets for the whole of it: fontsize, papersize, margins, spacing, headers and footers.
    layout: dict[str, Any] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)


def clean(text: str) -> str:
    """`text` without the characters that no document can hold."""
    return _UNWRITABLE.sub("", text)


def plain_text(blocks: Iterable[Block]) -> str:
    """The words of `blocks`, a line for each block."""
    return "\n".join(line for block in blocks for line in _lines(block))


def words(runs: Iterable[Run]) -> str:
    """The words of `runs`."""
    return "".join("\n" if "br" in run else "\t" if "tab" in run else run.get("t", "") for run in runs)


def _lines(block: Block) -> list[str]:
    kind = block["k"]
    if kind in ("p", "h"):
        return [words(block["c"])]
    if kind in ("ul", "ol"):
        return [line for item in block["items"] for inner in item for line in _lines(inner)]
    if kind == "quote":
        return [line for inner in block["c"] for line in _lines(inner)]
    if kind == "cols":
        return [line for column in block["c"] for inner in column for line in _lines(inner)]
    if kind == "code":
        return [block["t"]]
    if kind == "grid":
        return [line for row in block["rows"] for cell in row for inner in cell for line in _lines(inner)]
    if kind == "table":
        return ["\t".join(words(cell) for cell in row) for row in (block["head"], *block["rows"])]
    return []
