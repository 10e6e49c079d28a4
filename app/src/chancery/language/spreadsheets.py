"""Tables as files: CSV, JSON and a workbook (XLSX, ECMA-376 part 1, §18: the least that a workbook needs)."""

from __future__ import annotations

import csv
import datetime
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from . import text
from .errors import AuthorError

Rows = Sequence[Sequence[Any]]
# What a spreadsheet program would take for a formula at the beginning of a cell of CSV.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TITLE = 31  # letters that the name of a sheet may have
_NOT_IN_TITLES = str.maketrans("", "", "[]:*?/\\")


def make(kind: str, headers: Sequence[str], rows: Rows, title: str = "", *, freeze: bool = True) -> bytes:
    """A table as a file.

    Args:
        kind: csv, json or xlsx.
        headers: what stands above the columns.
        rows: the cells, row by row.
        title: what a sheet of a workbook is called.
        freeze: whether the headers stay where they are when a workbook is scrolled.

    Raises:
        AuthorError: there is no such kind.
    """
    if kind not in _MAKERS:
        raise AuthorError(f"A table cannot be exported as {kind}.", fix=f"It can be {', '.join(_MAKERS)}.")
    return _MAKERS[kind]([text.plain(text.string(header)) for header in headers], rows, title or "Sheet1", freeze)


def _csv(headers: Sequence[str], rows: Rows, _title: str, _freeze: bool) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headers)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _guarded(cell: Any) -> Any:
    """A cell of CSV: text that would be run as a formula has an apostrophe before it."""
    value = _plain(cell)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _json(headers: Sequence[str], rows: Rows, _title: str, _freeze: bool) -> bytes:
    return json.dumps([dict(zip(headers, map(_plain, row), strict=True)) for row in rows]).encode()


def _plain(cell: Any) -> Any:
    """What a cell holds: nothing, a number, yes or no, or text."""
    if cell is None or isinstance(cell, bool | int | float):
        return cell
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, datetime.datetime) and not any((cell.hour, cell.minute, cell.second)):
        return cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return text.plain(text.string(cell))


def _workbook(headers: Sequence[str], rows: Rows, title: str, freeze: bool) -> bytes:
    name = escape(title.translate(_NOT_IN_TITLES)[:_TITLE] or "Sheet1", {'"': "&quot;"})
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' if freeze else ""
    lines = "".join(
        f'<row r="{number}">{"".join(_cell(cell) for cell in row)}</row>'
        for number, row in enumerate([headers, *rows], 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{_KIND}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{_KIND}.worksheet+xml"/></Types>',
        "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATION}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetViews><sheetView workbookViewId="0">{pane}'
        f"</sheetView></sheetViews><sheetData>{lines}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for path, content in parts.items():
            # Without the hour, so that the same table is the same file.
            book.writestr(zipfile.ZipInfo(path), _XML + content)
    return out.getvalue()


def _relations(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_RELATION}/{kind}" '
        f'Target="{target}"/></Relationships>'
    )


def _cell(cell: Any) -> str:
    value = _plain(cell)
    if value is None:
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value!r}</v></c>"
    # Text that stands in its cell is never a formula. Characters that XML lacks are left out.
    written = "".join(letter for letter in value if letter >= " " or letter in "\t\n")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(written)}</t></is></c>'


_MAKERS: dict[str, Callable[[Sequence[str], Rows, str, bool], bytes]] = {
    "csv": _csv, "json": _json, "xlsx": _workbook
}  # fmt: skip
