"""The answers of a session as JSON, and back: never pickle, so that reading them can run nothing.

The document is `{"v": 1, "vars": {name: value}}`. Numbers, true, false and null are themselves, and a string is text
that a person typed: the safe kind is the default. Every other value is an object with one key that tells its kind:

    a author's text          m text in pieces: typed as strings, the author's as one-item lists
    l list   t tuple   s set   f frozenset   d dict, as a list of pairs   k dict whose keys are all author's text
    n Decimal   z integer beyond 64 bits   e float that JSON lacks (nan, inf, -inf)
    D date   T time   W date and time, [ISO 8601, name of the zone or null, fold]   P timedelta in microseconds
    o object, [registered name, state]   r the value that stood earlier under this number

A list, dict, set or object that occurs twice carries its number beside its kind (`"i": 1`), so that two names of one
list are two names of one list again. A later version of this format gets another `v`, and
`MIGRATIONS` the step to it.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from . import zones
from .modules.jsons import JsonText
from .text import Mixed, Typed, build, plain

VERSION = 1
# What makes the variables of a document of each older version (as JSON) into those of the next.
Step = Callable[[dict[str, Any]], dict[str, Any]]
MIGRATIONS: Mapping[int, Step] = {}
# Bounds of one session's state. The bytes leave room for the screen in a frame of the protocol.
MAX_BYTES = 3 * 1024 * 1024
MAX_DEPTH = 100


class StateError(Exception):
    """The answers cannot be written or read. The message names the variable or the kind, never an answer."""


@dataclass(frozen=True)
class Codec:
    """How objects of one class are kept.

    `dump` gives what to keep (any value that can be kept itself). `make` gives an empty object, which may be referred
    to before `load` fills it with what `dump` gave; for an immutable class `build` makes it at once instead.
    """

    name: str
    kind: type
    dump: Callable[[Any], Any]
    make: Callable[[], Any] | None = None
    load: Callable[[Any, Any], None] | None = None
    build: Callable[[Any], Any] | None = None


_BY_KIND: dict[type, Codec] = {}
_BY_NAME: dict[str, Codec] = {}


def register(codec: Codec) -> None:
    """Let objects of `codec.kind` (exactly, not of its subclasses) be kept under `codec.name`."""
    _BY_KIND[codec.kind] = codec
    _BY_NAME[codec.name] = codec


def pack(value: object) -> Any:
    """One value as the format has it, for a place in other JSON (the value of a choice, say).

    Raises:
        StateError: it is of a kind that cannot be kept.
    """
    return _Writer().write(value, 0)


def unpack(content: Any) -> Any:
    """The value that `pack` wrote.

    Raises:
        StateError: it is not in the format.
    """
    try:
        return _Reader().read(content, 0)
    except _BROKEN:
        raise StateError("A saved value is not in the format of this version.") from None


def encode(variables: dict[str, object]) -> bytes:
    """The state document of an interview's variables.

    Raises:
        StateError: a value is of a kind that cannot be kept, too deep, or all of it is too much.
    """
    writer = _Writer()
    kept = {}
    for name, value in variables.items():
        try:
            kept[name] = writer.write(value, 0)
        except StateError as error:
            raise StateError(f"The variable {name} cannot be kept: {error}") from None
    data = msgspec.json.encode({"v": VERSION, "vars": kept})
    if len(data) > MAX_BYTES:
        raise StateError(f"The answers are larger than {MAX_BYTES // 1024} KB together.")
    return data


def decode(data: bytes | msgspec.Raw) -> dict[str, object]:
    """The variables of a state document; `null` gives none.

    Raises:
        StateError: not such a document, of a newer version, or with a class that this version does not know.
    """
    if len(memoryview(data)) > MAX_BYTES:
        raise StateError(f"The answers are larger than {MAX_BYTES // 1024} KB together.")
    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        raise StateError("The saved answers are not in the format of this version.") from None
    if document is None:
        return {}
    version = document.get("v") if isinstance(document, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise StateError(
            f"The answers were saved by a newer version of Chancery (format {version}, this one reads {VERSION})."
        )
    if type(version) is not int or not isinstance(document.get("vars"), dict):
        raise StateError("The saved answers are not in the format of this version.")
    reader = _Reader()
    try:
        kept = migrated(document["vars"], version)
        return {name: reader.read(value, 0) for name, value in kept.items()}
    except _BROKEN:
        raise StateError("The saved answers are not in the format of this version.") from None


def migrated(
    kept: dict[str, Any], version: int, steps: Mapping[int, Step] = MIGRATIONS, newest: int = VERSION
) -> dict[str, Any]:
    """The variables of a document of `version`, as JSON, as a document of the `newest` version has them.

    Raises:
        StateError: no step begins at that version, or at one on the way.
    """
    for at in range(version, newest):
        if at not in steps:
            raise StateError("The saved answers are not in the format of this version.")
        kept = steps[at](kept)
    return kept


# What reading the parts of a document that is not ours can raise.
_BROKEN = (
    AttributeError,
    TypeError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    InvalidOperation,
)


class _Writer:
    """Writes one document, and knows which mutable values it has met."""

    def __init__(self) -> None:
        self._met: dict[int, tuple[object, dict[str, Any]]] = {}
        self._shared = 0

    def write(self, value: Any, depth: int) -> Any:
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
        elif (codec := _BY_KIND.get(kind)) is not None:
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


class _Reader:
    """Reads one document; `_named` are the values that it may refer to again."""

    def __init__(self) -> None:
        self._named: dict[int, Any] = {}

    def read(self, value: Any, depth: int) -> Any:
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
        codec = _BY_NAME.get(name)
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
