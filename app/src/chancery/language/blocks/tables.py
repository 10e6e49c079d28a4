"""`table` blocks, and `review` in questions: what is listed so that a person can look it over and change it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .. import absent, names
from ..errors import AuthorError
from ..source import Map
from .model import Column, ReviewItem, TableBlock
from .reader import Keys

_ATTRIBUTE = re.compile(r"\brow_item\.([A-Za-z][A-Za-z0-9_.]*)(?![\w(.])")
_DOINGS = ("recompute", "set", "undefine", "invalidate", "follow up", "action", "arguments", "field")
_ITEM_KEYS = ("label", "field", "fields", "button", "help", "note", "html", "raw html", "css class", "show if",
              "action", "arguments")  # fmt: skip


def parse_table(keys: Keys, block: dict[str, Any]) -> TableBlock:
    """The table of one mapping."""
    variable = keys.variable("table")
    block["sets"] = (variable,)
    rows = keys.expression("rows")
    if rows is None:
        raise keys.error("table", "The table has no `rows`.", "Write `rows:` and the list to show.")
    columns = tuple(_columns(keys))
    if not columns:
        raise keys.error(
            "table", "The table has no `columns`.", "Write `columns:` and below it `- Header: expression`."
        )
    empty = keys.take("show if empty", True)
    edit, delete = keys.take("edit"), keys.data.get("delete buttons")
    table = TableBlock(
        **block, variable=variable, rows=rows, columns=columns, edit=_edit(keys, edit, columns),
        delete=keys.flag("delete buttons", edit not in (None, False)) if delete is not None else bool(edit),
        reorder=keys.condition("allow reordering"), confirm=keys.condition("confirm"), read_only=keys.word("read only"),
        edit_header=keys.template("edit header"),
        if_empty=empty if isinstance(empty, bool) else keys.template_of(empty, keys.data.line_of("show if empty")),
        incomplete=keys.flag("show incomplete"), not_available=keys.template("not available label"),
        gathered=keys.flag("require gathered", True), filter=keys.expression("filter"),
        sort_key=keys.expression("sort key"), sort_reverse=keys.flag("sort reverse"),
        css_class=keys.template("table css class"),
    )  # fmt: skip
    keys.remark_idle("a table", absent.TABLES)
    keys.remark_unknown("a table", ())
    return table


def _columns(keys: Keys) -> Iterator[Column]:
    for item, line in keys.items("columns"):
        if not isinstance(item, Map):
            raise AuthorError("A column must be a mapping.", file=keys.file, line=line,
                              fix="Write it as `- Header: expression`.")  # fmt: skip
        if {"header", "cell"} <= set(item):
            yield Column(
                header=keys.template_of(item["header"], item.line_of("header")),
                cell=keys.expression_of(item["cell"], item.line_of("cell")),
            )
            continue
        for header, cell in item.items():
            yield Column(header=keys.template_of(header, line), cell=keys.expression_of(cell, item.line_of(header)))


def _edit(keys: Keys, value: Any, columns: tuple[Column, ...]) -> tuple[str, ...] | None:
    """The attributes that `edit` lists; with `edit: True` those that the columns show."""
    if value is None or value is False:
        return None
    if value is not True:
        return tuple(str(name) for name, _ in keys.items("edit"))
    shown = (name for column in columns for name in _ATTRIBUTE.findall(column.cell.source))
    return tuple(dict.fromkeys(shown))


def parse_review(keys: Keys) -> tuple[ReviewItem, ...]:
    """The items of `review`."""
    value = keys.take("review")
    if isinstance(value, Map):
        return (_review_item(keys.below(value)),)
    found = []
    for item, line in keys.items("review"):
        if not isinstance(item, Map):
            raise AuthorError("An item of `review` must be a mapping.", file=keys.file, line=line,
                              fix="Write it as `- Edit: variable_name`.")  # fmt: skip
        found.append(_review_item(keys.below(item)))
    return tuple(found)


def _review_item(keys: Keys) -> ReviewItem:
    labels = [key for key in keys.data if key not in _ITEM_KEYS]
    if len(labels) > 1:
        raise keys.error(labels[1], f"One item of `review` has two labels: “{labels[0]}” and “{labels[1]}”.",
                         "Put a dash before each item; check the spelling of its options.")  # fmt: skip
    texts = {key.removeprefix("raw "): template for key in ("note", "html", "raw html")
             if (template := keys.template(key)) is not None}  # fmt: skip
    label = keys.template_of(labels[0], keys.line) if labels else keys.template("label")
    key = labels[0] if labels else "fields" if "fields" in keys else "field"
    fields = tuple(_doing(keys, item, line) for item, line in keys.items(key))
    if "action" in keys:
        fields = ({"action": keys.word("action"), "arguments": keys.take("arguments") or {}},)
    return ReviewItem(
        line=keys.line, label=label, fields=fields, button=keys.template("button"), help=keys.template("help"),
        texts=texts, css_class=keys.word("css class"), show_if=keys.expressions("show if"),
    )  # fmt: skip


def _doing(keys: Keys, item: Any, line: int) -> Any:
    """What one entry of `fields` wants done: a variable's name, or a mapping."""
    if not isinstance(item, Map):
        return keys.variable_of(item, line)
    unknown = [key for key in item if key not in _DOINGS]
    if unknown:
        raise AuthorError(f"“{unknown[0]}” in `fields` is not known.", file=keys.file, line=line,
                          fix=f"It can be {', '.join(_DOINGS)}.")  # fmt: skip
    below = keys.below(item)
    if "set" in item:
        return {"set": [_set(below, pair, at) for pair, at in below.items("set")]}
    return {key: _plain(below, key) for key in item}


def _set(keys: Keys, pair: Any, line: int) -> dict[str, Any]:
    if not isinstance(pair, Map):
        raise AuthorError("`set` must hold mappings.", file=keys.file, line=line, fix="Write `- variable: value`.")
    return {keys.variable_of(name, line): value for name, value in pair.items()}


def _plain(keys: Keys, key: str) -> Any:
    if key in ("action", "arguments"):
        value = keys.take(key)
        return dict(value) if isinstance(value, Map) else value
    return list(keys.variables(key))


def first_variables(item: ReviewItem) -> list[str]:
    """The variables of an item that must have values for it to be shown."""
    return [field for field in item.fields if isinstance(field, str) and names.is_name(field)]
