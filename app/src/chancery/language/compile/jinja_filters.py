"""What stands behind `|` and `is` in Jinja2 templates: its own filters and tests, as far as documents use them.

Filters that are functions of the language as well (`currency`, `title_case` ...) are not here: any function may be used
as a filter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby
from typing import Any

from .. import text
from ..names import DENIED
from ..rewrites import METHODS
from .jinja_shapes import SHAPES

_Get = Callable[[Any], Any]


class Markdown:
    """A value that is to be read as Markdown when it is shown: `{{p letter | markdown }}`."""

    __slots__ = ("inline", "source")

    def __init__(self, source: str, *, inline: bool) -> None:
        self.source, self.inline = source, inline


def _by(name: Any) -> _Get:
    """What reads an attribute or item by a dotted name."""
    parts = [name] if isinstance(name, int) else text.plain(text.string(name)).split(".")
    if any(isinstance(part, str) and (part.startswith("_") or part in DENIED) for part in parts):
        raise AttributeError("an attribute that is not allowed")

    def get(item: Any) -> Any:
        for part in parts:
            if isinstance(item, dict) or isinstance(part, int):
                item = item[part]
            elif isinstance(item, str | bytes) and part in METHODS:
                item = partial(METHODS[part], item)  # as if a code block had written it
            else:
                item = getattr(item, part)
        return item

    return get


def _values(items: Iterable[Any], attribute: Any) -> list[Any]:
    return list(items) if attribute is None else [_by(attribute)(item) for item in items]


def _default(find: Callable[[], Any], value: Any = "", boolean: bool = False) -> Any:
    try:
        found = find()
    except (NameError, AttributeError, KeyError, IndexError):
        return value
    return value if boolean and not found else found


def _method(name: str) -> Callable[..., Any]:
    return lambda value, *args: getattr(text.string(value), name)(*args)


def _join(items: Iterable[Any], separator: Any = "", attribute: Any = None) -> str:
    values = [text.string(value) for value in _values(items, attribute)]
    joined: str = METHODS["join"](text.string(separator), values)
    return joined


def _sort(
    items: Iterable[Any], reverse: bool = False, case_sensitive: bool = False, attribute: Any = None
) -> list[Any]:
    def key(item: Any) -> Any:
        value = _by(attribute)(item) if attribute is not None else item
        return value.lower() if isinstance(value, str) and not case_sensitive else value

    return sorted(items, key=key, reverse=reverse)


def _selected(items: Iterable[Any], attribute: Any, test: Any, arguments: tuple[Any, ...], wanted: bool) -> list[Any]:
    found = list(items)
    values = _values(found, attribute)
    passed = [TESTS[text.plain(test)](value, *arguments) for value in values] if test is not None else values
    return [item for item, passes in zip(found, passed, strict=True) if bool(passes) is wanted]


def _map(items: Iterable[Any], *filters: Any, attribute: Any = None, default: Any = "") -> list[Any]:
    if attribute is not None:
        read = _by(attribute)
        return [_default(partial(read, item), default) for item in items]
    name, *arguments = filters
    return [FILTERS[text.plain(name)](item, *arguments) for item in items]


class _Group(tuple[Any, list[Any]]):
    """What `groupby` gives of one value: a pair that also has names."""

    __slots__ = ()
    grouper = property(lambda self: self[0])
    list = property(lambda self: self[1])


def _groupby(items: Iterable[Any], attribute: Any, default: Any = None, **_options: Any) -> list[_Group]:
    get = _by(attribute)

    def read(item: Any) -> Any:
        return get(item) if default is None else _default(partial(get, item), default)

    return [_Group((key, list(group))) for key, group in groupby(sorted(items, key=read), key=read)]


def _dictsort(value: Any, case_sensitive: bool = False, by: Any = "key", reverse: bool = False) -> list[Any]:
    place = 1 if text.plain(text.string(by)) == "value" else 0

    def key(pair: Any) -> Any:
        return pair[place].lower() if isinstance(pair[place], str) and not case_sensitive else pair[place]

    return sorted(value.items(), key=key, reverse=reverse)


def _number(kind: type) -> Callable[..., Any]:
    """A filter that makes a number of a value, or gives `default` where it is none, as Jinja2's does."""

    def convert(value: Any, default: Any = 0, *_base: Any) -> Any:
        try:
            return kind(float(value)) if kind is int and isinstance(value, str) else kind(value)
        except (TypeError, ValueError, OverflowError):
            return kind(default) if default == 0 else default

    return convert


def _round(value: Any, precision: int = 0, method: Any = "common") -> Any:
    how = {"ceil": math.ceil, "floor": math.floor}.get(text.plain(text.string(method)))
    return how(value * 10**precision) / 10**precision if how else round(value, precision)


def _truncate(value: Any, length: int = 255, _killwords: bool = False, end: Any = "...", *_rest: Any) -> str:
    shown = text.string(value)
    return shown if len(shown) <= length else text.build((shown[: max(length - len(end), 0)], end))


def _unique(items: Iterable[Any], attribute: Any = None) -> list[Any]:
    found: dict[Any, Any] = {}
    for item in items:
        found.setdefault(_by(attribute)(item) if attribute is not None else item, item)
    return list(found.values())


FILTERS: dict[str, Callable[..., Any]] = {
    "abs": abs, "default": _default, "d": _default, "first": lambda items: next(iter(items), ""),
    "last": lambda items: (list(items) or [""])[-1], "length": len, "count": len,
    "float": _number(float), "int": _number(int),
    "list": list, "join": _join, "map": _map, "groupby": _groupby, "unique": _unique, "truncate": _truncate,
    "lower": _method("lower"), "upper": _method("upper"), "title": _method("title"),
    "trim": lambda value, *chars: text.string(value).strip(*chars), "string": text.string,
    "replace": lambda value, old, new, *count: METHODS["replace"](text.string(value), old, new, *count),
    "round": _round,
    "sum": lambda items, attribute=None, start=0: sum(_values(items, attribute), start),
    "max": lambda items, attribute=None: max(_values(items, attribute)),
    "min": lambda items, attribute=None: min(_values(items, attribute)),
    "reverse": lambda items: list(reversed(list(items))), "sort": _sort,
    "select": lambda items, test=None, *arguments: _selected(items, None, test, arguments, True),
    "reject": lambda items, test=None, *arguments: _selected(items, None, test, arguments, False),
    "selectattr": lambda items, name, test=None, *arguments: _selected(items, name, test, arguments, True),
    "rejectattr": lambda items, name, test=None, *arguments: _selected(items, name, test, arguments, False),
    "items": lambda value: list(value.items()), "dictsort": _dictsort,
    "attr": lambda value, name: _by(name)(value),
    "wordcount": lambda value: len(text.plain(text.string(value)).split()),
    "e": lambda value: value, "escape": lambda value: value, "safe": lambda value: value,
    "markdown": lambda value: Markdown(text.interpolate(value), inline=False),
    "inline_markdown": lambda value: Markdown(text.interpolate(value), inline=True),
    "paragraphs": lambda value: Markdown(text.interpolate(text.string(value)).replace("\n", "\n\n"), inline=False),
    "manual_line_breaks": lambda value: value, "RichText": lambda value: Markdown(text.interpolate(value), inline=True),
    "any": lambda items, attribute=None: any(_values(items, attribute)),
    "all": lambda items, attribute=None: all(_values(items, attribute)),
    "if_final": lambda value, *_rest: value, "ampersand_filter": lambda value: value,
    **SHAPES,
}  # fmt: skip

TESTS: dict[str, Callable[..., Any]] = {
    "none": lambda value: value is None, "boolean": lambda value: isinstance(value, bool),
    "true": lambda value: value is True, "false": lambda value: value is False,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "float": lambda value: isinstance(value, float), "string": lambda value: isinstance(value, str),
    "mapping": lambda value: isinstance(value, dict), "sequence": lambda value: hasattr(value, "__getitem__"),
    "iterable": lambda value: hasattr(value, "__iter__"), "odd": lambda value: value % 2 == 1,
    "even": lambda value: value % 2 == 0, "divisibleby": lambda value, by: value % by == 0,
    "sameas": lambda value, other: value is other, "in": lambda value, items: value in items,
    "eq": lambda value, other: value == other, "equalto": lambda value, other: value == other,
    "ne": lambda value, other: value != other, "lt": lambda value, other: value < other,
    "le": lambda value, other: value <= other, "gt": lambda value, other: value > other,
    "ge": lambda value, other: value >= other, "lower": lambda value: str(value).islower(),
    "upper": lambda value: str(value).isupper(), "callable": callable,
    "greaterthan": lambda value, other: value > other,
    "lessthan": lambda value, other: value < other, "filter": lambda value: text.plain(text.string(value)) in FILTERS,
    "test": lambda value: text.plain(text.string(value)) in TESTS, "empty": lambda value: not value,
}  # fmt: skip
