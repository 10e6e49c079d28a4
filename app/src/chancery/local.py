"""`chancery run`: the whole site on a developer's machine, without a container: SQLite and a directory.

The interviews run in the same jail as on a real host. Nothing of this is for production.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask

from chancery.database import Database, migrate
from chancery.evaluator.client import EvaluatorClient
from chancery.evaluator.errors import EvaluatorError
from chancery.sessions import Sessions
from chancery.settings import Settings
from chancery.web import create_app

# Seconds for a process to get ready, and to stop.
START_S = 60.0
STOP_S = 10.0
_STEP_S = 0.05
# Seconds between two looks at whether every process still runs.
_WATCH_S = 0.3
# The descriptor for what is not a command's own output.
_STDERR = 2


class CannotRun(Exception):
    """The site cannot be started; the text says why and what to do."""


def run_site(port: int, interviews: Sequence[Path], state: Path | None) -> None:
    """Start everything, say where it is, and stop everything on Ctrl-C or when one of the processes ends.

    Args:
        port: on 127.0.0.1.
        interviews: directories that hold packages.
        state: where the database, the files and the sockets go; a temporary directory if None.

    Raises:
        CannotRun: see there.
    """
    if _is_taken(port):
        raise CannotRun(f"Port {port} is in use. Choose another with --port.")
    with ExitStack() as stack:
        # Sockets have short addresses: 108 bytes at most, so they get a directory of their own.
        sockets = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chancery-")))
        if state is None:
            state = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chancery-state-")))
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings = _settings(port, state.resolve(), sockets)
        processes = stack.enter_context(_Processes())
        processes.start("evaluator", [*_evaluator(settings, interviews)], {"PATH": os.environ.get("PATH", "")})
        _wait(processes, "evaluator", lambda: _evaluator_answers(settings))
        database = Database(settings.database_url)
        migrate(database)
        database.close()
        environment = os.environ | _environment(settings)
        processes.start("web", _chancery("web", "--bind", f"127.0.0.1:{port}", "--processes", "1"), environment)
        processes.start("worker", _chancery("worker"), environment)
        _wait(processes, "web server", lambda: _is_taken(port))
        sys.stdout.write(f"Chancery is at {settings.base_url}  (answers in {state}; Ctrl-C stops it)\n")
        sys.stdout.flush()
        processes.wait()


@contextmanager
def application(interviews: Sequence[Path], base: str) -> Iterator[Flask]:
    """The whole application, pages and all, in this process, for as long as the context lasts.

    Its interviews run in the real jail, its answers are kept in a temporary directory. For tests of interviews.

    Args:
        interviews: directories that hold packages.
        base: the address that it believes to have, `https://host`.

    Raises:
        CannotRun: the evaluator does not start.
    """
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chancery-")))
        settings = replace(_settings(0, directory, directory), base_url=base)
        processes = stack.enter_context(_Processes())
        processes.start(
            "evaluator", [*_evaluator(settings, interviews)], {"PATH": os.environ.get("PATH", "")}, log=_STDERR
        )
        _wait(processes, "evaluator", lambda: _evaluator_answers(settings))
        sessions = Sessions.from_settings(settings)
        stack.callback(sessions.database.close)
        migrate(sessions.database)
        yield create_app(settings, sessions=sessions)


class _Processes:
    """Programs that live and end together."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = False

    def __enter__(self) -> _Processes:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        # The last started goes first, so that nothing asks a part that is gone.
        for process in reversed(self._running.values()):
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, name: str, command: list[str], environment: dict[str, str], log: int | None = None) -> None:
        """Start a program in a process group of its own: Ctrl-C is for us to pass on.

        Its output goes to the descriptor `log`, if one is given.
        """
        self._running[name] = subprocess.Popen(  # noqa: S603  # our own
            command, env=environment, stdout=log, start_new_session=True
        )

    def check(self) -> None:
        """Raise CannotRun if a program has ended, or we are to stop."""
        if self._stopping:
            raise KeyboardInterrupt
        for name, process in self._running.items():
            if process.poll() is not None:
                raise CannotRun(f"The {name} ended with code {process.returncode}; what it said stands above.")

    def wait(self) -> None:
        """Wait until we are to stop or a program ends."""
        while True:
            self.check()
            time.sleep(_WATCH_S)

    def _on_signal(self, _number: int, _frame: object) -> None:
        self._stopping = True


def _settings(port: int, state: Path, sockets: Path) -> Settings:
    return Settings(
        environment_kind="dev",
        database_url=f"sqlite:///{state}/chancery.sqlite",
        objects=state / "objects",
        evaluator_socket=sockets / "evaluator.sock",
        base_url=f"http://localhost:{port}",
    )


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "CHANCERY_ENVIRONMENT_KIND": settings.environment_kind,
        "CHANCERY_DATABASE_URL": settings.database_url,
        "CHANCERY_OBJECTS": str(settings.objects),
        "CHANCERY_EVALUATOR_SOCKET": str(settings.evaluator_socket),
        "CHANCERY_BASE_URL": settings.base_url,
    }


def _evaluator(settings: Settings, interviews: Sequence[Path]) -> list[str]:
    directories = [part for path in interviews for part in ("--interviews", str(path.resolve()))]
    # Debian 12's own kernel is good enough for a developer; a deployed host has to have Debian 13's.
    oldest = ("--landlock", "2")
    return _chancery("evaluator", "--socket", str(settings.evaluator_socket), *oldest, *directories)


def _chancery(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "chancery", *arguments]


def _wait(processes: _Processes, part: str, is_ready: Callable[[], bool]) -> None:
    end = time.monotonic() + START_S
    while not is_ready():
        processes.check()
        if time.monotonic() > end:
            raise CannotRun(f"The {part} was not ready within {START_S:.0f} seconds.")
        time.sleep(_STEP_S)


def _evaluator_answers(settings: Settings) -> bool:
    try:
        EvaluatorClient(settings.evaluator_socket).ready()
    except EvaluatorError:
        return False
    return True


def _is_taken(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0
