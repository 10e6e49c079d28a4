"""Fields as they are served: what the browser draws, and what the server needs to understand the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...protocol import Field
from .. import functions, text
from ..blocks import QuestionBlock
from ..blocks.model import FieldSpec
from ..compile import Expression, Template
from ..hidden import reveal
from ..markdown import to_html, to_inline_html
from ..values import default_text, limit_messages
from . import asking, looks
from .computed import computed_fields
from .conditions import rules
from .field_choices import MANY, PICKED, add_choices, input_of
from .files import mark_pictures
from .terms import mark_terms
from .uploads import UPLOADS, describe

if TYPE_CHECKING:
    from .engine import Engine

currency_symbol = functions.NAMESPACE["currency_symbol"]


def build_fields(engine: Engine, block: QuestionBlock) -> list[Field]:
    """The fields of a question's form."""
    specs: list[tuple[int | None, FieldSpec]] = []
    for place, item in enumerate(block.fields):
        if item.code:
            given = item.code.evaluate(engine.namespace)
            specs += [(None, spec) for spec in computed_fields(engine, item.code, given)]
        else:
            specs.append((place, item))
    drawn: list[tuple[FieldSpec, Field]] = []
    for number, (written, spec) in enumerate(specs):
        if engine.holds(spec.show_if):
            field = _build(engine, block, spec, f"field_{number}")
            if written is not None:
                field.private["spec"] = written
            drawn.append((spec, field))
    found = [field for _, field in drawn]
    _connect(drawn)
    for spec, field in drawn:
        field.condition = rules(spec.options.get("condition", {}), found, engine.concrete)
    return found


def _build(engine: Engine, block: QuestionBlock, spec: FieldSpec, key: str) -> Field:
    namespace = engine.namespace
    texts = {name: template.markdown(namespace).strip() for name, template in spec.texts.items()}
    for name in ("help", "under text"):
        if name in texts:
            texts[name] = _explained(engine, block, texts[name])
    label = spec.label.markdown(namespace).strip() if spec.label else ""
    if spec.datatype in ("note", "html", "script", "css"):
        words = _explained(engine, block, label) if spec.datatype == "note" else label
        return _text_item(engine, spec, key, words)
    label = _explained(engine, block, label)
    variable = engine.concrete(spec.variable)
    field = Field(
        key=key,
        variable=variable,
        datatype=_datatype(spec),
        label=to_inline_html(label) if label else "",
        label_position=looks.label_position(engine, spec),
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
        css_class=looks.css_class(engine, spec),
        grid=looks.grid(engine, spec),
        width=looks.characters(reveal(texts.get("inline width", ""))),
        scale=_scale(texts),
        messages=_messages(engine, spec),
    )
    if field.datatype in UPLOADS:
        field.input = "file"
        describe(engine, spec, field)
        return field
    default = _default(engine, spec, variable)
    add_choices(engine, spec, field, default)
    field.input = input_of(spec, field)
    asking.describe(spec, field)
    field.messages.update(limit_messages(field))
    if not field.choices and field.datatype not in MANY and not field.datatype.startswith("object"):
        field.default = _default_text(field, default)
    return field


def _explained(engine: Engine, block: QuestionBlock, markdown: str) -> str:
    """A text beside the fields with its terms and pictures."""
    return mark_pictures(engine, mark_terms(engine, markdown, block.terms, block.auto_terms))


def _text_item(engine: Engine, spec: FieldSpec, key: str, markdown: str) -> Field:
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
        css_class=looks.css_class(engine, spec),
    )


def _datatype(spec: FieldSpec) -> str:
    if spec.datatype:
        return spec.datatype
    return {"range": "range", "hidden": "text", "area": "area"}.get(spec.input, "text")


def _required(engine: Engine, spec: FieldSpec) -> bool:
    if spec.required is not None:
        return engine.holds(spec.required)
    if spec.others.get("disable"):
        return False  # its place may be taken by one of the fields that it disables
    # A single checkbox that is not ticked is an answer too.
    if spec.input in PICKED:
        return True
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


def _scale(texts: dict[str, str]) -> Any:
    return "logarithmic" if reveal(texts.get("scale", "")).lower().startswith("log") else ""


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


def _connect(drawn: list[tuple[FieldSpec, Field]]) -> None:
    """Turn the variables of `disable others` and its like into keys."""
    by_variable: dict[str, list[str]] = {}
    for _, field in drawn:
        by_variable.setdefault(field.variable, []).append(field.key)
    for spec, field in drawn:
        for name, wanted in spec.others.items():
            if wanted is True:
                others = [other.key for _, other in drawn if other is not field and _follows(name, other)]
            else:
                keys = [key for variable in wanted or () for key in by_variable.get(variable, ())]
                others = [key for key in keys if key != field.key]
            if others:
                field.others[name] = others  # type: ignore[index]  # the parser gives only the three names


def _follows(name: str, other: Field) -> bool:
    """Whether `other` is meant by `disable others: True` (every field) or `check others: True` (checkboxes)."""
    return bool(other.variable) and (name == "disable" or other.input == "checkbox")
