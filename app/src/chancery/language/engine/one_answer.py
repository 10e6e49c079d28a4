"""The field of a question with one answer: its buttons, its choices, a signature, or a mere Continue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...protocol import Field
from ..blocks import QuestionBlock
from ..compile import Template
from .choices import build_choices
from .uploads import signature_field

if TYPE_CHECKING:
    from .engine import Engine

CONTINUE = "continue_field"
_ONE_ANSWER: dict[str, Any] = {"choices": "radio", "dropdown": "select", "combobox": "combobox"}


def build_one_answer(engine: Engine, block: QuestionBlock) -> list[Field]:
    """The field of a question with one answer: buttons, choices, or a mere Continue."""
    variable = engine.concrete(block.variable) if block.variable else ""
    if block.kind == "continue":
        return [continue_field(variable)]
    if block.kind == "signature":
        return [signature_field(engine, block, variable)]
    picked = _picked(engine, block, variable)
    choices = build_choices(
        engine, block.choices, picked, sets_variable=bool(variable), objects=block.datatype.startswith("object")
    )
    required = engine.holds(block.required)
    return [
        Field(
            key="field_0", variable=variable, datatype=block.datatype or "text", choices=choices,
            input=_ONE_ANSWER.get(block.kind, "buttons"), label_position="none", required=required,
        )
    ]  # fmt: skip


def _picked(engine: Engine, block: QuestionBlock, variable: str) -> Any:
    earlier = engine.earlier(variable) if variable and block.kind not in ("yesno", "buttons") else None
    default = block.default.data(engine.namespace) if isinstance(block.default, Template) else block.default
    wanted = earlier if earlier is not None else default
    return lambda value: wanted is not None and value == wanted


def continue_field(variable: str) -> Field:
    """The Continue button, where pressing it sets a variable."""
    return Field(
        key=CONTINUE, variable=variable, datatype="continue", input="none", label_position="none", required=False
    )
