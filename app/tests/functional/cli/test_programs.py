"""The programs as they are started: a local site with everything, and the server on its unix socket."""

import http.client
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from chancery.database import Database, migrate
from chancery.sessions import Sessions
from chancery.sweep import sweep

INTERVIEWS = Path(__file__).parents[1] / "interviews"
START_S = 120


class Program:
    """`chancery …` as a process of its own, whose output is read as it comes."""

    def __init__(self, *arguments: object, env: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "chancery", *map(str, arguments)],
            env={"PATH": os.environ["PATH"], **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        self.lines.extend(iter(self.process.stdout.readline, ""))

    def wait_for(self, text: str, times: int = 1) -> None:
        end = time.monotonic() + START_S
        while sum(text in line for line in self.lines) < times:
            assert self.process.poll() is None, self.lines
            assert time.monotonic() < end, self.lines
            time.sleep(0.05)

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(START_S)
        self._reader.join()
        self.process.stdout.close()
        return code


@pytest.fixture
def start():
    programs = []

    def start(*arguments, env=None):
        programs.append(Program(*arguments, env=env))
        return programs[-1]

    yield start
    for program in programs:
        program.end()


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes_of(program):
    """The process ids of everything that `program` started and that still runs."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(re.search(r"PPid:\s(\d+)", (entry / "status").read_text())[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    found = {program.process.pid}
    while new := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= new
    return found - {program.process.pid}


def first_processes_of(program):
    """What `program` starts, as soon as it has."""
    end = time.monotonic() + START_S
    while not (processes := processes_of(program)):
        assert time.monotonic() < end
        time.sleep(0.01)
    return processes


def wait_until_gone(processes):
    end = time.monotonic() + START_S
    while any(Path(f"/proc/{pid}").exists() for pid in processes):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_local_site_from_start_to_ctrl_c(start, port, tmp_path):
    site = start("run", "--port", port, "--interviews", INTERVIEWS, "--state", tmp_path / "state")
    site.wait_for("Chancery is at")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_S)
    connection.request("GET", "/readyz")
    ready = connection.getresponse()
    assert (ready.status, json.loads(ready.read())) == (200, dict.fromkeys(("database", "evaluator", "objects"), "ok"))
    connection.request("GET", "/")
    assert b"A letter to the landlord" in connection.getresponse().read()
    connection.close()
    children = processes_of(site)
    assert len(children) >= 4
    assert site.end(signal.SIGINT) == 0
    wait_until_gone(children)
    assert (tmp_path / "state" / "chancery.sqlite").stat().st_size > 0
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0


def test_a_local_site_ends_when_a_part_of_it_does(start, port):
    site = start("run", "--port", port, "--interviews", INTERVIEWS, "--temporary")
    site.wait_for("Chancery is at")
    worker = next(pid for pid in processes_of(site) if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(worker, signal.SIGKILL)
    site.process.wait(START_S)
    assert site.end() == 2
    assert any("The worker ended with code -9" in line for line in site.lines)


def test_a_port_that_is_taken_is_said(start, port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        site = start("run", "--port", port, "--interviews", INTERVIEWS, "--temporary")
        assert site.process.wait(START_S) == 2
        site.end()
    assert site.lines == [f"chancery: Port {port} is in use. Choose another with --port.\n"]


@pytest.fixture
def environment(tmp_path):
    return {
        "CHANCERY_ENVIRONMENT_KIND": "dev",
        "CHANCERY_DATABASE_URL": f"sqlite:///{tmp_path}/chancery.sqlite",
        "CHANCERY_OBJECTS": str(tmp_path / "objects"),
        "CHANCERY_EVALUATOR_SOCKET": str(tmp_path / "evaluator.sock"),
        "CHANCERY_BASE_URL": "http://localhost",
    }


def test_the_server_behind_nginx(start, environment):
    with tempfile.TemporaryDirectory(prefix="chancery-") as directory:
        path = Path(directory) / "web.sock"
        # As the host prepares it: the directory's group, nginx's, is given to what is made in it.
        group = os.getgroups()[0] if os.getgroups() else os.getgid()
        os.chown(directory, -1, group)
        Path(directory).chmod(0o2710)
        for _ in range(2):
            # The second time over a socket that a killed server left behind.
            server = start("web", "--bind", f"unix:{path}", "--processes", "1", env=environment)
            server.wait_for("Booting worker")
            assert stat.S_IMODE(path.stat().st_mode) == 0o660
            assert path.stat().st_gid == group
            connection = http.client.HTTPConnection("localhost", timeout=START_S)
            connection.sock = socket.socket(socket.AF_UNIX)
            connection.sock.connect(str(path))
            connection.request("GET", "/healthz")
            assert connection.getresponse().read() == b"ok\n"
            connection.close()
            workers = processes_of(server)
            server.end(signal.SIGKILL)
            wait_until_gone(workers)
        assert all(line.startswith("{") for line in server.lines)


def test_a_place_where_it_cannot_listen_is_said(start, environment):
    server = start("web", "--bind", "unix:/nowhere/web.sock", env=environment)
    assert server.process.wait(START_S) == 2
    server.end()
    assert "Cannot listen on unix:/nowhere/web.sock: No such file or directory" in server.lines[-1]


def test_a_site_key_that_cannot_be_read_is_said(start, environment, tmp_path):
    """Once, before a server is there: not by each of its processes, again and again."""
    path = tmp_path / "web.sock"
    server = start(
        "web", "--bind", f"unix:{path}", env=environment | {"CHANCERY_SITE_KEY_FILE": str(tmp_path / "none")}
    )
    assert server.process.wait(START_S) == 2
    server.end()
    assert [line for line in server.lines if "openssl rand" in line] == server.lines[:1] == server.lines


def test_the_worker_sweeps_and_stops(start, environment):
    migrate(Database(environment["CHANCERY_DATABASE_URL"]))
    worker = start("worker", env=environment)
    worker.wait_for("sweep_done")
    assert worker.end() == 0


def test_the_worker_sweeps_again_after_each_pause(start, environment):
    migrate(Database(environment["CHANCERY_DATABASE_URL"]))
    worker = start("worker", "--pause", "1", env=environment)
    worker.wait_for("sweep_done", times=3)
    assert worker.end() == 0


def test_between_two_sweeps_the_worker_holds_next_to_nothing(start, environment):
    migrate(Database(environment["CHANCERY_DATABASE_URL"]))
    worker = start("worker", env=environment)
    worker.wait_for("sweep_done")
    # This process has opened the database itself, as a sweep does.
    assert "_sqlite3" in Path("/proc/self/maps").read_text()
    assert "_sqlite3" not in Path(f"/proc/{worker.process.pid}/maps").read_text()
    assert worker.end() == 0


def test_a_sweep_that_is_killed_ends_the_worker(start, environment):
    migrate(Database(environment["CHANCERY_DATABASE_URL"]))
    worker = start("worker", "--pause", "1", env=environment)
    for pid in first_processes_of(worker):
        os.kill(pid, signal.SIGKILL)
    assert worker.process.wait(START_S) == 1


def test_a_setting_that_the_worker_needs_is_asked_for(start):
    worker = start("worker")
    assert worker.process.wait(START_S) == 2
    worker.end()
    assert worker.lines[0].startswith("chancery: CHANCERY_ENVIRONMENT_KIND is not set. Set it to ")


def test_the_worker_outlives_a_database_that_is_down(start, environment, tmp_path):
    environment["CHANCERY_DATABASE_URL"] = f"sqlite:///{tmp_path}/nowhere/chancery.sqlite"
    worker = start("worker", env=environment)
    worker.wait_for("sweep_failed")
    assert worker.end() == 0


def test_a_sweep_makes_postgresql_forget_deleted_keys(real_sessions, visitor, database):
    if database.is_sqlite:
        assert database.read(lambda connection: connection.exec_driver_sql("PRAGMA secure_delete").scalar()) == 1
        return
    sessions: Sessions = real_sessions
    view = sessions.start(visitor, "letters:data/questions/tenant.yml", {})
    sessions.exit(visitor, view.uid)
    sweep(sessions)
    size = "SELECT pg_relation_size('keystore.session_secret')"
    assert database.read(lambda connection: connection.exec_driver_sql(size).scalar()) == 0


def test_a_broken_request_leaves_no_word_of_it_in_the_log(start, environment):
    with tempfile.TemporaryDirectory(prefix="chancery-") as directory:
        path = f"{directory}/web.sock"
        server = start("web", "--bind", f"unix:{path}", "--processes", "1", env=environment)
        server.wait_for("Booting worker")
        for request in (
            b"GET /interview?i=SECRETWORD HTP/1.1\r\n\r\n",
            b"GET /session HTTP/1.1\r\nSECRET WORD: x\r\n\r\n",
            b"POST /SECRETWORD HTTP/1.1\r\nHost: localhost\r\nContent-Length: SECRETWORD\r\n\r\n",
        ):
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(path)
                connection.sendall(request)
                assert connection.recv(1000).startswith(b"HTTP/1.1 400")
        server.wait_for("request_refused")
        assert server.end() == 0
        # A server that is told to stop takes its socket with it.
        assert not Path(path).exists()
    assert not [line for line in server.lines if "SECRET" in line]
