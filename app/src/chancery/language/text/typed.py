"""Text that a person typed, the author's, and text made of both. What formats them is in `formatting`."""
# Keeps control_answers_are_data.

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, SupportsIndex


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
            return between(self, start, stop) if step == 1 else Typed(str.__getitem__(self, index))
        position = range(len(self))[index]
        return between(self, position, position + 1)

    def __iter__(self) -> Any:
        return (between(self, position, position + 1) for position in range(len(self)))

    def __add__(self, other: str) -> str:
        return build((self, other)) if isinstance(other, str) else NotImplemented

    def __radd__(self, other: str) -> str:
        return build((other, self)) if isinstance(other, str) else NotImplemented

    def __mul__(self, times: SupportsIndex) -> str:
        return build((self,) * times.__index__())

    __rmul__ = __mul__

    def __copy__(self) -> Typed:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Typed:
        return self

    def strip(self, chars: str | None = None, /) -> str:
        """As `str.strip`, keeping pieces."""
        return self.lstrip(chars).rstrip(chars)

    def lstrip(self, chars: str | None = None, /) -> str:
        """As `str.lstrip`, keeping pieces."""
        return between(self, len(self) - len(str.lstrip(self, chars)), len(self))

    def rstrip(self, chars: str | None = None, /) -> str:
        """As `str.rstrip`, keeping pieces."""
        return between(self, 0, len(str.rstrip(self, chars)))

    def removeprefix(self, prefix: str, /) -> str:
        """As `str.removeprefix`, keeping pieces."""
        return between(self, len(self) - len(str.removeprefix(self, prefix)), len(self))

    def removesuffix(self, suffix: str, /) -> str:
        """As `str.removesuffix`, keeping pieces."""
        return between(self, 0, len(str.removesuffix(self, suffix)))

    def split(self, sep: str | None = None, maxsplit: SupportsIndex = -1) -> list[str]:
        """As `str.split`, keeping pieces."""
        return locate(self, str.split(self, sep, maxsplit), sep)

    def rsplit(self, sep: str | None = None, maxsplit: SupportsIndex = -1) -> list[str]:
        """As `str.rsplit`, keeping pieces."""
        return locate(self, str.rsplit(self, sep, maxsplit), sep)

    def splitlines(self, keepends: bool = False) -> list[str]:
        """As `str.splitlines`, keeping pieces."""
        lines, position = [], 0
        for whole, kept in zip(str.splitlines(self, True), str.splitlines(self, keepends), strict=True):
            lines.append(between(self, position, position + len(kept)))
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
        return between(self, 0, first), between(self, first, second), between(self, second, len(self))


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


def between(text: str, start: int, stop: int) -> str:
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


def locate(text: str, parts: Sequence[str], sep: str | None) -> list[str]:
    """The pieces of `text` that `split` found, with their typed-ness."""
    found, position = [], 0
    for part in parts:
        if sep is None:
            position = str.find(text, part, position)
        found.append(between(text, position, position + len(part)))
        position += len(part) + (len(sep) if sep else 0)
    return found
