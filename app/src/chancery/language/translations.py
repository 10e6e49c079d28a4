"""`translations`: files of what an interview's texts are in other languages, by the text as it is written.

Three kinds are read: the workbook (XLSX) and the XLIFF file, 1.2 or 2, that docassemble makes for translators, and a
YAML file of languages, each with a mapping of texts (`es: {Continue: Seguir}`). XLSX is a zip of XML (ECMA-376,
part 1, §18).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]  # it has no types

from . import source
from .archives import open_archive
from .errors import AuthorError
from .source import Map

# The text of a file in a workbook may have so many bytes once it is unpacked.
MAX_UNPACKED = 16 * 1024 * 1024
KINDS = (".xlsx", ".xlf", ".xliff", ".yml", ".yaml")
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_XLIFF = "{urn:oasis:names:tc:xliff:document:1.2}"
_XLIFF_2 = "{urn:oasis:names:tc:xliff:document:2.0}"
_COLUMNS = ("tr_lang", "orig_text", "tr_text")
# Language, text, translation.
Entry = tuple[str, str, str]


def read(name: str, content: bytes) -> list[Entry]:
    """The translations in a file of one of `KINDS`; what has none yet is left out.

    Raises:
        AuthorError: the file is of another kind, or not well formed.
    """
    kind = f".{name.rpartition('.')[2].lower()}"
    readers = {".xlsx": _workbook, ".xlf": _xliff, ".xliff": _xliff}
    if kind not in KINDS:
        raise AuthorError("Translations cannot be of this kind.", file=name, fix=f"Use one of {', '.join(KINDS)}.")
    try:
        found = readers[kind](content) if kind in readers else _yaml(name, content)
        return [(language, text.strip(), translated) for language, text, translated in found if text and translated]
    except (zipfile.BadZipFile, KeyError, IndexError, ValueError, etree.LxmlError):
        raise AuthorError(
            "The translations cannot be read.", file=name,
            fix="Use a workbook with the columns tr_lang, orig_text and tr_text, or an XLIFF (1.2 or 2) or YAML file.",
        ) from None  # fmt: skip


def _xml(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _workbook(content: bytes) -> Iterator[Entry]:
    rows = _rows(open_archive(content))
    header = next(rows, {})
    places = {title.strip(): column for column, title in header.items()}
    wanted = [places[title] for title in _COLUMNS]
    for row in rows:
        language, text, translated = (row.get(column, "") for column in wanted)
        yield language, text, translated


def _rows(book: zipfile.ZipFile) -> Iterator[dict[str, str]]:
    """The rows of the first sheet: texts by the letters of their column."""
    shared: list[str] = []
    if "xl/sharedStrings.xml" in book.namelist():
        shared = ["".join(_texts(item)) for item in _part(book, "xl/sharedStrings.xml").iter(f"{_SHEET}si")]
    for row in _part(book, "xl/worksheets/sheet1.xml").iter(f"{_SHEET}row"):
        cells = {}
        for cell in row.iter(f"{_SHEET}c"):
            value = cell.findtext(f"{_SHEET}v") or ""
            shown = shared[int(value)] if cell.get("t") == "s" else value or "".join(_texts(cell))
            cells[(cell.get("r") or "").rstrip("0123456789")] = shown
        yield cells


def _part(book: zipfile.ZipFile, name: str) -> etree._Element:
    if book.getinfo(name).file_size > MAX_UNPACKED:
        raise ValueError("too large")
    return _xml(book.read(name))


def _texts(element: etree._Element) -> Iterator[str]:
    """The text of a cell, which may be in several runs."""
    for run in element.iter(f"{_SHEET}t"):
        yield run.text or ""


def _xliff(content: bytes) -> Iterator[Entry]:
    document = _xml(content)
    if document.tag == f"{_XLIFF_2}xliff":
        # XLIFF 2 (OASIS, §4.2): the languages are the document's, and a unit has segments, whose texts follow on.
        language = document.get("trgLang") or ""
        for unit in document.iter(f"{_XLIFF_2}unit"):
            original, translated = (
                "".join("".join(text.itertext()) for text in unit.iterfind(f"{_XLIFF_2}segment/{_XLIFF_2}{name}"))
                for name in ("source", "target")
            )
            yield language, original, translated
        return
    for part in document.iter(f"{_XLIFF}file"):
        language = part.get("target-language") or ""
        for unit in part.iter(f"{_XLIFF}trans-unit"):
            texts = [unit.find(f"{_XLIFF}{name}") for name in ("source", "target")]
            original, translated = ("" if text is None else "".join(text.itertext()) for text in texts)
            yield language, original, translated


def _yaml(name: str, content: bytes) -> Iterator[Entry]:
    for document in source.parse(name, content):
        for language, pairs in document.data.items():
            if not isinstance(pairs, Map):
                raise AuthorError(
                    "A language must have a mapping of texts.", file=name, line=document.data.line_of(language),
                    fix="Write `es:` and below it `Text: Texto`.",
                )  # fmt: skip
            yield from ((str(language), text, str(translated)) for text, translated in pairs.items())
