"""`re`, whose results are typed text wherever anything that went into them was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..text import Typed, plain


class Match:
    """A match, as `re` has it."""

    __slots__ = ("_match", "_typed")

    def __init__(self, match: re.Match[str], typed: bool) -> None:
        self._match, self._typed = match, typed

    def group(self, *groups: Any) -> Any:
        """One group's text, or a tuple of several."""
        return _mark(self._match.group(*groups), self._typed)

    def groups(self, default: Any = None) -> Any:
        """The texts of all groups."""
        return _mark(self._match.groups(default), self._typed)

    def groupdict(self, default: Any = None) -> dict[str, Any]:
        """The texts of the named groups."""
        return {name: _mark(value, self._typed) for name, value in self._match.groupdict(default).items()}

    def start(self, group: Any = 0) -> int:
        """Where a group begins."""
        return self._match.start(group)

    def end(self, group: Any = 0) -> int:
        """Where a group ends."""
        return self._match.end(group)

    def span(self, group: Any = 0) -> tuple[int, int]:
        """Where a group begins and ends."""
        return self._match.span(group)

    def __getitem__(self, group: Any) -> Any:
        return self.group(group)


class Pattern:
    """A compiled pattern, as `re` has it."""

    __slots__ = ("_compiled",)

    def __init__(self, pattern: Any, flags: int = 0) -> None:
        self._compiled: re.Pattern[str] = (
            pattern._compiled if isinstance(pattern, Pattern) else re.compile(plain(pattern), flags)
        )

    @property
    def pattern(self) -> str:
        """The pattern's text."""
        return str(self._compiled.pattern)

    def search(self, text: str) -> Match | None:
        """The first match anywhere in `text`."""
        return _match(self._compiled.search(plain(text)), text)

    def match(self, text: str) -> Match | None:
        """The match at the beginning of `text`."""
        return _match(self._compiled.match(plain(text)), text)

    def fullmatch(self, text: str) -> Match | None:
        """The match of all of `text`."""
        return _match(self._compiled.fullmatch(plain(text)), text)

    def finditer(self, text: str) -> Iterator[Match]:
        """Every match, one after the other."""
        return (Match(found, isinstance(text, Typed)) for found in self._compiled.finditer(plain(text)))

    def findall(self, text: str) -> list[Any]:
        """The texts of every match."""
        return [_mark(found, isinstance(text, Typed)) for found in self._compiled.findall(plain(text))]

    def split(self, text: str, maxsplit: int = 0) -> list[Any]:
        """The texts between the matches."""
        return [_mark(part, isinstance(text, Typed)) for part in self._compiled.split(plain(text), maxsplit)]

    def sub(self, replacement: Any, text: str, count: int = 0) -> str:
        """`text` with every match replaced by `replacement`, a text or a function of the match."""
        typed = isinstance(text, Typed) or isinstance(replacement, Typed)

        def replace(found: re.Match[str]) -> str:
            nonlocal typed
            if not callable(replacement):
                return found.expand(plain(replacement))
            given = replacement(Match(found, isinstance(text, Typed)))
            typed = typed or isinstance(given, Typed)
            return plain(given)

        result = self._compiled.sub(replace, plain(text), count)
        return Typed(result) if typed else result


def _match(found: re.Match[str] | None, text: str) -> Match | None:
    return None if found is None else Match(found, isinstance(text, Typed))


def _mark(value: Any, typed: bool) -> Any:
    if isinstance(value, tuple):
        return tuple(_mark(item, typed) for item in value)
    return Typed(value) if typed and isinstance(value, str) else value


def _function(name: str) -> Any:
    def call(pattern: Any, *args: Any, flags: int = 0, **kwargs: Any) -> Any:
        return getattr(Pattern(pattern, flags), name)(*args, **kwargs)

    call.__name__ = name
    return call


def _escape(text: str) -> str:
    return Typed(re.escape(text)) if isinstance(text, Typed) else re.escape(text)


_FLAGS = ("A", "ASCII", "I", "IGNORECASE", "M", "MULTILINE", "S", "DOTALL", "X", "VERBOSE", "U", "UNICODE")

NAMES: dict[str, Any] = {
    **{name: _function(name) for name in ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")},
    **{name: int(getattr(re, name)) for name in _FLAGS},
    "compile": Pattern,
    "escape": _escape,
    "error": re.error,
}
