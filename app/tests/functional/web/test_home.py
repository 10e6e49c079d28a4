"""The application as it is made, and the list of interviews."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from chancery.evaluator.errors import EvaluationFailed
from chancery.protocol import Failure, InterviewInfo
from chancery.web import create_app


def info_of(name: str, **changes: object) -> InterviewInfo:
    return InterviewInfo(name=name, version="1", **changes)


LISTED = {
    "a:data/questions/letter.yml": info_of("a:data/questions/letter.yml", title="A <b>letter</b>"),
    "a:data/questions/hidden.yml": info_of("a:data/questions/hidden.yml", title="Hidden", unlisted=True),
    "a:data/questions/untitled.yml": info_of("a:data/questions/untitled.yml", description="<i>Does</i> it."),
    "a:data/questions/faulty.yml": None,
}


@pytest.fixture
def several(plain_evaluator, monkeypatch):
    def info(name):
        if LISTED[name] is None:
            raise EvaluationFailed(Failure("author", "wrong"))
        return LISTED[name]

    monkeypatch.setattr(plain_evaluator, "names", lambda: list(LISTED))
    monkeypatch.setattr(plain_evaluator, "info", info)


def test_what_can_be_started_is_listed(person, several):
    text = person.get("/").text
    assert ">A letter</a>" in text
    assert ">a:data/questions/untitled.yml</a>" in text
    assert "<p>Does it.</p>" in text
    assert "i=a:data/questions/letter.yml" in text
    assert "Hidden" not in text
    assert "faulty" not in text


def test_very_many_interviews_are_not_loaded_for_the_list(person, plain_evaluator, monkeypatch):
    names = [f"a:data/questions/{number}.yml" for number in range(500)]
    monkeypatch.setattr(plain_evaluator, "names", lambda: names)
    monkeypatch.setattr(plain_evaluator, "info", pytest.fail)
    assert person.get("/").text.count("c-card-link") == 500


def test_the_list_is_remembered_for_a_while(person, plain_evaluator):
    person.get("/")
    plain_evaluator.down = True
    assert person.get("/").status_code == 200


def test_without_the_evaluator_try_again(person, plain_evaluator):
    plain_evaluator.down = True
    answer = person.get("/")
    assert answer.status_code == 503
    assert "Please try again in a moment" in answer.text


def test_without_interviews_it_says_so(person, plain_evaluator, monkeypatch):
    monkeypatch.setattr(plain_evaluator, "names", list)
    assert "There is no interview here yet." in person.get("/").text


def test_making_the_application_connects_to_nothing_and_starts_no_thread(settings, tmp_path):
    """It is made once and then forked: what it held then, the processes would share."""
    threads = threading.active_count()
    app = create_app(replace(settings, database_url=f"sqlite:///{tmp_path}/made.sqlite"))
    assert app.extensions["chancery.sessions"].database.engine.pool.checkedin() == 0
    assert not (tmp_path / "made.sqlite").exists()
    assert threading.active_count() == threads
