"""A child that waits for its job: when it rehearses meanwhile, and how long it waits."""

from __future__ import annotations

import math
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from evaluator_processes import wait_until

from chancery.evaluator import passing
from chancery.evaluator.brood import Brood
from chancery.evaluator.jail import Walls, privileges
from chancery.evaluator.spares import Spares

REHEARSED, WENT_TO_WORK = 10, 20


class Nursery:
    """Spares without a zygote around them: a child of theirs ends with what it did first."""

    def __init__(self, opened: ExitStack) -> None:
        self._walls = Walls.prepare([])
        opened.callback(os.close, self._walls.reading)
        opened.callback(os.close, self._walls.nothing)
        ours, theirs = socket.socketpair()
        control, self._job = socket.socketpair()
        for end in (ours, theirs, control, self._job):
            opened.enter_context(end)
        self.brood = Brood(control.fileno())
        opened.callback(self.brood.kill_all)
        self._ours = ours
        self.spares = Spares(self.brood, (ours, theirs), self.be_child, lambda: os._exit(REHEARSED), patience_s=60)

    def be_child(self, prepare: Callable[[Walls], int]) -> None:
        try:
            privileges.drop()
            prepare(self._walls)
        finally:
            os._exit(WENT_TO_WORK)

    def send_job(self) -> None:
        passing.send(self._ours, b"j", self._job.fileno())

    def first_ending(self) -> int:
        _, ((_, status),) = self.brood.wait()
        return status


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    with ExitStack() as opened:
        yield Nursery(opened)


def test_a_spare_rehearses_while_nobody_needs_anything(nursery: Nursery):
    nursery.spares.make()
    assert nursery.first_ending() == REHEARSED


def test_a_spare_whose_job_waits_does_not_rehearse(nursery: Nursery):
    nursery.send_job()
    # `make` would take back what lies on the socket, as nobody's.
    nursery.brood.fork(0, math.inf, lambda: nursery.be_child(nursery.spares._rehearse_and_wait))
    assert nursery.first_ending() == WENT_TO_WORK


def test_a_spare_made_while_others_work_does_not_rehearse(nursery: Nursery):
    nursery.brood.fork(1, math.inf, signal.pause)
    nursery.spares.make()
    nursery.send_job()
    assert nursery.first_ending() == WENT_TO_WORK


def test_a_spare_that_nobody_needs_ends_and_the_next_screen_is_made_all_the_same(start):
    evaluator = start(spare_s=0.3)
    name = evaluator.interviews.add("one", "answer = 1")
    for _ in range(3):
        assert evaluator.run(name) == "1"
        (zygote,) = evaluator.tree.zygotes
        wait_until(lambda zygote=zygote: bool(evaluator.tree.children(zygote)))
        wait_until(lambda zygote=zygote: not evaluator.tree.children(zygote))
        # None is made for its own sake, or the memory would never be free.
        for _ in range(5):
            time.sleep(0.1)
            assert evaluator.tree.children(zygote) == []


def test_a_spare_waits_as_long_as_it_is_told(start):
    evaluator = start(spare_s=60)
    evaluator.try_code("answer = 1")
    (zygote,) = evaluator.tree.zygotes
    wait_until(lambda: bool(evaluator.tree.children(zygote)))
    before = evaluator.tree.children(zygote)
    time.sleep(0.5)
    assert evaluator.tree.children(zygote) == before


def test_a_job_that_comes_as_the_spare_ends_is_done(start):
    evaluator = start(spare_s=0.02)
    name = evaluator.interviews.add("one", "answer = 1")
    for number in range(60):
        assert evaluator.run(name) == "1"
        time.sleep(0.015 + 0.0002 * number)
