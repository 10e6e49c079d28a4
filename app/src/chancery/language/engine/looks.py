"""How a field looks: where its label stands, how wide it is, its class names; of objects, what stands beside each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...protocol import Field
from .. import state, text
from ..blocks.fields import GRIDS
from ..blocks.model import FieldSpec
from ..compile import Expression, Template
from ..hidden import reveal
from ..markdown import to_html
from .choices import picture_of

if TYPE_CHECKING:
    from .engine import Engine

# Characters in a unit of CSS, about: `inline width: 15em` is a box for so many.
_CHARACTERS = {"em": 2.0, "rem": 2.0, "ch": 1.0, "px": 0.125, "": 1.0}
_LENGTH = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,3})?)\s*(em|rem|ch|px|)")
_MOST_CHARACTERS = 80


def label_position(engine: Engine, spec: FieldSpec) -> Any:
    """Where the label stands: a name of `Field.label_position`."""
    if spec.label is None:
        return "none"
    if _says(engine, spec, "floating label", "floating labels"):
        return "floating"
    return "above" if _says(engine, spec, "label above field", "labels above fields") else "side"


def _says(engine: Engine, spec: FieldSpec, option: str, feature: str) -> bool:
    """Whether the field, or else the whole interview, wants something."""
    if option in spec.options:
        return engine.holds(spec.options[option])
    return bool(engine.interview.info.features.get(feature, False))


def css_class(engine: Engine, spec: FieldSpec) -> str:
    """The class names that the author gives the field."""
    written = spec.texts.get("css class")
    return reveal(written.markdown(engine.namespace)).strip() if written else ""


def grid(engine: Engine, spec: FieldSpec) -> dict[str, Any]:
    """`grid` and `item grid`, each a width or a mapping of plain values."""
    found: dict[str, Any] = {}
    for name in GRIDS:
        value = spec.options.get(name)
        if isinstance(value, dict):
            found[name] = {part: _plain(engine, item) for part, item in value.items()}
        elif value is not None:
            found[name] = _plain(engine, value)
    return found


def _plain(engine: Engine, value: Any) -> Any:
    if isinstance(value, Template):
        return reveal(value.markdown(engine.namespace)).strip()
    found = value.evaluate(engine.namespace) if isinstance(value, Expression) else value
    return found if isinstance(found, bool | int | float) or found is None else text.plain(text.string(found))


def characters(written: str) -> int | None:
    """For how many characters a box is that is as wide as a length of CSS says; None where it says none."""
    match = _LENGTH.fullmatch(written.strip().lower())
    if match is None:
        return None
    return min(max(round(float(match[1]) * _CHARACTERS[match[2]]), 1), _MOST_CHARACTERS)


def function_of(engine: Engine, given: Any) -> Callable[[Any], Any] | None:
    """The author's function: of an expression its value, else what is given."""
    function: Callable[[Any], Any] | None = given.evaluate(engine.namespace) if isinstance(given, Expression) else given
    return function


def describe_objects(engine: Engine, spec: FieldSpec, field: Field) -> None:
    """Give choices of objects the helps and pictures that functions of the author's make of them."""
    explain, draw = function_of(engine, spec.explainer), function_of(engine, spec.drawer)
    for choice in field.choices if explain or draw else ():
        thing = engine.value(text.plain(state.unpack(choice.value)))
        if explain:
            choice.help = to_html(text.interpolate(explain(thing) or ""))
        if draw:
            choice.label = picture_of(engine, draw(thing)) + choice.label
