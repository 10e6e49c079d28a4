"""Choices as they are served: keys for the browser, values for the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import TYPE_CHECKING, Any

from ...protocol import Choice as Served
from .. import state, text
from ..blocks.model import Choice, ChoiceList, Given
from ..compile import Expression, Template
from ..errors import AuthorError
from ..hidden import reveal
from ..markdown import to_html, to_inline_html
from ..objects import DADict, DAFile, DAFileList, DAObject, DAStaticFile
from ..objects.gathering import Gathered
from .files import called, mark_pictures, picture

if TYPE_CHECKING:
    from .engine import Engine

# Says whether a value is one of those picked at first.
Picked = Callable[[Any], bool]
Labeler = Callable[[Any], Any]
_MODIFIERS = ("default", "help", "image", "color", "css class", "show if", "group", "label", "value", "url", "key")
COMMANDS = ("exit", "leave", "logout", "exit_logout", "restart", "new_session", "refresh", "signin", "register")


def build_choices(
    engine: Engine,
    written: ChoiceList,
    picked: Picked,
    *,
    sets_variable: bool = True,
    objects: bool = False,
    labeler: Labeler | None = None,
) -> list[Served]:
    """The choices of `written` now.

    Args:
        engine: the session.
        written: what the author wrote.
        picked: which values are picked at first; if it picks none, the author's `default`s are.
        sets_variable: whether a choice is a value; otherwise it is a command or runs a block.
        objects: whether an object among the values is meant itself; otherwise its text is.
        labeler: gives the label of an object; otherwise that is its text.

    Raises:
        NameError: code needs a variable that has no value yet.
        AuthorError: code gave something that is no list of choices.
    """
    found: list[Served] = []
    values: list[Any] = []
    for item in written.items:
        if isinstance(item, Expression | Given):
            given = item.value if isinstance(item, Given) else item.evaluate(engine.namespace)
            reader = _FromCode(engine, item if isinstance(item, Expression) else None, labeler)
            for value, served in reader.all(given):
                values.append(value)
                found.append(served)
        elif engine.holds(item.show_if):
            value, served = _from_author(engine, item)
            values.append(value)
            found.append(served)
    if objects:  # each once, however many lists it is in
        kept = [n for n, value in enumerate(values) if not any(value is other for other in values[:n])]
        found, values = [found[number] for number in kept], [values[number] for number in kept]
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
        served.label, served.image = served.image + served.label, ""
        if not sets_variable and not (served.command or served.block):
            _command(served, value)
    chosen = [picked(value) for value in values]
    if any(chosen):
        for served, selected in zip(found, chosen, strict=True):
            served.selected = selected
    return found


def _command(served: Served, value: Any) -> None:
    """Let a choice that code gave and that sets no variable do what its value says."""
    word = _plain(value)
    if word in (*COMMANDS, "continue"):
        served.command = word
    elif served.url:
        served.command = "link"


def choices_given(engine: Engine, given: Any, key: str) -> list[Served]:
    """The choices that an event gives a field, as `choices` with `code` would have them; keys begin with `key`.

    Raises:
        AuthorError: it is no list of choices.
    """
    found = _FromCode(engine, None, None).all(given)
    for number, (value, served) in enumerate(found):
        served.key, served.value = f"{key}_{number}", _packed(value, objects=False)
    return [served for _, served in found]


def _packed(value: Any, objects: bool) -> Any:
    """The value as a place in JSON has it: an object by the name of its variable, or as text."""
    if isinstance(value, DAObject):
        value = text.Typed(value.instanceName) if objects else text.string(value)
    return state.pack(value)


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
        help=to_html(choice.help.markdown(namespace)) if choice.help else "", image=picture_of(engine, choice.image),
        group=reveal(choice.group.markdown(namespace)).strip() if choice.group else "", color=choice.color,
        css_class=choice.css_class, command=choice.command, block=choice.block,
        url=reveal(choice.url.markdown(namespace)).strip() if choice.url else "",
    )  # fmt: skip


class _FromCode:
    """The choices that code gave: a list of values, of pairs, of mappings, or one mapping of values to labels."""

    def __init__(self, engine: Engine, expression: Expression | None, labeler: Labeler | None) -> None:
        self._engine, self._expression, self._labeler = engine, expression, labeler

    def all(self, given: Any) -> list[tuple[Any, Served]]:
        """The values, and the choices for them."""
        if given is None:
            return []
        if isinstance(given, DAObject) and not isinstance(given, Gathered):
            return [(given, self._served(given))]
        if isinstance(given, dict | DADict):
            return [(value, self._served(label)) for value, label in given.items()]
        if not isinstance(given, Iterable) or isinstance(given, str):
            at = self._expression
            raise AuthorError(
                "The code for the choices gave something that is not a list.", file=at.file if at else "",
                line=at.line if at else 0,
                fix="Let it give a list of values, of [value, label] pairs, or a dictionary of values and labels.",
            )  # fmt: skip
        return [pair for item in given for pair in self._item(item)]

    def _item(self, item: Any) -> list[tuple[Any, Served]]:
        if isinstance(item, dict):
            options = {name: item[name] for name in _MODIFIERS if name in item}
            if "label" in item or "value" in item:
                pairs = [(item.get("value", item.get("label")), item.get("label", item.get("value")))]
            else:
                pairs = [(value, label) for value, label in item.items() if value not in _MODIFIERS]
            if options.get("show if", True) is False:
                return []
            return [(value, self._served(label, options)) for value, label in pairs]
        if isinstance(item, list | tuple):
            value, label, default, explained = [*item, *[None] * (4 - len(item))][:4]
            options = {"default": default, "help": explained}
            return [(value, self._served(value if len(item) == 1 else label, options))]
        one_thing = isinstance(item, str) or (isinstance(item, DAObject) and not isinstance(item, Gathered))
        if isinstance(item, Iterable) and not one_thing:  # a list of objects
            return [(one, self._served(one)) for one in item]
        return [(item, self._served(item))]

    def _served(self, label: Any, options: dict[str, Any] | None = None) -> Served:
        options = options or {}
        if self._labeler is not None and isinstance(label, DAObject):
            label = self._labeler(label)
        explained = options.get("help")
        return Served(
            key="choice",
            label=to_inline_html(text.interpolate(label)),
            selected=bool(options.get("default")),
            help=to_html(text.interpolate(explained)) if explained else "",
            image=picture_of(self._engine, options.get("image")),
            color=_plain(options.get("color")),
            css_class=_plain(options.get("css class")),
            group=_plain(options.get("group")),
            url=_plain(options.get("url")),
        )


def picture_of(engine: Engine, given: Any) -> str:
    """The picture of a choice as HTML: a name that the interview has for one, or a file; "" where there is none.

    The words say what the choice is, so that the picture says nothing to those who do not see it.
    """
    if isinstance(given, DAFile | DAFileList | DAStaticFile):
        return to_inline_html(text.interpolate(given))
    found = called(engine, name) if (name := _plain(given)) else None
    return to_inline_html(picture(found[0], classes="c-emoji")) if found is not None else ""


def _plain(value: Any) -> str:
    return "" if value is None else text.plain(text.string(value))


def _flat(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | set | frozenset | Gathered) else [value]
