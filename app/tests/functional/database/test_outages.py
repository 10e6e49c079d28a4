"""The database stops, loses connections, fills up: nothing is acknowledged that is not stored, and nothing twice."""

import json
import random
import selectors
import socket
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from chancery.database import Database, DatabaseUnavailable, migrate
from chancery.objects import open_store
from chancery.sessions import Sessions, StaleAnswer, TryAgain, Visitor

INTERVIEW = "demo:data/questions/demo.yml"


def answer(sessions, visitor, view, word):
    return sessions.answer(visitor, view.uid, view.revision, {"field_0": [word]})


@pytest.fixture
def on_postgresql(postgresql, settings_for):
    with settings_for(postgresql.create()) as sessions:
        yield sessions


@pytest.fixture
def settings_for(tmp_path, plain_evaluator, settings_in):
    @contextmanager
    def make(url):
        settings = settings_in(tmp_path, database_url=url)
        database = Database(url, pool_size=2)
        migrate(database)
        yield Sessions(database, open_store(settings.objects), plain_evaluator, settings)
        database.close()

    return make


def test_postgresql_stops_in_the_middle_of_an_answer(postgresql, on_postgresql, visitor, plain_evaluator):
    sessions = on_postgresql
    view = answer(sessions, visitor, sessions.start(visitor, INTERVIEW, {}), "one")
    plain_evaluator.meanwhile = postgresql.stop
    try:
        with pytest.raises(TryAgain) as caught:
            answer(sessions, visitor, view, "two")
        assert caught.value.part == "database"
        with pytest.raises(TryAgain):
            sessions.current(visitor, view.uid)
    finally:
        postgresql.start()
    # The acknowledged answer is there, the other is not, and can be given again.
    assert sessions.current(visitor, view.uid) == view
    assert answer(sessions, visitor, view, "two").revision == 3


def test_a_restart_between_two_answers_is_not_noticed(postgresql, on_postgresql, visitor):
    sessions = on_postgresql
    view = sessions.start(visitor, INTERVIEW, {})
    postgresql.stop()
    postgresql.start()
    view = answer(sessions, visitor, view, "one")
    postgresql.stop()
    postgresql.start()
    assert sessions.current(visitor, view.uid) == view


def test_every_connection_is_ended_in_the_middle_of_an_answer(on_postgresql, visitor, plain_evaluator):
    sessions = on_postgresql
    view = sessions.start(visitor, INTERVIEW, {})

    def end_connections():
        with pytest.raises(Exception, match="terminating"):
            sessions.database.engine.connect().exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    plain_evaluator.meanwhile = end_connections
    assert answer(sessions, visitor, view, "one").revision == 2


class CuttingProxy:
    """Stands between us and PostgreSQL. When armed, it passes on what commits, and cuts the line before the reply."""

    # An answer is committed by the statement that stores it.
    WORDS = (b"COMMIT", b"WITH moved")

    def __init__(self, directory: Path, target: Path) -> None:
        self.directory = directory
        self.armed = False
        self._target = target
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(directory / ".s.PGSQL.5432"))
        self._listener.listen()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._carry, args=(client,))
            self._threads.append(thread)
            thread.start()

    def _carry(self, client: socket.socket) -> None:
        cut = False
        with client, socket.socket(socket.AF_UNIX) as server, selectors.DefaultSelector() as selector:
            server.connect(str(self._target / ".s.PGSQL.5432"))
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in selector.select():
                    data = key.fileobj.recv(65536)
                    if not data or (cut and key.fileobj is server):
                        return
                    if self.armed and key.fileobj is client and any(word in data for word in self.WORDS):
                        self.armed, cut = False, True
                    key.data.sendall(data)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def proxy(postgresql):
    with tempfile.TemporaryDirectory(prefix="chancery-") as directory:
        proxy = CuttingProxy(Path(directory), postgresql.directory)
        yield proxy
        proxy.close()


def test_the_line_breaks_after_the_commit_and_before_its_reply(postgresql, proxy, settings_for, visitor):
    url = postgresql.create().replace(str(postgresql.directory), str(proxy.directory))
    with settings_for(url) as sessions:
        proxy.armed = True
        view = sessions.start(visitor, INTERVIEW, {})
        assert [item.uid for item in sessions.list(visitor)] == [view.uid]
        proxy.armed = True
        after = answer(sessions, visitor, view, "one")
        assert not proxy.armed
        # Stored, acknowledged, and not twice.
        assert after.revision == 2
        assert sessions.current(visitor, view.uid) == after
        proxy.armed = True
        sessions.exit(visitor, view.uid)
        assert sessions.list(visitor) == []


def answer_until_full(sessions, visitor, view, word):
    """Answer until it is refused; give the last screen that was acknowledged."""
    for _ in range(500):
        try:
            view = answer(sessions, visitor, view, word)
        except TryAgain:
            return view
    pytest.fail("the disk never filled up")


def test_the_disk_is_full_under_sqlite(settings_for, visitor, tmp_path, full_disk):
    with settings_for(f"sqlite:///{tmp_path}/chancery.sqlite") as sessions:
        view = answer(sessions, visitor, sessions.start(visitor, INTERVIEW, {}), "one")
        with full_disk(200_000):
            accepted = answer_until_full(sessions, visitor, view, "x" * 50_000)
            assert sessions.current(visitor, view.uid) == accepted
        assert sessions.current(visitor, view.uid) == accepted
        assert answer(sessions, visitor, accepted, "two").revision == accepted.revision + 1


@pytest.mark.control("acknowledged_is_stored")
def test_the_disk_is_full_under_postgresql(postgresql, settings_for, visitor, full_disk):
    with settings_for(postgresql.create()) as sessions:
        view = answer(sessions, visitor, sessions.start(visitor, INTERVIEW, {}), "one")
        postgresql.stop()
        # The log of transactions comes in files of 16 MiB, so only the tables run into this limit.
        subprocess_limit = 20 * 1024 * 1024
        with full_disk(subprocess_limit):
            postgresql.start()
        try:
            with pytest.raises(DatabaseUnavailable):
                sessions.database.write(fill)
            accepted = answer_until_full(sessions, visitor, view, "x" * 300_000)
            assert sessions.current(visitor, view.uid) == accepted
        finally:
            postgresql.stop()
            postgresql.start()
        assert sessions.current(visitor, view.uid) == accepted
        assert answer(sessions, visitor, accepted, "two").revision == accepted.revision + 1


def fill(connection):
    """Write more than fits."""
    connection.execute(
        text(
            "INSERT INTO step SELECT id, g, convert_to(repeat(md5(g::text), 30000), 'UTF8')"
            " FROM interview_session, generate_series(100, 200) g"
        )
    )


def test_a_database_that_is_not_there(settings_for, tmp_path):
    with (
        pytest.raises(DatabaseUnavailable) as caught,
        settings_for(f"postgresql+psycopg:///chancery?host={tmp_path}&user=chancery&password=SECRETWORD"),
    ):
        pass
    assert "SECRETWORD" not in str(caught.value)


class Writer(threading.Thread):
    """One person who answers with rising numbers, whatever happens, and notes what was acknowledged."""

    def __init__(self, sessions: Sessions, stop: threading.Event) -> None:
        super().__init__()
        self.sessions, self.stop = sessions, stop
        self.visitor = Visitor.new()
        self.view = sessions.start(self.visitor, INTERVIEW, {})
        self.acknowledged: list[str] = []
        self.refused = 0

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            try:
                self.view = answer(self.sessions, self.visitor, self.view, str(number))
            except (TryAgain, StaleAnswer):
                self.refused += 1
                self.look_again()
            else:
                self.acknowledged.append(str(number))

    def look_again(self) -> None:
        """What a person does who was told to try again: reload the page."""
        while True:
            try:
                self.view = self.sessions.current(self.visitor, self.view.uid)
            except TryAgain:
                time.sleep(0.05)
            else:
                return

    def stored(self) -> list[str]:
        return json.loads(bytes(self.sessions._storage.open(self.visitor, self.view.uid).step.state))


@pytest.mark.control("acknowledged_is_stored")
def test_under_random_crashes_every_acknowledged_answer_is_there_and_none_twice(postgresql, on_postgresql):
    stop = threading.Event()
    writers = [Writer(on_postgresql, stop) for _ in range(3)]
    for writer in writers:
        writer.start()
    for _ in range(4):
        time.sleep(random.uniform(0.1, 0.4))
        postgresql.stop()
        postgresql.start()
    time.sleep(0.2)
    stop.set()
    for writer in writers:
        writer.join()
    assert sum(writer.refused for writer in writers) > 0
    for writer in writers:
        stored = writer.stored()
        assert len(stored) == len(set(stored))
        assert set(writer.acknowledged) <= set(stored)
        assert stored == sorted(stored, key=int)
        # An answer whose fate was unknown when the line broke may be there too.
        assert len(stored) <= len(writer.acknowledged) + writer.refused
