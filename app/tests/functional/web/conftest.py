from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from chancery.language import Library, load
from chancery.protocol import InterviewInfo, Job, Result, Screen
from chancery.sessions import Sessions, View
from chancery.settings import Settings
from chancery.vault import Visitor
from chancery.web import create_app

INTERVIEW = "demo:data/questions/demo.yml"
# The interview of a test’s own.
WRITTEN = "pkg:data/questions/test.yml"
BASE = "https://answers.example.org"
UID = "0123456789abcdef0123456789abcdef"


class OneScreen(Sessions):
    """Sessions that hold one given screen: for tests of how it is drawn, which need nothing stored."""

    def __init__(self, screen: Screen, *, can_go_back: bool = True) -> None:
        self.evaluator = None
        self.view = View(
            UID, InterviewInfo(name="a:data/questions/b.yml", version="1", title="A letter"), screen, 3, can_go_back
        )

    def current(self, visitor: Visitor, uid: str) -> View:
        return self.view


class Person:
    """Somebody at a browser without a script: follows links and sends the forms that the page holds."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.page: TestResponse | None = None
        self.path = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        self.page = self.client.get(path, base_url=BASE, follow_redirects=True, **options)
        self.path = self.page.request.path
        return self.page

    def start(self, interview: str = INTERVIEW, **arguments: str) -> TestResponse:
        return self.get("/interview", query_string={"i": interview, **arguments})

    def form(self) -> dict[str, str]:
        """The hidden fields of the page's forms."""
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.page.text))

    def post(self, path: str = "", *, form: dict[str, str] | None = None, **fields: Any) -> TestResponse:
        """Send the form; `fields` are what was filled in. The answer is that of the form itself, before a redirect."""
        data = {**(self.form() if form is None else form), **fields}
        answer = self.client.post(self.path + path, data=data, base_url=BASE)
        if answer.status_code == 303:
            self.get(answer.location)
        else:
            self.page = answer
        return answer

    def answer(self, text: str) -> TestResponse:
        return self.post(field_0=text, button_0="")


@pytest.fixture(scope="session")
def gallery() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", Path(__file__).with_name("gallery.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One kind of database is enough here: what differs between them has its own tests."""
    return f"sqlite:///{tmp_path}/chancery.sqlite"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, base_url=BASE)


@pytest.fixture
def app_of(settings: Settings) -> Callable[[Screen], Flask]:
    return lambda screen: create_app(settings, sessions=OneScreen(screen))


@pytest.fixture
def draw(app_of: Callable[[Screen], Flask]) -> Callable[[Screen], str]:
    """The page of a screen."""

    def drawn(screen: Screen) -> str:
        client = app_of(screen).test_client()
        client.set_cookie("__Host-chancery", Visitor.new().cookie(), domain="answers.example.org")
        answer = client.get(f"/session/{UID}", base_url=BASE)
        assert answer.status_code == 200, answer.text
        return answer.text

    return drawn


class InProcess:
    """The language without its jail, as an evaluator of one interview."""

    def __init__(self, root: Path, source: str) -> None:
        questions = root / "pkg" / "data" / "questions"
        questions.mkdir(parents=True)
        (questions / "test.yml").write_text(source)
        self.interview = load(Library([root]), WRITTEN)

    def names(self) -> list[str]:
        return [WRITTEN]

    def info(self, name: str) -> InterviewInfo:
        return self.interview.info

    def run(self, name: str, job: Job, version: str | None = None) -> tuple[Result, str]:
        return self.interview.run(job), self.interview.info.version


@pytest.fixture
def meet(settings: Settings, sessions: Sessions, tmp_path: Path) -> Callable[[str], Person]:
    """`meet(source)`: somebody who has begun the interview of that source, with real storage."""

    def begin(source: str, **arguments: str) -> Person:
        evaluator = InProcess(tmp_path / "interviews", source)
        made = type(sessions)(sessions.database, sessions.store, evaluator, settings)
        person = Person(create_app(settings, sessions=made))
        person.start(WRITTEN, **arguments)
        return person

    return begin


@pytest.fixture
def app(settings: Settings, sessions: Sessions) -> Flask:
    return create_app(settings, sessions=sessions)


@pytest.fixture
def person(app: Flask) -> Person:
    return Person(app)
