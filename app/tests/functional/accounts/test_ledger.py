"""A backup that is put back resurrects nothing that was erased since: the ledger is printed before and replayed."""

import json
import os
import subprocess
import sys

import pytest
from sqlalchemy import delete, insert, select, text

from chancery.database.models import Base, Erasure

PASSWORD = "seven wet pelicans argue"
KEPT = ("interview_session", "session_key", "step", "session_secret")


@pytest.fixture
def run(settings):
    """Run one of the application's commands on the site's database."""
    names = ("database_url", "objects", "evaluator_socket", "base_url", "environment_kind")
    environment = {f"CHANCERY_{name.upper()}": str(getattr(settings, name)) for name in names}

    def command(*arguments: str, given: str = "") -> subprocess.CompletedProcess:
        program = [sys.executable, "-m", "chancery", *arguments]
        return subprocess.run(
            program, env={**os.environ, **environment}, input=given, capture_output=True, text=True, timeout=120
        )

    return command


@pytest.fixture
def restored(browser, new_browser, database, sessions, run):
    """A session that was erased after the backup, which is put back whole, keystore included; the ledger of before."""
    browser.register()
    path, somebody = browser.begin(), new_browser()
    other = somebody.begin()
    browser.answer(path, "blue")
    tables = [table for table in Base.metadata.sorted_tables if table.name in KEPT]
    held = database.read(lambda connection: {table: connection.execute(select(table)).all() for table in tables})
    browser.post(path + "/exit")
    browser.ledger = run("ledger").stdout

    def put_back(connection) -> None:
        connection.execute(delete(Erasure))
        for table in reversed(tables):
            connection.execute(delete(table))
        for table in tables:
            connection.execute(insert(table), [row._asdict() for row in held[table]])

    database.write(put_back)
    browser.path, browser.others = path, lambda: somebody.get(other).status_code
    sessions.store.put(f"{path.rpartition('/')[2]}/{'0' * 32}", [b"what a backup of the files has brought back"])
    assert browser.get(path).status_code == 200, "the backup must hold it, or nothing is shown"
    return browser


@pytest.mark.control("exit_erases")
def test_what_was_erased_stays_erased(restored, run, sessions, database):
    said = run("replay", "-", given=restored.ledger)
    assert (said.returncode, said.stdout) == (0, "Erased 1 session again, of 1 in the ledger.\n"), said.stderr
    assert restored.get(restored.path).status_code == 404
    assert restored.others() == 200
    assert list(sessions.store.list(restored.path.rpartition("/")[2])) == []
    secrets = "session_secret" if database.is_sqlite else "keystore.session_secret"
    count = f"SELECT count(*) FROM {secrets}"
    assert database.read(lambda connection: connection.scalar(text(count))) == 1
    # The ledger is whole again, with the hour and the reason of then.
    assert run("ledger").stdout == restored.ledger
    again = run("replay", "-", given=restored.ledger)
    assert again.stdout == "Erased 0 sessions again, of 1 in the ledger.\n"


STRANGE = (
    "not json",
    "[]",
    "{}",
    json.dumps({"session": "../x", "erased": "2026-01-01T00:00:00+00:00", "reason": "exit"}),
    json.dumps({"session": "0" * 32, "erased": "2026-01-01T00:00:00", "reason": "exit"}),
    json.dumps({"session": "0" * 32, "erased": "2026-01-01T00:00:00+00:00", "reason": "whim"}),
)


def test_a_line_that_is_not_the_ledgers_erases_nothing(restored, run):
    for line in STRANGE:
        said = run("replay", "-", given=f"{restored.ledger}{line}\n")
        assert said.returncode == 2, line
        assert "Line 2 is not one that chancery ledger prints" in said.stderr
        assert restored.get(restored.path).status_code == 200


def test_the_ledger_says_nothing_of_anybody(restored):
    (line,) = restored.ledger.splitlines()
    assert set(json.loads(line)) == {"session", "erased", "reason"}
