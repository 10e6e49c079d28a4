"""Copies every object of one store into another. It may be broken off and begun again, while the site runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chancery.objects.store import NoSuchObject, ObjectStore


class NotTheSame(Exception):
    """The copy of an object has other bytes than the object. It was deleted again."""


@dataclass(slots=True)
class Moved:
    """How far it is: objects that were looked at, copied, and found to be there; bytes copied."""

    seen: int = 0
    copied: int = 0
    there: int = 0
    length: int = 0


def move(
    source: ObjectStore, target: ObjectStore, progress: Callable[[Moved], None], *, thorough: bool = False
) -> Moved:
    """Copy what `target` lacks, read each copy back and compare it.

    Args:
        source: the store to copy from, which is left as it is.
        target: the store to copy to.
        progress: called after each object.
        thorough: read and compare also what is there already, of which otherwise only the length is compared.

    Raises:
        NotTheSame: see there.
        ObjectsUnavailable: one of the stores does not work; begin again later, and it goes on from there.
    """
    done = Moved()
    there = set(target.list())
    for name in source.list():
        try:
            if name in there and _same(source, target, name, thorough=thorough):
                done.there += 1
            else:
                done.length += _copy(source, target, name)
                done.copied += 1
        except NoSuchObject:
            # Its session was erased meanwhile; so must the copy be.
            target.delete(name)
        done.seen += 1
        progress(done)
    return done


def _same(source: ObjectStore, target: ObjectStore, name: str, *, thorough: bool) -> bool:
    if source.size(name) != target.size(name):
        return False
    return not thorough or _digest(source.get(name)) == _digest(target.get(name))


def _copy(source: ObjectStore, target: ObjectStore, name: str) -> int:
    """Copy one object and read the copy back; tells its length."""
    total = hashlib.sha256()

    def read() -> Iterator[bytes]:
        for piece in source.get(name):
            total.update(piece)
            yield piece

    length = target.put(name, read())
    if _digest(target.get(name)) != total.digest():
        target.delete(name)
        raise NotTheSame(name)
    return length


def _digest(pieces: Iterator[bytes]) -> bytes:
    total = hashlib.sha256()
    for piece in pieces:
        total.update(piece)
    return total.digest()
