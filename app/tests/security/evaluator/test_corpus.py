"""The corpus against no wall, against each of two walls alone, and against all of them: no canary is reached."""

from __future__ import annotations

import itertools
import json
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from evaluator_attacks import NAMES
from evaluator_corpus import GOALS, PAYLOADS, WAYS
from evaluator_jailed import REACHED, WALLS, attempt

from chancery.evaluator.client import EvaluatorClient
from chancery.evaluator.errors import EvaluationFailed
from chancery.language import AuthorError, Library, builtins, load
from chancery.language.compile import policy
from chancery.protocol import Context, Job, Open

CANARY = "the canary sings"
# Python that has lost to its intruder: it does what the state says.
LOST = """
import importlib, json, operator, pickle, random, re, string, subprocess, datetime, decimal, functools, io
"""
OBEY = """
space = {'there': there}
exec(json.loads(bytes(job.state)), space)
answer = space['got']
"""
INTERVIEW = (
    "mandatory: True\ncode: |\n  there = {there!r}\n{payload}\n---\nmandatory: True\nquestion: |\n  ${{ got }}\n"
)
# One of each way is enough where a zygote is started for each.
ONE_GOAL = [name for name in PAYLOADS if name.endswith("read a file")]


@pytest.fixture(scope="module", autouse=True)
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The canary in a file, whose path is given, and in the environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CANARY", CANARY)
        file = tmp_path_factory.mktemp("precious") / "canary"
        file.write_text(CANARY)
        yield str(file)


def in_plain_python(payload: str, there: str) -> Any:
    space: dict[str, Any] = {"there": there}
    exec(payload, space)
    return space["got"]


@pytest.fixture(scope="module")
def tried_by_language(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], str]:
    """What an interview with this code shows, with no wall but the language's."""
    root = tmp_path_factory.mktemp("interviews")
    numbers = itertools.count()

    def run(payload: str, there: str) -> str:
        name = _write(root, f"p{next(numbers)}", payload, there)
        context = Context(now="2026-11-23T12:00:00+00:00", session="s")
        return load(Library([root]), name).run(Job(Open(), context)).screen.title

    return run


def _write(root: Path, package: str, payload: str, there: str) -> str:
    file = root / package / "data" / "questions" / "tried.yml"
    file.parent.mkdir(parents=True)
    file.write_text(INTERVIEW.format(there=there, payload=textwrap.indent(payload, "  ")))
    return f"{package}:data/questions/tried.yml"


def test_the_corpus_is_as_large_as_promised():
    assert len(PAYLOADS) >= 120
    assert len(set(PAYLOADS.values())) == len(PAYLOADS)


@pytest.mark.parametrize("name", PAYLOADS)
def test_without_walls_it_comes_through(name: str, canary: str):
    assert in_plain_python(PAYLOADS[name], canary) == CANARY


@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.control("code_in_a_jail")
def test_the_language_alone_stops_it(name: str, canary: str, tried_by_language):
    with pytest.raises(AuthorError) as caught:
        tried_by_language(PAYLOADS[name], canary)
    assert CANARY not in str(caught.value)


@pytest.fixture(scope="module")
def lost(evaluator, canary: str) -> str:
    return evaluator.add(OBEY, f"{LOST}there = {canary!r}")


@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.control("code_in_a_jail")
def test_the_process_alone_stops_it(name: str, evaluator, lost: str):
    with pytest.raises(EvaluationFailed) as caught:
        evaluator.run(lost, json.dumps(PAYLOADS[name]).encode())
    assert CANARY not in caught.value.failure.message


def test_the_process_lets_an_honest_program_answer(evaluator, lost: str):
    assert evaluator.run(lost, b'"got = 6 * 7"') == "42"


@pytest.fixture(scope="module")
def all_walls(start_evaluator, tmp_path_factory: pytest.TempPathFactory, canary: str) -> EvaluatorClient:
    root = tmp_path_factory.mktemp("packages")
    for number, name in enumerate(ONE_GOAL):
        _write(root, f"p{number}", PAYLOADS[name], canary)
    _write(root, "honest", "got = 6 * 7", canary)
    return start_evaluator(root).client


@pytest.mark.parametrize("number", range(len(ONE_GOAL)), ids=ONE_GOAL)
@pytest.mark.control("code_in_a_jail")
def test_all_walls_together_stop_it(number: int, all_walls: EvaluatorClient):
    job = Job(Open(), Context(now="2026-11-23T12:00:00+00:00", session="s"))
    with pytest.raises(EvaluationFailed) as caught:
        all_walls.run(f"p{number}:data/questions/tried.yml", job)
    assert caught.value.failure.reason == "author"
    assert CANARY not in caught.value.failure.message


def test_all_walls_let_an_honest_interview_through(all_walls: EvaluatorClient):
    job = Job(Open(), Context(now="2026-11-23T12:00:00+00:00", session="s"))
    assert all_walls.run("honest:data/questions/tried.yml", job)[0].screen.title == "42"


# -- a hole in a wall turns the corpus red -----------------------------------------------------------------------


def came_through(names: list[str], canary: str, run: Callable[[str, str], str]) -> list[str]:
    found = []
    for name in names:
        try:
            found += [name] if run(PAYLOADS[name], canary) == CANARY else []
        except AuthorError:
            continue
    return found


def test_a_hole_in_the_language_shows(canary: str, tried_by_language, monkeypatch):
    assert came_through(ONE_GOAL, canary, tried_by_language) == []
    monkeypatch.setattr(policy, "_problem", lambda _node: None)
    assert came_through(ONE_GOAL, canary, tried_by_language)


def test_a_builtin_too_many_shows(canary: str, tried_by_language, monkeypatch):
    monkeypatch.setitem(builtins.ALWAYS, "getattr", getattr)
    assert came_through(ONE_GOAL, canary, tried_by_language)


def test_a_hole_in_the_process_shows(canary: str):
    attack = "os.read(os.open(there, os.O_RDONLY), 99)"
    assert attempt(attack, WALLS, canary) != REACHED
    assert attempt(attack, {"privileges"}, canary) == REACHED


def test_a_zygote_with_an_environment_would_show(canary: str):
    """Which is why it is started with none: no later wall takes away what the process has."""
    assert "os" in NAMES
    assert attempt("assert os.environ['CANARY']", WALLS, canary) == REACHED


def test_every_class_has_ways_and_every_way_every_goal():
    assert all(ways for ways in WAYS.values())
    assert len(PAYLOADS) == sum(map(len, WAYS.values())) * len(GOALS)
