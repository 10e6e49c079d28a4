"""How objects of each class are kept, and what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# How deep values may be nested.
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


BY_KIND: dict[type, Codec] = {}
BY_NAME: dict[str, Codec] = {}


def register(codec: Codec) -> None:
    """Let objects of `codec.kind` (exactly, not of its subclasses) be kept under `codec.name`."""
    BY_KIND[codec.kind] = codec
    BY_NAME[codec.name] = codec
