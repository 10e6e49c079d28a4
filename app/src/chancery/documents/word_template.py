"""DOCX templates: docxtpl finds the marks among Word's own, `language.compile.jinja` compiles them.

A template is prepared when the interview is loaded. Rendering has two halves: `render` evaluates what the marks say,
which may raise for a variable that has no value yet and spoils nothing; what it returns makes the file. What is no
text (pictures, formatted text, other documents) stands in the rendered XML as a placeholder in between.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # it has no types
from lxml import etree  # type: ignore[import-untyped]  # it has no types

from ..language import text
from ..language.archives import NoArchive, TooBulky, open_archive
from ..language.assembly import Pictures, Templates, WordTemplate
from ..language.compile.jinja import JinjaTemplate, compile_jinja, names_in
from ..language.compile.jinja_filters import Markdown
from ..language.compile.jinja_runtime import Made
from ..language.errors import AuthorError
from ..language.objects import DAFile, DAFileCollection, DAFileList, DAStaticFile
from . import marks, reading
from .pictures import picture_of
from .reading import is_link
from .tree import Image, clean
from .word_parts import block_xml, drawing, run_xml

MAX_INCLUDED = 10
# A placeholder: two characters of Unicode's private use around a number. What people typed has none of them.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_PLACEHOLDER = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_PRIVATE = re.compile("[\ue0f0\ue0f1\x07\x0c]")
_MARKS = re.compile(r"\{[{%#]")
_FILE_MARK = re.compile(r"\[FILE ([^\],]+)(?:, *([^\],]*))?(?:, *([^\]]*))?\]")
_TEXT_END, _TEXT_BEGIN = "</w:t></w:r>", '<w:r><w:t xml:space="preserve">'


class Word:
    """One DOCX template, compiled."""

    def __init__(self, content: bytes, file: str, *, compile_marks: bool = True) -> None:
        self._content, self._file = content, file
        # Compiled marks by the XML that holds them; the same XML comes out each time that the file is read.
        self._compiled: dict[str, JinjaTemplate] = {}
        self._ready: _Docx | None = self._read(compile_marks=compile_marks)

    def render(
        self, namespace: dict[str, Any], pictures: Pictures, others: Templates, following: Sequence[WordTemplate] = ()
    ) -> Callable[[str, str], bytes]:
        """See `assembly.WordTemplate`."""
        values = _Values(pictures, others)
        values.variables = {**namespace, "include_docx_template": values.include}
        rendered = self._rendered(values.variables, values)
        docx = self._taken()
        added = [other.included(values.variables, values) for other in following if isinstance(other, Word)]

        def finish(title: str, language: str) -> bytes:
            return docx.finish(rendered, values, added, (title, language))

        return finish

    def variables(self) -> list[str]:
        """The names that the template does not define itself."""
        return sorted({name for source in self._compiled for name in names_in(source)})

    def included(
        self, variables: dict[str, Any], values: _Values, *, inline: bool = False, as_it_is: bool = False
    ) -> Included:
        """The body of the template, or the words of its first paragraph, to be put into another document."""
        if as_it_is:
            docx = self._taken()
            return Included(docx, _PRIVATE.sub("", docx.get_xml()), values, inline=inline)
        rendered, docx = self._rendered(variables, values), self._taken()
        body = docx.patch_xml(docx.get_xml())
        return Included(docx, rendered.get(body, body), values, inline=inline)

    def _rendered(self, variables: dict[str, Any], values: _Values) -> dict[str, str]:
        return {source: template.render(variables, values.show, "".join) for source, template in self._compiled.items()}

    def _taken(self) -> _Docx:
        """The file as it was read, for one use; the next one reads it again."""
        docx, self._ready = self._ready or self._read(), None
        return docx

    def _read(self, *, compile_marks: bool = False) -> _Docx:
        _check(self._content, self._file)
        try:
            docx = _Docx(io.BytesIO(self._content))
            docx.render_init()
            for source in docx.sources() if compile_marks else ():
                self._compiled.setdefault(source, compile_jinja(source, self._file))
        except (OpcError, KeyError, ValueError, etree.LxmlError):
            raise _no_docx(self._file) from None
        return docx


def _of_session(file: DAFile | DAFileList | DAFileCollection) -> Word:
    """The DOCX among the files of the session that stand here.

    Raises:
        AuthorError: there is none.
    """
    kept = [file] if isinstance(file, DAFile) else file if isinstance(file, DAFileList) else file.files()
    found = next((one for one in kept if one.extension.lower() == "docx"), None)
    if found is None:
        raise AuthorError("Only a DOCX can stand in a DOCX template.", fix="Take the `.docx` of the document.")
    return Word(found.content(), text.plain(text.string(found.filename)), compile_marks=False)


def _check(content: bytes, file: str) -> None:
    """Refuse what is no DOCX, or would be too much once it is unpacked."""
    try:
        open_archive(content)
    except TooBulky:
        raise AuthorError("The DOCX template is too large once it is unpacked.", file=file,
                          fix="Make its pictures smaller.") from None  # fmt: skip
    except NoArchive:
        raise _no_docx(file) from None


def _no_docx(file: str) -> AuthorError:
    return AuthorError("This is no DOCX file.", file=file, fix="Save it again from Word or LibreOffice as .docx.")


class _Docx(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """docxtpl's template, with its marks rendered by us."""

    def sources(self) -> list[str]:
        """The XML of each part that has marks, as docxtpl prepares it."""
        found = [self.patch_xml(self.get_xml())]
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            found += [self.patch_xml(self.get_part_xml(part)) for _, part in self.get_headers_footers(uri)]
        return [source for source in found if _MARKS.search(source)]

    def finish(self, rendered: dict[str, str], values: _Values, added: list[Included], told: tuple[str, str]) -> bytes:
        """The file, from the XML of each part, with other documents at its end; `told`: its title and language."""
        self._rendered, self._values = rendered, values
        title, language = told
        tree = self.fix_tables(self.build_xml({}))
        # A second call, for the PDF of it, finds in the body what the first has put there.
        while added:
            self._append(tree, added.pop(0))
        self.fix_docpr_ids(tree)
        self.map_tree(tree)
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            for key, xml in list(self.build_headers_footers_xml({}, uri)):
                self.map_headers_footers_xml(key, xml)
        properties = self.docx.core_properties
        properties.title, properties.language = clean(title)[:255], clean(language)[:20]
        self.is_rendered = True
        packed = io.BytesIO()
        self.docx.save(packed)
        return packed.getvalue()

    def _append(self, body: Any, included: Included) -> None:
        """Put another document at the end of the body, before what says of which size the pages are."""
        part = self.current_rendering_part = self.docx.part
        section = body.find(qn("w:sectPr"))
        for element in list(etree.fromstring(f"<all>{included.xml(part)}</all>")):
            body.append(element) if section is None else section.addprevious(element)

    def render_xml_part(self, src_xml: str, part: Any, _context: object, _environment: object = None) -> str:
        """The XML of one part, with its placeholders replaced."""
        xml = self._rendered.get(src_xml)
        if xml is None:
            return src_xml
        self.current_rendering_part = part
        return self._values.filled(self.resolve_listing(xml), part)


class _Values:
    """Writes values into a part's XML: text as text, anything else as a placeholder until the part is made."""

    def __init__(self, pictures: Pictures, others: Templates) -> None:
        self._pictures, self._others = pictures, others
        self.variables: dict[str, Any] = {}
        self._depth = 0
        self._kept: list[tuple[Callable[[Any], str], bool]] = []

    def show(self, value: object) -> str:
        """What `{{ value }}` puts into the XML."""
        if isinstance(value, Made):
            return str(value)
        if isinstance(value, Markdown):
            return self._markdown(value)
        if isinstance(value, Included):
            return self._keep(value.xml, is_block=not value.inline)
        if isinstance(value, DAFile | DAFileList | DAFileCollection | DAStaticFile):
            return self._marked(text.plain(text.string(value)))
        shown = text.string(value) if value is not None else ""
        pieces = [
            self._text(piece) if isinstance(piece, text.Typed) else self._marked(piece)
            for piece in text.pieces_of(shown)
        ]
        return "".join(pieces)

    def include(self, name: Any, **fields: Any) -> Included:
        """What `include_docx_template` gives: another template's body, in the place of a paragraph.

        A file of the session is taken as it is, whatever marks it has: who made it may have typed them. With
        `_use_jinja2=False` so is a template; with `_inline=True` it is the words of its first paragraph alone.
        """
        inline, as_it_is = bool(fields.pop("_inline", False)), not fields.pop("_use_jinja2", True)
        if isinstance(name, DAFile | DAFileList | DAFileCollection):
            other: WordTemplate = _of_session(name)
            as_it_is = True
        else:
            file = name.filename if isinstance(name, DAStaticFile) else name
            other = self._others(text.plain(text.string(file)))
        if not isinstance(other, Word) or self._depth >= MAX_INCLUDED:
            raise AuthorError("DOCX templates include each other without an end.", fix="Leave one of them out.")
        self._depth += 1
        included = other.included({**self.variables, **fields}, self, inline=inline, as_it_is=as_it_is)
        self._depth -= 1
        return included

    def filled(self, xml: str, part: Any) -> str:
        """The XML of a part with what its placeholders stand for."""
        found: list[str] = []
        position = 0
        for mark in _PLACEHOLDER.finditer(xml):
            found.append(xml[position : mark.start()])
            make, is_block = self._kept[int(mark[1])]
            begin, end = _around(xml[: mark.start()], is_block=is_block)
            found += [begin, make(part), end]
            position = mark.end()
        return "".join([*found, xml[position:]])

    def _keep(self, make: Callable[[Any], str], *, is_block: bool = False) -> str:
        self._kept.append((make, is_block))
        return f"{_OPEN}{len(self._kept) - 1}{_CLOSE}"

    def _text(self, piece: str) -> str:
        plain = _PRIVATE.sub("", clean(text.plain(piece).replace("\r\n", "\n").replace("\r", "\n")))
        return escape(plain)

    def _marked(self, piece: str) -> str:
        """The author's text, in which pictures may be named."""
        found, position = [], 0
        for mark in _FILE_MARK.finditer(piece):
            found.append(self._text(piece[position : mark.start()]))
            found.append(self._picture(mark[1].strip(), mark[2] or "", mark[3] or ""))
            position = mark.end()
        return "".join([*found, self._text(piece[position:])])

    def _picture(self, name: str, width: str, alt: str) -> str:
        image = picture_of(self._pictures(name), alt)
        if image is None:
            return ""
        measured = marks.width(width)
        return self._keep(lambda part: f"<w:r>{drawing(part, image, measured)}</w:r>")

    def _markdown(self, value: Markdown) -> str:
        images: dict[str, Image] = {}

        def known(name: str, alt: str) -> bool:
            image = picture_of(self._pictures(name), alt)
            if image is not None:
                images[name] = image
            return image is not None

        blocks = reading.read(value.source, known)
        if value.inline:
            runs = [run for block in blocks for run in block.get("c", ()) if isinstance(run, dict)]
            return self._keep(lambda part: "".join(run_xml(run, part, images) for run in runs))
        return self._keep(lambda part: "".join(block_xml(block, part, images) for block in blocks), is_block=True)


def _around(before: str, *, is_block: bool) -> tuple[str, str]:
    """What has to be closed before something that stands after `before`, and opened again after it."""
    in_text = max(before.rfind("<w:t>"), before.rfind("<w:t ")) > before.rfind("</w:t>")
    in_paragraph = max(before.rfind("<w:p>"), before.rfind("<w:p ")) > before.rfind("</w:p>")
    if is_block:
        if in_text:
            return f"{_TEXT_END}</w:p>", f"<w:p>{_TEXT_BEGIN}"
        return ("</w:p>", "<w:p>") if in_paragraph else ("", "")
    if in_text:
        return _TEXT_END, _TEXT_BEGIN
    return ("", "") if in_paragraph else ("<w:p>", "</w:p>")


class Included:
    """Another template's document, to stand in the place of a paragraph."""

    def __init__(self, docx: _Docx, body: str, values: _Values, *, inline: bool) -> None:
        self._docx, self._body, self._values, self.inline = docx, body, values, inline

    def xml(self, part: Any) -> str:
        """Its body as XML for `part`, with the pictures and links that it needs."""
        filled = self._values.filled(self._docx.resolve_listing(self._body), part)
        body = etree.fromstring(filled, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
        for section in body.findall(qn("w:sectPr")):
            body.remove(section)
        for element in body.iter():
            for key in (qn("r:embed"), qn("r:id"), qn("r:link")):
                if key in element.attrib:
                    _relate(self._docx, part, element, key)
        _borrow_styles(self._docx, part, body)
        shown = _first_runs(body) if self.inline else body
        return "".join(etree.tostring(child, encoding="unicode") for child in shown)


def _first_runs(body: Any) -> list[Any]:
    """What stands in the first paragraph that has words."""
    first = next((one for one in body.iter(qn("w:p")) if "".join(one.itertext()).strip()), ())
    return [child for child in first if child.tag != qn("w:pPr")]


def _relate(docx: _Docx, part: Any, element: Any, key: str) -> None:
    """Give `part` what an element of another document points to; without it the pointer goes."""
    relation = docx.docx.part.rels.get(element.get(key))
    if relation is not None and relation.is_external and is_link(str(relation.target_ref)):
        element.set(key, part.relate_to(relation.target_ref, relation.reltype, is_external=True))
    elif relation is not None and not relation.is_external and relation.reltype == RELATIONSHIP_TYPE.IMAGE:
        known, _ = part.get_or_add_image(io.BytesIO(relation.target_part.blob))
        element.set(key, known)
    else:
        del element.attrib[key]


def _borrow_styles(docx: _Docx, part: Any, body: Any) -> None:
    """Copy the styles that the other document uses and this one lacks."""
    ours, theirs = part.package.main_document_part.styles.element, docx.docx.styles.element
    known = {style.styleId for style in ours.style_lst}
    used = {
        element.get(qn("w:val")) for tag in ("w:pStyle", "w:rStyle", "w:tblStyle") for element in body.iter(qn(tag))
    }
    for style in theirs.style_lst:
        if style.styleId in used - known:
            ours.append(copy.deepcopy(style))
