"""A running evaluator to test, and interviews for it."""

from __future__ import annotations

import itertools
import json
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chancery.evaluator.client import EvaluatorClient
from chancery.evaluator.errors import EvaluatorUnavailable
from chancery.protocol import Context, Event, Job, Open, Raw

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
logging.basicConfig(level=logging.INFO)
path, roots, catalogue, limits = json.loads(sys.argv[1])
try:
    server.main(Path(path), [Path(root) for root in roots], catalogue=catalogue, **limits)
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
        self._arguments = json.dumps([str(self.socket), [str(self.interviews.root)], catalogue, limits])

    def start(self) -> Evaluator:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-c", SERVE, self._arguments], stdout=log, stderr=log)
        while True:
            try:
                self.client.ready()
            except EvaluatorUnavailable:
                if self.process.poll() is not None:
                    raise AssertionError(self.log.read_text()) from None
                time.sleep(0.02)
            else:
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

    def add(self, running: str, loading: str = "") -> str:
        """Write an interview of a name not used before."""
        return self.interviews.add(f"tried{next(self._numbers)}", running, loading)

    def add_guarded(self, running: str, loading: str = "") -> str:
        """Write an interview that does `running`, or with the state `1` answers with its zygote's process number."""
        guarded = f"if bytes(job.state) == b'1':\n answer = zygote\nelse:\n{textwrap.indent(running, ' ')}"
        return self.add(guarded, f"zygote = os.getpid()\n{loading}")


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
    running = Evaluator(tmp_path_factory.mktemp("evaluator"), recheck_s=0.001, wall_s=2).start()
    yield running
    running.stop()
