"""Everything that a holder has stored, in a ZIP archive of JSON and files that any program opens.

    <number>-<interview's file>/session.json     which interview, and when
    <number>-<interview's file>/answers.json     the variables of the latest step, as the engine keeps them
    <number>-<interview's file>/files/…          uploads and documents, under their own names

The archive is made while it is sent: nothing of it touches a disk, and its size does not matter.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec

from chancery.objects import ObjectStore
from chancery.sessions.errors import AnswersUnreadable, NoSuchFile, NoSuchSession
from chancery.sessions.files import Files
from chancery.sessions.rows import MineRow
from chancery.sessions.storage import Storage
from chancery.sessions.stored import Opened
from chancery.vault import Holder, Unreadable

UNREADABLE = "What is stored here does not open: it was damaged or changed.\n"


def archive(storage: Storage, store: ObjectStore, holder: Holder) -> Iterator[bytes]:
    """The archive of a holder's open sessions, piece by piece.

    Raises:
        TryAgain: a part is down; before the first piece, or in the middle of the archive, which then does not open.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, row in enumerate(storage.mine(holder), 1):
            folder = f"{number:02}-{PurePosixPath(row.interview).stem}"
            try:
                session = storage.open(holder, row.uid.hex)
            except NoSuchSession:
                # Erased in another tab meanwhile.
                continue
            except AnswersUnreadable:
                packed.writestr(f"{folder}/unreadable.txt", UNREADABLE)
                continue
            packed.writestr(f"{folder}/session.json", msgspec.json.format(msgspec.json.encode(_about(row))))
            packed.writestr(f"{folder}/answers.json", msgspec.json.format(bytes(session.step.state)))
            yield sink.drain()
            for name in store.list(row.uid.hex):
                yield from _file(packed, sink, storage.files, session, folder, name)
    yield sink.drain()


def _file(
    packed: zipfile.ZipFile, sink: _Sink, files: Files, session: Opened, folder: str, name: str
) -> Iterator[bytes]:
    file = uuid.UUID(hex=name.rpartition("/")[2])
    # Two files may have one name; a few digits of their own keep them apart.
    place = f"{folder}/files/{file.hex[:6]}-"
    try:
        opened = files.open(session.keys, session.row.uid, file.hex)
        large = opened.label.size >= zipfile.ZIP64_LIMIT
        with packed.open(place + PurePosixPath(opened.label.name).name, "w", force_zip64=large) as out:
            for piece in opened.content:
                out.write(piece)
                yield sink.drain()
    except (NoSuchFile, Unreadable):
        packed.writestr(place + "unreadable.txt", UNREADABLE)


def _about(row: MineRow) -> dict[str, str]:
    moments = {"created": row.created, "last_active": row.last_active, "expires": row.expires}
    return {"interview": row.interview, **{name: moment.isoformat() for name, moment in moments.items()}}


class _Sink(io.RawIOBase):
    """What an archive is written to: keeps the bytes until they are fetched. It cannot go back, and need not."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        """It takes bytes."""
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]  # any buffer is bytes here
        """Keep a piece."""
        self._held += piece
        return len(piece)

    def drain(self) -> bytes:
        """What was written since the last time."""
        held = bytes(self._held)
        self._held.clear()
        return held
