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

from collections.abc import Callable, Mapping
from decimal import InvalidOperation
from typing import Any

import msgspec

from .codecs import MAX_DEPTH, Codec, StateError, register
from .reading import Reader, read_moment
from .writing import Writer

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MIGRATIONS",
    "VERSION",
    "Codec",
    "StateError",
    "Step",
    "decode",
    "encode",
    "migrated",
    "pack",
    "read_moment",
    "register",
    "unpack",
]

VERSION = 1
# What makes the variables of a document of each older version (as JSON) into those of the next.
Step = Callable[[dict[str, Any]], dict[str, Any]]
MIGRATIONS: Mapping[int, Step] = {}
# Bounds of one session's state. The bytes leave room for the screen in a frame of the protocol.
MAX_BYTES = 3 * 1024 * 1024


def pack(value: object) -> Any:
    """One value as the format has it, for a place in other JSON (the value of a choice, say).

    Raises:
        StateError: it is of a kind that cannot be kept.
    """
    return Writer().write(value, 0)


def unpack(content: Any) -> Any:
    """The value that `pack` wrote.

    Raises:
        StateError: it is not in the format.
    """
    try:
        return Reader().read(content, 0)
    except _BROKEN:
        raise StateError("A saved value is not in the format of this version.") from None


def encode(variables: dict[str, object]) -> bytes:
    """The state document of an interview's variables.

    Raises:
        StateError: a value is of a kind that cannot be kept, too deep, or all of it is too much.
    """
    writer = Writer()
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
    reader = Reader()
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
