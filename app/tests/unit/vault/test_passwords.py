import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from chancery.vault import passwords
from chancery.vault.passwords import STANDARD, Busy, Cost, Gate, derive

CHEAP = Cost(memory_kib=64, passes=1)
SALT = bytes(range(16))


@pytest.mark.control("passwords_slow_to_guess")
def test_what_a_password_costs():
    assert Cost(memory_kib=65_536, passes=3, lanes=1) == STANDARD


def test_the_same_password_gives_the_same():
    first, second = (derive("seven wet pelicans", SALT, CHEAP) for _ in range(2))
    assert first.verifier == second.verifier
    assert first.matches(second.verifier)
    assert second.key.open(first.key.seal(b"x", b"place"), b"place") == b"x"


@pytest.mark.parametrize(
    ("password", "salt", "cost"),
    [
        ("seven wet pelicanS", SALT, CHEAP),
        ("seven wet pelicans", SALT[::-1], CHEAP),
        ("seven wet pelicans", SALT, Cost(memory_kib=64, passes=2)),
        ("seven wet pelicans", SALT, Cost(memory_kib=72, passes=1)),
    ],
)
def test_everything_counts(password, salt, cost):
    assert not derive("seven wet pelicans", SALT, CHEAP).matches(derive(password, salt, cost).verifier)


def test_two_ways_to_type_the_same_letters():
    composed, decomposed = (unicodedata.normalize(form, "großé Ärger ﬁ") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert derive(composed, SALT, CHEAP).verifier == derive(decomposed, SALT, CHEAP).verifier


def test_a_derived_key_is_not_printed():
    assert "Key" not in repr(derive("seven wet pelicans", SALT, CHEAP))


@pytest.mark.control("derivations_bounded")
def test_only_so_many_derivations_run_at_once(monkeypatch):
    gate, lock, stop = Gate(4, patience_s=0.05), threading.Lock(), threading.Event()
    running, most = 0, 0

    def slow(*_: object) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        stop.wait(5)
        with lock:
            running -= 1
        return "derived"

    monkeypatch.setattr(passwords, "derive", slow)

    def one(_: int) -> str:
        try:
            return gate.derive("x", SALT, CHEAP)
        except Busy:
            return "busy"

    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(one, number) for number in range(20)]
        while sum(task.done() for task in asked) < 16:
            stop.wait(0.01)
        stop.set()
        said = [task.result() for task in asked]
    assert most == 4
    assert said.count("derived") == 4
    # Each place was given back.
    assert gate.derive("x", SALT, CHEAP) == "derived"
