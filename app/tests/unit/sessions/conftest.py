"""Sessions on SQLite with an evaluator that is a few lines of Python: what it does is in the answer it is given."""

import json
from pathlib import Path

import pytest
from msgspec import Raw

from chancery.database import Database, migrate
from chancery.evaluator.errors import EvaluationFailed, EvaluatorUnavailable
from chancery.objects import open_store
from chancery.protocol import (
    Answer,
    Button,
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
)
from chancery.sessions import Sessions, Visitor
from chancery.settings import Settings

INTERVIEW = "demo:data/questions/demo.yml"
EFFECTS = {
    "exit": [Exit("https://example.org/bye")],
    "leave": [Leave("https://example.org/later")],
    "restart": [Restart()],
    "new": [Restart(keep=True)],
    "forbid": [ForbidBack()],
}


class PlainEvaluator:
    """Keeps the list of the texts that were sent; the word sent may ask for an effect, an error or a failure."""

    def __init__(self) -> None:
        self.version = "1"
        self.jobs: list[Job] = []
        self.down = False
        # Called in the middle of an evaluation: another tab, a stop of something.
        self.meanwhile = lambda: None

    def info(self, name: str) -> InterviewInfo:
        if self.down:
            raise EvaluatorUnavailable("stopped")
        if name != INTERVIEW:
            raise EvaluationFailed(Failure("unknown", "there is no such interview"))
        return InterviewInfo(name=name, version=self.version, title="Demo")

    def run(self, name: str, job: Job, version: str | None = None) -> tuple[Result, str]:
        if self.down:
            raise EvaluatorUnavailable("stopped")
        self.jobs.append(job)
        said = json.loads(bytes(job.state)) or []
        word = ""
        if isinstance(job.event, Answer):
            word = job.event.posted.get("field_0", [""])[0]
            if word in ("author", "busy"):
                raise EvaluationFailed(Failure(word, "no"))
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
def evaluator() -> PlainEvaluator:
    return PlainEvaluator()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        environment_kind="dev",
        database_url=f"sqlite:///{tmp_path}/chancery.sqlite",
        objects=tmp_path / "objects",
        evaluator_socket=tmp_path / "evaluator.sock",
        base_url="http://localhost:8000",
        max_sessions_per_visitor=3,
    )


@pytest.fixture
def sessions(settings: Settings, evaluator: PlainEvaluator):
    database = Database(settings.database_url)
    migrate(database)
    yield Sessions(database, open_store(settings.objects), evaluator, settings)
    database.close()


@pytest.fixture
def visitor() -> Visitor:
    return Visitor.new()
