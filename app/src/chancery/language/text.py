"""Who wrote a piece of text: the person who answers, or the author of the interview.

An answer is data. Put into a template it must look on the page exactly as it was typed, whatever it holds, while the
author's own text keeps its Markdown and HTML. So what a person typed is a `Typed`, a `str` whose operators and methods
give `Typed` again, and `interpolate` hides it from the Markdown parser.

Text made of both is a `Mixed`: it remembers its pieces, so `"**" + name + "**"` is bold and still cannot be broken out
of. Only what works by position keeps pieces (adding, joining, formatting, slicing, stripping, splitting, replacing);
anything else (`upper`, `title`, ...) forgets them and makes the whole text `Typed`, the safe side. Keeping pieces costs
a tuple and makes one mechanism serve strings in code, templates inside templates, and the saved state.

A method of a plain `str` cannot know that its argument was typed (`"Dear X".replace("X", name)`), so the compiler sends
f-strings (`fstring`, `formatted`), `%` (`percent`) and calls of some methods and builtins (`rewrites`) here.
"""
# Keeps control_answers_are_data.

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count
from string import Formatter
from typing import Any, SupportsIndex

from .hidden import escape

# `%` followed by a name, flags, width, precision and a conversion, as printf-style formatting documents them.
_PERCENT = re.compile(r"%(?:\((?P<name>[^()]*)\))?(?P<flags>[#0\- +]*(?:\d+)?(?:\.\d+)?)[hlL]?(?P<kind>[a-zA-Z%])")


class Shown:
    """A base for classes whose `__str__` says itself which parts of the text were typed."""

    __slots__ = ()


class Typed(str):
    """Text that a person typed. It is shown as it was typed, never read as markup."""

    __slots__ = ()

    def __str__(self) -> str:
        return self

    def __repr__(self) -> str:
        return Typed(str.__repr__(self))

    def __format__(self, spec: str) -> str:
        return Typed(format(plain(self), spec)) if spec else self

    def __getitem__(self, index: SupportsIndex | slice) -> str:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            return _between(self, start, stop) if step == 1 else Typed(str.__getitem__(self, index))
        position = range(len(self))[index]
        return _between(self, position, position + 1)

    def __iter__(self) -> Any:
        return (_between(self, position, position + 1) for position in range(len(self)))

    def __add__(self, other: str) -> str:
        return build((self, other)) if isinstance(other, str) else NotImplemented

    def __radd__(self, other: str) -> str:
        return build((other, self)) if isinstance(other, str) else NotImplemented

    def __mul__(self, times: SupportsIndex) -> str:
        return build((self,) * times.__index__())

    __rmul__ = __mul__

    def __mod__(self, values: Any) -> str:
        return _percent_text(self, values)

    def __rmod__(self, template: Any) -> Any:
        return percent(template, self)

    def __copy__(self) -> Typed:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Typed:
        return self

    def strip(self, chars: str | None = None, /) -> str:
        """As `str.strip`, keeping pieces."""
        return self.lstrip(chars).rstrip(chars)

    def lstrip(self, chars: str | None = None, /) -> str:
        """As `str.lstrip`, keeping pieces."""
        return _between(self, len(self) - len(str.lstrip(self, chars)), len(self))

    def rstrip(self, chars: str | None = None, /) -> str:
        """As `str.rstrip`, keeping pieces."""
        return _between(self, 0, len(str.rstrip(self, chars)))

    def removeprefix(self, prefix: str, /) -> str:
        """As `str.removeprefix`, keeping pieces."""
        return _between(self, len(self) - len(str.removeprefix(self, prefix)), len(self))

    def removesuffix(self, suffix: str, /) -> str:
        """As `str.removesuffix`, keeping pieces."""
        return _between(self, 0, len(str.removesuffix(self, suffix)))

    def split(self, sep: str | None = None, maxsplit: SupportsIndex = -1) -> list[str]:
        """As `str.split`, keeping pieces."""
        return _locate(self, str.split(self, sep, maxsplit), sep)

    def rsplit(self, sep: str | None = None, maxsplit: SupportsIndex = -1) -> list[str]:
        """As `str.rsplit`, keeping pieces."""
        return _locate(self, str.rsplit(self, sep, maxsplit), sep)

    def splitlines(self, keepends: bool = False) -> list[str]:
        """As `str.splitlines`, keeping pieces."""
        lines, position = [], 0
        for whole, kept in zip(str.splitlines(self, True), str.splitlines(self, keepends), strict=True):
            lines.append(_between(self, position, position + len(kept)))
            position += len(whole)
        return lines

    def partition(self, sep: str, /) -> tuple[str, str, str]:
        """As `str.partition`, keeping pieces."""
        return self._parted(str.partition(self, sep))

    def rpartition(self, sep: str, /) -> tuple[str, str, str]:
        """As `str.rpartition`, keeping pieces."""
        return self._parted(str.rpartition(self, sep))

    def _parted(self, found: tuple[str, str, str]) -> tuple[str, str, str]:
        first, second = len(found[0]), len(found[0]) + len(found[1])
        return _between(self, 0, first), _between(self, first, second), _between(self, second, len(self))

    def join(self, items: Iterable[str], /) -> str:
        """As `str.join`, keeping pieces."""
        return _join_text(self, items)

    def format(self, *args: object, **kwargs: object) -> str:
        """As `str.format`, keeping pieces."""
        return _format_text(self, args, kwargs, count())

    def format_map(self, mapping: Mapping[str, object], /) -> str:  # type: ignore[override]  # any mapping of names
        """As `str.format_map`, keeping pieces."""
        return _format_text(self, (), mapping, count())

    def replace(self, *args: Any) -> str:
        """As `str.replace`, keeping pieces."""
        return str(replace(self, *args))


def _forgetful(name: str) -> Callable[..., str]:
    """The method `name` of `str`, with a wholly typed result."""
    method = getattr(str, name)

    def call(self: str, *args: Any, **kwargs: Any) -> str:
        return Typed(method(self, *args, **kwargs))

    call.__name__ = name
    return call


for _name in ("capitalize", "casefold", "center", "expandtabs", "ljust", "lower", "rjust", "swapcase", "title",
              "translate", "upper", "zfill"):  # fmt: skip
    setattr(Typed, _name, _forgetful(_name))


class Mixed(Typed):
    """Text of which some pieces were typed (`Typed`) and some are the author's (`str`)."""

    __slots__ = ("pieces",)
    pieces: tuple[str, ...]

    def __new__(cls, pieces: Iterable[str]) -> Mixed:
        """Text of `pieces`, each a `str` or a `Typed` and no `Mixed`; `build` makes them so."""
        parts = tuple(pieces)
        self = str.__new__(cls, "".join(parts))
        self.pieces = parts
        return self


def plain(text: str) -> str:
    """The same characters as an exact `str`. Only for what is not shown: parsing, comparing, measuring."""
    return str.__str__(text)


def is_author(text: str) -> bool:
    """Whether no part of `text` was typed."""
    return not isinstance(text, Typed)


def pieces_of(text: str) -> tuple[str, ...]:
    """The typed and the author's pieces of `text`, in order."""
    return text.pieces if isinstance(text, Mixed) else (text,)


def build(parts: Iterable[str]) -> str:
    """`parts` put together: a `str` if all are the author's, a `Typed` if all were typed, a `Mixed` otherwise."""
    runs: list[tuple[bool, list[str]]] = []
    for part in parts:
        for piece in pieces_of(part):
            if not piece:
                continue
            typed = isinstance(piece, Typed)
            if runs and runs[-1][0] is typed:
                runs[-1][1].append(piece)
            else:
                runs.append((typed, [piece]))
    merged = [Typed("".join(run)) if typed else "".join(run) for typed, run in runs]
    if len(merged) > 1:
        return Mixed(merged)
    return merged[0] if merged else ""


def _between(text: str, start: int, stop: int) -> str:
    """`text[start:stop]` for positions within it, keeping pieces."""
    if not isinstance(text, Mixed):
        cut = str.__getitem__(text, slice(start, stop))
        return Typed(cut) if isinstance(text, Typed) else cut
    cuts, position = [], 0
    for piece in text.pieces:
        cut = str.__getitem__(piece, slice(max(start - position, 0), max(stop - position, 0)))
        cuts.append(Typed(cut) if isinstance(piece, Typed) else cut)
        position += len(piece)
    return build(cuts)


def _locate(text: str, parts: Sequence[str], sep: str | None) -> list[str]:
    """The pieces of `text` that `split` found, with their typed-ness."""
    found, position = [], 0
    for part in parts:
        if sep is None:
            position = str.find(text, part, position)
        found.append(_between(text, position, position + len(part)))
        position += len(part) + (len(sep) if sep else 0)
    return found


# -- what the compiler rewrites to -------------------------------------------------------------------------


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
        parts.append(_between(left, position, match.start()))
        position = match.end()
        if match["kind"] == "%":
            parts.append("%")
            continue
        try:
            value = right[match["name"]] if match["name"] is not None else next(positional)
        except StopIteration:
            raise TypeError("there are fewer values than the format has places") from None
        parts.append(_percent_one("%" + match["flags"] + match["kind"], value))
    rest = _between(left, position, len(left))
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
    return _with_between(chunks, separator)


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
    return _with_between(_locate(text, str.split(text, old, *limit), old), new)


def _with_between(chunks: Iterable[str], separator: str) -> str:
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
