"""Values as the format of the state has them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..modules.jsons import JsonText
from ..text import Mixed, Typed, plain
from .codecs import BY_KIND, MAX_DEPTH, StateError


class Writer:
    """Writes one document, and knows which mutable values it has met."""

    def __init__(self) -> None:
        self._met: dict[int, tuple[object, dict[str, Any]]] = {}
        self._shared = 0

    def write(self, value: Any, depth: int) -> Any:
        """The value as JSON.

        Raises:
            StateError: it is of a kind that cannot be kept.
        """
        kind = type(value)
        if kind is Typed or kind is JsonText:
            return plain(value)
        if value is None or kind is bool:
            return value
        simple = _SIMPLE.get(kind)
        if simple is not None:
            return simple(value)
        return self._container(value, kind, depth)

    def _container(self, value: Any, kind: type, depth: int) -> Any:
        if depth >= MAX_DEPTH:
            raise StateError(f"values are nested more than {MAX_DEPTH} deep")
        met = self._met.get(id(value))
        if met is not None:
            return {"r": self._number(met[1])}
        node: dict[str, Any] = {}
        self._met[id(value)] = (value, node)  # holding the value keeps its id its own
        deeper = depth + 1
        if kind is list:
            node["l"] = [self.write(item, deeper) for item in value]
        elif kind is dict and all(type(key) is str for key in value):
            node["k"] = {key: self.write(item, deeper) for key, item in value.items()}
        elif kind is dict:
            node["d"] = [(self.write(key, deeper), self.write(item, deeper)) for key, item in value.items()]
        elif kind is tuple:
            node["t"] = [self.write(item, deeper) for item in value]
        elif kind is set or kind is frozenset:
            node["s" if kind is set else "f"] = [self.write(item, deeper) for item in value]
        elif (codec := BY_KIND.get(kind)) is not None:
            node["o"] = (codec.name, self.write(codec.dump(value), deeper))
        else:
            raise StateError(f"a value of the kind {kind.__name__} lasts only for one screen")
        return node

    def _number(self, node: dict[str, Any]) -> int:
        if "i" not in node:
            self._shared += 1
            node["i"] = self._shared
        number: int = node["i"]
        return number


def _write_int(value: int) -> Any:
    return value if -(2**63) <= value < 2**63 else {"z": hex(value)}


def _write_float(value: float) -> Any:
    return value if math.isfinite(value) else {"e": repr(value)}


def _write_mixed(value: Mixed) -> Any:
    return {"m": [plain(piece) if isinstance(piece, Typed) else [piece] for piece in value.pieces]}


def _write_moment(value: datetime.datetime) -> Any:
    zone = value.tzinfo
    if zone is not None and getattr(zone, "key", None) is None and not isinstance(zone, datetime.timezone):
        raise StateError("a date and time with a time zone that has no name")
    # The name says all of it; the offset is kept only for a zone that is nothing else.
    name = getattr(zone, "key", None)
    return {"W": [(value.replace(tzinfo=None) if name else value).isoformat(), name, value.fold]}


_SIMPLE: dict[type, Callable[[Any], Any]] = {
    str: lambda value: {"a": value},
    Mixed: _write_mixed,
    int: _write_int,
    float: _write_float,
    Decimal: lambda value: {"n": str(value)},
    datetime.date: lambda value: {"D": value.isoformat()},
    datetime.time: lambda value: {"T": value.isoformat()},
    datetime.datetime: _write_moment,
    datetime.timedelta: lambda value: {"P": value // datetime.timedelta(microseconds=1)},
}
