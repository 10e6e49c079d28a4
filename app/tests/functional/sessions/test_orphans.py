"""The sweep of what no session has: it takes that, and nothing else."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from chancery.database import DatabaseUnavailable
from chancery.objects import new_name
from chancery.sessions.orphans import sweep_orphans

INTERVIEW = "demo:data/questions/demo.yml"
LATER = timedelta(hours=1)


def test_files_without_a_session_go_and_others_stay(sessions, visitor):
    living = uuid.UUID(hex=sessions.start(visitor, INTERVIEW, {}).uid)
    kept = new_name(living)
    for name in (kept, new_name(uuid.uuid4()), new_name(uuid.uuid4())):
        sessions.store.put(name, [b"x"])
    assert sweep_orphans(sessions.database, sessions.store, datetime.now(UTC) - LATER) == (0, 0)
    assert sweep_orphans(sessions.database, sessions.store, datetime.now(UTC) + LATER) == (2, 0)
    assert list(sessions.store.list()) == [kept]


def test_more_than_are_looked_up_at_a_time(sessions, visitor):
    kept = new_name(uuid.UUID(hex=sessions.start(visitor, INTERVIEW, {}).uid))
    stray = uuid.uuid4()
    for name in (kept, *(new_name(stray) for _ in range(1001))):
        sessions.store.put(name, [b"x"])
    assert sweep_orphans(sessions.database, sessions.store, datetime.now(UTC) + LATER) == (1001, 0)
    assert list(sessions.store.list()) == [kept]


def test_half_written_files_go(sessions, settings):
    sessions.store.put(new_name(uuid.uuid4()), [b"x"])
    [file] = [path for path in settings.objects.rglob("*") if path.is_file()]
    file.rename(file.with_name(f".{uuid.uuid4().hex}"))
    assert sweep_orphans(sessions.database, sessions.store, datetime.now(UTC) - LATER) == (0, 0)
    assert sweep_orphans(sessions.database, sessions.store, datetime.now(UTC) + LATER) == (0, 1)
    assert list(settings.objects.rglob(".*")) == []


def test_without_the_database_nothing_is_deleted(sessions, postgresql, settings):
    if settings.is_sqlite:
        pytest.skip("SQLite has no server that could be down")
    name = new_name(uuid.uuid4())
    sessions.store.put(name, [b"x"])
    postgresql.stop()
    try:
        with pytest.raises(DatabaseUnavailable):
            sweep_orphans(sessions.database, sessions.store, datetime.now(UTC) + LATER)
    finally:
        postgresql.start()
    assert list(sessions.store.list()) == [name]
