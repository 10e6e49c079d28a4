"""What the compiler sends the formatting, joining and replacing of text to, so that each piece stays whose it is."""
# Keeps control_answers_are_data.

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count
from string import Formatter
from typing import Any

from ..hidden import escape
from .typed import Shown, Typed, between, build, is_author, locate, pieces_of, plain

# `%` followed by a name, flags, width, precision and a conversion, as printf-style formatting documents them.
_PERCENT = re.compile(r"%(?:\((?P<name>[^()]*)\))?(?P<flags>[#0\- +]*(?:\d+)?(?:\.\d+)?)[hlL]?(?P<kind>[a-zA-Z%])")


def string(value: object) -> str:
    """`str(value)`, except that whatever may hold typed text gives typed text."""
    if isinstance(value, str):
        return value
    text = str(value)
    return text if isinstance(value, (*_HARMLESS, Shown)) else Typed(text)


_HARMLESS = (type(None), int, float, complex, Decimal, datetime.date, datetime.time, datetime.timedelta)


def _is_harmless(value: object) -> bool:
    """Whether no text that the value turns into can hold anything that was typed."""
    return isinstance(value, _HARMLESS) or type(value) is str


def formatted(value: object, conversion: str = "", spec: str = "") -> str:
    """One `{value!conversion:spec}` of an f-string or a format string. `conversion` is "", s, r or a."""
    if conversion in ("r", "a"):
        converted = repr(value) if conversion == "r" else ascii(value)
        value = converted if _is_harmless(value) else Typed(converted)
    elif conversion == "s" or not spec:
        value = string(value)
    text = format(value, plain(spec))
    author = _is_harmless(value) and not isinstance(spec, Typed)
    return text if author or isinstance(text, Typed) else Typed(text)


def fstring(parts: Iterable[object]) -> str:
    """An f-string or a template, from its constants and its `formatted` values (or values yet to be shown)."""
    return build(part if isinstance(part, str) else string(part) for part in parts)


def percent(left: Any, right: Any) -> Any:
    """`left % right`: of numbers as Python does it, of text with the typed-ness of each piece kept.

    Raises:
        TypeError, ValueError, KeyError: as Python does for a format that does not fit its values.
    """
    return _percent_text(left, right) if isinstance(left, str) else left % right


def _percent_text(left: str, right: Any) -> str:
    positional = iter(right if isinstance(right, tuple) else (right,))
    parts: list[str] = []
    position = 0
    for match in _PERCENT.finditer(plain(left)):
        parts.append(between(left, position, match.start()))
        position = match.end()
        if match["kind"] == "%":
            parts.append("%")
            continue
        try:
            value = right[match["name"]] if match["name"] is not None else next(positional)
        except StopIteration:
            raise TypeError("there are fewer values than the format has places") from None
        parts.append(_percent_one("%" + match["flags"] + match["kind"], value))
    rest = between(left, position, len(left))
    if "%" in plain(rest):
        raise ValueError("a % in the format is followed by nothing that it understands; write %% for a per cent sign")
    if isinstance(right, tuple) and next(positional, parts) is not parts:
        raise TypeError("there are more values than the format has places")
    return build([*parts, rest])


def _percent_one(place: str, value: object) -> str:
    if place == "%s":
        return string(value)
    shown = string(value) if place[-1] == "s" else value
    text = place % (shown,)
    author = is_author(shown) if isinstance(shown, str) else _is_harmless(shown)
    return text if author else Typed(text)


def join(separator: Any, items: Iterable[str]) -> Any:
    """`separator.join(items)`.

    Raises:
        TypeError: an item is not text.
    """
    return _join_text(separator, items) if isinstance(separator, str) else separator.join(items)


def _join_text(separator: str, items: Iterable[str]) -> str:
    chunks = list(items)
    for number, chunk in enumerate(chunks):
        if not isinstance(chunk, str):
            raise TypeError(f"item {number} to join is not text; write str(...) around the items")
    return _withbetween(chunks, separator)


def format_text(template: Any, args: Sequence[object], kwargs: Mapping[str, object]) -> Any:
    """`template.format(*args, **kwargs)` without its walk along attributes and indexes.

    Raises:
        ValueError: the format names an attribute or an index, or is not well formed.
        KeyError, IndexError: it names a value that was not given.
    """
    if not isinstance(template, str):
        return template.format(*args, **kwargs)
    return _format_text(template, args, kwargs, count())


def _format_text(
    template: str, args: Sequence[object], kwargs: Mapping[str, object], numbering: Iterator[int], depth: int = 0
) -> str:
    if depth > 1:
        raise ValueError("a format may hold a place within a place, but no deeper")
    parts: list[str] = []
    # All constants are typed if any of the template is: what was typed holds no markup of the author's.
    typed = isinstance(template, Typed)
    for literal, name, spec, conversion in Formatter().parse(plain(template)):
        parts.append(Typed(literal) if typed else literal)
        if name is None:
            continue
        value = _argument(name, numbering, args, kwargs)
        inner = _format_text(spec, args, kwargs, numbering, depth + 1) if spec else ""
        parts.append(formatted(value, conversion or "", inner))
    return build(parts)


def _argument(name: str, numbering: Iterator[int], args: Sequence[object], kwargs: Mapping[str, object]) -> object:
    if name == "":
        position = next(numbering)
    elif name.isdigit() and name.isascii():
        position = int(name)
    elif name.isidentifier() and not name.startswith("_"):
        return kwargs[name]
    else:
        raise ValueError("a format may name a value by number or by name, not its attributes or items; "
                         "take them out before, or use an f-string")  # fmt: skip
    if position >= len(args):
        raise IndexError("the format has more places than there are values")
    return args[position]


def replace(text: Any, *args: Any, **kwargs: Any) -> Any:
    """`text.replace(old, new[, count])`, keeping pieces; of another object than text (a date), its own `replace`."""
    if not isinstance(text, str) or not any(isinstance(value, Typed) for value in (text, *args)):
        return text.replace(*args, **kwargs)
    old, new, *limit = args
    if not old:
        return Typed(str.replace(text, old, new, *limit))
    return _withbetween(locate(text, str.split(text, old, *limit), old), new)


def _withbetween(chunks: Iterable[str], separator: str) -> str:
    parts: list[str] = []
    for number, chunk in enumerate(chunks):
        parts += (separator, chunk) if number else (chunk,)
    return build(parts)


def interpolate(value: object) -> str:
    """What `${ value }` puts into a Markdown template: typed text hidden from the parser, the author's as it is.

    The result is the author's text and must go through `markdown.to_html` (or `reveal` where plain text is wanted).
    None, numbers, dates and True show as Python's `str` shows them, as in docassemble.
    """
    text = string(value)
    if not isinstance(text, Typed):
        return text
    return "".join(escape(piece) if isinstance(piece, Typed) else piece for piece in pieces_of(text))


def _mod(self: str, values: Any) -> str:
    return _percent_text(self, values)


def _rmod(self: str, template: Any) -> Any:
    return percent(template, self)


def _format(self: str, *args: object, **kwargs: object) -> str:
    """As `str.format`, keeping pieces."""
    return _format_text(self, args, kwargs, count())


def _format_map(self: str, mapping: Mapping[str, object], /) -> str:
    """As `str.format_map`, keeping pieces."""
    return _format_text(self, (), mapping, count())


def _replace(self: str, *args: Any) -> str:
    """As `str.replace`, keeping pieces."""
    return str(replace(self, *args))


# The methods of `Typed` that need the functions above.
for _name, _method in {
    "__mod__": _mod, "__rmod__": _rmod, "join": _join_text, "format": _format, "format_map": _format_map,
    "replace": _replace,
}.items():  # fmt: skip
    setattr(Typed, _name, _method)
