"""Choices as they are served: keys for the browser, values for the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import TYPE_CHECKING, Any

from ...protocol import Choice as Served
from .. import state, text
from ..blocks.model import Choice, ChoiceList
from ..compile import Expression, Template
from ..errors import AuthorError
from ..hidden import reveal
from ..markdown import to_html, to_inline_html
from ..objects import DADict, DAObject
from ..objects.gathering import Gathered
from .files import called, mark_pictures, picture

if TYPE_CHECKING:
    from .engine import Engine

# Says whether a value is one of those picked at first.
Picked = Callable[[Any], bool]
_MODIFIERS = ("default", "help", "image", "color", "css class", "show if", "group", "label", "value", "url", "key")
COMMANDS = ("exit", "leave", "logout", "exit_logout", "restart", "new_session", "refresh", "signin", "register")


def build_choices(
    engine: Engine, written: ChoiceList, picked: Picked, *, sets_variable: bool = True, objects: bool = False
) -> list[Served]:
    """The choices of `written` now.

    Args:
        engine: the session.
        written: what the author wrote.
        picked: which values are picked at first; if it picks none, the author's `default`s are.
        sets_variable: whether a choice is a value; otherwise it is a command or runs a block.
        objects: whether an object among the values is meant itself; otherwise its text is.

    Raises:
        NameError: code needs a variable that has no value yet.
        AuthorError: code gave something that is no list of choices.
    """
    found: list[Served] = []
    values: list[Any] = []
    for item in written.items:
        if isinstance(item, Expression):
            for value, served in _from_code(item, item.evaluate(engine.namespace)):
                values.append(value)
                found.append(served)
        elif engine.holds(item.show_if):
            value, served = _from_author(engine, item)
            values.append(value)
            found.append(served)
    excluded = [value for expression in written.exclude for value in _flat(expression.evaluate(engine.namespace))]
    if excluded:
        kept = [number for number, value in enumerate(values) if value not in excluded]
        found, values = [found[number] for number in kept], [values[number] for number in kept]
    if written.shuffle:
        Random(engine.context.seed).shuffle(both := list(zip(found, values, strict=True)))  # noqa: S311  # an order
        found, values = [served for served, _ in both], [value for _, value in both]
    for number, (served, value) in enumerate(zip(found, values, strict=True)):
        served.key = f"choice_{number}"
        served.value = _packed(value, objects) if sets_variable else None
        add_picture(engine, served)
    chosen = [picked(value) for value in values]
    if any(chosen):
        for served, selected in zip(found, chosen, strict=True):
            served.selected = selected
    return found


def choices_given(given: Any, key: str) -> list[Served]:
    """The choices that an event gives a field, as `choices` with `code` would have them; keys begin with `key`.

    Raises:
        AuthorError: it is no list of choices.
    """
    found = _from_code(None, given)
    for number, (value, served) in enumerate(found):
        served.key, served.value = f"{key}_{number}", _packed(value, objects=False)
    return [served for _, served in found]


def _packed(value: Any, objects: bool) -> Any:
    """The value as a place in JSON has it: an object by the name of its variable, or as text."""
    if isinstance(value, DAObject):
        value = text.Typed(value.instanceName) if objects else text.string(value)
    return state.pack(value)


def add_picture(engine: Engine, served: Served) -> None:
    """Put the picture that a choice names before its words; a name that is no picture of the interview's is left out.

    The words say what the choice is, so that the picture says nothing to those who do not see it.
    """
    found = called(engine, served.image) if served.image else None
    if found is not None:
        served.label = to_inline_html(picture(found[0], classes="c-emoji")) + served.label
    served.image = ""


def words_of(number: int, label: str, command: str, url: str = "") -> Served:
    """A choice that is a command (`exit`, `restart`) or leads to an address."""
    served = Served(f"choice_{number}", to_inline_html(text.interpolate(label)))
    if command in COMMANDS:
        served.command, served.url = command, url
    else:
        served.command, served.url = "link", command
    return served


def _from_author(engine: Engine, choice: Choice) -> tuple[Any, Served]:
    namespace = engine.namespace
    label = mark_pictures(engine, choice.label.markdown(namespace))
    value = choice.value.data(namespace) if isinstance(choice.value, Template) else choice.value
    return value, Served(
        key="choice", label=to_inline_html(label.strip()), selected=engine.holds(choice.default),
        help=to_html(choice.help.markdown(namespace)) if choice.help else "", image=choice.image,
        group=reveal(choice.group.markdown(namespace)).strip() if choice.group else "", color=choice.color,
        css_class=choice.css_class, command=choice.command, block=choice.block,
        url=reveal(choice.url.markdown(namespace)).strip() if choice.url else "",
    )  # fmt: skip


def _from_code(expression: Expression | None, given: Any) -> list[tuple[Any, Served]]:
    """The choices that code gave: a list of values, of pairs, of mappings, or one mapping of values to labels."""
    if given is None:
        return []
    if isinstance(given, DAObject) and not isinstance(given, Gathered):
        return [(given, _served(given))]
    if isinstance(given, dict | DADict):
        return [(value, _served(label)) for value, label in given.items()]
    if not isinstance(given, Iterable) or isinstance(given, str):
        raise AuthorError(
            "The code for the choices gave something that is not a list.",
            file=expression.file if expression else "", line=expression.line if expression else 0,
            fix="Let it give a list of values, of [value, label] pairs, or a dictionary of values and labels.",
        )  # fmt: skip
    return [pair for item in given for pair in _item(item)]


def _item(item: Any) -> list[tuple[Any, Served]]:
    if isinstance(item, dict):
        options = {name: item[name] for name in _MODIFIERS if name in item}
        if "label" in item or "value" in item:
            pairs = [(item.get("value", item.get("label")), item.get("label", item.get("value")))]
        else:
            pairs = [(value, label) for value, label in item.items() if value not in _MODIFIERS]
        if options.get("show if", True) is False:
            return []
        return [(value, _served(label, options)) for value, label in pairs]
    if isinstance(item, list | tuple):
        value, label, default, explained = [*item, *[None] * (4 - len(item))][:4]
        return [(value, _served(value if len(item) == 1 else label, {"default": default, "help": explained}))]
    if isinstance(item, Iterable) and not isinstance(item, str):  # a list of objects
        return [(one, _served(one)) for one in item]
    return [(item, _served(item))]


def _served(label: Any, options: dict[str, Any] | None = None) -> Served:
    options = options or {}
    explained = options.get("help")
    return Served(
        key="choice",
        label=to_inline_html(text.interpolate(label)),
        selected=bool(options.get("default")),
        help=to_html(text.interpolate(explained)) if explained else "",
        image=_plain(options.get("image")),
        color=_plain(options.get("color")),
        css_class=_plain(options.get("css class")),
        group=_plain(options.get("group")),
    )


def _plain(value: Any) -> str:
    return "" if value is None else text.plain(text.string(value))


def _flat(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | set | frozenset | Gathered) else [value]
