"""Jinja2's filters that set out a value: in rows and columns, in lines of a width, as JSON, as an address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from .. import text
from ..modules import MODULES

_TAGS = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_UNITS = ("kB", "MB", "GB", "TB", "PB")


def _batch(items: Iterable[Any], size: int, fill: Any = None) -> list[list[Any]]:
    """Rows of `size` items; `fill` stands where the last has none."""
    found = list(items)
    rows = [found[start : start + size] for start in range(0, len(found), max(int(size), 1))]
    if rows and fill is not None:
        rows[-1] += [fill] * (size - len(rows[-1]))
    return rows


def _slice(items: Iterable[Any], count: int, fill: Any = None) -> list[list[Any]]:
    """`count` columns, the first of them the longer ones; `fill` makes all as long."""
    found = list(items)
    short, longer = divmod(len(found), max(int(count), 1))
    columns, start = [], 0
    for number in range(count):
        end = start + short + (number < longer)
        columns.append(found[start:end] + ([fill] if fill is not None and longer and number >= longer else []))
        start = end
    return columns


def _striptags(value: Any) -> str:
    """The words of the author's HTML. What was typed holds no tags, only what looks like some."""
    pieces = text.pieces_of(text.string(value))
    return text.build(piece if isinstance(piece, text.Typed) else _TAGS.sub("", piece) for piece in pieces).strip()


def _wordwrap(value: Any, width: int = 79, _break_long: bool = True, wrapstring: str = "\n", *_rest: Any) -> str:
    lines = [part for line in text.string(value).splitlines() for part in MODULES["textwrap"].wrap(line, width) or [""]]
    return text.join(wrapstring, lines)  # type: ignore[no-any-return]  # of text it is text


def _urlencode(value: Any) -> Any:
    address = MODULES["urllib.parse"]
    return address.urlencode(value) if isinstance(value, dict | list | tuple) else address.quote(text.string(value))


def _filesize(value: Any, binary: bool = False) -> str:
    """A number of bytes as people read it: 13 kB."""
    size, base = float(value), 1024 if binary else 1000
    if size < base:
        return f"{int(size)} {'Byte' if size == 1 else 'Bytes'}"
    power = 1
    while size >= base ** (power + 1) and power < len(_UNITS):
        power += 1
    unit = _UNITS[power - 1]
    return f"{size / base**power:.1f} {unit[0].upper() + 'iB' if binary else unit}"


SHAPES: dict[str, Callable[..., Any]] = {
    "batch": _batch, "slice": _slice, "striptags": _striptags, "wordwrap": _wordwrap, "urlencode": _urlencode,
    "filesizeformat": _filesize, "center": lambda value, width=80: text.string(value).center(width),
    "format": lambda value, *args, **named: text.percent(text.string(value), named or args),
    "tojson": lambda value, indent=None: MODULES["json"].dumps(value, indent=indent),
    "pprint": lambda value: text.formatted(value, "r"), "forceescape": lambda value: value,
    "random": lambda items: MODULES["random"].choice(list(items)),
}  # fmt: skip
