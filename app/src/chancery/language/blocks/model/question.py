"""A screen, with what stands on it beside its fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...compile import Code, Expression, Template
from .block import Block, Condition
from .documents import Attachments
from .fields import ChoiceList, FieldSpec
from .tables import ReviewItem

# Where the progress bar stands while it is neither shown nor moved on.
HIDDEN = -1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpText:
    """A titled piece of help. `label` is what leads to it, and its title too where there is no `heading`."""

    label: Template | None
    content: Template
    heading: Template | None = None
    # The names of sounds and films that are played above it.
    recordings: tuple[Template, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionButton:
    """One of `action buttons`: a link below the question."""

    label: Template
    action: Template
    arguments: Any = None  # a mapping of plain values and templates
    color: Template | None = None
    icon: Template | None = None
    css_class: str = ""
    placement: str = "after"
    new_window: bool = False
    show_if: Condition = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCollect:
    """`list collect`: ask for all items of a list on one screen."""

    enable: Condition = True
    final: Condition = True  # whether the list is complete then
    append: Condition = True
    delete: Condition = True
    add_label: Template | None = None
    label: Template | None = None  # what an item is called, over its fields


@dataclass(frozen=True, kw_only=True)
class QuestionBlock(Block):
    """`question`: a screen."""

    question: Template
    # fields, buttons, choices, dropdown, combobox, yesno, continue, signature, deadend
    kind: str
    # What a question with one answer sets, or the `continue button field` of one with fields.
    variable: str = ""
    datatype: str = ""
    choices: ChoiceList = field(default_factory=ChoiceList)
    required: Condition = True
    default: Any = None
    fields: tuple[FieldSpec, ...] = ()
    texts: dict[str, Template] = field(default_factory=dict)  # subquestion, under, pre, post, right, labels, ...
    help: tuple[HelpText, ...] = ()
    terms: dict[str, Template] = field(default_factory=dict)
    auto_terms: dict[str, Template] = field(default_factory=dict)
    validation: Code | None = None
    # Who may answer it, as values of the variable `role`; () for the interview's `default role`.
    roles: tuple[str, ...] = ()
    prevent_going_back: Condition = False
    # None where the interview decides.
    back_button: Condition | None = None
    hide_continue: Condition = False
    disable_continue: Condition = False
    reload_after: Template | None = None
    progress: float | None = None
    section: Template | None = None
    scan: bool = True
    review: tuple[ReviewItem, ...] = ()
    # Whether items of `review` are left out while a variable of theirs has no value.
    skip_undefined: bool = True
    action_buttons: tuple[ActionButton | Expression, ...] = ()
    scripts: tuple[tuple[str, Template], ...] = ()
    # Names of sounds and films, or marks that show them.
    recordings: tuple[Template, ...] = ()
    check_in: str = ""
    check_in_every: int = 10
    decoration: Template | None = None
    attachments: Attachments | None = None
    collect: ListCollect | None = None
