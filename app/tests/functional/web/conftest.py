from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask

from chancery.protocol import InterviewInfo, Screen
from chancery.sessions import Sessions, View
from chancery.settings import Settings
from chancery.vault import Visitor
from chancery.web import create_app

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


@pytest.fixture(scope="session")
def gallery() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", Path(__file__).with_name("gallery.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        environment_kind="dev",
        database_url=f"sqlite:///{tmp_path}/chancery.sqlite",
        objects=tmp_path / "objects",
        evaluator_socket=tmp_path / "evaluator.sock",
        base_url="https://answers.example.org",
    )


@pytest.fixture
def app_of(settings: Settings) -> Callable[[Screen], Flask]:
    return lambda screen: create_app(settings, sessions=OneScreen(screen))


@pytest.fixture
def draw(app_of: Callable[[Screen], Flask]) -> Callable[[Screen], str]:
    """The page of a screen."""

    def drawn(screen: Screen) -> str:
        client = app_of(screen).test_client()
        client.set_cookie("__Host-chancery", Visitor.new().cookie(), domain="answers.example.org", secure=True)
        answer = client.get(f"/session/{UID}", base_url="https://answers.example.org")
        assert answer.status_code == 200, answer.text
        return answer.text

    return drawn
