"""The files of a session: encrypted on the way to the object store, and opened for their own session alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain

from chancery.logs import get_logger
from chancery.objects import Head, NoSuchObject, ObjectStore, ObjectsUnavailable
from chancery.protocol import MAX_FILES_BYTES, NewFile
from chancery.sessions.errors import NoSuchFile, TryAgain
from chancery.vault import Key, Label, Unmeasured, Unreadable, open_file, seal_file, sealed_lengths

_log = get_logger(__name__)
# A file of more bytes than this is measured before anything of it is given: whether it was cut would show too late.
_MEASURED = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file of a session, ready to be sent."""

    label: Label
    # Raises `Unreadable` where the file turns out to be altered or cut, `TryAgain` where the store breaks off.
    content: Iterator[bytes]


class Arrivals:
    """Files that came with an answer which is not stored yet. They are in the store, and go again unless they are kept.

    Args:
        store: where they lie.
        key: the session's.
        session: whose files they are.
    """

    def __init__(self, store: ObjectStore, key: Key, session: uuid.UUID) -> None:
        self._store, self._key, self._session = store, key, session
        # Ids of those that nothing stored names yet.
        self.loose: set[str] = set()

    def put(self, name: str, mimetype: str, pieces: Iterable[bytes]) -> tuple[str, int]:
        """Store a file as it comes; its id, and how many bytes it has. Whatever `pieces` raises passes through.

        Raises:
            TryAgain: the store is down.
        """
        file = uuid.uuid4()
        place = _object(self._session, file)
        self.loose.add(file.hex)
        source = iter(pieces)
        beginning = [b""]
        while len(beginning[0]) < Unmeasured.LEAST_BYTES and (piece := next(source, None)) is not None:
            beginning[0] += piece
        if len(beginning[0]) < Unmeasured.LEAST_BYTES:
            label = Label(name, mimetype, len(beginning[0]))
            with _store():
                self._store.put(place, seal_file(self._key, file, label, beginning))
            return file.hex, label.size
        sealing = Unmeasured(self._key, file, name, mimetype, chain(beginning, source))
        with _store():
            self._store.put(place, sealing.rest(), Head(sealing.FIRST_BYTES, sealing.first))
        return file.hex, sealing.size

    def keep(self, state: bytes) -> None:
        """Keep those whose ids stand in a state, which is stored by now."""
        self.loose = {id_ for id_ in self.loose if id_.encode() not in state}

    def drop(self, id_: str) -> None:
        """Delete a file that cannot be taken."""
        discard(self._store, [_object(self._session, uuid.UUID(hex=id_))])
        self.loose.discard(id_)


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
                discard(self._store, stored)
            raise

    @contextmanager
    def arriving(self, key: Key, session: uuid.UUID) -> Iterator[Arrivals]:
        """Take files around what stores the step that names them; those that are not kept are deleted at the end.

        Where the database broke off, all stay: see `keeping`.
        """
        arrivals = Arrivals(self._store, key, session)
        try:
            yield arrivals
        except TryAgain as error:
            if error.part == "database":
                arrivals.loose.clear()
            raise
        finally:
            discard(self._store, [_object(session, uuid.UUID(hex=id_)) for id_ in arrivals.loose])

    def open(self, keys: Sequence[Key], session: uuid.UUID, file: str) -> OpenedFile:
        """One file, with the one of the session's keys that fits.

        Raises:
            NoSuchFile: the session has none of that id, or it does not open.
        """
        try:
            with _store():
                name = _object(session, _file_id(file))
                label, content = self._open(keys, name, _file_id(file))
                if label.size > _MEASURED and self._store.size(name) not in sealed_lengths(label):
                    raise Unreadable("the file was cut")
        except NoSuchObject:
            raise NoSuchFile("the session has no such file") from None
        except Unreadable as error:
            _log.error("file_unreadable", session=session.hex[:8], reason=str(error))
            raise NoSuchFile("the file does not open") from None
        return OpenedFile(label, _passing(content, session))

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


def discard(store: ObjectStore, names: Iterable[str]) -> None:
    """Delete files that no step names."""
    for name in names:
        try:
            store.delete(name)
        except ObjectsUnavailable:
            # It is unreadable without the step, and goes with its session.
            _log.warning("file_left", part="objects")


def _passing(pieces: Iterator[bytes], session: uuid.UUID) -> Iterator[bytes]:
    """The same pieces; a store may break off after the first of them, and what comes then may be altered."""
    try:
        with _store():
            yield from pieces
    except Unreadable as error:
        _log.error("file_unreadable", session=session.hex[:8], reason=str(error))
        raise


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
