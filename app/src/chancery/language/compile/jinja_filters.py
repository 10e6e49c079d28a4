"""What stands behind `|` and `is` in Jinja2 templates: its own filters and tests, as far as documents use them.

Filters that are functions of the language as well (`currency`, `title_case` ...) are not here: any function may be used
as a filter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby
from typing import Any

from .. import text
from ..names import DENIED
from ..rewrites import METHODS

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
            item = item[part] if isinstance(item, dict) or isinstance(part, int) else getattr(item, part)
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


def _groupby(items: Iterable[Any], attribute: Any) -> list[tuple[Any, list[Any]]]:
    read = _by(attribute)
    return [(key, list(group)) for key, group in groupby(sorted(items, key=read), key=read)]


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
    "last": lambda items: (list(items) or [""])[-1], "length": len, "count": len, "float": float, "int": int,
    "list": list, "join": _join, "map": _map, "groupby": _groupby, "unique": _unique, "truncate": _truncate,
    "lower": _method("lower"), "upper": _method("upper"), "title": _method("title"),
    "trim": lambda value, *chars: text.string(value).strip(*chars), "string": text.string,
    "replace": lambda value, old, new, *count: METHODS["replace"](text.string(value), old, new, *count),
    "round": lambda value, digits=0, *_method: round(value, digits),
    "sum": lambda items, attribute=None, start=0: sum(_values(items, attribute), start),
    "max": lambda items, attribute=None: max(_values(items, attribute)),
    "min": lambda items, attribute=None: min(_values(items, attribute)),
    "reverse": lambda items: list(reversed(list(items))), "sort": _sort,
    "select": lambda items, test=None, *arguments: _selected(items, None, test, arguments, True),
    "reject": lambda items, test=None, *arguments: _selected(items, None, test, arguments, False),
    "selectattr": lambda items, name, test=None, *arguments: _selected(items, name, test, arguments, True),
    "rejectattr": lambda items, name, test=None, *arguments: _selected(items, name, test, arguments, False),
    "items": lambda value: list(value.items()), "dictsort": lambda value: sorted(value.items()),
    "attr": lambda value, name: _by(name)(value),
    "wordcount": lambda value: len(text.plain(text.string(value)).split()),
    "e": lambda value: value, "escape": lambda value: value, "safe": lambda value: value,
    "markdown": lambda value: Markdown(text.interpolate(value), inline=False),
    "inline_markdown": lambda value: Markdown(text.interpolate(value), inline=True),
    "paragraphs": lambda value: Markdown(text.interpolate(text.string(value)).replace("\n", "\n\n"), inline=False),
    "manual_line_breaks": lambda value: value, "RichText": lambda value: Markdown(text.interpolate(value), inline=True),
    "any": lambda items, attribute=None: any(_values(items, attribute)),
    "if_final": lambda value, *_rest: value, "ampersand_filter": lambda value: value,
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
    "upper": lambda value: str(value).isupper(), "empty": lambda value: not value,
}  # fmt: skip
