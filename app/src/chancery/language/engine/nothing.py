"""Questions that leave nothing to choose: every field asks to pick from a list, and the lists are empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...protocol import Field, Form
from ..values import convert

if TYPE_CHECKING:
    from ..blocks import Block
    from .engine import Engine

_LISTS = ("radio", "select", "checkboxes", "multiselect", "buttons")


def is_empty(field: Field) -> bool:
    """Whether the field offers choices, but has none."""
    return bool(field.variable) and field.input in _LISTS and not field.choices


def nothing_to_ask(form: Form) -> bool:
    """Whether the form has fields that ask, and all of them are empty."""
    asking = [field for field in form.fields if field.variable]
    return bool(asking) and all(is_empty(field) for field in asking)


def answer_nothing(engine: Engine, block: Block, form: Form) -> None:
    """Set the variables of such a form as if it had been sent."""
    for field in form.fields:
        if field.variable:
            engine.assign(field.variable, empty_answer(field))
    if block.mandatory is not False and block.id not in engine.notes.answered:
        engine.notes.answered.append(block.id)


def empty_answer(field: Field) -> object:
    """What an empty field sets: None, or no choice of none."""
    return convert(field, []) if field.input in ("checkboxes", "multiselect") else None
