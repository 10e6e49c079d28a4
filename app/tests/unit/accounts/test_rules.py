import re

import pytest

from chancery.accounts import addresses, limits, strength
from chancery.accounts.errors import BadAddress, WeakPassword
from chancery.accounts.limits import Rule


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ada@example.org", "ada@example.org"),
        ("  Ada.Lovelace+law@EXAMPLE.org\n", "ada.lovelace+law@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
    ],
)
def test_one_spelling_for_each_address(typed, kept):
    assert addresses.normal(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("ada", "@", "ada@", "ada@host", "ada@example..org", ".ada@example.org", "a@b@example.org", "a b@example.org"),
        *("ada@example.org\r\nBcc: eve@example.org", "ada@[127.0.0.1]", "x" * 65 + "@example.org"),
        "a@" + "b." * 130 + "org",
    ],
)
def test_what_is_no_address(typed):
    with pytest.raises(BadAddress) as refused:
        addresses.normal(typed)
    assert re.search("name@example.org|at most 254", refused.value.sentence)


@pytest.mark.control("passwords_slow_to_guess")
def test_thousands_of_common_passwords_are_refused():
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    common = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= strength.MIN_LENGTH]
    assert len(common) > 300
    taken = []
    # A guesser also tries them in capitals, and with a digit behind.
    for word in [*common[:300], *(word.title() + "1" for word in common[:100])]:
        try:
            strength.check(word)
        except WeakPassword:
            continue
        taken.append(word)
    assert taken == []


def test_short_common_passwords_fail_by_their_length():
    for word in ("123456", "letmein", "iloveyou"):
        with pytest.raises(WeakPassword, match="longer"):
            strength.check(word)


@pytest.mark.parametrize("password", ["seven wet pelicans argue", "Zq8#mP2v!kLw", "möwen über dem dach"])
def test_good_passwords_are_taken(password):
    strength.check(password, "ada@example.org", "Chancery")


def test_delays_grow_to_a_bound_and_never_become_a_lockout():
    rule = Rule(free=3, first_s=1, most_s=30, forget_s=60)
    assert [rule.delay_s(count) for count in range(1, 12)] == [0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30]
    assert rule.delay_s(10**9) == 30


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix", ""),
    ],
)
def test_whom_an_address_stands_for(address, network):
    assert limits.network(address) == network
