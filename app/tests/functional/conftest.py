"""Real parts: PostgreSQL on a unix socket in a temporary directory, SQLite files, a jailed evaluator."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller

from chancery.database import Database, migrate
from chancery.objects import open_store
from chancery.sessions import Sessions, Visitor
from chancery.settings import Settings

# PostgreSQL refuses to run as root; any other user will do.
NOBODY = 65534
# Seconds for killed processes to be gone, on a busy machine.
GONE_S = 60


class Cluster:
    """A PostgreSQL server that tests may stop, start and fill up."""

    def __init__(self, directory: Path, programs: Path) -> None:
        self.directory = directory
        self.programs = programs
        self._data = directory / "data"
        self.run(
            "initdb", "-A", "trust", "-U", "chancery", "--no-sync", "-E", "UTF8", "--locale", "C", "-D", self._data
        )
        with (self._data / "postgresql.conf").open("a") as conf:
            # No fsync: the machine does not lose its power in these tests, and they are many.
            conf.write("listen_addresses=''\nfsync=off\nmax_connections=60\nunix_socket_permissions=0777\n")
            conf.write(f"unix_socket_directories='{directory}'\n")
        self.start()

    def start(self) -> None:
        self.run("pg_ctl", "start", "-w", "-s", "-D", self._data, "-l", self.directory / "log")

    def stop(self) -> None:
        """At once, as a crash would: what is not committed is gone."""
        self.run("pg_ctl", "stop", "-w", "-s", "-m", "immediate", "-D", self._data)

    def kill(self) -> None:
        """Every process by SIGKILL, as a power cut ends them; what the disk holds is recovered at the next start."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        for pid in [self.pid, *map(int, children)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        # The next server refuses to start as long as one of them holds the old one's memory.
        end = time.monotonic() + GONE_S
        while any(Path(f"/proc/{pid}").exists() for pid in children):
            assert time.monotonic() < end
            time.sleep(0.01)

    @property
    def pid(self) -> int:
        """The process that starts the others."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def create(self) -> str:
        """Make an empty database and return its address."""
        name = f"t{uuid.uuid4().hex}"
        self._administer(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg:///{name}?host={self.directory}&user=chancery"

    def drop(self, url: str) -> None:
        """Delete the database of an address: hundreds of them would fill the disk."""
        name = re.search(r"///(t[0-9a-f]{32})\?", url)[1]
        self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def _administer(self, statement: str) -> None:
        address = f"host={self.directory} user=chancery dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def run(self, program: str, *arguments: object) -> None:
        drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.getuid() == 0 else []
        command = [*drop, str(self.programs / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", env={"LC_ALL": "C"})


class Mailbox:
    """A mail server on localhost, and what it got; it may be told to refuse."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        # Whom the letters were for, as the way of mail says and not the letters.
        self.recipients: list[list[str]] = []
        self.refused: set[str] = set()
        self.down = False
        # What it says to a client that takes its leave.
        self.farewell = "221 Bye"
        # Called when a letter has come in and its sender does not know yet.
        self.meanwhile: Callable[[], None] = lambda: None
        self.port = 0

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802  the library's name
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802  the library's name
        if self.down:
            return "451 not now"
        self.recipients.append(list(envelope.rcpt_tos))
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        self.meanwhile()
        return "250 OK"

    async def handle_QUIT(self, _server, _session, _envelope) -> str:  # noqa: N802  the library's name
        return self.farewell

    def code(self) -> str:
        """The code in the latest letter."""
        return re.search(r"^    ([0-9A-Z-]{12})\r?$", self.letters[-1].get_payload(), re.MULTILINE)[1]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=box.port)
    server.start()
    yield box
    server.stop()


def find_postgresql() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.fail("PostgreSQL is not installed: install Debian's package postgresql")
    return found[-1].parent


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    # Not pytest's own directory: its path is too long for a socket, and closed to other users.
    directory = Path(tempfile.mkdtemp(prefix="chancery-pg-"))
    directory.chmod(0o755)
    if os.getuid() == 0:
        os.chown(directory, NOBODY, NOBODY)
    cluster = Cluster(directory, find_postgresql())
    yield cluster
    cluster.stop()
    shutil.rmtree(directory)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/chancery.sqlite"
        return
    cluster = request.getfixturevalue("postgresql")
    url = cluster.create()
    yield url
    cluster.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with its tables."""
    database = Database(database_url)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path, settings_in) -> Settings:
    return settings_in(tmp_path, database_url=database_url)


@pytest.fixture
def sessions(database: Database, settings: Settings, plain_evaluator) -> Sessions:
    """Sessions on a real database; the interview is the plain one, see there."""
    return Sessions(database, open_store(settings.objects), plain_evaluator, settings)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor.new()


@pytest.fixture(scope="session")
def evaluator_process(start_evaluator):
    """An evaluator of our own, with the interviews in `interviews/` beside this file; it may be killed."""
    return start_evaluator(Path(__file__).with_name("interviews"))


@pytest.fixture
def real_sessions(database: Database, settings: Settings, evaluator_process) -> Sessions:
    """Sessions on a real database, with a real evaluator."""
    return Sessions(database, open_store(settings.objects), evaluator_process.client, settings)
