"""DOCX into the tree of `tree`, to be set as PDF: words, styles, lists, tables, pictures, headers and footers.

It is the document that is kept, not every turn of its layout: fonts, exact places, text boxes and fields other than the
page's number are Word's own business. Whoever needs those opens the DOCX.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree  # type: ignore[import-untyped]  # it has no types

from ..language.archives import NoArchive, TooBulky, open_archive
from ..language.assembly import CannotAssemble
from . import reading
from .layout import PAPER_SIZES, make_layout
from .pictures import picture_of
from .tree import Block, Document, Run, clean

_SIDES = {"center": "center", "right": "right", "end": "right", "left": "left", "start": "left"}
_MAX_DEPTH = 8
# What the library raises over files that are none.
_NO_DOCX = (NoArchive, OpcError, KeyError, ValueError, zipfile.BadZipFile, zlib.error, RuntimeError, etree.LxmlError)
_POINTS = 12_700


def read(content: bytes) -> Document:
    """The document that a DOCX holds.

    Raises:
        CannotAssemble: it is none, or would be too much once it is unpacked.
    """
    try:
        open_archive(content)
        word = docx.Document(io.BytesIO(content))
    except TooBulky:
        raise CannotAssemble("The DOCX file is too large once it is unpacked.", "Split it.") from None
    except _NO_DOCX:
        raise CannotAssemble("This is no DOCX file.", "Save it again as .docx.") from None
    reader = _Reader(word)
    document = Document(reader.blocks(word.element.body, word), layout=_layout(word, reader))
    document.images = reader.images
    return document


def _layout(word: WordDocument, reader: _Reader) -> dict[str, Any]:
    layout = make_layout({})
    section = word.sections[0]
    width, height = section.page_width, section.page_height
    if width and height:
        # The paper of nearly the same size.
        layout["paper"] = min(
            PAPER_SIZES,
            key=lambda name: abs(PAPER_SIZES[name][0] - width.pt) + abs(PAPER_SIZES[name][1] - height.pt),
        )
    for side in ("top", "bottom", "left", "right"):
        margin = getattr(section, f"{side}_margin")
        if margin is not None:
            layout[side] = min(max(margin.pt, 18.0), 200.0)
    size = word.styles["Normal"].font.size if "Normal" in word.styles else None
    layout["size"] = min(max(size.pt, 6.0), 40.0) if size else 12.0
    layout["header"] = reader.across(section.header)
    layout["footer"] = reader.across(section.footer)
    return layout


class _Reader:
    def __init__(self, word: WordDocument) -> None:
        self._word = word
        self.images: dict[str, Any] = {}
        self._counts: dict[tuple[str, int], int] = {}

    def blocks(self, body: Any, parent: Any, depth: int = 0) -> list[Block]:
        """The blocks of a body or a cell."""
        found: list[Block] = []
        for element in body.iterchildren():
            if isinstance(element, CT_P):
                found += self._paragraph(Paragraph(element, parent))
            elif isinstance(element, CT_Tbl) and depth < _MAX_DEPTH:
                found += self._table(Table(element, parent), depth)
            elif element.tag == qn("w:sdt") and (inner := element.find(qn("w:sdtContent"))) is not None:
                found += self.blocks(inner, parent, depth)
        return found

    def across(self, place: Any) -> list[list[Run]] | None:
        """A header or footer as three parts: what stands before, between and after its tabs."""
        if place.is_linked_to_previous:
            return None
        parts: list[list[Run]] = [[]]
        for paragraph in place.paragraphs:
            if parts[-1]:
                parts[-1].append({"br": True})
            for run in self._runs(paragraph):
                if "tab" in run and len(parts) < 3:
                    parts.append([])
                else:
                    parts[-1].append(run)
            if _side(paragraph) == "center" and len(parts) == 1:
                parts = [[], *parts]
        while len(parts) < 3:
            parts.append([])
        return parts if any(parts) else None

    def _paragraph(self, paragraph: Paragraph) -> list[Block]:
        runs, breaks = _parted(self._runs(paragraph))
        name = (paragraph.style.name if paragraph.style is not None else "") or ""
        level = name.removeprefix("Heading ")
        block: Block
        if name == "Title" or (level != name and level.isdigit()):
            block = {"k": "h", "n": 1 if name == "Title" else min(int(level), 6), "c": runs}
        else:
            block = {"k": "p", "c": [*self._number(paragraph), *runs], **_stands(paragraph)}
        blank = [block] if runs else [{"k": "space"}] if not breaks else []
        return [*blank, *breaks]

    def _number(self, paragraph: Paragraph) -> list[Run]:
        """The number or bullet of an item of a list, as text."""
        properties = paragraph._p.pPr
        numbered: Any = properties.numPr if properties is not None else None
        style = paragraph.style.name if paragraph.style is not None else ""
        if numbered is None or numbered.numId is None or not numbered.numId.val:
            if style and style.startswith("List Bullet"):
                return [{"t": "•  "}]
            return []
        number, level = str(numbered.numId.val), numbered.ilvl.val if numbered.ilvl is not None else 0
        kind = self._kind(number, level)
        if kind == "bullet":
            return [{"t": "•  "}]
        count = self._counts[(number, level)] = self._counts.get((number, level), 0) + 1
        return [{"t": f"{_counted(count, kind)}.  "}]

    def _kind(self, number: str, level: int) -> str:
        try:
            numbering = self._word.part.numbering_part.element
        except (NotImplementedError, KeyError):
            return "bullet"
        path = f'w:abstractNum[@w:abstractNumId=../w:num[@w:numId="{int(number)}"]/w:abstractNumId/@w:val]'
        found = numbering.xpath(f'{path}/w:lvl[@w:ilvl="{int(level)}"]/w:numFmt/@w:val')
        return str(found[0]) if found else "decimal"

    def _runs(self, paragraph: Paragraph) -> list[Run]:
        found: list[Run] = []
        for element in paragraph._p.iter(qn("w:r"), qn("w:fldSimple")):
            if element.tag == qn("w:fldSimple"):
                if "PAGE" in (element.get(qn("w:instr")) or "").split():
                    found.append({"page": True})
                continue
            if element.getparent().tag == qn("w:fldSimple"):
                continue
            found += self._run(element, paragraph)
        return found

    def _run(self, element: Any, paragraph: Paragraph) -> Iterator[Run]:
        styles, link = _styles(element), self._link(element, paragraph)
        for part in element.iterchildren():
            if part.tag == qn("w:t"):
                text = clean(part.text or "").replace("\n", " ")
                if text:
                    yield {"t": text, "s": styles, **({"l": link} if link else {})}
            elif part.tag == qn("w:tab"):
                yield {"tab": True}
            elif part.tag == qn("w:noBreakHyphen"):
                yield {"t": "\N{NON-BREAKING HYPHEN}", "s": styles}
            elif part.tag == qn("w:br"):
                yield {"newpage": True} if part.get(qn("w:type")) == "page" else {"br": True}
            elif part.tag == qn("w:drawing"):
                yield from self._drawing(part, paragraph)
            elif part.tag == qn("w:instrText") and (part.text or "").split()[:1] == ["PAGE"]:
                yield {"page": True}

    def _drawing(self, element: Any, paragraph: Paragraph) -> Iterator[Run]:
        for blip in element.iter(qn("a:blip")):
            relation = paragraph.part.rels.get(blip.get(qn("r:embed")))
            if relation is None or relation.is_external or relation.reltype != RELATIONSHIP_TYPE.IMAGE:
                continue
            described = next(element.iter(qn("wp:docPr")), None)
            image = picture_of(
                (relation.target_part.blob, "png"), described.get("descr", "") if described is not None else ""
            )
            extent = next(element.iter(qn("wp:extent")), None)
            if image is not None:
                name = f"word{len(self.images)}"
                self.images[name] = image
                wide = int(extent.get("cx", 0)) / _POINTS if extent is not None else 0
                yield {"img": name, "w": {"n": min(wide, 540.0), "unit": "pt"} if wide else {"n": 0, "unit": "auto"}}

    def _link(self, element: Any, paragraph: Paragraph) -> str:
        parent = element.getparent()
        if parent.tag != qn("w:hyperlink"):
            return ""
        relation = paragraph.part.rels.get(parent.get(qn("r:id")))
        target = str(relation.target_ref) if relation is not None and relation.is_external else ""
        return target if reading.is_link(target) else ""

    def _table(self, table: Table, depth: int) -> list[Block]:
        rows = [[self._cell(cell, depth) for cell in row.cells] for row in table.rows]
        columns = max((len(row) for row in rows), default=0)
        if not columns:
            return []
        return [{"k": "grid", "columns": columns, "rows": rows, "line": _has_lines(table)}]

    def _cell(self, cell: Any, depth: int) -> list[Block]:
        blocks = self.blocks(cell._tc, cell, depth + 1)
        while blocks and blocks[-1]["k"] == "space":
            blocks.pop()
        return blocks


def _parted(runs: list[Run]) -> tuple[list[Run], list[Block]]:
    """`runs` without breaks of the page, and these as blocks."""
    kept = [run for run in runs if "newpage" not in run]
    return kept, [{"k": "break"}] if len(kept) < len(runs) else []


def _styles(element: Any) -> str:
    properties = element.rPr
    if properties is None:
        return ""
    found = ""
    for letter, tag in (("b", "w:b"), ("i", "w:i"), ("s", "w:strike")):
        value = properties.find(qn(tag))
        if value is not None and value.get(qn("w:val")) not in ("0", "false"):
            found += letter
    underlined = properties.find(qn("w:u"))
    if underlined is not None and underlined.get(qn("w:val")) != "none":
        found += "u"
    raised = properties.find(qn("w:vertAlign"))
    if raised is not None:
        found += {"superscript": "^", "subscript": "~"}.get(raised.get(qn("w:val")), "")
    return found


def _side(paragraph: Paragraph) -> str:
    properties = paragraph._p.pPr
    side = properties.find(qn("w:jc")) if properties is not None else None
    return _SIDES.get(side.get(qn("w:val")) or "", "") if side is not None else ""


def _stands(paragraph: Paragraph) -> dict[str, Any]:
    stands: dict[str, Any] = {}
    side = _side(paragraph)
    if side and side != "left":
        stands["a"] = side
    indent = paragraph.paragraph_format.left_indent
    if indent is not None and indent.pt > 0:
        stands["left"] = min(indent.pt, 300.0)
    return stands


def _has_lines(table: Table) -> bool:
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    if borders is not None:
        return any(border.get(qn("w:val")) not in ("none", "nil", None) for border in borders)
    return table.style is not None and "Grid" in (table.style.name or "")


def _counted(count: int, kind: str) -> str:
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26)
        return letter if kind == "lowerLetter" else letter.upper()
    if kind in ("lowerRoman", "upperRoman"):
        pairs = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
        written, left = "", min(count, 3000)
        for value, letters in pairs:
            written += letters * (left // value)
            left %= value
        return written if kind == "lowerRoman" else written.upper()
    return str(count)
