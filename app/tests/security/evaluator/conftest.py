"""A running evaluator to test, and interviews for it."""

from __future__ import annotations

import itertools
import json
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec import Raw

from chancery.evaluator import frames
from chancery.evaluator.client import EvaluatorClient
from chancery.protocol import Context, Event, Job, Open, Reply, Result

HERE = Path(__file__).parent
# The modules beside this one are not tests and no package: they are found by their own names.
sys.path.insert(0, str(HERE))
from evaluator_processes import Tree  # noqa: E402  # found by the line above

CATALOGUE = f"{HERE / 'evaluator_standin.py'}:Catalogue"
SERVE = """
import json, logging, sys
from pathlib import Path
from chancery.evaluator import server
from chancery.evaluator.errors import EvaluatorError
from chancery.evaluator.jail import privileges
# An interrupted test run leaves nothing running.
privileges.die_with_parent()
logging.basicConfig(level=logging.INFO)
path, roots, catalogue, limits = json.loads(sys.argv[1])
try:
    server.main(Path(path), [Path(root) for root in roots], catalogue=catalogue, limits=limits)
except EvaluatorError as error:
    sys.exit(str(error))
"""


def make_job(state: bytes = b"null", event: Event | None = None) -> Job:
    context = Context(now="2026-11-23T12:00:00+00:00", session="s")
    return Job(event=event or Open(), context=context, state=Raw(state))


class Interviews:
    """A directory of interviews, each in a package of its own: one file that changes makes a package's all new."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True)

    def path(self, name: str) -> Path:
        return self.root / name / "data" / "questions" / "tried.yml"

    def add(self, name: str, running: str = "", loading: str = "") -> str:
        """Write an interview. Returns its full name."""
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_text(f"{loading}\n---\n{running}")
        return f"{name}:data/questions/tried.yml"


class Evaluator:
    """An evaluator in a process of its own."""

    def __init__(self, directory: Path, catalogue: str = CATALOGUE, **limits: float) -> None:
        self.interviews = Interviews(directory / "interviews")
        self.socket = directory / "evaluator.sock"
        self.log = directory / "evaluator.log"
        self.client = EvaluatorClient(self.socket, 10)
        self._numbers = itertools.count()
        # A file that a test writes must be seen at once.
        limits.setdefault("recheck_s", 0.001)
        self._arguments = json.dumps([str(self.socket), [str(self.interviews.root)], catalogue, limits])

    def start(self) -> Evaluator:
        """Start it, and wait until it serves or has ended.

        Raises:
            AssertionError: it has ended; the text is its log.
        """
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([sys.executable, "-c", SERVE, self._arguments], stdout=log, stderr=log)
        while "ready: " not in self.log.read_text():
            if self.process.poll() is not None:
                raise AssertionError(self.log.read_text())
            time.sleep(0.02)
        return self

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)

    @property
    def tree(self) -> Tree:
        return Tree(self.process.pid)

    def job(self, state: bytes = b"null") -> Job:
        return make_job(state)

    def run(self, name: str, state: bytes = b"null") -> str:
        """Make a screen of a stand-in. Returns its answer."""
        return self.client.run(name, make_job(state))[0].screen.title

    def try_code(self, running: str) -> str:
        """Make a screen of an interview that is written for this. Returns its answer."""
        return self.run(self.add(running))

    def begin(self, answer: str) -> UnderWay:
        """Begin a job of an interview that is written for this, and answers `answer` when it is told to finish."""
        return UnderWay(self, self.add(f"{UnderWay.WAITING}answer = {answer!r}"))

    def add(self, running: str, loading: str = "") -> str:
        """Write an interview of a name not used before."""
        return self.interviews.add(f"tried{next(self._numbers)}", running, loading)

    def add_guarded(self, running: str, loading: str = "") -> str:
        """Write an interview that does `running`, or with the state `1` answers with its zygote's process number."""
        guarded = f"if bytes(job.state) == b'1':\n answer = zygote\nelse:\n{textwrap.indent(running, ' ')}"
        return self.add(guarded, f"zygote = os.getpid()\n{loading}")


class UnderWay:
    """A job whose child has begun, and waits to be told to finish: its interview is `WAITING`."""

    WAITING = "os.write(3, b'.'); os.read(3, 1); "

    def __init__(self, evaluator: Evaluator, name: str) -> None:
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.connect(str(evaluator.socket))
        header = frames.pack(b'{"op":"run","name":"%s"}' % name.encode())
        self._connection.sendall(header + frames.pack(msgspec.json.encode(make_job())))
        frames.receive(self._connection.recv)
        assert self._connection.recv(1) == b"."

    def finish(self) -> str:
        """Let it finish. Returns its answer."""
        self._connection.sendall(b".")
        reply = self.reply()
        assert isinstance(reply, Result)
        return reply.screen.title

    def reply(self) -> Reply | None:
        """What is sent when it ends; None if that is nothing."""
        with self._connection:
            try:
                return msgspec.json.decode(frames.receive(self._connection.recv), type=Reply)
            except frames.FrameTruncated:
                return None


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Evaluator]]:
    """Starts evaluators, and stops those that still run."""
    started: list[Evaluator] = []

    def begin(**options: float) -> Evaluator:
        evaluator = Evaluator(tmp_path / str(len(started)), **options)
        started.append(evaluator)
        return evaluator.start()

    yield begin
    for evaluator in started:
        if evaluator.process.poll() is None:
            evaluator.stop()


@pytest.fixture(scope="module")
def evaluator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evaluator]:
    """One evaluator for a module's tests."""
    running = Evaluator(tmp_path_factory.mktemp("evaluator"), wall_s=2).start()
    yield running
    running.stop()
