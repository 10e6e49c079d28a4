"""What is stored, where, and what a copy of it is worth; several people and workers at once."""

import os
import subprocess
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, text

from chancery.database import Database, migrate
from chancery.database.models import Erasure
from chancery.health import readiness
from chancery.objects import new_name, open_store
from chancery.sessions import AnswersUnreadable, Sessions, StaleAnswer, TryAgain, Visitor

INTERVIEW = "demo:data/questions/demo.yml"


def answer(sessions, visitor, view, word):
    return sessions.answer(visitor, view.uid, view.revision, {"field_0": [word]})


def count(sessions, table):
    return sessions.database.read(lambda connection: connection.scalar(text(f"SELECT count(*) FROM {table}")))


def test_of_many_answers_to_one_screen_exactly_one_is_stored(sessions, visitor):
    view = sessions.start(visitor, INTERVIEW, {})

    def attempt(number):
        try:
            return answer(sessions, visitor, view, f"answer {number}")
        except StaleAnswer:
            return None

    with ThreadPoolExecutor(6) as pool:
        stored = [after for after in pool.map(attempt, range(12)) if after]
    assert len(stored) == 1
    assert sessions.current(visitor, view.uid) == stored[0]
    assert count(sessions, "step") == 2


def test_one_sweep_deletes_all_files_that_were_left(sessions):
    """More than it looks up at a time: what a store that was down for long has left must not grow from then on."""
    left = [uuid.uuid4() for _ in range(250)]
    lines = [{"uid": uid, "erased": datetime.now(UTC), "reason": "exit", "files_pending": True} for uid in left]
    sessions.database.write(lambda connection: connection.execute(insert(Erasure), lines))
    sessions.store.put(new_name(left[-1]), [b"left"])
    sessions.expire(datetime.now(UTC))
    assert count(sessions, "erasure WHERE files_pending") == 0
    assert list(sessions.store.list()) == []


def test_a_slow_interview_blocks_nobody(sessions, visitor, plain_evaluator):
    view, other = sessions.start(visitor, INTERVIEW, {}), sessions.start(visitor, INTERVIEW, {}, mode="new")

    def meanwhile():
        # From another thread, as another request would: a lock that is held would keep these waiting.
        thread = threading.Thread(target=lambda: done.append(answer(sessions, visitor, other, "b")))
        thread.start()
        thread.join()
        done.append(sessions.current(visitor, view.uid))

    done = []
    plain_evaluator.meanwhile = meanwhile
    assert answer(sessions, visitor, view, "a").revision == 2
    assert [item.revision for item in done] == [2, 1]


def test_two_workers_share_the_sweep(sessions, settings, plain_evaluator):
    for _ in range(30):
        sessions.start(Visitor.new(), INTERVIEW, {})
    kept = Visitor.new()
    view = sessions.start(kept, INTERVIEW, {})
    later = datetime.now(UTC) + timedelta(days=40)
    move = text("UPDATE interview_session SET expires = :later WHERE uid = :uid")
    uid = view.uid if sessions.database.is_sqlite else uuid.UUID(view.uid)
    sessions.database.write(
        lambda c: c.execute(move, {"later": str(later)[:26] if sessions.database.is_sqlite else later, "uid": uid})
    )
    second = Sessions(Database(settings.database_url), sessions.store, plain_evaluator, settings)
    soon = datetime.now(UTC) + timedelta(days=35)
    with ThreadPoolExecutor(2) as pool:
        erased = sum(pool.map(lambda s: s.expire(soon, batch=4), (sessions, second)))
    second.database.close()
    assert erased == 30
    assert sessions.current(kept, view.uid) == view
    assert count(sessions, "erasure WHERE reason = 'expired' AND NOT files_pending") == 30


def content(path):
    try:
        return path.read_bytes()
    except FileNotFoundError:
        # The database has just deleted it.
        return b""


@pytest.mark.control("answers_encrypted")
def test_what_was_typed_is_nowhere_in_clear(sessions, visitor, tmp_path, request, capsys):
    mark = "typedmark" + os.urandom(8).hex()
    places = [tmp_path]
    if not sessions.database.is_sqlite:
        places.append(request.getfixturevalue("postgresql").directory)

    def found(needle):
        sessions.database.write(lambda c: c.exec_driver_sql("CHECKPOINT") if not sessions.database.is_sqlite else None)
        files = [path for place in places for path in place.rglob("*") if path.is_file()]
        return [path for path in files if needle.encode() in content(path)]

    # First show that the search finds what is there.
    planted = "planted" + os.urandom(8).hex()
    uid = uuid.uuid4()
    plant = text("INSERT INTO erasure VALUES (:u, :t, :m, :f)")
    values = {
        "u": uid.hex if sessions.database.is_sqlite else uid,
        "t": datetime.now(UTC),
        "m": planted[:20],
        "f": False,
    }
    sessions.database.write(lambda c: c.execute(plant, values))
    assert found(planted[:20])

    view = answer(sessions, visitor, sessions.start(visitor, INTERVIEW, {mark: mark}), mark)
    with pytest.raises(Exception, match="no such field"):
        sessions.answer(visitor, view.uid, view.revision, {mark: [mark]})
    sessions.back(visitor, view.uid, view.revision)
    assert found(mark) == []
    assert found(visitor.key.hex()) == []
    assert found(visitor.cookie()) == []
    captured = capsys.readouterr()
    assert mark not in captured.out + captured.err


@pytest.mark.control("answers_encrypted")
def test_a_long_backup_opens_nothing_even_with_the_cookie(postgresql, sessions, visitor, settings, plain_evaluator):
    if sessions.database.is_sqlite:
        return
    view = answer(sessions, visitor, sessions.start(visitor, INTERVIEW, {}), "one")
    copy = postgresql.create()
    name = {url: make_url(url).database for url in (settings.database_url, copy)}
    where = ["-h", str(postgresql.directory), "-U", "chancery"]
    programs = postgresql.programs
    dump = subprocess.run(
        [programs / "pg_dump", *where, "--exclude-schema=keystore", name[settings.database_url]],
        check=True,
        capture_output=True,
    )
    subprocess.run([programs / "psql", *where, "-q", name[copy]], input=dump.stdout, check=True, capture_output=True)
    database = Database(copy)
    database.write(lambda c: c.exec_driver_sql("CREATE SCHEMA keystore"))
    database.write(lambda c: c.exec_driver_sql("CREATE TABLE keystore.session_secret (session uuid, secret bytea)"))
    restored = Sessions(database, sessions.store, plain_evaluator, settings)
    assert [item.uid for item in restored.list(visitor)] == [view.uid]
    with pytest.raises(AnswersUnreadable) as caught:
        restored.current(visitor, view.uid)
    assert caught.value.reason == "key"
    database.close()


def test_the_keystore_is_a_schema_of_its_own(sessions):
    if sessions.database.is_sqlite:
        assert count(sessions, "session_secret") == 0
        return
    tables = sessions.database.read(
        lambda c: c.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'keystore'").scalars().all()
    )
    assert tables == ["session_secret"]


def test_every_part_says_how_it_is(sessions, plain_evaluator, settings):
    assert readiness(sessions) == {"database": "ok", "evaluator": "ok", "objects": "ok"}
    plain_evaluator.down = True
    root = Path(settings.objects)
    root.rename(root.with_name("away"))
    root.write_text("")
    sessions.database.write(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'"))
    assert readiness(sessions) == {
        "database": "is of an older version: run 'chancery migrate'",
        "evaluator": "does not answer",
        "objects": "cannot be written: Not a directory",
    }
    sessions.database.write(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    assert readiness(sessions)["database"] == "ok"
    sessions.database.write(lambda c: c.exec_driver_sql("DROP TABLE alembic_version"))
    assert readiness(sessions)["database"] == "has no tables: run 'chancery migrate'"


def test_a_process_that_never_met_the_interview_shows_its_screen_while_the_evaluator_is_down(
    sessions, plain_evaluator, settings, visitor
):
    begun = sessions.start(visitor, INTERVIEW, {})
    other = Sessions(sessions.database, open_store(settings.objects), plain_evaluator, settings)
    plain_evaluator.down = True
    seen = other.current(visitor, begun.uid)
    assert (seen.screen, seen.revision, seen.info.name) == (begun.screen, begun.revision, INTERVIEW)
    plain_evaluator.down = False
    assert other.current(visitor, begun.uid).info == begun.info


def test_a_database_that_is_down(settings, plain_evaluator, tmp_path, visitor):
    sessions = Sessions(
        Database(f"postgresql+psycopg:///x?host={tmp_path}"), open_store(settings.objects), plain_evaluator, settings
    )
    assert readiness(sessions)["database"] == "does not answer"
    for act in (
        lambda: sessions.start(visitor, INTERVIEW, {}),
        lambda: sessions.current(visitor, "0" * 32),
        lambda: sessions.exit(visitor, "0" * 32),
        lambda: sessions.list(visitor),
        lambda: sessions.expire(datetime.now(UTC)),
    ):
        with pytest.raises(TryAgain) as caught:
            act()
        assert caught.value.part == "database"


@pytest.mark.control("exit_erases")
def test_exit_is_the_end_of_rows_keys_and_files(sessions, visitor):
    view = answer(sessions, visitor, sessions.start(visitor, INTERVIEW, {}), "one")
    other = sessions.start(visitor, INTERVIEW, {}, mode="new")
    files = {v.uid: new_name(uuid.UUID(v.uid)) for v in (view, other)}
    for name in files.values():
        sessions.store.put(name, [b"ciphertext"])
    sessions.exit(visitor, view.uid)
    keystore = "session_secret" if sessions.database.is_sqlite else "keystore.session_secret"
    assert [count(sessions, t) for t in ("interview_session", "session_key", "step", keystore)] == [1] * 4
    assert list(sessions.store.list()) == [files[other.uid]]
    assert count(sessions, "erasure WHERE reason = 'exit' AND NOT files_pending") == 1
    migrate(sessions.database)
    assert sessions.current(visitor, other.uid) == other
