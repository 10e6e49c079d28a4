"""`choices`, `buttons`, `dropdown` and `combobox`: what there is to pick, in each of the ways to write it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..compile import Expression, Template
from ..errors import AuthorError
from ..source import Map, Seq
from .model import Choice, ChoiceList
from .reader import Keys

# The last words of an interview, for `buttons` and `choices` that set no variable.
COMMANDS = {
    "exit": "exit", "leave": "leave", "logout": "logout", "exit_logout": "exit_logout", "restart": "restart",
    "new_session": "new_session", "refresh": "refresh", "continue": "continue", "signin": "signin",
    "register": "register",
}  # fmt: skip
_MODIFIERS = ("default", "help", "image", "color", "css class", "show if", "group", "url", "key", "code")
# Parses a block that stands inside a choice and returns its id.
Embed = Callable[[Map], str]


def parse_choices(
    keys: Keys, key: str, *, embed: Embed | None = None, numbers: bool = False
) -> tuple[Choice | Expression, ...]:
    """The choices below `key`.

    Args:
        keys: the mapping that `key` is in.
        key: `choices`, `buttons`, ...
        embed: for a question without a variable, where a choice may be a command or hold a block.
        numbers: values keep their type (`datatype: boolean`, `integer` ...).
    """
    value = keys.take(key)
    if value is None:
        return ()
    if isinstance(value, str):  # code, as fields for objects have it
        return (keys.expression_of(value, keys.data.line_of(key)),)
    parser = _Parser(keys, embed, numbers)
    if isinstance(value, Map):
        if set(value) == {"code"}:
            return (keys.expression_of(value["code"], value.line_of("code")),)
        return tuple(parser.pair(label, value[label], value.line_of(label), Map(value.line)) for label in value)
    return tuple(choice for item, line in keys.items(key) for choice in parser.item(item, line))


def parse_options(keys: Keys, items: tuple[Choice | Expression, ...]) -> ChoiceList:
    """A list of choices with the keys beside it that change it."""
    return ChoiceList(
        items=items,
        exclude=keys.expressions("exclude"),
        shuffle=keys.flag("shuffle"),
        none_of_the_above=_word(keys, "none of the above", "nota"),
        all_of_the_above=_word(keys, "all of the above", "aota"),
    )


def _word(keys: Keys, *names: str) -> Template | bool | None:
    for name in names:
        value = keys.take(name)
        if value is not None:
            return value if isinstance(value, bool) else keys.template_of(value, keys.data.line_of(name))
    return None


class _Parser:
    def __init__(self, keys: Keys, embed: Embed | None, numbers: bool) -> None:
        self.keys, self.embed, self.numbers = keys, embed, numbers

    def item(self, item: Any, line: int) -> Iterator[Choice | Expression]:
        if isinstance(item, Map):
            yield from self._mapping(item)
        elif isinstance(item, Seq):
            if not 1 <= len(item) <= 4:
                raise self._error("A choice written as a list has one to four parts.", line)
            value, label, default, explained = (list(item) + [None] * 4)[:4]
            yield self._choice(
                label if len(item) > 1 else value, value, line, default=default is True,
                help=None if explained is None else self.keys.template_of(explained, line),
            )  # fmt: skip
        else:
            yield self._choice(item, item, line)

    def _mapping(self, item: Map) -> Iterator[Choice | Expression]:
        if "label" in item and ("value" in item or ("label" in item and set(item) <= {"label", *_MODIFIERS})):
            yield self.pair(item["label"], item.get("value", item["label"]), item.line_of("label"), item)
        elif set(item) == {"code"}:
            yield self.keys.expression_of(item["code"], item.line_of("code"))
        else:
            labels = [key for key in item if key not in _MODIFIERS]
            if len(labels) != 1:
                raise self._error(
                    "A choice needs one label."
                    if not labels
                    else f"One choice has several labels: {', '.join(labels)}.",
                    item.line,
                )
            yield self.pair(labels[0], item[labels[0]], item.line_of(labels[0]), item)

    def pair(self, label: Any, value: Any, line: int, options: Map) -> Choice:
        """A label, its value, and the modifiers beside them."""
        keys = self.keys.below(options)
        return self._choice(
            label, value, line,
            default=keys.condition("default"), help=keys.template("help"), image=keys.word("image"),
            color=keys.word("color"), css_class=keys.word("css class"), group=keys.template("group"),
            show_if=keys.condition("show if", True), url=keys.template("url"),
        )  # fmt: skip

    def _choice(self, label: Any, value: Any, line: int, **options: Any) -> Choice:
        written = self.keys.template_of(label, line)
        if self.embed is not None:
            if isinstance(value, Map):
                return Choice(label=written, block=self.embed(value), **options)
            if str(value) in COMMANDS:
                return Choice(label=written, command=COMMANDS[str(value)], **options)
            if options.get("url") is not None:
                return Choice(label=written, command="link", **options)
        if isinstance(value, Map | Seq):
            raise self._error("The value of a choice must be plain.", line)
        return Choice(label=written, value=self._value(value, line), **options)

    def _value(self, value: Any, line: int) -> Any:
        if isinstance(value, bool) or value is None or self.numbers:
            return value
        if not isinstance(value, str):
            return str(value)
        template = self.keys.template_of(value, line)
        return value if template.compiled is None else template

    def _error(self, message: str, line: int) -> AuthorError:
        fix = "Write each choice as `- Label`, or as `- Label: value`."
        return AuthorError(message, file=self.keys.file, line=line, fix=fix)
