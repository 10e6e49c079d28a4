"""The tree of `tree` as WordprocessingML (ECMA-376, part 1): what stands inside a part of a DOCX."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Emu

from .pictures import size_of
from .tree import Block, Image, Run

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
# English metric units in a point, and twentieths of a point in one.
_EMU, _TWIPS = 12_700, 20
_STYLES = {
    "b": "<w:b/>", "i": "<w:i/>", "u": '<w:u w:val="single"/>', "s": "<w:strike/>",
    "^": '<w:vertAlign w:val="superscript"/>', "~": '<w:vertAlign w:val="subscript"/>',
}  # fmt: skip
_CODE = '<w:rFonts w:ascii="DejaVu Sans Mono" w:hAnsi="DejaVu Sans Mono"/>'
_SIDES = {"left": "left", "center": "center", "right": "right", "l": "left", "c": "center", "r": "right"}
# The widest that a picture may be, in points: a line of a letter.
_LINE = 468.0
_BORDER = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
# Gives the `w:numPr` of a list: its kind (ul or ol), its level, and what its first item is numbered.
Numbering = Callable[[str, int, int], Callable[[], str]]


def block_xml(
    block: Block, part: Any, images: Mapping[str, Image], *, numbering: Numbering | None = None, level: int = 0
) -> str:
    """One block as paragraphs and tables.

    Args:
        block: a block of the tree.
        part: the part of the file that it goes into, which has to know links and pictures.
        images: the document's.
        numbering: makes lists that Word itself numbers; without it the numbers are text.
        level: how deep in lists the block stands.
    """
    return _Writer(part, images, numbering).block(block, level)


def run_xml(run: Run, part: Any, images: Mapping[str, Image]) -> str:
    """One run."""
    if "t" in run:
        return _linked(run, part, _text(run))
    if "img" in run and run["img"] in images:
        return f"<w:r>{drawing(part, images[run['img']], run['w'])}</w:r>"
    inside = {"br": "<w:br/>", "tab": "<w:tab/>"}
    for kind, xml in inside.items():
        if kind in run:
            return f"<w:r>{xml}</w:r>"
    return page_number() if "page" in run else ""


def page_number() -> str:
    """A field that Word fills with the number of the page."""
    return '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def drawing(part: Any, image: Image, width: Mapping[str, Any]) -> str:
    """A picture as `w:drawing`, with its description."""
    pixels, height = size_of(image)
    points = {"%": _LINE * width["n"] / 100, "pt": float(width["n"])}.get(width["unit"], pixels * 0.75)
    points = min(points, _LINE)
    tall = points * height / max(pixels, 1)
    inline = part.new_pic_inline(io.BytesIO(image.content), Emu(int(points * _EMU)), Emu(int(tall * _EMU)))
    inline.docPr.set("descr", image.alt)
    inline.docPr.set("name", "Picture")
    return f"<w:drawing>{inline.xml}</w:drawing>"


def _text(run: Run) -> str:
    styles = run.get("s", "")
    properties = (_CODE if "c" in styles else "") + "".join(xml for letter, xml in _STYLES.items() if letter in styles)
    if "l" in run:
        properties += '<w:color w:val="0B3D91"/><w:u w:val="single"/>'
    shown = escape(run["t"]).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{shown}</w:t></w:r>'


def _linked(run: Run, part: Any, xml: str) -> str:
    if "l" not in run:
        return xml
    relation = part.relate_to(run["l"], RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    return f"<w:hyperlink r:id={quoteattr(relation)}>{xml}</w:hyperlink>"


class _Writer:
    """Writes blocks; what a mark has set holds for those after it."""

    def __init__(self, part: Any, images: Mapping[str, Image], numbering: Numbering | None) -> None:
        self._part, self._images, self._numbering = part, images, numbering

    def block(self, block: Block, level: int) -> str:
        """One block."""
        method = getattr(self, f"_{block['k']}", None)
        return str(method(block, level)) if method else ""

    def _all(self, blocks: list[Block], level: int) -> str:
        return "".join(self.block(block, level) for block in blocks)

    def _runs(self, runs: list[Run]) -> str:
        return "".join(run_xml(run, self._part, self._images) for run in runs)

    def _p(self, block: Block, level: int, extra: str = "") -> str:
        left, right = block.get("left", 0.0) + (36.0 * level if not extra else 0.0), block.get("right", 0.0)
        properties = extra
        if block.get("border"):
            sides = "".join(_BORDER.format(side) for side in ("top", "left", "bottom", "right"))
            properties += f"<w:pBdr>{sides}</w:pBdr>"
        if block.get("spacing"):
            properties += f'<w:spacing w:line="{int(240 * block["spacing"])}" w:lineRule="auto"/>'
        first = ' w:firstLine="720"' if block.get("indent") else ""
        if left or right or first:
            properties += f'<w:ind w:left="{int(left * _TWIPS)}" w:right="{int(right * _TWIPS)}"{first}/>'
        if "a" in block:
            properties += f'<w:jc w:val="{_SIDES[block["a"]]}"/>'
        return f"<w:p><w:pPr>{properties}</w:pPr>{self._runs(block['c'])}</w:p>"

    def _h(self, block: Block, _level: int) -> str:
        style = f'<w:pStyle w:val="Heading{min(block["n"], 9)}"/>'
        return f"<w:p><w:pPr>{style}</w:pPr>{self._runs(block['c'])}</w:p>"

    def _ul(self, block: Block, level: int) -> str:
        return self._list(block, level, lambda _number: "•")

    def _ol(self, block: Block, level: int) -> str:
        return self._list(block, level, lambda number: f"{number}.")

    def _list(self, block: Block, level: int, label: Callable[[int], str]) -> str:
        start = block.get("start", 1)
        numbers = self._numbering(block["k"], level, start) if self._numbering else None
        found = []
        for number, item in enumerate(block["items"], start=start):
            first = item[0] if item and item[0]["k"] == "p" else {"k": "p", "c": []}
            if numbers is not None:
                found.append(self._p(first, level, numbers()))
            else:
                hanging = f'<w:ind w:left="{720 * (level + 1)}" w:hanging="360"/>'
                shown = {**first, "c": [{"t": f"{label(number)}\t"}, *first["c"]]}
                found.append(self._p(shown, level, hanging))
            found.append(self._all(item[1:] if first in item else item, level + 1))
        return "".join(found)

    def _quote(self, block: Block, level: int) -> str:
        return self._all(block["c"], level + 1)

    def _code(self, block: Block, level: int) -> str:
        runs: list[Run] = []
        for number, line in enumerate(block["t"].split("\n")):
            runs += [{"br": True}] if number else []
            runs.append({"t": line, "s": "c"})
        return self._p({"k": "p", "c": runs}, level)

    def _table(self, block: Block, level: int) -> str:
        columns = len(block["align"])
        head = [[{**run, "s": run.get("s", "") + "b"} if "t" in run else run for run in cell] for cell in block["head"]]
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        borders = "".join(_BORDER.format(side) for side in sides)
        grid = f'<w:gridCol w:w="{9360 // max(columns, 1)}"/>' * columns
        rows = [self._row(head, block["align"], "<w:trPr><w:tblHeader/></w:trPr>")]
        rows += [self._row(row, block["align"]) for row in block["rows"]]
        properties = f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>'
        return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>{self._p({'c': []}, level)}"

    def _row(self, row: list[list[Run]], align: list[str], properties: str = "") -> str:
        cells = [*row, *[[] for _ in range(len(align) - len(row))]][: len(align)]
        return f"<w:tr>{properties}{''.join(self._cell(c, a) for c, a in zip(cells, align, strict=True))}</w:tr>"

    def _cell(self, runs: list[Run], align: str) -> str:
        return f"<w:tc><w:tcPr/>{self._p({'k': 'p', 'c': runs, 'a': align}, 0)}</w:tc>"

    def _cols(self, block: Block, level: int) -> str:
        line = _BORDER.format("insideV") if block["line"] else ""
        properties = f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{line}</w:tblBorders></w:tblPr>'
        empty = self._p({"c": []}, 0)
        cells = "".join(
            f"<w:tc><w:tcPr/>{self._all(column, 0)}{empty if not column else ''}</w:tc>" for column in block["c"]
        )
        grid = '<w:gridCol w:w="4680"/>' * 2
        return (
            f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>{self._p({'c': []}, level)}"
        )

    def _space(self, _block: Block, level: int) -> str:
        return self._p({"c": []}, level)

    def _break(self, _block: Block, _level: int) -> str:
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

    def _rule(self, _block: Block, _level: int) -> str:
        return f"<w:p><w:pPr><w:pBdr>{_BORDER.format('bottom')}</w:pBdr></w:pPr></w:p>"
