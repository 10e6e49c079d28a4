"""Tables, and the items of a review."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...compile import Expression, Template
from .block import Block, Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table."""

    header: Template
    # What stands in a cell: an expression over `row_item` and `row_index`, or a text.
    cell: Expression | Template


@dataclass(frozen=True, kw_only=True)
class TableBlock(Block):
    """`table`: the items of a list as rows, kept in a variable as a text that is made when it is shown."""

    variable: str
    rows: Expression
    columns: tuple[Column, ...]
    # Which attributes `Edit` asks for; None for no such button.
    edit: tuple[str, ...] | None = None
    delete: bool = False
    reorder: Condition = False
    confirm: Condition = False
    # The attribute of an item that says that it is not to be changed.
    read_only: str = ""
    edit_header: Template | None = None
    if_empty: Template | bool = True
    incomplete: bool = False
    not_available: Template | None = None
    gathered: bool = True
    filter: Expression | None = None
    sort_key: Expression | None = None
    sort_reverse: bool = False
    # Class names of the table, and after a comma those of its head.
    css_class: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One item of `review`."""

    line: int
    label: Template | None = None
    # What its link asks again, in order: names of variables, and mappings such as {"recompute": [...]}.
    fields: tuple[Any, ...] = ()
    button: Template | None = None
    help: Template | None = None
    # `note` and `html`, by their key.
    texts: dict[str, Template] = field(default_factory=dict)
    css_class: str = ""
    show_if: tuple[Expression, ...] = ()
