"""Tables of contents and references of a DOCX: Word works them out, and does so when the file asks for it."""

from __future__ import annotations

import io

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.parts.settings import SettingsPart

from .word_parts import NAMESPACES


def refreshing(content: bytes) -> bytes:
    """The DOCX, asking whatever opens it to bring its fields up to date (ISO/IEC 29500-1, 17.15.1.90)."""
    word = docx.Document(io.BytesIO(content))
    part = word.part
    if not any(relation.reltype == RELATIONSHIP_TYPE.SETTINGS for relation in part.rels.values()):
        # python-docx would read its own from a file, which cannot be read in the jail.
        empty = parse_xml(f"<w:settings {NAMESPACES}/>")
        made = SettingsPart(PackURI("/word/settings.xml"), CONTENT_TYPE.WML_SETTINGS, empty, part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.SETTINGS)
    settings = word.settings.element
    if settings.find(qn("w:updateFields")) is None:
        settings.append(parse_xml(f'<w:updateFields {NAMESPACES} w:val="true"/>'))
    packed = io.BytesIO()
    word.save(packed)
    return packed.getvalue()
