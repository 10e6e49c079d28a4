"""Fields that code gives (`- code: ...` below `fields`): dictionaries written as the YAML would be."""

from __future__ import annotations

from typing import Any

from .. import names, text
from ..blocks.model import Choice, ChoiceList, FieldSpec
from ..compile import Expression, Template
from ..errors import AuthorError

_TEXTS = ("hint", "help", "under text", "min", "max", "minlength", "maxlength", "step", "currency symbol")
_OPTIONS = ("rows", "grid", "css class", "label above field", "floating label")
_KNOWN = ("label", "field", "no label", "datatype", "input type", "choices", "default", "required", "note", "html",
          "disabled", "validation messages", *_TEXTS, *_OPTIONS)  # fmt: skip


def computed_fields(code: Expression, given: Any) -> list[FieldSpec]:
    """The fields that `code` gave.

    Their texts are what code made and are shown as they are: no template is compiled from them.

    Raises:
        AuthorError: it did not give a list of dictionaries, or one of them is no field.
    """
    if not isinstance(given, list | tuple) or not all(isinstance(item, dict) for item in given):
        raise AuthorError(
            "The code for the fields did not give a list of dictionaries.", file=code.file, line=code.line,
            fix="Give for instance [{'label': 'Name', 'field': 'name'}].",
        )  # fmt: skip
    return [_field(code, item) for item in given]


def _field(code: Expression, item: dict[str, Any]) -> FieldSpec:
    def template(value: Any) -> Template:
        return Template(text.interpolate(value), code.file, code.line)

    for kind in ("note", "html"):
        if kind in item:
            return FieldSpec(line=code.line, datatype=kind, label=template(item[kind]))
    label, variable = _label_and_variable(code, item)
    choices = item.get("choices")
    return FieldSpec(
        line=code.line, variable=variable, label=None if label is None else template(label),
        datatype=str(item.get("datatype") or ""), input=str(item.get("input type") or ""),
        choices=None if choices is None else ChoiceList(items=tuple(_choices(choices, template))),
        default=item.get("default"), required=item.get("required"), disabled=bool(item.get("disabled", False)),
        texts={name: template(item[name]) for name in _TEXTS if item.get(name) is not None},
        messages={name: template(words) for name, words in (item.get("validation messages") or {}).items()},
        options={name: item[name] for name in _OPTIONS if name in item},
    )  # fmt: skip


def _label_and_variable(code: Expression, item: dict[str, Any]) -> tuple[Any, str]:
    labels = [key for key in item if key not in _KNOWN]
    label, variable = None, item.get("no label") or item.get("field")
    if "label" in item:
        label = item["label"]
    elif len(labels) == 1 and variable is None:
        label, variable = labels[0], item[labels[0]]
    if not isinstance(variable, str) or not names.is_name(variable):
        raise AuthorError("A field that code gave names no variable.", file=code.file, line=code.line,
                          fix="Give it 'field': 'variable_name'.")  # fmt: skip
    return label or None, names.canonical(variable)


def _choices(given: Any, template: Any) -> list[Choice]:
    if isinstance(given, dict):
        return [Choice(label=template(label), value=value) for label, value in given.items()]
    found = []
    for item in given:
        if isinstance(item, dict):
            found += [Choice(label=template(label), value=value) for label, value in item.items()]
        elif isinstance(item, list | tuple) and len(item) > 1:
            found.append(Choice(label=template(item[1]), value=item[0]))
        else:
            found.append(Choice(label=template(item), value=item))
    return found
