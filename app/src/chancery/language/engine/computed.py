"""Fields that code gives (`- code: ...` below `fields`): dictionaries written as the YAML would be.

Code that runs for a person is no source of code: where the YAML has an expression, such a dictionary has its value, and
what can be nothing else than code (`validate`, `js show if`) it cannot have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from .. import names, text
from ..blocks.fields import CONDITIONS, GRIDS, KNOWN, OPTIONS, OTHERS, SWITCHES, TEXT_ITEMS, TEXTS
from ..blocks.model import Choice, ChoiceList, FieldSpec, Given
from ..compile import Expression, Template
from ..errors import AuthorError
from ..text import plain, string

if TYPE_CHECKING:
    from .engine import Engine

_NOT_HERE = {
    "validate": "Check it in the question's `validation code`.",
    "script": "Write it into the question's `script`.",
    "css": "Write it into the question's `css`.",
    **{kind: "Write the field into the YAML." for kind in CONDITIONS if kind.startswith("js ")},
}
_CONDITIONS = tuple(kind for kind in CONDITIONS if not kind.startswith("js "))


def computed_fields(engine: Engine, code: Expression, given: Any) -> list[FieldSpec]:
    """The fields that `code` gave.

    Their texts are what code made and are shown as they are: no template and no code is compiled from them.

    Raises:
        AuthorError: it did not give a list of dictionaries, or one of them is no field.
    """
    if not isinstance(given, Iterable) or isinstance(given, str | dict):
        raise _error(code, "The code for the fields did not give a list of dictionaries.",
                     "Give for instance [{'label': 'Name', 'field': 'name'}].")  # fmt: skip
    items = list(given)
    if not all(isinstance(item, dict) for item in items):
        raise _error(code, "The code for the fields did not give a list of dictionaries.",
                     "Give for instance [{'label': 'Name', 'field': 'name'}].")  # fmt: skip
    maker = _Maker(engine, code)
    return [spec for item in items for spec in maker.fields({plain(str(key)): part for key, part in item.items()})]


def _error(code: Expression, message: str, fix: str) -> AuthorError:
    return AuthorError(message, file=code.file, line=code.line, fix=fix)


class _Maker:
    def __init__(self, engine: Engine, code: Expression) -> None:
        self.engine, self.code = engine, code

    def fields(self, item: dict[str, Any]) -> Iterator[FieldSpec]:
        """The field of one dictionary, with the texts beside it."""
        for key, fix in _NOT_HERE.items():
            if key in item:
                raise _error(self.code, f"A field that code gave cannot have `{key}`.", fix)
        beside = [key for key in TEXT_ITEMS if key in item]
        if not beside or set(item) - {*beside, "css class", *CONDITIONS}:
            yield self._field(item)
        for key in beside:
            yield FieldSpec(
                line=self.code.line, datatype=TEXT_ITEMS[key], label=self._template(item[key]),
                show_if=self._shown(item), texts=self._texts(item, ("css class",)), options=self._conditions(item),
            )  # fmt: skip

    def _field(self, item: dict[str, Any]) -> FieldSpec:
        label, variable = self._label_and_variable(item)
        datatype = self._word(item, "datatype")
        known = (*OPTIONS, *SWITCHES, *GRIDS)
        return FieldSpec(
            line=self.code.line, variable=variable, label=None if label is None else self._template(label),
            datatype=datatype, input=self._word(item, "input type"), choices=self._choices(item, datatype),
            default=item.get("default"), required=self._flag(item, "required"),
            disabled=bool(self._flag(item, "disabled")), show_if=self._shown(item), texts=self._texts(item, TEXTS),
            accept=self._word(item, "accept") or None, labeler=self._function(item, "object labeler"),
            explainer=self._function(item, "help generator"), drawer=self._function(item, "image generator"),
            messages=self._messages(item), others=self._others(item),
            options={**{name: item[name] for name in known if name in item}, **self._conditions(item)},
        )  # fmt: skip

    def _template(self, value: Any) -> Template:
        return Template(text.interpolate(value), self.code.file, self.code.line)

    def _texts(self, item: dict[str, Any], known: tuple[str, ...]) -> dict[str, Template]:
        return {name: self._template(item[name]) for name in known if item.get(name) is not None}

    def _messages(self, item: dict[str, Any]) -> dict[str, Template]:
        return {str(name): self._template(said) for name, said in (item.get("validation messages") or {}).items()}

    @staticmethod
    def _word(item: dict[str, Any], key: str) -> str:
        value = item.get(key)
        return "" if value is None else plain(string(value))

    def _flag(self, item: dict[str, Any], key: str) -> bool | None:
        value = item.get(key)
        if isinstance(value, str):
            raise _error(self.code, f"The `{key}` of a field that code gave is text.", "Give True or False.")
        return None if value is None else bool(value)

    def _function(self, item: dict[str, Any], key: str) -> Callable[[Any], Any] | None:
        value = item.get(key)
        if value is not None and not callable(value):
            raise _error(self.code, f"The `{key}` of a field that code gave is no function.",
                         "Give a function, as `lambda y: y.name`.")  # fmt: skip
        return value

    def _label_and_variable(self, item: dict[str, Any]) -> tuple[Any, str]:
        labels = [key for key in item if key not in KNOWN]
        if len(labels) > 1 or (labels and {"label", "field", "no label"} & set(item)):
            raise _error(self.code, f"The key “{labels[-1]}” of a field that code gave is not known.",
                         "Remove it, or correct it.")  # fmt: skip
        label, variable = item.get("label"), item.get("no label") or item.get("field")
        if labels:
            label, variable = labels[0], item[labels[0]]
        if not isinstance(variable, str) or not names.is_name(variable):
            raise _error(self.code, "A field that code gave names no variable.", "Give it 'field': 'variable_name'.")
        return label or None, names.canonical(variable)

    # -- choices --------------------------------------------------------------------------------------------

    def _choices(self, item: dict[str, Any], datatype: str) -> ChoiceList | None:
        if isinstance(item.get("code"), str):
            raise _error(self.code, "The `code` of a field that code gave is text.", "Give the list of choices itself.")
        keys = ("choices", "code", "exclude", "shuffle", "none of the above", "nota", "all of the above", "aota")
        if not any(item.get(key) is not None for key in keys):
            return None
        items: list[Choice | Given] = []
        for given in item.get("choices") or ():
            items += self._objects(given) if datatype.startswith("object") else self._written(given, item["choices"])
        if item.get("code") is not None:
            items.append(Given(item["code"]))
        excluded = item.get("exclude")
        left_out = list(excluded) if isinstance(excluded, list | tuple | set) else [excluded]
        if excluded is not None:
            items = [one for one in items if isinstance(one, Given) or one.value not in left_out]
        return ChoiceList(
            items=tuple(items), shuffle=bool(item.get("shuffle")),
            none_of_the_above=self._above(item, "none of the above", "nota"),
            all_of_the_above=self._above(item, "all of the above", "aota"),
        )  # fmt: skip

    def _above(self, item: dict[str, Any], *keys: str) -> Template | bool | None:
        value = next((item[key] for key in keys if item.get(key) is not None), None)
        return value if value is None or isinstance(value, bool) else self._template(value)

    def _objects(self, given: Any) -> list[Given]:
        """An object, or a list of such: itself, or by the name of its variable."""
        return [Given([self.engine.value(plain(given)) if isinstance(given, str) else given])]

    def _written(self, given: Any, all_of_them: Any) -> list[Choice]:
        """One choice as the YAML has it: `label: value`, `{label, value, ...}`, `[value, label]` or a mere value."""
        if isinstance(all_of_them, dict):
            return [self._choice(given, all_of_them[given])]
        if isinstance(given, list | tuple):
            value, label, default, explained = (list(given) + [None] * 4)[:4]
            return [self._choice(label if len(given) > 1 else value, value, {"default": default, "help": explained})]
        if not isinstance(given, dict):
            return [self._choice(given, given)]
        if given.get("show if", True) is False:
            return []
        if "label" in given:
            return [self._choice(given["label"], given.get("value", given["label"]), given)]
        pairs = [(key, value) for key, value in given.items() if key not in _MODIFIERS]
        return [self._choice(label, value, given) for label, value in pairs]

    def _choice(self, label: Any, value: Any, options: dict[str, Any] | None = None) -> Choice:
        beside = options or {}
        return Choice(
            label=self._template(label), value=value, default=bool(beside.get("default")),
            help=self._template(beside["help"]) if beside.get("help") else None, image=beside.get("image"),
            color=self._word(beside, "color"), css_class=self._word(beside, "css class"),
            group=self._template(beside["group"]) if beside.get("group") else None,
        )  # fmt: skip

    # -- other fields of the screen -------------------------------------------------------------------------

    def _shown(self, item: dict[str, Any]) -> bool:
        """`show if` and `hide if` with the value of `code`."""
        for key in ("show if", "hide if"):
            value = item.get(key)
            if isinstance(value, dict) and "code" in value:
                return bool(self._flag(value, "code")) is (key == "show if")
        return True

    def _conditions(self, item: dict[str, Any]) -> dict[str, Any]:
        found = {key: item[key] for key in _CONDITIONS if item.get(key) is not None}
        told = {key: value for key, value in found.items() if not (isinstance(value, dict) and "code" in value)}
        return {"condition": told} if told else {}

    def _others(self, item: dict[str, Any]) -> dict[str, tuple[str, ...] | bool]:
        found: dict[str, tuple[str, ...] | bool] = {}
        for key, name in OTHERS.items():
            value = item.get(key)
            if isinstance(value, list | tuple):
                found[name] = tuple(names.canonical(plain(str(one))) for one in value)
            elif value is not None:
                found[name] = bool(value)
        return found


_MODIFIERS = ("default", "help", "image", "color", "css class", "show if", "group", "value")
