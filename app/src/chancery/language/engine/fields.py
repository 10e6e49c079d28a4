"""Fields as they are served: what the browser draws, and what the server needs to understand the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...protocol import Choice as Served
from ...protocol import Field
from .. import functions, state, text
from ..blocks import QuestionBlock
from ..blocks.model import Choice, ChoiceList, FieldSpec
from ..compile import Expression, Template
from ..hidden import reveal
from ..markdown import to_html, to_inline_html
from ..objects import DAList
from ..values import default_text, limit_messages
from .choices import build_choices
from .computed import computed_fields
from .conditions import rules
from .uploads import UPLOADS, describe, signature_field

if TYPE_CHECKING:
    from .engine import Engine

currency_symbol = functions.NAMESPACE["currency_symbol"]
CONTINUE = "continue_field"
_MANY = ("checkboxes", "multiselect", "object_checkboxes", "object_multiselect")
# How a datatype is drawn where it has no choices.
INPUTS: dict[str, Any] = {
    "area": "area", "mlarea": "area", "password": "password", "email": "email", "integer": "number", "number": "number",
    "float": "number", "currency": "number", "date": "date", "time": "time", "datetime": "datetime",
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
    "noyesmaybe": (("Yes", False), ("No", True), ("I don’t know", None)),
}  # fmt: skip
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


def build_fields(engine: Engine, block: QuestionBlock) -> list[Field]:
    """The fields of a question's form."""
    found: list[Field] = []
    specs = [
        spec
        for item in block.fields
        for spec in (computed_fields(item.code, item.code.evaluate(engine.namespace)) if item.code else (item,))
    ]
    for number, spec in enumerate(specs):
        if engine.holds(spec.show_if):
            field = _build(engine, spec, f"field_{number}")
            field.private["spec"] = number
            found.append(field)
    _connect(specs, found)
    for field in found:
        field.condition = rules(specs[field.private["spec"]].options.get("condition", {}), found, engine.concrete)
    return found


def _build(engine: Engine, spec: FieldSpec, key: str) -> Field:
    namespace = engine.namespace
    texts = {name: template.markdown(namespace).strip() for name, template in spec.texts.items()}
    label = spec.label.markdown(namespace).strip() if spec.label else ""
    if spec.datatype in ("note", "html", "script", "css"):
        return _text_item(spec, key, label)
    variable = engine.concrete(spec.variable)
    field = Field(
        key=key,
        variable=variable,
        datatype=_datatype(spec),
        label=to_inline_html(label) if label else "",
        label_position=_label_position(engine, spec),
        required=_required(engine, spec),
        disabled=engine.holds(spec.disabled),
        hint=reveal(texts.get("hint", "")),
        help=to_html(texts["help"]) if "help" in texts else "",
        under=to_inline_html(texts["under text"]) if "under text" in texts else "",
        minimum=_limit(engine, spec, texts, "min"),
        maximum=_limit(engine, spec, texts, "max"),
        step=reveal(texts.get("step", "")),
        minlength=_count(texts, "minlength"),
        maxlength=_count(texts, "maxlength"),
        rows=_whole(spec.options.get("rows")),
        prefix=_prefix(spec, texts),
        css_class=_word(spec.options.get("css class")),
        grid=_grid(spec),
        messages=_messages(engine, spec),
    )
    if field.datatype in UPLOADS:
        field.input = "file"
        describe(engine, spec, field)
        return field
    default = _default(engine, spec, variable)
    _add_choices(engine, spec, field, default)
    field.input = _input(spec, field)
    field.messages.update(limit_messages(field))
    if not field.choices and field.datatype not in _MANY and not field.datatype.startswith("object"):
        field.default = _default_text(field, default)
    return field


def _text_item(spec: FieldSpec, key: str, markdown: str) -> Field:
    kind = spec.datatype if spec.datatype in ("note", "html") else "html"
    shown = to_html(markdown) if spec.datatype != "css" else ""
    if spec.datatype == "script":
        shown = ""  # scripts need their own way to the page
    return Field(
        key=key,
        datatype=kind,
        input="note" if kind == "note" else "html",
        html=shown,
        required=False,
        label_position="none",
        css_class=_word(spec.options.get("css class")),
    )


def _datatype(spec: FieldSpec) -> str:
    if spec.datatype:
        return spec.datatype
    return {"range": "range", "hidden": "text", "area": "area"}.get(spec.input, "text")


def _label_position(engine: Engine, spec: FieldSpec) -> Any:
    if spec.label is None:
        return "none"
    features = engine.interview.info.features
    above = spec.options.get("label above field", features.get("labels above fields", False))
    if spec.options.get("floating label", features.get("floating labels", False)):
        return "floating"
    return "above" if above else "side"


def _required(engine: Engine, spec: FieldSpec) -> bool:
    if spec.required is not None:
        return engine.holds(spec.required)
    if spec.others.get("disable"):
        return False  # its place may be taken by one of the fields that it disables
    # A single checkbox that is not ticked is an answer too.
    return spec.datatype not in ("yesno", "noyes", "yesnowide", "noyeswide", "boolean", "range", "hidden") and (
        spec.input != "hidden"
    )


def _limit(engine: Engine, spec: FieldSpec, texts: dict[str, str], name: str) -> str:
    written = reveal(texts.get(name, ""))
    if not written and spec.datatype == "date":
        written = str(engine.interview.info.features.get(f"default date {name}", ""))
    return default_text(spec.datatype, written) or written if spec.datatype in ("date", "time", "datetime") else written


def _count(texts: dict[str, str], name: str) -> int | None:
    return _whole(reveal(texts[name])) if name in texts else None


def _whole(value: Any) -> int | None:
    try:
        return int(float(value))
    except (TypeError, ValueError):
        return None


def _prefix(spec: FieldSpec, texts: dict[str, str]) -> str:
    return reveal(texts.get("currency symbol", "")) or (currency_symbol() if spec.datatype == "currency" else "")


def _word(value: Any) -> str:
    return "" if value is None or isinstance(value, bool) else str(value)


def _grid(spec: FieldSpec) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("grid", "item grid"):
        value = spec.options.get(name)
        if value is not None:
            found[name] = dict(value) if isinstance(value, dict) else value
    return found


def _messages(engine: Engine, spec: FieldSpec) -> dict[str, str]:
    written = {**engine.interview.settings.messages, **spec.messages}
    return {name: reveal(template.markdown(engine.namespace)).strip() for name, template in written.items()}


def _default(engine: Engine, spec: FieldSpec, variable: str) -> Any:
    earlier = engine.earlier(variable)
    if earlier is not None:
        return earlier
    default = spec.default
    if isinstance(default, Expression):
        return default.evaluate(engine.namespace)
    if isinstance(default, Template):
        return default.data(engine.namespace).rstrip("\n")
    if isinstance(default, list):
        return [item.data(engine.namespace) if isinstance(item, Template) else item for item in default]
    return default


def _default_text(field: Field, default: Any) -> str:
    if field.input == "checkbox":
        ticked = bool(default) and default not in ("False", "false")
        return "True" if ticked else ""
    return text.plain(default_text(field.datatype, default))


def _add_choices(engine: Engine, spec: FieldSpec, field: Field, default: Any) -> None:
    words = WORDED.get(spec.datatype)
    if words and spec.choices is None:
        written = ChoiceList(items=tuple(_worded(spec, label, value) for label, value in words))
    elif spec.choices is not None and (spec.choices.items or spec.datatype in _MANY):
        written = spec.choices
    else:
        return
    field.choices = build_choices(
        engine, written, lambda value: _is_picked(default, value), objects=spec.datatype.startswith("object")
    )
    if spec.labeler is not None:
        _label(engine, spec.labeler, field)
    if field.datatype in _MANY or field.datatype == "object_radio":
        _add_exclusive(engine, spec, field)
    elif not field.choices:
        field.required = False


def _label(engine: Engine, labeler: Expression, field: Field) -> None:
    """Label the choices of objects by a function of the author's."""
    function = labeler.evaluate(engine.namespace)
    for choice in field.choices:
        thing = engine.value(text.plain(state.unpack(choice.value)))
        choice.label = to_inline_html(text.interpolate(function(thing)))


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


def _input(spec: FieldSpec, field: Field) -> Any:
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


def _connect(specs: list[FieldSpec], fields: list[Field]) -> None:
    """Turn the variables of `disable others` and its like into keys."""
    by_variable = {field.variable: field.key for field in fields if field.variable}
    for field in fields:
        spec = specs[field.private["spec"]]
        for name, wanted in spec.others.items():
            if wanted is True:
                others = [other.key for other in fields if other is not field and _follows(name, other)]
            else:
                others = [by_variable[variable] for variable in wanted or () if variable in by_variable]
            if others:
                field.others[name] = others  # type: ignore[index]  # the parser gives only the three names


def _follows(name: str, other: Field) -> bool:
    """Whether `other` is meant by `disable others: True` (every field) or `check others: True` (checkboxes)."""
    return bool(other.variable) and (name == "disable" or other.input == "checkbox")
