"""How a field is drawn, and what can be picked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...protocol import Choice as Served
from ...protocol import Field
from .. import text
from ..blocks.model import Choice, ChoiceList, FieldSpec
from ..compile import Template
from ..markdown import to_inline_html
from ..objects import DAList
from .choices import build_choices
from .looks import describe_objects, function_of

if TYPE_CHECKING:
    from .engine import Engine

MANY = ("checkboxes", "multiselect", "object_checkboxes", "object_multiselect")
# How a datatype is drawn where it has no choices.
INPUTS: dict[str, Any] = {
    "area": "area", "ml": "text", "mlarea": "area", "password": "password", "email": "email", "integer": "number",
    "number": "number", "float": "number", "currency": "number", "date": "date", "time": "time", "datetime": "datetime",
    "datetime-local": "datetime", "range": "range", "yesno": "checkbox", "noyes": "checkbox", "yesnowide": "checkbox",
    "noyeswide": "checkbox", "boolean": "checkbox", "hidden": "hidden", "note": "note", "html": "html",
    "checkboxes": "checkboxes", "object_checkboxes": "checkboxes", "multiselect": "multiselect",
    "object_multiselect": "multiselect", "radio": "radio", "object_radio": "radio", "object": "select",
    "combobox": "combobox", "datalist": "datalist", "dropdown": "select", "pulldown": "select",
}  # fmt: skip
# How `input type` is drawn.
INPUT_TYPES: dict[str, Any] = {
    "radio": "radio", "dropdown": "select", "pulldown": "select", "combobox": "combobox", "datalist": "datalist",
    "area": "area", "hidden": "hidden", "ajax": "combobox", "checkboxes": "checkboxes", "multiselect": "multiselect",
}  # fmt: skip
_THREE = (("Yes", True), ("No", False), ("I don’t know", None))
# Datatypes that are radio buttons of words.
WORDED = {
    "yesnoradio": _THREE[:2], "noyesradio": (("Yes", False), ("No", True)), "yesnomaybe": _THREE,
    "threestate": _THREE, "noyesmaybe": (("Yes", False), ("No", True), ("I don’t know", None)),
}  # fmt: skip
# A yes or no that `input type` wants picked rather than ticked.
_TWO = {
    **dict.fromkeys(("yesno", "yesnowide", "boolean"), WORDED["yesnoradio"]),
    **dict.fromkeys(("noyes", "noyeswide"), WORDED["noyesradio"]),
}
# What `input type` calls fields in which one thing is picked.
PICKED = ("radio", "dropdown", "pulldown", "combobox", "datalist")


def add_choices(engine: Engine, spec: FieldSpec, field: Field, default: Any) -> None:
    """Give a field what can be picked in it, if it has choices; `default` is what is picked already."""
    words = WORDED.get(spec.datatype) or (_TWO.get(spec.datatype) if spec.input in PICKED else None)
    if words and spec.choices is None:
        written = ChoiceList(items=tuple(_worded(spec, label, value) for label, value in words))
    elif spec.choices is not None and (spec.choices.items or spec.datatype in MANY):
        written = spec.choices
    else:
        return
    objects = spec.datatype.startswith("object")
    # A variable that was set to None has a choice for it picked.
    has_none = default is None and engine.defined(field.variable)
    field.choices = build_choices(
        engine, written, lambda value: _is_picked(default, value) or (has_none and value is None), objects=objects,
        labeler=function_of(engine, spec.labeler),
    )  # fmt: skip
    if objects:
        describe_objects(engine, spec, field)
    if field.datatype in MANY or field.datatype == "object_radio":
        _add_exclusive(engine, spec, field)
    elif not field.choices:
        field.required = False


def _worded(spec: FieldSpec, label: str, value: Any) -> Choice:
    return Choice(label=Template(label, "", spec.line), value=value)


def _is_picked(default: Any, value: Any) -> bool:
    if isinstance(default, dict):
        return bool(default.get(value, False))
    if isinstance(default, DAList):
        return value in default.elements
    if isinstance(default, list | tuple | set | frozenset):
        return value in default
    return default is not None and type(default) in (bool, type(value), text.Typed, str) and default == value


def _add_exclusive(engine: Engine, spec: FieldSpec, field: Field) -> None:
    """The boxes for none and for all of the above."""
    assert spec.choices is not None  # noqa: S101  # the caller has looked
    none, every = spec.choices.none_of_the_above, spec.choices.all_of_the_above
    if none is False and spec.required is None and field.minlength is None:
        field.required = False  # with nothing to tick for “none”, none may be ticked
    none = True if none is None and field.datatype in ("checkboxes", "object_checkboxes") else none
    for wanted, ours, key in ((every, "All of the above", "choice_all"), (none, "None of the above", "choice_none")):
        if wanted and field.choices:
            label = wanted.markdown(engine.namespace).strip() if isinstance(wanted, Template) else ours
            field.choices.append(
                Served(key, to_inline_html(label), inclusive=key == "choice_all", exclusive=key == "choice_none")
            )


def input_of(spec: FieldSpec, field: Field) -> Any:
    """How a field is drawn: a name of `protocol.fields`."""
    if spec.input in INPUT_TYPES:
        return INPUT_TYPES[spec.input]
    if field.datatype in WORDED:
        return "radio"
    drawn = INPUTS.get(field.datatype, "text")
    if (
        spec.choices is not None
        and spec.choices.items
        and drawn in ("text", "number", "date", "time", "email", "checkbox")
    ):
        return "select"
    return drawn
