"""Many screens, at once and for long, leave no process, descriptor or memory behind.

The long run is a command of its own: CHANCERY_SOAK_S=600 .venv/bin/pytest app/tests/security/evaluator/test_soak.py
"""

import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from evaluator_processes import descriptors, status_of, wait_until

from chancery.evaluator.client import EvaluatorClient
from chancery.evaluator.errors import EvaluationFailed

AT_ONCE = 100
# The first still waits when the last begins, on a busy machine too. No child may sleep, but each may wait for a lock.
WAITING = "import _thread; lock = _thread.allocate_lock(); lock.acquire(); lock.acquire(timeout=10); answer = 'well'"
# Seconds that a client waits for its turn on a busy machine.
PATIENCE_S = 120
SOAK_S = float(os.environ.get("CHANCERY_SOAK_S", "3"))
# What the allocator and caches may take once, in KiB; a leak of one page in each screen is more in ten minutes.
SLACK_KIB = 8 * 1024
# What screens do in turn: answer, fail, crash, and answer at length.
SCREENS = ("answer = 'well'", "raise ValueError('x')", "os._exit(3)", "answer = 'x' * 100_000")


def held(tree):
    """The descriptors and the memory (KiB) of every process that stays."""
    staying = [tree.server, tree.root, *tree.zygotes]
    return (
        {pid: len(descriptors(pid)) for pid in staying},
        {pid: int(status_of(pid)["VmRSS"].split()[0]) for pid in staying},
    )


def at_rest(tree):
    """What is held once the last jobs are put away: the same for a second."""
    looks = [held(tree)]

    def same() -> bool:
        time.sleep(1)
        looks.append(held(tree))
        return looks[-1][0] == looks[-2][0]

    wait_until(same)
    return looks[-1]


def outcome(evaluator, name):
    try:
        evaluator.run(name)
    except EvaluationFailed as error:
        return error.failure.reason
    return "answered"


def assert_nothing_is_left(evaluator, before, processes):
    wait_until(lambda: len(evaluator.tree.everyone()) <= processes)
    wait_until(lambda: held(evaluator.tree)[0] == before[0])
    after = held(evaluator.tree)[1]
    assert after.keys() == before[1].keys()
    grown = {pid: after[pid] - before[1][pid] for pid in after}
    assert max(grown.values()) < SLACK_KIB, grown


@pytest.fixture
def busy(start):
    """An evaluator that has made some screens of each kind, so that what is made once is there."""
    evaluator = start(wall_s=PATIENCE_S)
    evaluator.client = EvaluatorClient(evaluator.socket, PATIENCE_S)
    names = [evaluator.add(screen) for screen in SCREENS]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: outcome(evaluator, name), names * 8))
    return evaluator, names


def test_a_hundred_at_once(busy):
    evaluator, _ = busy
    name = evaluator.add(WAITING)
    assert outcome(evaluator, name) == "answered"
    before, processes = at_rest(evaluator.tree), len(evaluator.tree.everyone())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(outcome, evaluator, name) for _ in range(AT_ONCE)]
        most = 0
        while not all(one.done() for one in running):
            most = max(most, len(evaluator.tree.everyone()) - processes)
            time.sleep(0.1)
    assert Counter(one.result() for one in running) == {"answered": AT_ONCE}
    # One of them was there before: the child that waits for an interview's next job.
    assert most >= AT_ONCE - 1
    assert_nothing_is_left(evaluator, before, processes)


def test_for_long(busy):
    evaluator, names = busy
    before, processes = at_rest(evaluator.tree), len(evaluator.tree.everyone())
    end = time.monotonic() + SOAK_S
    seen: Counter[str] = Counter()
    with ThreadPoolExecutor(4) as pool:
        while time.monotonic() < end:
            seen.update(pool.map(lambda name: outcome(evaluator, name), names * 4))
    assert set(seen) == {"answered", "author", "crash"}
    assert_nothing_is_left(evaluator, before, processes)
