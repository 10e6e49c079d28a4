"""DOCX of a document: Word's own lists, headings, headers and footers, so that it can be worked on."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.oxml.parser import parse_xml
from docx.shared import Pt

from .layout import PAPER_SIZES, language_of, make_layout
from .tree import Block, Document, Run
from .word_parts import NAMESPACES, block_xml, run_xml

# Definitions of lists, beyond those that the empty document has.
_BULLETS, _NUMBERS = 900, 901
_LEVELS = 9


def write(document: Document) -> bytes:
    """The document as DOCX, with its title and language."""
    word = _empty()
    _set_up(word, document)
    body = word.element.body
    end = body.sectPr
    lists = _Lists(word)
    spacing, indent = document.layout["spacing"], document.layout["indent"]
    for block in document.blocks:
        if block["k"] == "set":
            spacing, indent = block.get("spacing", spacing), block.get("indent", indent)
            continue
        if block["k"] == "p":
            block = {**block, "spacing": spacing, "indent": indent and not block.get("noindent")}
        xml = block_xml(block, word.part, document.images, numbering=lists.begin)
        for element in parse_xml(f"<w:body {NAMESPACES}>{xml}</w:body>"):
            end.addprevious(element)
    packed = io.BytesIO()
    word.save(packed)
    return packed.getvalue()


def _set_up(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    language = language_of(document.language)
    code = language["lang"] + (f"-{language['region']}" if language["region"] else "")
    properties.title, properties.author, properties.language = document.title[:255], document.author[:255], code
    layout, section = document.layout, word.sections[0]
    width, height = PAPER_SIZES[layout["paper"]]
    section.page_width, section.page_height = Pt(width), Pt(height)
    section.top_margin, section.bottom_margin = Pt(layout["top"]), Pt(layout["bottom"])
    section.left_margin, section.right_margin = Pt(layout["left"]), Pt(layout["right"])
    font = word.styles["Normal"].font
    font.name, font.size = "Times New Roman", Pt(layout["size"])
    font.element.get_or_add_rPr().append(parse_xml(f'<w:lang {NAMESPACES} w:val="{code}"/>'))
    differs = layout["first-header"] is not None or layout["first-footer"] is not None
    section.different_first_page_header_footer = differs
    _across(section.first_page_header, (layout["first-header"] or layout["header"]) if differs else None, document)
    _across(section.first_page_footer, (layout["first-footer"] or layout["footer"]) if differs else None, document)
    _across(section.header, layout["header"], document)
    _across(section.footer, layout["footer"], document)


def _across(place: Any, parts: list[list[Run]] | None, document: Document) -> None:
    """Put three parts at the left, the middle and the right of a header or footer, whose style has the tabs for it."""
    if parts is None:
        place.is_linked_to_previous = True  # which for the first section means that there is none
        return
    paragraph = place.paragraphs[0]
    for number, runs in enumerate(parts):
        xml = "<w:r><w:tab/></w:r>" if number else ""
        xml += "".join(run_xml(run, place.part, document.images) for run in runs)
        for element in parse_xml(f"<w:p {NAMESPACES}>{xml}</w:p>"):
            paragraph._p.append(element)


class _Lists:
    """The lists of one document: each numbered list begins anew."""

    def __init__(self, word: WordDocument) -> None:
        self._numbering = word.part.numbering_part.element

    def begin(self, kind: str, level: int, start: int) -> Callable[[], str]:
        """The properties of the items of a new list."""
        level = min(level, _LEVELS - 1)
        number = self._numbering.add_num(_BULLETS if kind == "ul" else _NUMBERS)
        if kind == "ol":
            number.add_lvlOverride(ilvl=level).add_startOverride(start)
        return lambda: (
            f'<w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="{level}"/>'
            f'<w:numId w:val="{number.numId}"/></w:numPr>'
        )


def _prepared() -> WordDocument:
    """The empty document that all begin with."""
    word = docx.Document()
    numbering = word.part.numbering_part.element
    first = numbering.find(f"{{{numbering.nsmap['w']}}}num")
    for id_, kind, label in ((_BULLETS, "bullet", "•"), (_NUMBERS, "decimal", "%{}.")):
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:lvlText w:val="{label.format(level + 1)}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{720 * (level + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
            for level in range(_LEVELS)
        )
        begin = f'<w:abstractNum {NAMESPACES} w:abstractNumId="{id_}"><w:multiLevelType w:val="multilevel"/>'
        first.addprevious(parse_xml(f"{begin}{levels}</w:abstractNum>"))
    section = word.sections[0]
    for place in (section.header, section.footer, section.first_page_header, section.first_page_footer):
        # Made now: python-docx reads a file for each.
        place.is_linked_to_previous = False
    return word


@cache
def _packed() -> bytes:
    packed = io.BytesIO()
    _prepared().save(packed)
    return packed.getvalue()


def _empty() -> WordDocument:
    """The empty document anew, from memory: in the jail Word's own cannot be read from the disk."""
    return docx.Document(io.BytesIO(_packed()))


def preload() -> None:
    """Read the empty document, and what python-docx reads when it is first used."""
    header = {"HeaderLeft": "a", "FirstHeaderLeft": "b"}
    blocks: list[Block] = [{"k": "p", "c": [{"t": "a"}]}, {"k": "ol", "start": 1, "items": [[]]}]
    write(Document(blocks=blocks, layout=make_layout(header)))
