"""Makes the text of a `table` block: a Markdown table of the items of a list, with links to edit and delete them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .. import assembly, text
from ..blocks.model import QuestionBlock, TableBlock
from ..compile import Expression, Template
from ..errors import AuthorError
from ..objects import DADict, DAList, DAObject
from ..objects.gathering import Gathered
from .row_buttons import MISSING, Wanted, row_buttons
from .words import word

if TYPE_CHECKING:
    from .engine import Engine

_CLASS = re.compile(r"[\w-]+")


def table_text(engine: Engine, block: TableBlock, *, buttons: bool = True) -> str:
    """The table as Markdown, in which the parts that people typed are still known as such; with its buttons, or not.

    Raises:
        NameError: something in it has no value yet.
        AuthorError: `rows` is nothing that has items.
    """
    given = block.rows.evaluate(engine.namespace)
    rows = _sorted(engine, block, _chosen(engine, block, list(_rows(block, given))))
    if not rows and block.if_empty is not True:
        return block.if_empty.data(engine.namespace) if isinstance(block.if_empty, Template) else ""
    headers = [_in_a_cell(column.header.data(engine.namespace).strip()) for column in block.columns]
    reorder, confirm = engine.holds(block.reorder), engine.holds(block.confirm)
    changes = block.edit is not None or block.delete or reorder
    editable = buttons and isinstance(given, DAList | DADict) and changes
    if editable:
        headers.append(block.edit_header.data(engine.namespace).strip() if block.edit_header else word("Actions"))
    lines = [_line(headers), "|" + " --- |" * len(headers)]
    for number, (key, item) in enumerate(rows):
        with engine.names_bound({"row_item": item, "row_index": key}):
            cells = [_cell(engine, block, column.cell) for column in block.columns]
        if editable:
            place = (number, len(rows)) if reorder else None
            wanted = Wanted(
                edit=block.edit, delete=block.delete, confirm=confirm, place=place, read_only=block.read_only
            )
            cells.append(row_buttons(engine, given, key, item, wanted))
        lines.append(_line(cells))
    classes = _classes(engine, block)
    lines += ["", classes] if classes else []
    return text.build([part for line in ["\n", *lines, "\n"] for part in (line, "\n")])


def _classes(engine: Engine, block: TableBlock) -> str:
    """What gives the table its classes: its own, those of the question, or those of the interview; "" for none."""
    asked = engine.interview.block(engine.shows)
    own = asked.texts.get("table css class") if isinstance(asked, QuestionBlock) else None
    template = block.css_class or own or engine.interview.screen_parts.get("table css class")
    if template is None or assembly.medium():
        return ""
    written = template.data(engine.namespace) if isinstance(template, Template) else template
    table, _, head = (" ".join(_CLASS.findall(part)) if part != "," else part
                      for part in text.plain(text.string(written)).partition(","))  # fmt: skip
    parts = [f".{name}" for name in table.split()] + ([f'thead="{head}"'] if head else [])
    return f"{{: {' '.join(parts)}}}" if parts else ""


def table_cells(engine: Engine, block: TableBlock) -> tuple[list[str], list[list[Any]]]:
    """The headers of the table, and the values in its rows.

    Raises:
        NameError: something in it has no value yet.
    """
    rows = _sorted(engine, block, _chosen(engine, block, list(_rows(block, block.rows.evaluate(engine.namespace)))))
    cells = []
    for key, item in rows:
        with engine.names_bound({"row_item": item, "row_index": key}):
            cells.append([_value(engine, block, column.cell) for column in block.columns])
    return [column.header.data(engine.namespace).strip() for column in block.columns], cells


def _value(engine: Engine, block: TableBlock, cell: Expression | Template) -> Any:
    try:
        return cell.data(engine.namespace) if isinstance(cell, Template) else cell.evaluate(engine.namespace)
    except MISSING:
        if not block.incomplete:
            raise
        return None


def _line(cells: list[str]) -> str:
    return text.build(part for cell in cells for part in ("| ", cell, " ")) + "|"


def _rows(block: TableBlock, given: Any) -> Iterator[tuple[Any, Any]]:
    """The keys and items of a list or dictionary; of one that is still being gathered, those that there are."""
    if isinstance(given, Gathered):
        partly = not block.gathered or block.incomplete
        if not partly:
            given.gather_if_needed()
        elements = given.elements
    else:
        elements = given
    if isinstance(elements, dict):
        yield from sorted(elements.items(), key=lambda pair: str(pair[0]))
    elif isinstance(elements, list | tuple | set | frozenset):
        yield from enumerate(elements)
    else:
        raise AuthorError("The `rows` of the table are not a list.", file=block.file, line=block.rows.line,
                          fix="Name a list or a dictionary.")  # fmt: skip


def _chosen(engine: Engine, block: TableBlock, rows: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    if block.filter is None:
        return rows
    return [row for row in rows if _of_row(engine, block.filter, row)]


def _sorted(engine: Engine, block: TableBlock, rows: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    sort_key = block.sort_key
    if sort_key is None:
        return list(reversed(rows)) if block.sort_reverse else rows
    return sorted(rows, key=lambda row: _of_row(engine, sort_key, row), reverse=block.sort_reverse)


def _of_row(engine: Engine, expression: Expression, row: tuple[Any, Any]) -> Any:
    """The value of an expression for a row; where that is a function, what it makes of the row's item."""
    with engine.names_bound({"row_index": row[0], "row_item": row[1]}):
        value = expression.evaluate(engine.namespace)
        return value(row[1]) if callable(value) and not isinstance(value, DAObject) else value


def _cell(engine: Engine, block: TableBlock, cell: Expression | Template) -> str:
    try:
        if isinstance(cell, Template):
            shown = cell.data(engine.namespace)
        else:
            value = cell.evaluate(engine.namespace)
            shown = "" if value is None else text.string(value)
    except MISSING:
        if not block.incomplete:
            raise
        return block.not_available.data(engine.namespace).strip() if block.not_available else word("n/a")
    return _in_a_cell(shown.strip())


def _in_a_cell(shown: str) -> str:
    """Text that stays in its cell: no line break and no bar of the author's; what was typed cannot break out anyway."""
    return text.build(
        piece if isinstance(piece, text.Typed) else piece.replace("\n", "<br>").replace("|", "\\|")
        for piece in text.pieces_of(shown)
    )
