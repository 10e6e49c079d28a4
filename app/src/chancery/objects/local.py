"""Objects in a local directory: `<root>/<first two digits>/<session uid>/<random id>`, files of mode 0600.

An object is written under a temporary name beside its place, flushed to the disk, and renamed; then the directory is
flushed. So it is there whole or not at all, also after a power cut. Temporary names begin with a dot.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from io import FileIO
from pathlib import Path

from chancery.objects.store import (
    PIECE_BYTES,
    Head,
    NoSuchObject,
    ObjectsUnavailable,
    check_name,
    check_prefix,
    probe,
)

_FILE_MODE = 0o600
# Bytes after which what was written is flushed, so that the last flush of a large file does not take long.
_FLUSH_BYTES = 32 << 20
_DIRECTORY_MODE = 0o700


class LocalStore:
    """A directory that belongs to this program alone. It is made when it is missing."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, name: str, pieces: Iterable[bytes], head: Head | None = None) -> int:
        """Store an object; see `ObjectStore.put`."""
        target = self._path(name)
        partial = target.with_name(f".{uuid.uuid4().hex}")
        with _unavailable():
            self._make_directory(target.parent)
            file = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _FILE_MODE)
        try:
            length = _write(file, pieces, head)
            with _unavailable():
                partial.rename(target)
                _flush_directory(target.parent)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        return length

    def get(self, name: str) -> Iterator[bytes]:
        """The bytes of an object; see `ObjectStore.get`."""
        path = self._path(name)
        with _unavailable():
            try:
                file = FileIO(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC))
            except FileNotFoundError:
                raise NoSuchObject(name) from None
        return _pieces(file)

    def size(self, name: str) -> int:
        """The length of an object; see `ObjectStore.size`."""
        path = self._path(name)
        with _unavailable():
            try:
                return path.lstat().st_size
            except FileNotFoundError:
                raise NoSuchObject(name) from None

    def delete(self, name: str) -> None:
        """Delete an object; see `ObjectStore.delete`."""
        path = self._path(name)
        with _unavailable():
            path.unlink(missing_ok=True)
            _remove_if_empty(path.parent)

    def delete_prefix(self, prefix: str) -> int:
        """Delete a session's objects, also half-written ones; see `ObjectStore.delete_prefix`."""
        directory = self._directory(prefix)
        count = 0
        with _unavailable():
            for path in _entries(directory):
                path.unlink(missing_ok=True)
                count += not path.name.startswith(".")
            _remove_if_empty(directory)
        return count

    def list(self, prefix: str = "", before: datetime | None = None) -> Iterator[str]:
        """The names that there are; see `ObjectStore.list`."""
        for path in self._files(prefix, before):
            if not path.name.startswith("."):
                yield f"{path.parent.name}/{path.name}"

    def sweep(self, before: datetime) -> int:
        """Remove half-written files; see `ObjectStore.sweep`."""
        count = 0
        for path in self._files("", before):
            if path.name.startswith("."):
                with _unavailable():
                    path.unlink(missing_ok=True)
                    _remove_if_empty(path.parent)
                count += 1
        return count

    def probe(self) -> None:
        """Store, read and delete an object; see `ObjectStore.probe`."""
        probe(self)

    def _files(self, prefix: str, before: datetime | None) -> Iterator[Path]:
        """The files that there are, whole and half-written, of one session or all."""
        with _unavailable():
            shelves = [self._directory(prefix)] if prefix else [d for s in _entries(self._root) for d in _entries(s)]
            for path in (path for directory in shelves for path in _entries(directory)):
                if before is None or _is_older(path, before):
                    yield path

    def _directory(self, prefix: str) -> Path:
        return self._root / check_prefix(prefix)[:2] / prefix

    def _path(self, name: str) -> Path:
        prefix, _, last = check_name(name).partition("/")
        return self._directory(prefix) / last

    def _make_directory(self, directory: Path) -> None:
        """Make the directory of a session and flush its parents, so that a renamed file cannot lose its way."""
        if directory.is_dir():
            return
        for path in (self._root, directory.parent, directory):
            path.mkdir(mode=_DIRECTORY_MODE, exist_ok=True)
            _flush_directory(path.parent)


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        # The error's own text names a path; its number says enough.
        raise ObjectsUnavailable(os.strerror(error.errno or 0)) from None


def _write(file: int, pieces: Iterable[bytes], head: Head | None) -> int:
    length = flushed = head.size if head else 0
    try:
        for piece in pieces:
            _write_at(file, piece, length)
            length += len(piece)
            if length - flushed >= _FLUSH_BYTES:
                with _unavailable():
                    os.fdatasync(file)
                flushed = length
        if head:
            _write_at(file, head.make(), 0)
        with _unavailable():
            os.fsync(file)
    finally:
        os.close(file)
    return length


def _write_at(file: int, piece: bytes, place: int) -> None:
    rest = memoryview(piece)
    while rest:
        with _unavailable():
            written = os.pwrite(file, rest, place)
        place, rest = place + written, rest[written:]


def _pieces(file: FileIO) -> Iterator[bytes]:
    with file:
        while True:
            with _unavailable():
                piece = file.read(PIECE_BYTES)
            if not piece:
                return
            yield piece


def _entries(directory: Path) -> list[Path]:
    try:
        return list(directory.iterdir())
    except FileNotFoundError:
        return []


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return path.lstat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        # It was deleted, or renamed into its place, since the directory was read.
        return False


def _remove_if_empty(directory: Path) -> None:
    with suppress(OSError):
        directory.rmdir()


def _flush_directory(directory: Path) -> None:
    file = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)
