"""Erasing sessions: rows and keys in one transaction with a line in the ledger, then the files.

The transaction destroys the keys, so whatever happens afterwards the files are unreadable. If the object store is down
at that moment, the ledger remembers them and `sweep_files` deletes them later.
"""
# Keeps control_exit_erases.

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, delete, insert, select, update

from chancery.database import Database, DatabaseUnavailable
from chancery.database.models import Erasure, InterviewSession, SessionSecret
from chancery.logs import get_logger
from chancery.objects import ObjectStore, ObjectsUnavailable
from chancery.sessions.rows import Identity
from chancery.sessions.view import Erased, Reason

_log = get_logger(__name__)


def erase_rows(connection: Connection, sessions: Sequence[Identity], reason: Reason, now: datetime) -> list[uuid.UUID]:
    """Delete sessions (id, uid) with steps and keys; tells which were still there. Steps and keys go by cascade."""
    gone = [
        uid
        for session_id, uid in sessions
        if connection.execute(delete(InterviewSession).where(InterviewSession.id == session_id)).rowcount
    ]
    if gone:
        connection.execute(delete(SessionSecret).where(SessionSecret.session.in_(gone)))
        connection.execute(
            insert(Erasure),
            [{"uid": uid, "erased": now, "reason": reason, "files_pending": True} for uid in gone],
        )
    return gone


def erase_expired(database: Database, now: datetime, hour: datetime, batch: int) -> int:
    """Erase the rows of at most `batch` sessions that expired before `now`; tells how many."""

    def work(connection: Connection) -> int:
        expired = (
            select(InterviewSession.id, InterviewSession.uid)
            .where(InterviewSession.expires <= now)
            .order_by(InterviewSession.expires)
            .limit(batch)
            # Two workers share the work instead of waiting for each other; SQLite has no such clause and no need.
            .with_for_update(skip_locked=True)
        )
        found = [(row.id, row.uid) for row in connection.execute(expired)]
        return len(erase_rows(connection, found, "expired", hour))

    return database.write(work)


def erase_files(database: Database, store: ObjectStore, uid: uuid.UUID) -> bool:
    """Delete the files of an erased session and note that in the ledger; False if the store is down."""
    try:
        store.delete_prefix(uid.hex)
    except ObjectsUnavailable:
        _log.warning("files_not_erased", session=uid.hex[:8], part="objects")
        return False
    database.write(
        lambda connection: connection.execute(update(Erasure).where(Erasure.uid == uid).values(files_pending=False))
    )
    return True


def erase_files_or_leave(database: Database, store: ObjectStore, sessions: Iterable[uuid.UUID]) -> None:
    """Delete the files of sessions whose keys are gone. What cannot be deleted now is deleted by the worker."""
    for uid in sessions:
        try:
            erase_files(database, store, uid)
        except DatabaseUnavailable:
            _log.warning("files_not_erased", session=uid.hex[:8], part="database")


def find(database: Database, uid: uuid.UUID) -> Erased | None:
    """What the ledger holds of a session; None if it was not erased, or so long ago that it is forgotten."""
    query = select(Erasure.erased, Erasure.reason, Erasure.files_pending).where(Erasure.uid == uid)
    row = database.read(lambda connection: connection.execute(query).first())
    return None if row is None else _erased(uid, *row)


def ledger(database: Database) -> list[Erased]:
    """Everything that the ledger remembers, oldest first."""
    query = select(Erasure.uid, Erasure.erased, Erasure.reason, Erasure.files_pending).order_by(Erasure.erased)
    rows = database.read(lambda connection: connection.execute(query).all())
    return [_erased(*row) for row in rows]


def replay(database: Database, erased: Sequence[Erased]) -> int:
    """Erase again what a restored backup has brought back; tells how many sessions that were.

    A session that the backup does not hold gets its line in the ledger all the same, and its files are looked for.
    """

    def work(connection: Connection) -> int:
        count = 0
        for line in erased:
            uid = uuid.UUID(hex=line.uid)
            back = connection.scalar(select(InterviewSession.id).where(InterviewSession.uid == uid))
            connection.execute(delete(Erasure).where(Erasure.uid == uid))
            if back is not None:
                count += len(erase_rows(connection, [(back, uid)], line.reason, line.hour))
                continue
            connection.execute(delete(SessionSecret).where(SessionSecret.session == uid))
            row = {"uid": uid, "erased": line.hour, "reason": line.reason, "files_pending": True}
            connection.execute(insert(Erasure), row)
        return count

    return database.write(work)


def forget_old(database: Database, before: datetime) -> None:
    """Forget what was erased before a moment that no backup reaches back to any more."""
    old = delete(Erasure).where(Erasure.erased < before, Erasure.files_pending.is_(False))
    database.write(lambda connection: connection.execute(old))


def sweep_files(database: Database, store: ObjectStore, *, batch: int = 100) -> int:
    """Delete the files that earlier erasures had to leave, `batch` sessions at a time; tells of how many sessions.

    It ends early if the store is down.
    """
    pending = select(Erasure.uid).where(Erasure.files_pending).limit(batch)
    count = 0
    while uids := database.read(lambda connection: list(connection.scalars(pending))):
        for uid in uids:
            if not erase_files(database, store, uid):
                return count
            count += 1
    return count


def _erased(uid: uuid.UUID, hour: datetime, reason: str, files_pending: bool) -> Erased:
    # Nothing but a `Reason` is ever written there.
    return Erased(uid.hex, hour, cast("Reason", reason), files_pending)
