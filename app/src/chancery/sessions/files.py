"""The files of a session: encrypted on the way to the object store, and opened for their own session alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from chancery.logs import get_logger
from chancery.objects import NoSuchObject, ObjectStore, ObjectsUnavailable
from chancery.protocol import MAX_FILES_BYTES, NewFile
from chancery.sessions.errors import NoSuchFile, TryAgain
from chancery.vault import Key, Label, Unreadable, open_file, seal_file

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file of a session, ready to be sent."""

    label: Label
    # Raises `Unreadable` where the file turns out to be altered or cut, `TryAgain` where the store breaks off.
    content: Iterator[bytes]


class Files:
    """Puts the files of sessions into the store, and gets them out. Every method may raise `TryAgain`."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @contextmanager
    def keeping(self, key: Key, session: uuid.UUID, files: Sequence[NewFile]) -> Iterator[None]:
        """Store new files around what stores the step that names them; if that fails, they are deleted again.

        Whatever the body raises passes through. Where the database broke off, nobody knows whether the step is stored:
        then the files stay, and go with their session or, if that never came to be, with `sweep_orphans`.
        """
        stored: list[str] = []
        try:
            for file in files:
                label = Label(file.name, file.mimetype, len(file.content))
                name = _object(session, uuid.UUID(hex=file.id))
                stored.append(name)
                with _store():
                    self._store.put(name, seal_file(key, uuid.UUID(hex=file.id), label, [file.content]))
            yield
        except BaseException as error:
            if not (isinstance(error, TryAgain) and error.part == "database"):
                self._discard(stored)
            raise

    def open(self, keys: Sequence[Key], session: uuid.UUID, file: str) -> OpenedFile:
        """One file, with the one of the session's keys that fits.

        Raises:
            NoSuchFile: the session has none of that id, or it does not open.
        """
        try:
            with _store():
                label, content = self._open(keys, _object(session, _file_id(file)), _file_id(file))
        except NoSuchObject:
            raise NoSuchFile("the session has no such file") from None
        except Unreadable as error:
            _log.error("file_unreadable", session=session.hex[:8], reason=str(error))
            raise NoSuchFile("the file does not open") from None
        return OpenedFile(label, _passing(content))

    def _open(self, keys: Sequence[Key], name: str, file: uuid.UUID) -> tuple[Label, Iterator[bytes]]:
        for key in keys[:-1]:
            with suppress(Unreadable):
                return open_file(key, file, self._store.get(name))
        return open_file(keys[-1], file, self._store.get(name))

    def read(self, keys: Sequence[Key], session: uuid.UUID, files: Sequence[str]) -> dict[str, bytes | None]:
        """The bytes of several files; None for one that there is not, or for which there is no room in one job."""
        found: dict[str, bytes | None] = {}
        room = MAX_FILES_BYTES
        for file in files:
            try:
                opened = self.open(keys, session, file)
                content = b"".join(opened.content) if opened.label.size <= room else None
            except (NoSuchFile, Unreadable):
                content = None
            found[file] = content
            room -= len(content or b"")
        return found

    def _discard(self, names: Sequence[str]) -> None:
        for name in names:
            try:
                self._store.delete(name)
            except ObjectsUnavailable:
                # It is unreadable without the step, and goes with its session.
                _log.warning("file_left", part="objects")


def _passing(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces; a store may break off after the first of them."""
    with _store():
        yield from pieces


def _object(session: uuid.UUID, file: uuid.UUID) -> str:
    return f"{session.hex}/{file.hex}"


def _file_id(text: str) -> uuid.UUID:
    if len(text) != 32 or not all(digit in "0123456789abcdef" for digit in text):
        raise NoSuchFile("the session has no such file")
    return uuid.UUID(hex=text)


@contextmanager
def _store() -> Iterator[None]:
    try:
        yield
    except ObjectsUnavailable as error:
        _log.error("objects_unavailable", part="objects", reason=str(error))
        raise TryAgain("objects") from None
