"""Ten thousand sessions of others beside the one that is timed: put into the site's database, and taken out again."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager

from bench.install import on_host, web_container
from bench.measure import Target, time_answers

CROWD = 10_000
# Answers of each of the four turns.
ANSWERS = 150
# Run in the web container, which alone may write to the database. What is sealed in these rows does not matter: they
# are nobody's, and nothing reads them but the searches of others.
_PROGRAM = """
import os, sys, uuid
from datetime import UTC, datetime, timedelta
from sqlalchemy import delete, insert, select
from chancery.database import Database
from chancery.database.models import InterviewSession, SessionKey, SessionSecret, Step
from chancery.settings import Settings

NAME, STEPS = "chancery.bench:crowd", 3
database = Database(Settings.from_environment().database_url)
now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def add(connection):
    uids = [uuid.uuid4() for _ in range(int(sys.argv[1]))]
    same = {"interview": NAME, "revision": STEPS, "floor": 1, "stored_bytes": STEPS * 4096,
            "created": now, "last_active": now, "expires": now + timedelta(days=1)}
    connection.execute(insert(InterviewSession), [same | {"uid": uid} for uid in uids])
    made = select(InterviewSession.uid, InterviewSession.id).where(InterviewSession.interview == NAME)
    ids = dict(connection.execute(made).all())
    wrapped = os.urandom(101)
    connection.execute(insert(SessionKey), [
        {"session_id": ids[uid], "holder_kind": "visitor", "holder": uuid.uuid4(), "wrapped": wrapped} for uid in uids])
    connection.execute(insert(SessionSecret), [{"session": uid, "secret": os.urandom(32)} for uid in uids])
    connection.execute(insert(Step), [
        {"session_id": ids[uid], "revision": revision, "box": os.urandom(4096)}
        for uid in uids for revision in range(1, STEPS + 1)])


def remove(connection):
    mine = select(InterviewSession.uid).where(InterviewSession.interview == NAME)
    connection.execute(delete(SessionSecret).where(SessionSecret.session.in_(mine)))
    connection.execute(delete(InterviewSession).where(InterviewSession.interview == NAME))


database.write(remove)
if int(sys.argv[1]):
    database.write(add)
database.close()
"""


@contextmanager
def present(host: str) -> Iterator[None]:
    """Have the crowd in the database of the site on `host` for a while."""
    try:
        _run(host, CROWD)
        yield
    finally:
        _run(host, 0)


def time_alone_and_among_them(target: Target, host: str) -> tuple[float, float]:
    """Return the median milliseconds of an answer without the crowd and with it; half of the former come at the end."""
    alone = _answers(target)
    with present(host):
        among = _answers(target) + _answers(target)
    alone += _answers(target)
    return statistics.median(alone) * 1000, statistics.median(among) * 1000


def _answers(target: Target) -> list[float]:
    return [answer for answer, _ in time_answers(target, "1", ANSWERS)]


def _run(host: str, sessions: int) -> None:
    words = ["docker", "exec", "-i", web_container(host), "python", "-", str(sessions)]
    on_host(host, *words, text=_PROGRAM)
