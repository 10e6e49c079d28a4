"""Choices that an event gives to fields of the page that stays, by
`background_response({'a': {'choices': …}}, 'fields')`.

The state keeps them under keys of their own until the next screen is drawn, so an answer is one of them, or of those
that the form was served with; whatever else a page sends is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...protocol import Choice
from .. import text
from .choices import choices_given

if TYPE_CHECKING:
    from ...protocol import Field
    from .engine import Engine

# How fields are drawn whose choices a page can change.
_INPUTS = ("select", "combobox", "datalist", "multiselect")


def offer(engine: Engine, told: dict[str, Any]) -> tuple[dict[str, list[Choice]], dict[str, str]]:
    """Take in what an event says of fields, by variable: a value, or a dictionary of `choices` and `value`.

    Returns:
        The choices and the values, as texts, by variable.

    Raises:
        AuthorError: choices are no list of choices.
    """
    choices: dict[str, list[Choice]] = {}
    values: dict[str, str] = {}
    for name, wanted in told.items():
        variable, parts = text.plain(str(name)), wanted if isinstance(wanted, dict) else {"value": wanted}
        if "choices" in parts:
            choices[variable] = choices_given(engine, parts["choices"], "offered")
            engine.notes.offered[variable] = [[one.label, one.value] for one in choices[variable]]
        if "value" in parts:
            values[variable] = text.plain(text.string(parts["value"]))
    return choices, values


def accept(engine: Engine, fields: list[Field]) -> None:
    """Let these fields of the form that was answered have, beside their own, the choices that events gave them."""
    for field in fields:
        own = {choice.key for choice in field.choices}
        field.choices += [choice for choice in _kept(engine, field) if choice.key not in own]


def show(engine: Engine, fields: list[Field]) -> None:
    """Draw these fields with the choices that events gave them: the screen is shown again as it was left."""
    for field in fields:
        field.choices = _kept(engine, field) or field.choices


def _kept(engine: Engine, field: Field) -> list[Choice]:
    kept = engine.notes.offered.get(field.variable, []) if field.input in _INPUTS else []
    return [Choice(f"offered_{number}", label, value) for number, (label, value) in enumerate(kept)]
