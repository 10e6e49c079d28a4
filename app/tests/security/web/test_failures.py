"""Which refusals nginx is told to count against an address, and which happen to honest people."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from chancery.protocol import Failure
from chancery.sessions import InterviewFailed, TryAgain
from chancery.vault import Visitor

BASE = "https://answers.example.org"
DOMAIN = "answers.example.org"
COOKIE = "__Host-chancery"
JOURNEY = "web.tests:data/questions/journey.yml"
HEADER = "X-Chancery-Failure"


def told(client: FlaskClient, path: str, **options: object) -> tuple[int, str | None]:
    """Ask; return the status and what nginx is told."""
    answer = client.get(path, base_url=BASE, **options)
    return answer.status_code, answer.headers.get(HEADER)


@pytest.fixture
def session(client: FlaskClient) -> str:
    """The path of a session that the client has open."""
    return client.get("/interview", query_string={"i": JOURNEY}, base_url=BASE).location


@pytest.mark.control("abusers_banned")
@pytest.mark.parametrize("uid", ["0" * 32, "f" * 32, "X" * 32])
@pytest.mark.parametrize("end", ["", "/exit"])
@pytest.mark.parametrize("has_cookie", [False, True])
def test_an_address_that_never_was_is_a_guess(client: FlaskClient, uid: str, end: str, has_cookie: bool) -> None:
    if has_cookie:
        client.set_cookie(COOKIE, Visitor.new().cookie(), domain=DOMAIN)
    assert told(client, f"/session/{uid}{end}") == (404, "guess")


@pytest.mark.control("abusers_banned")
def test_a_forged_cookie_does_not_make_a_guess_honest(client: FlaskClient, session: str) -> None:
    """Someone who has a session of their own, and so a cookie that is known, guesses all the same."""
    assert told(client, session) == (200, None)
    assert told(client, f"/session/{'1' * 32}") == (404, "guess")


@pytest.mark.control("abusers_banned")
@pytest.mark.parametrize("name", ["x", "web.tests:data/questions/other.yml", "../../etc/passwd", "a" * 501])
def test_a_walk_through_names_of_interviews_is_guessing(client: FlaskClient, name: str) -> None:
    assert told(client, "/interview", query_string={"i": name}) == (404, "guess")


def test_a_posted_guess_counts_like_a_read_one(client: FlaskClient) -> None:
    visitor = Visitor.new()
    client.set_cookie(COOKIE, visitor.cookie(), domain=DOMAIN)
    form = {"_csrf": visitor.csrf_token(), "_revision": "1"}
    answer = client.post(f"/session/{'2' * 32}", data=form, base_url=BASE)
    assert (answer.status_code, answer.headers[HEADER]) == (404, "guess")


@pytest.mark.control("innocent_not_banned")
def test_a_session_of_ones_own_that_was_erased_or_expired_is_no_guess(app, client: FlaskClient, session: str) -> None:
    page = client.get(session, base_url=BASE).text
    token = re.search(r'name="_csrf" value="([^"]+)"', page)[1]
    assert client.post(f"{session}/exit", data={"_csrf": token}, base_url=BASE).status_code == 303
    assert told(client, session) == (404, "none")

    expired = client.get("/interview", query_string={"i": JOURNEY}, base_url=BASE).location
    sessions = app.extensions["chancery.sessions"]
    past = str(datetime.now(UTC) - timedelta(days=1))[:19]
    uid = expired.rpartition("/")[2]
    move = text("UPDATE interview_session SET expires = :past WHERE uid = :uid")
    sessions.database.write(lambda connection: connection.execute(move, {"past": past, "uid": uid}))
    assert told(client, expired) == (404, "none")
    assert sessions.expire(datetime.now(UTC)) >= 1
    assert told(client, expired) == (404, "none")


@pytest.mark.control("innocent_not_banned")
def test_a_link_that_somebody_passed_on_or_a_lost_cookie_is_no_guess(client: FlaskClient, session: str) -> None:
    client.delete_cookie(COOKIE, domain=DOMAIN)
    assert told(client, session) == (404, "none")
    client.set_cookie(COOKIE, Visitor.new().cookie(), domain=DOMAIN)
    assert told(client, session) == (404, "none")


@pytest.mark.control("innocent_not_banned")
def test_nobody_is_blamed_while_the_database_is_down(app, client: FlaskClient, monkeypatch) -> None:
    def down(_uid: str) -> bool:
        raise TryAgain("database")

    monkeypatch.setattr(app.extensions["chancery.sessions"], "ever", down)
    assert told(client, f"/session/{'3' * 32}") == (404, "none")


@pytest.mark.control("innocent_not_banned")
def test_whoever_is_in_an_interview_that_was_taken_away_guessed_nothing(
    app, client: FlaskClient, session: str, monkeypatch
) -> None:
    def gone(*_: object) -> None:
        raise InterviewFailed(Failure("unknown"))

    monkeypatch.setattr(app.extensions["chancery.sessions"], "current", gone)
    assert told(client, session) == (404, "none")


def test_what_succeeds_and_what_is_only_wrong_is_left_to_the_status(client: FlaskClient, session: str) -> None:
    assert told(client, "/") == (200, None)
    assert told(client, session) == (200, None)
    assert told(client, "/nowhere") == (404, None)
    assert client.put("/", base_url=BASE).headers.get(HEADER) is None
