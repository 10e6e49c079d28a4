"""Values out of the format of the state."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .. import zones
from ..text import Typed, build, plain
from .codecs import BY_NAME, MAX_DEPTH, StateError


class Reader:
    """Reads one document; `_named` are the values that it may refer to again."""

    def __init__(self) -> None:
        self._named: dict[int, Any] = {}

    def read(self, value: Any, depth: int) -> Any:
        """The value that was written.

        Raises:
            StateError: it is of a kind or class that this version does not know.
        """
        kind = type(value)
        if kind is str:
            return Typed(value)
        if kind is not dict:
            if kind is list:
                raise ValueError("a list without its kind")
            return value
        if depth > MAX_DEPTH:
            raise StateError(f"The saved answers are nested more than {MAX_DEPTH} deep.")
        number = value.pop("i", 0) if len(value) == 2 else 0
        ((tag, content),) = value.items()
        simple = _READ.get(tag)
        return simple(content) if simple is not None else self._container(tag, content, number, depth + 1)

    def _container(self, tag: str, content: Any, number: int, depth: int) -> Any:
        read = self.read
        if tag == "l":
            items: list[Any] = self._name(number, [])
            items.extend([read(item, depth) for item in content])
            return items
        if tag == "k":
            named: dict[str, Any] = self._name(number, {})
            for key, item in content.items():
                named[key] = read(item, depth)
            return named
        if tag == "d":
            pairs: dict[Any, Any] = self._name(number, {})
            for key, item in content:
                pairs[read(key, depth)] = read(item, depth)
            return pairs
        if tag == "s":
            members: set[Any] = self._name(number, set())
            members.update([read(item, depth) for item in content])
            return members
        if tag in ("t", "f"):
            return self._name(number, (tuple if tag == "t" else frozenset)([read(item, depth) for item in content]))
        if tag == "r":
            return self._named[content]
        if tag == "o":
            return self._object(content, number, depth)
        raise StateError(f"The saved answers hold a value of the kind {tag!r:.40}, which this version does not know.")

    def _object(self, content: Any, number: int, depth: int) -> Any:
        name, kept = content
        codec = BY_NAME.get(name)
        if codec is None:
            raise StateError(f"The saved answers hold an object of the class {name!r:.80}, which is not known here.")
        if codec.build is not None:
            return self._name(number, codec.build(self.read(kept, depth)))
        if codec.make is None or codec.load is None:
            raise StateError(f"Objects of the class {name} can be written, but not read.")
        made = self._name(number, codec.make())
        codec.load(made, self.read(kept, depth))
        return made

    def _name(self, number: int, value: Any) -> Any:
        if number:
            self._named[number] = value
        return value


def read_moment(content: Any) -> datetime.datetime:
    """The date and time of `[ISO 8601, name of the zone or null, fold]`."""
    text, zone, fold = content
    moment = datetime.datetime.fromisoformat(text)
    return moment.replace(tzinfo=zones.get(zone) if zone else moment.tzinfo, fold=fold)


_READ: dict[str, Callable[[Any], Any]] = {
    "a": lambda content: plain(content),
    "m": lambda content: build(Typed(piece) if isinstance(piece, str) else plain(piece[0]) for piece in content),
    "z": lambda content: int(content, 16),
    "e": lambda content: {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[content],
    "n": Decimal,
    "D": datetime.date.fromisoformat,
    "T": datetime.time.fromisoformat,
    "W": read_moment,
    "P": lambda content: datetime.timedelta(microseconds=content),
}
