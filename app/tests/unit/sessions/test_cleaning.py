"""What becomes of a file that the evaluator cannot open, and of files that come all at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chancery.evaluator.errors import EvaluationFailed, EvaluatorUnavailable
from chancery.protocol import Clean, Cleaned, Failure, Unfit
from chancery.sessions import TryAgain
from chancery.sessions.evaluation import Evaluation
from chancery.settings import Settings

ORDER = Clean("png", b"a picture")


@pytest.fixture
def evaluation(plain_evaluator) -> Evaluation:
    settings = Settings(
        environment_kind="dev", database_url="sqlite:////unused", objects=Path("/unused"),
        evaluator_socket=Path("/unused"), base_url="http://localhost", database_pool_size=4,
    )  # fmt: skip
    return Evaluation(plain_evaluator, settings)


def raising(error: Exception):
    def clean(_order):
        raise error

    return clean


@pytest.mark.parametrize(("reason", "fault"), [
    ("time", "bulky"), ("memory", "bulky"), ("size", "bulky"), ("crash", "damaged"), ("garbage", "damaged"),
])  # fmt: skip
def test_a_file_that_breaks_its_reader_is_refused(evaluation, plain_evaluator, monkeypatch, reason, fault):
    monkeypatch.setattr(plain_evaluator, "clean", raising(EvaluationFailed(Failure(reason))))
    assert evaluation.clean(ORDER) == Unfit(fault)


@pytest.mark.parametrize("error", [EvaluationFailed(Failure("busy")), EvaluatorUnavailable("stopped")])
def test_when_nobody_can_open_it_the_person_may_try_again(evaluation, plain_evaluator, monkeypatch, error):
    monkeypatch.setattr(plain_evaluator, "clean", raising(error))
    for _ in range(5):
        with pytest.raises(TryAgain):
            evaluation.clean(ORDER)
    monkeypatch.undo()
    assert evaluation.clean(ORDER) == Cleaned(ORDER.content)


@pytest.mark.control("archives_bounded")
def test_files_never_take_all_threads(evaluation, plain_evaluator, monkeypatch):
    """Of four threads two wait for files; who sends a third is told at once, and everybody else is served."""
    waiting, go_on = threading.Semaphore(0), threading.Event()

    def slow(order):
        waiting.release()
        go_on.wait(60)
        return Cleaned(order.content)

    monkeypatch.setattr(plain_evaluator, "clean", slow)
    with ThreadPoolExecutor(2) as threads:
        under_way = [threads.submit(evaluation.clean, ORDER) for _ in range(2)]
        assert all(waiting.acquire(timeout=60) for _ in under_way)
        with pytest.raises(TryAgain):
            evaluation.clean(ORDER)
        go_on.set()
        assert [one.result(60) for one in under_way] == [Cleaned(ORDER.content)] * 2
    assert evaluation.clean(ORDER) == Cleaned(ORDER.content)
