"""Files that no session has: left by broken uploads, and by steps that were not stored while the store was down.

Nobody can read them, because the key of a file goes with its session; they only take room.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import select

from chancery.database import Database
from chancery.database.models import InterviewSession
from chancery.objects import ObjectStore

# Names that are looked up at a time.
_BATCH = 500


def sweep_orphans(database: Database, store: ObjectStore, before: datetime) -> tuple[int, int]:
    """Delete what no session has and was stored before a moment; tells how many files, and how many broken uploads.

    `before` lies as far back as storing one answer may take: files are there before the row of a session that begins.
    A file that a living session no longer names goes with its session, since only that session's key tells.

    Raises:
        DatabaseUnavailable, ObjectsUnavailable: see there. What was deleted stays deleted.
    """
    count = 0
    names = store.list(before=before)
    while batch := list(islice(names, _BATCH)):
        for name in _without_session(database, batch):
            store.delete(name)
            count += 1
    return count, store.sweep(before)


def _without_session(database: Database, names: Iterable[str]) -> Iterator[str]:
    owners = {name: uuid.UUID(hex=name.partition("/")[0]) for name in names}
    query = select(InterviewSession.uid).where(InterviewSession.uid.in_(set(owners.values())))
    living = set(database.read(lambda connection: list(connection.scalars(query))))
    return (name for name, uid in owners.items() if uid not in living)
