"""What several kinds of tests share: an evaluator that is a few lines of Python, and the real one in its jail."""

import importlib.util
import json
import logging
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache
from msgspec import Raw

from chancery import logs
from chancery.database import Database, migrate
from chancery.evaluator.client import EvaluatorClient
from chancery.evaluator.errors import EvaluationFailed, EvaluatorUnavailable
from chancery.objects import open_store
from chancery.protocol import (
    Answer,
    Button,
    Clean,
    Cleaned,
    Exit,
    Failure,
    Field,
    ForbidBack,
    Form,
    InterviewInfo,
    Job,
    Leave,
    Restart,
    Result,
    Screen,
    Unfit,
)
from chancery.sessions import Sessions
from chancery.settings import Settings
from chancery.web import create_app

# No test fails because the machine is busy.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


class Compiled(BytecodeCache):
    """The templates that this process has compiled: each test makes an application of its own, from the same ones."""

    def __init__(self) -> None:
        self._code: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key + bucket.checksum] = bucket.code


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}

HERE = Path(__file__).parent
# Seconds for a program to start or to end, on a busy machine.
READY_S = 120
INTERVIEW = "demo:data/questions/demo.yml"
FILES = {"demo:data/static/a b.png": b"PNG", "demo:data/static/in/x.svg": b"<svg/>", "demo:data/static/x.html": b"<p>"}
EFFECTS = {
    "exit": [Exit("https://example.org/bye")],
    "leave": [Leave("https://example.org/later")],
    "restart": [Restart()],
    "new": [Restart(keep=True)],
    "forbid": [ForbidBack()],
}


class PlainEvaluator:
    """Keeps the list of the texts that were sent; the word sent may ask for an effect, an error or a failure.

    It stands in where the interview does not matter, or must do what no real one does at that moment.
    """

    def __init__(self) -> None:
        self.version = "1"
        self.jobs: list[Job] = []
        self.down = False
        # Called in the middle of an evaluation: another tab, a stop of something.
        self.meanwhile = lambda: None

    def ready(self) -> None:
        if self.down:
            raise EvaluatorUnavailable("stopped")

    def names(self) -> list[str]:
        self.ready()
        return [INTERVIEW]

    def file(self, name: str) -> bytes | None:
        self.ready()
        return FILES.get(name)

    def info(self, name: str) -> InterviewInfo:
        self.ready()
        if name != INTERVIEW:
            raise EvaluationFailed(Failure("unknown", "there is no such interview"))
        return InterviewInfo(name=name, version=self.version, title="Demo")

    def clean(self, order: Clean) -> Cleaned | Unfit:
        self.ready()
        return Cleaned(order.content)

    def run(self, name: str, job: Job, version: str | None = None) -> tuple[Result, str]:
        self.ready()
        self.jobs.append(job)
        said = json.loads(bytes(job.state)) or []
        word = ""
        if isinstance(job.event, Answer):
            word = job.event.posted.get("field_0", [""])[0]
            if word in ("author", "busy"):
                raise EvaluationFailed(Failure(word, "SAID BY THE INTERVIEW", file=INTERVIEW, line=3))
            said = [*said, word]
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        screen = Screen(
            title=f"Question {len(said)}",
            form=Form(question=f"q{len(said)}", fields=[Field(key="field_0", variable="x")]),
            buttons=[Button(key="button_0", label="Continue")],
        )
        if word == "wrong":
            screen.errors, screen.typed = {"field_0": "That is wrong."}, {"field_0": [word]}
        return Result(screen, Raw(json.dumps(said).encode()), EFFECTS.get(word, [])), self.version


@pytest.fixture
def plain_evaluator() -> PlainEvaluator:
    return PlainEvaluator()


@pytest.fixture
def logging_restored():
    """Undo what `chancery.logs.configure` does to the whole process."""
    root = logging.getLogger()
    before = (root.handlers, root.level, sys.excepthook, threading.excepthook)
    yield
    logs.configure("info")
    root.handlers, root.level, sys.excepthook, threading.excepthook = before
    logging.captureWarnings(False)


class EvaluatorProcess:
    """A real evaluator, jail and all, that tests may kill and start again."""

    def __init__(self, directory: Path, roots: Sequence[Path]) -> None:
        self.socket = directory / "evaluator.sock"
        self.client = EvaluatorClient(self.socket)
        options = [part for root in roots for part in ("--interviews", str(root))]
        self._command = [sys.executable, "-m", "chancery", "evaluator", "--socket", str(self.socket), *options]
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, env={}, stdout=subprocess.DEVNULL)
        end = time.monotonic() + READY_S
        while self._process.poll() is None and time.monotonic() < end:
            try:
                return self.client.ready()
            except EvaluatorUnavailable:
                time.sleep(0.05)
        pytest.fail("the evaluator did not start; what it said stands above")

    @property
    def pid(self) -> int:
        """The process that starts the others."""
        return self._process.pid

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(READY_S)


@pytest.fixture(scope="session")
def start_evaluator() -> Iterator[Callable[..., EvaluatorProcess]]:
    """Start an evaluator with the directories of interviews that are given; it ends with the tests."""
    with ExitStack() as stack:

        def start(*roots: Path) -> EvaluatorProcess:
            # Not pytest's own directory: its path is too long for a socket.
            directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="chancery-"))
            process = EvaluatorProcess(Path(directory), roots)
            stack.callback(process.stop)
            return process

        yield start


@pytest.fixture(scope="session")
def real_evaluator(start_evaluator) -> EvaluatorClient:
    """The evaluator as it runs on a host, with our own examples and the interviews of the tests."""
    return start_evaluator(HERE.parent / "interviews", HERE / "interviews", HERE / "browser" / "interviews").client


@pytest.fixture(scope="session")
def settings_in() -> Callable[..., Settings]:
    """Settings of a development site that keeps everything in a folder; whatever differs is named."""

    def make(folder: Path, **changes: Any) -> Settings:
        usual = {
            "environment_kind": "dev",
            "database_url": f"sqlite:///{folder}/chancery.sqlite",
            "objects": folder / "objects",
            "evaluator_socket": folder / "not used",
            "base_url": "http://localhost:8000",
        }
        return Settings(**(usual | changes))

    return make


@pytest.fixture(scope="session")
def whole_site(real_evaluator: EvaluatorClient) -> Callable[[Settings], Flask]:
    """The whole application for some settings, with its tables made, and with the real evaluator."""

    def make(settings: Settings) -> Flask:
        database = Database(settings.database_url)
        migrate(database)
        return create_app(settings, sessions=Sessions(database, open_store(settings.objects), real_evaluator, settings))

    return make


@pytest.fixture
def full_disk() -> Callable[[int], AbstractContextManager[None]]:
    """`with full_disk(limit):` lets no file of this process, or of what it starts, grow beyond `limit` bytes.

    A limit of the process (RLIMIT_FSIZE) needs no privilege and fails the same writes that a full disk does.
    """

    @contextmanager
    def limited(limit: int) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limited


@pytest.fixture
def new_provider() -> Iterator[Callable[[], Any]]:
    """Start a provider of identity on localhost: an `OpenIdProvider`, see there; it ends with the test."""
    spec = importlib.util.spec_from_file_location("openid_provider", HERE / "openid_provider.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with ExitStack() as stack:

        def start() -> Any:
            provider = module.OpenIdProvider()
            stack.callback(provider.stop)
            return provider

        yield start
