"""What a store of encrypted files can do, and how they are named.

A name is `<session uid>/<random id>`, 32 lower-case hexadecimal digits each: it says nothing about the file, nothing of
it comes from a person, and all files of a session go with one prefix. What is stored is ciphertext already; a store
never sees a key, a file name or a type.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

# Bytes per piece that `get` gives: flat memory whatever the size of the file.
PIECE_BYTES = 1 << 20
# The probe's own session: no real one is numbered zero.
PROBE_SESSION = "0" * 32

_PREFIX = re.compile(r"[0-9a-f]{32}")
_NAME = re.compile(r"[0-9a-f]{32}/[0-9a-f]{32}")


class InvalidName(ValueError):
    """This is not the name of an object; in particular no path is."""


class NoSuchObject(KeyError):
    """There is no object of this name."""


class ObjectsUnavailable(Exception):
    """The store is down, full or refuses. Nothing of the failed call is acknowledged."""


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of an object that can be made only when the rest is there: how many bytes, and what makes them."""

    size: int
    make: Callable[[], bytes]


class ObjectStore(Protocol):
    """A flat set of immutable objects. Every method raises `ObjectsUnavailable` when the store does not work.

    All but `list`, `sweep` and `probe` raise `InvalidName` for a name that `new_name` could not have made.
    """

    def put(self, name: str, pieces: Iterable[bytes], head: Head | None = None) -> int:
        """Store an object whole or not at all, and durably; tells its length. `pieces` may be of any size.

        Where there is a head, it stands before the pieces and is made after the last of them.

        Whatever `pieces` raises passes through, and nothing is stored. After `ObjectsUnavailable` the object may be
        there all the same, when only the service's answer was lost: who cannot have that deletes it.
        """

    def get(self, name: str) -> Iterator[bytes]:
        """The object's bytes, piece by piece.

        Raises:
            NoSuchObject: before the first piece.
        """

    def size(self, name: str) -> int:
        """The object's length in bytes.

        Raises:
            NoSuchObject: there is none.
        """

    def delete(self, name: str) -> None:
        """Delete an object; one that is not there is deleted already."""

    def delete_prefix(self, prefix: str) -> int:
        """Delete every object of one session; tells how many there were."""

    def list(self, prefix: str = "", before: datetime | None = None) -> Iterator[str]:
        """The names that there are, of one session or all, stored `before` a moment or at any time, in no order."""

    def sweep(self, before: datetime) -> int:
        """Remove what uploads left that were broken off, of those begun `before` a moment; tells of how many."""

    def probe(self) -> None:
        """Store, read and delete a small object of our own, to know that the store works."""


def probe(store: ObjectStore) -> None:
    """Store, read and delete a small object; see `ObjectStore.probe`."""
    name = f"{PROBE_SESSION}/{uuid.uuid4().hex}"
    written = os.urandom(32)
    try:
        store.put(name, [written])
        if b"".join(store.get(name)) != written:
            raise ObjectsUnavailable("it gives back other bytes than were written")
    except NoSuchObject:
        raise ObjectsUnavailable("it loses what was written") from None
    finally:
        store.delete(name)


def new_name(session: uuid.UUID) -> str:
    """A name for a new object of `session` that nobody can guess."""
    return f"{session.hex}/{uuid.uuid4().hex}"


def check_name(name: str) -> str:
    """Return `name`.

    Raises:
        InvalidName: `new_name` could not have made it.
    """
    if not is_name(name):
        raise InvalidName("an object's name is two groups of 32 hexadecimal digits")
    return name


def is_name(name: str) -> bool:
    """Whether `new_name` could have made this; a service may list things of its own beside objects."""
    return _NAME.fullmatch(name) is not None


def check_prefix(prefix: str) -> str:
    """Return `prefix`.

    Raises:
        InvalidName: it is not a session's uid.
    """
    if not _PREFIX.fullmatch(prefix):
        raise InvalidName("a prefix is 32 hexadecimal digits")
    return prefix
