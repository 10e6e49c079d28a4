"""Fields and choices, as written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ...compile import Expression, Template
from .block import Condition

# A function of the author's: the expression for it, or itself where code has given it.
Function = Expression | Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to pick, as written."""

    label: Template
    value: Any = None  # a plain value, or a Template
    default: Condition = False
    help: Template | None = None
    image: Any = ""  # a name, or a file that code has given
    color: str = ""
    css_class: str = ""
    group: Template | None = None
    show_if: Condition = True
    # What a button does instead of setting a value; see `protocol.COMMANDS`.
    command: str = ""
    url: Template | None = None
    block: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """Choices that code has given already, in one of the forms that `code` may give."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceList:
    """`choices`, `buttons` and the like: what is written, and what code gives at its place."""

    items: tuple[Choice | Expression | Given, ...] = ()
    exclude: tuple[Expression, ...] = ()
    shuffle: bool = False
    # "None of the above", "All of the above": the author's words, True for ours, False for none.
    none_of_the_above: Template | bool | None = None
    all_of_the_above: Template | bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One item of `fields`, as written."""

    line: int
    variable: str = ""
    label: Template | None = None
    datatype: str = ""
    input: str = ""
    choices: ChoiceList | None = None
    default: Any = None  # a plain value, a list, a Template or an Expression
    required: Condition | None = None
    disabled: Condition = False
    show_if: Condition = True  # `show if: code`, known before the screen is shown
    texts: dict[str, Template] = field(default_factory=dict)  # hint, help, under text, min, max, step, css class ...
    validate: Expression | None = None
    accept: Expression | str | None = None  # which kinds of files are taken
    # Functions that give the label of an object, what explains it, and its picture.
    labeler: Function = None
    explainer: Function = None
    drawer: Function = None
    messages: dict[str, Template] = field(default_factory=dict)
    others: dict[str, tuple[str, ...] | bool] = field(default_factory=dict)
    # Plain values (rows ...) and what is decided when the screen is drawn up (label above field, grid ...).
    options: dict[str, Any] = field(default_factory=dict)
    js: dict[str, str] = field(default_factory=dict)  # `js show if` and its like
    # Instead of a field: code that gives a list of fields.
    code: Expression | None = None
