"""`fields`: the items of a question's form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import absent
from ..compile import Expression, Template
from ..errors import AuthorError
from ..source import Map
from .choices import parse_choices, parse_options
from .model import Choice, Condition, FieldSpec
from .reader import Keys

# Texts of a field that may hold `${ }`.
TEXTS = ("hint", "help", "under text", "min", "max", "minlength", "maxlength", "step", "scale", "currency symbol",
         "maximum image size", "css class", "inline width")  # fmt: skip
# Plain options, kept as they are written.
OPTIONS = (
    "rows",
    "inline",
    "address autocomplete",
    "action",
    "trigger at",
    "group",
    "image upload type",
    "image upload quality",
    "file css class",
    "using",
    "keep for training",
    "private",
    "persistent",
    "allow users",
    "allow privileges",
    "permissions",
    "extras",
    "field metadata",
)
# Options that may be a yes or no, or the expression that decides it.
SWITCHES = ("label above field", "floating label")
# Widths in twelfths; each part of one may be an expression.
GRIDS = ("grid", "item grid")
# Conditions on other fields of the same screen, which the browser decides.
CONDITIONS = (
    "show if",
    "hide if",
    "enable if",
    "disable if",
    "js show if",
    "js hide if",
    "js enable if",
    "js disable if",
)
OTHERS = {"disable others": "disable", "uncheck others": "uncheck", "check others": "check"}
# Texts of which a field may consist alone.
TEXT_ITEMS = {"note": "note", "html": "html", "raw html": "html", "script": "script", "css": "css"}
KNOWN = (
    "label",
    "field",
    "no label",
    "datatype",
    "input type",
    "choices",
    "code",
    "default",
    "required",
    "disabled",
    "validate",
    "validation messages",
    "exclude",
    "shuffle",
    "none of the above",
    "nota",
    "all of the above",
    "aota",
    "note",
    "html",
    "raw html",
    "script",
    "css",
    "data",
    "choice",
    "object labeler",
    "help generator",
    "image generator",
    "accept",
    *TEXTS,
    *OPTIONS,
    *SWITCHES,
    *GRIDS,
    *CONDITIONS,
    *OTHERS,
)
_KEEPS_TYPE = ("boolean", "integer", "number", "currency", "float", "threestate", "yesnoradio", "noyesradio")


def parse_fields(keys: Keys) -> tuple[FieldSpec, ...]:
    """The items of `fields`.

    Raises:
        AuthorError: an item is not a field.
    """
    value = keys.take("fields")
    if isinstance(value, Map) and set(value) == {"code"}:
        return (FieldSpec(line=value.line, code=keys.expression_of(value["code"], value.line_of("code"))),)
    if isinstance(value, Map) and len(value) > 1 and not any(key in KNOWN for key in value):
        # Labels and variables alone, without dashes: each is a field.
        return tuple(_field(keys.below(value.only(label)), [label]) for label in value)
    if isinstance(value, Map):
        return tuple(_items(keys.below(value)))
    return tuple(field for item, line in keys.items("fields") for field in _item(keys, item, line))


def _item(keys: Keys, item: Any, line: int) -> Iterator[FieldSpec]:
    if not isinstance(item, Map):
        raise AuthorError("A field must be a mapping.", file=keys.file, line=line,
                          fix="Write it as `- Label: variable_name`.")  # fmt: skip
    if set(item) == {"code"}:
        yield FieldSpec(line=line, code=keys.expression_of(item["code"], item.line_of("code")))
        return
    yield from _items(keys.below(item))


def _items(keys: Keys) -> Iterator[FieldSpec]:
    """The field of one mapping, with the texts beside it (`html` beside a label stands on its own)."""
    text_items = [key for key in TEXT_ITEMS if key in keys]
    labels = [key for key in keys.data if key not in KNOWN]
    if labels or "field" in keys or "no label" in keys:
        yield _field(keys, labels)
    elif not text_items:
        raise keys.error(
            "", "A field without a variable.", "Write it as `- Label: variable_name`, or with `label:` and `field:`."
        )
    for key in text_items:
        template = keys.template(key)
        if template is not None:
            show = _server_condition(keys)
            options = _browser_condition(keys)
            yield FieldSpec(line=keys.data.line_of(key), datatype=TEXT_ITEMS[key], label=template, show_if=show,
                            texts=keys.templates(("css class",)), options=options, js=_js(options))  # fmt: skip


def _field(keys: Keys, labels: list[str]) -> FieldSpec:
    label, variable = _label_and_variable(keys, labels)
    datatype, choices = keys.word("datatype"), None
    if "choices" in keys or "code" in keys:
        if datatype.startswith("object"):
            items: tuple[Choice | Expression, ...] = keys.expressions("choices")
        else:
            items = parse_choices(keys, "choices", numbers=datatype in _KEEPS_TYPE)
        code = keys.expression("code")
        choices = parse_options(keys, items + ((code,) if code else ()))
    elif any(key in keys for key in ("exclude", "none of the above", "nota", "all of the above", "aota", "shuffle")):
        choices = parse_options(keys, ())
    keys.remark_idle("a field", absent.FIELDS)
    options = {**_options(keys), **_browser_condition(keys)}
    return FieldSpec(
        line=keys.line,
        variable=variable,
        label=label,
        datatype=datatype,
        input=keys.word("input type"),
        choices=choices,
        default=_default(keys, datatype),
        required=keys.condition("required", True) if "required" in keys else None,
        disabled=keys.condition("disabled"),
        labeler=keys.expression("object labeler"),
        explainer=keys.expression("help generator"),
        drawer=keys.expression("image generator"),
        accept=keys.expression("accept"),
        show_if=_server_condition(keys),
        texts=_texts(keys),
        validate=keys.expression("validate"),
        messages=_messages(keys),
        others=_others(keys),
        options=options,
        js=_js(options),
    )


def _label_and_variable(keys: Keys, labels: list[str]) -> tuple[Template | None, str]:
    if "no label" in keys:
        return None, keys.variable("no label") or keys.variable("field")
    if "label" in keys or "field" in keys:
        if labels:
            raise keys.error(labels[0], f"The key “{labels[0]}” of a field is not known.", "Remove it, or correct it.")
        label = keys.template("label")
        return label, keys.variable("field")
    if len(labels) > 1:
        raise keys.error(
            labels[1], f"One field has two labels: “{labels[0]}” and “{labels[1]}”.",
            "Put a dash before each field; check the spelling of the field's options.",
        )  # fmt: skip
    line = keys.data.line_of(labels[0])
    label = keys.template_of(labels[0], line) if labels[0] else None
    return label, keys.variable(labels[0])


def _texts(keys: Keys) -> dict[str, Template]:
    found = {}
    for key in TEXTS:
        value = keys.take(key)
        if isinstance(value, Map) and "content" in value:
            value = value["content"]
        if value is not None and not isinstance(value, bool):
            found[key] = keys.template_of(value, keys.data.line_of(key))
    return found


def _options(keys: Keys) -> dict[str, Any]:
    """The options of a field: plain values, and those that are decided when the screen is drawn up."""
    found = {key: keys.take(key) for key in OPTIONS if key in keys}
    found.update({key: keys.condition(key) for key in SWITCHES if key in keys})
    found.update({key: grid for key in GRIDS if (grid := _grid(keys, key)) is not None})
    if keys.data.get("input type") == "ajax" and not found.get("action"):
        raise keys.error("input type", "A field with `input type: ajax` names no `action`.",
                         "Write `action:` and the event that gives the choices.")  # fmt: skip
    return found


def _grid(keys: Keys, key: str) -> Any:
    """A width, or a mapping of `width`, `offset` and the like."""
    value, line = keys.take(key), keys.data.line_of(key)
    if not isinstance(value, Map):
        return keys.expression_of(value, line) if isinstance(value, str) else value
    return {
        name: keys.template_of(part, value.line_of(name))
        if name == "breakpoint"
        else keys.expression_of(part, value.line_of(name))
        if isinstance(part, str)
        else part
        for name, part in value.items()
    }


def _default(keys: Keys, datatype: str) -> Any:
    """The default: a plain value, a template, or code; in a list or a mapping, plain values."""
    value, line = keys.take("default"), keys.data.line_of("default")
    if isinstance(value, Map) and set(value) == {"code"}:
        return keys.expression_of(value["code"], line)
    if datatype.startswith("object") and value is not None:
        names = value if isinstance(value, list) else [value]
        return keys.expression_of(f"[{', '.join(str(name) for name in names)}]", line)
    if isinstance(value, Map):
        return dict(value)
    if isinstance(value, list):
        return [keys.template_of(item, line) for item in value]
    if isinstance(value, str):
        return keys.template_of(value, line)
    return value


def _messages(keys: Keys) -> dict[str, Template]:
    value = keys.take("validation messages")
    if value is None:
        return {}
    if not isinstance(value, Map):
        raise keys.error(
            "validation messages", "`validation messages` must be a mapping.", "Write `required: Sentence`."
        )
    return {key: keys.template_of(text, value.line_of(key)) for key, text in value.items()}


def _others(keys: Keys) -> dict[str, tuple[str, ...] | bool]:
    found: dict[str, tuple[str, ...] | bool] = {}
    for key, name in OTHERS.items():
        value = keys.take(key)
        if isinstance(value, bool):
            found[name] = value
        elif value is not None:
            found[name] = keys.variables(key)
    return found


def _server_condition(keys: Keys) -> Condition:
    """`show if: {code: ...}` and `hide if: {code: ...}`, which do not depend on the screen itself."""
    for key in ("show if", "hide if"):
        value = keys.data.get(key)
        if isinstance(value, Map) and set(value) == {"code"}:
            line = value.line_of("code")
            source = value["code"] if key == "show if" else f"not ({value['code']}\n)"
            result: Expression = keys.expression_of(source, line)
            return result
    return True


def _browser_condition(keys: Keys) -> dict[str, Any]:
    """Conditions on other fields of the screen, as written: `{"condition": {"show if": ...}}`."""
    found = {}
    for key in CONDITIONS:
        value = keys.take(key)
        if value is not None and not (isinstance(value, Map) and set(value) == {"code"}):
            found[key] = dict(value) if isinstance(value, Map) else value
    return {"condition": found} if found else {}


def _js(options: dict[str, Any]) -> dict[str, str]:
    """Those of the conditions that are expressions for the browser."""
    return {
        kind: str(source).strip() for kind, source in options.get("condition", {}).items() if kind.startswith("js ")
    }
