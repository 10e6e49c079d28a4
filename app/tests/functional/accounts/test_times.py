"""The time of a refusal does not tell whether an address has an account: a statistical test."""

import time
from collections.abc import Callable
from statistics import NormalDist

import pytest

from chancery.accounts.accounts import Accounts
from chancery.accounts.errors import Refused
from chancery.accounts.mail import Post
from chancery.accounts.passwords import Passwords
from chancery.vault.passwords import Cost
from chancery.vault.site import SiteKey

ADA, EVE = "ada@example.org", "eve@example.org"
WRONG = "not the one at all"
# Enough to stand out from everything else, little enough to be done often.
SOME = Cost(memory_kib=16 * 1024, passes=2)
ROUNDS = 40
# Two sides differ if chance alone would make so large a difference once in ten thousand times.
DOUBT = 1e-4


@pytest.fixture
def database_url(tmp_path) -> str:
    """One kind of database is enough: what is asked of it is the same, see `test_equal`."""
    return f"sqlite:///{tmp_path}/chancery.sqlite"


class Holed(Passwords):
    """The mistake that this file is about: an unknown address costs no derivation."""

    def open(self, row, password):
        return None if row is None else super().open(row, password)


def chance(first: list[float], second: list[float]) -> float:
    """How probable so large a difference in rank is if both are alike (Mann and Whitney's U, normal approximation)."""
    ranked = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    ranks = sum(rank for rank, (_, side) in enumerate(ranked, 1) if side == 0)
    n, m = len(first), len(second)
    mean, spread = n * (n + m + 1) / 2, (n * m * (n + m + 1) / 12) ** 0.5
    return 2 * (1 - NormalDist().cdf(abs(ranks - mean) / spread))


def refuse(accounts: Accounts, address: str) -> None:
    with pytest.raises(Refused):
        accounts.sign_in(address, WRONG, "")


def seconds(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


@pytest.fixture
def unlimited(monkeypatch):
    """Count every attempt, but never say to wait: what is measured is the answer, not the delay."""
    monkeypatch.setattr("chancery.accounts.limits.Rule.delay_s", lambda *_: 0.0)


@pytest.fixture
def make(database, settings):
    def made(kind: type[Passwords]) -> Accounts:
        accounts = Accounts(database, SiteKey.from_file(settings.site_key_file), Post(settings), settings, cost=SOME)
        accounts.passwords = kind(database, SOME, settings.derivations_at_once)
        return accounts

    return made


def compare(accounts: Accounts) -> float:
    known, unknown = [], []
    for round_number in range(ROUNDS):
        # In turn, so that whatever else the machine does hits both.
        sides = [(known, ADA), (unknown, EVE)]
        for times, address in sides if round_number % 2 else reversed(sides):
            times.append(seconds(lambda address=address: refuse(accounts, address)))
    return chance(known, unknown)


@pytest.mark.control("accounts_not_told")
def test_signing_in_takes_as_long_for_an_address_that_nobody_has(browser, make, unlimited):
    browser.register()
    # The account's own cost is the site's: sign in once at the one that is measured.
    accounts = make(Passwords)
    accounts.sign_in(ADA, "seven wet pelicans argue", "")
    assert compare(make(Holed)) < DOUBT, "the measurement would not find the mistake"
    assert compare(accounts) > DOUBT
