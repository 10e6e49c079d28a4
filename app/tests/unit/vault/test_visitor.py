import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.vault import InvalidCookie, Visitor

VISITOR = Visitor(uuid.UUID(bytes=bytes(range(16))), bytes(range(32, 64)))
COOKIE = "AQABAgMEBQYHCAkKCwwNDg8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-Pw"


def test_vector():
    assert VISITOR.cookie() == COOKIE
    assert Visitor.from_cookie(COOKIE) == VISITOR
    assert VISITOR._csrf_secret().hex() == "b6d97981d90e669d30e227e3fce0009f21074c8860ef87d34c186089572de28c"


def test_visitors_are_random_and_come_back():
    one, two = Visitor.new(), Visitor.new()
    assert one != two
    assert Visitor.from_cookie(one.cookie()) == one


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        COOKIE[:-1],
        COOKIE + "A",
        COOKIE[:-1] + "x",
        "B" + COOKIE[1:],
        COOKIE.replace("-", "+"),
        COOKIE[:-2] + "==",
        COOKIE[:-1] + "\n",
        " " + COOKIE[1:],
        "é" * 66,
        "A" * 66,
        "\0" * 66,
        "A" * 10_000,
    ],
)
def test_what_is_not_a_cookie_of_ours(cookie):
    with pytest.raises(InvalidCookie):
        Visitor.from_cookie(cookie)


@given(st.text(max_size=70))
def test_any_text_is_refused_or_read_back_the_same(text):
    try:
        visitor = Visitor.from_cookie(text)
    except InvalidCookie:
        return
    assert visitor.cookie() == text


def test_the_key_is_never_shown():
    assert VISITOR.key.hex() not in repr(VISITOR)
    assert str(VISITOR.key) not in repr(VISITOR)
    assert "key" not in repr(VISITOR)


def test_every_token_is_another_and_all_are_good():
    tokens = {VISITOR.csrf_token() for _ in range(20)}
    assert len(tokens) == 20
    assert all(VISITOR.csrf_matches(token) for token in tokens)
    assert not any(Visitor.new().csrf_matches(token) for token in tokens)


@given(st.text(max_size=100))
def test_any_other_text_is_no_token(text):
    assert not VISITOR.csrf_matches(text)


def test_a_token_with_one_bit_changed_is_none():
    token = VISITOR.csrf_token()
    assert not VISITOR.csrf_matches(("A" if token[0] != "A" else "B") + token[1:])
    assert not VISITOR.csrf_matches(token[:-1])
