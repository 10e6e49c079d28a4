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
from ..objects.gathering import Gathered, reach
from ..objects.naming import IndividualName, Name
from . import links, queue
from .words import word

if TYPE_CHECKING:
    from .engine import Engine

_CLASS = re.compile(r"[\w-]+")
_BUTTONS = "btn btn-sm btn-secondary"
_MISSING = (NameError, AttributeError, KeyError, IndexError)


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
    changes = block.edit is not None or block.delete or block.reorder
    editable = buttons and isinstance(given, DAList | DADict) and changes
    if editable:
        headers.append(block.edit_header.data(engine.namespace).strip() if block.edit_header else word("Actions"))
    lines = [_line(headers), "|" + " --- |" * len(headers)]
    for number, (key, item) in enumerate(rows):
        with engine.names_bound({"row_item": item, "row_index": key}):
            cells = [_cell(engine, block, column.cell) for column in block.columns]
        if editable:
            cells.append(_buttons(engine, block, given, (key, item), (number, len(rows))))
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
    except _MISSING:
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

    def ranked(row: tuple[Any, Any]) -> Any:
        rank = _of_row(engine, sort_key, row)
        return rank(row[1]) if callable(rank) and not isinstance(rank, DAObject) else rank

    return sorted(rows, key=ranked, reverse=block.sort_reverse)


def _of_row(engine: Engine, expression: Expression, row: tuple[Any, Any]) -> Any:
    with engine.names_bound({"row_index": row[0], "row_item": row[1]}):
        return expression.evaluate(engine.namespace)


def _cell(engine: Engine, block: TableBlock, cell: Expression | Template) -> str:
    try:
        if isinstance(cell, Template):
            shown = cell.data(engine.namespace)
        else:
            value = cell.evaluate(engine.namespace)
            shown = "" if value is None else text.string(value)
    except _MISSING:
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


def _buttons(
    engine: Engine, block: TableBlock, group: DAList | DADict, row: tuple[Any, Any], place: tuple[int, int]
) -> str:
    key, item = row
    closed = _read_only(item, block.read_only) if block.read_only and isinstance(item, DAObject) else False
    if closed and not isinstance(closed, dict | DADict):
        return ""
    # A dictionary says which of the two is allowed.
    may = {name: bool(closed[name]) if closed and name in closed else True for name in ("edit", "delete")}
    name = group.instanceName
    found = []
    if block.reorder and isinstance(group, DAList):
        number, count = place
        if number:
            found.append(_button(engine, word("Up"), [{"move": name, "key": key, "by": -1}]))
        if number < count - 1:
            found.append(_button(engine, word("Down"), [{"move": name, "key": key, "by": 1}]))
    if block.edit is not None and may["edit"]:
        where = item.instanceName if isinstance(item, DAObject) else f"{name}{_index(key)}"
        attributes = [_leaf(item, name) for name in block.edit] if isinstance(item, DAObject) else []
        work = queue.edit_items(where, attributes)
        complete = group.__dict__.get("complete_attribute")
        if isinstance(item, DAObject) and isinstance(complete, str):
            work.append({"recompute": f"{where}.{complete}"})  # what was changed may want more to be asked
        found.append(_button(engine, word("Edit"), work))
    fewest = group.__dict__.get("minimum_number")
    if block.delete and may["delete"] and not (fewest is not None and len(group.elements) <= fewest):
        classes = f"{_BUTTONS} c-confirm" if block.confirm else _BUTTONS
        found.append(_button(engine, word("Delete"), [{"remove": name, "key": key}], classes))
    return " ".join(found)


def _leaf(item: DAObject, attribute: str) -> str:
    """What a person types for an attribute: of a name that is an object, its first part."""
    try:
        value = reach(item, attribute)
    except _MISSING:
        return attribute
    if isinstance(value, IndividualName) and value.uses_parts:
        return f"{attribute}.first"
    return f"{attribute}.text" if isinstance(value, Name) else attribute


def _button(engine: Engine, label: str, items: list[queue.Item], classes: str = _BUTTONS) -> str:
    return links.shown_link(label, links.work_link(engine, items), classes)


def _index(key: Any) -> str:
    return f"[{key}]" if isinstance(key, int) else f"['{text.plain(str(key))}']"


def _read_only(item: DAObject, attribute: str) -> Any:
    try:
        return reach(item, attribute)
    except _MISSING:
        return False
