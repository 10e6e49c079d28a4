"""docassemble's own addresses lead to this site's."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from chancery.evaluator.errors import EvaluationFailed
from chancery.protocol import Failure, InterviewInfo
from chancery.web import create_app

from .conftest import BASE, INTERVIEW, Person

PREFIXED = "docassemble.housing:data/questions/eviction.yml"
BELOW = "docassemble.housing:data/questions/city/eviction.yml"
FAULTY = "docassemble.housing:data/questions/faulty.yml"


@pytest.fixture
def settings(settings):
    return replace(settings, dispatch={"letter": INTERVIEW, "gone": "gone:data/questions/gone.yml"})


@pytest.fixture
def person(settings, sessions, plain_evaluator, monkeypatch) -> Person:
    known = (INTERVIEW, PREFIXED, BELOW)

    def info(name: str) -> InterviewInfo:
        if name not in known:
            raise EvaluationFailed(Failure("author" if name == FAULTY else "unknown", "wrong"))
        return InterviewInfo(name=name, version="1", title=name, tags=["homes"] if name == PREFIXED else [])

    monkeypatch.setattr(plain_evaluator, "info", info)
    monkeypatch.setattr(plain_evaluator, "names", lambda: list(known))
    return Person(create_app(settings, sessions=sessions))


def led(person: Person, path: str) -> tuple[str, dict[str, str]]:
    """Where an address leads: the path and the arguments."""
    answer = person.client.get(path, base_url=BASE)
    assert answer.status_code == 303, answer.text
    parts = urlsplit(answer.location)
    assert (parts.scheme, parts.netloc) == ("", "")
    return parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(
    ("address", "interview"),
    [
        ("letter", INTERVIEW),
        ("demo/demo", INTERVIEW),
        ("housing/eviction", PREFIXED),
        ("docassemble.housing/eviction", PREFIXED),
        ("housing/city/eviction", BELOW),
        ("housing/faulty", FAULTY),
    ],
)
def test_a_start_begins_and_a_run_goes_on(person, address: str, interview: str, slash: str):
    assert led(person, f"/start/{address}{slash}") == ("/interview", {"i": interview, "new_session": "1"})
    assert led(person, f"/run/{address}{slash}") == ("/interview", {"i": interview})


def test_what_a_link_says_to_the_interview_is_kept(person):
    told = led(person, "/run/letter/?colour=red%26i%3Dx&_anchor=a&empty=&reset=1")
    assert told == ("/interview", {"i": INTERVIEW, "colour": "red&i=x", "_anchor": "a", "empty": "", "reset": "1"})


@pytest.mark.parametrize("argument", ["session", "i", "late", "onward", "from_list", "cache"])
def test_neither_a_session_nor_what_is_the_pages_own_goes_on(person, argument: str):
    secret = "0123456789abcdef0123456789abcdef"
    assert led(person, f"/run/letter/?{argument}={secret}") == ("/interview", {"i": INTERVIEW})


def test_the_address_leads_to_a_session_and_goes_on_with_it(person):
    person.get("/start/letter/?colour=red")
    first = person.path
    assert first.startswith("/session/")
    person.get("/run/letter/")
    assert person.path == first
    person.get("/start/letter/")
    assert person.path != first


@pytest.mark.parametrize(
    "path",
    [
        "/start/nothing/", "/run/nothing", "/start/demo/nothing/", "/run/nothing/demo/", "/start/demo/a/b/demo/",
        "/start/demo/..%2fdemo/", "/start/..%2f..%2fdemo/demo/", "/start/https:%2fevil.example/x/",
        "/start/demo/" + "x" * 600, "/start/de mo/demo/",
    ],
)  # fmt: skip
def test_a_name_that_is_no_interviews(person, path: str):
    answer = person.client.get(path, base_url=BASE)
    assert answer.status_code == 404
    assert "There is no such interview" in answer.text
    # Whoever tries very many is somebody that nginx should know of.
    assert answer.headers["X-Chancery-Failure"] == "guess"


def test_a_short_name_of_an_interview_that_is_gone(person):
    assert person.get("/start/gone/").status_code == 404


@pytest.mark.parametrize(
    "path", ["//evil.example/start/letter/", "/start//evil.example/", "/start/letter//evil.example"]
)
def test_no_address_leads_away(person, path: str):
    answer = person.client.get(path, base_url=BASE)
    assert answer.status_code in (303, 308, 404)
    assert urlsplit(answer.headers.get("Location", "")).netloc in ("", urlsplit(BASE).netloc)


def test_the_root_with_the_name_of_an_interview(person):
    assert led(person, f"/?i={INTERVIEW}&reset=1&colour=red") == (
        "/interview", {"i": INTERVIEW, "reset": "1", "colour": "red"},
    )  # fmt: skip
    assert person.get("/?i=nothing").status_code == 404


def test_the_list_and_a_part_of_it(person):
    assert led(person, "/list") == led(person, "/interviews") == ("/", {})
    page = person.get("/list?tag=homes").text
    assert "about “homes”" in page
    assert (PREFIXED in page, BELOW in page) == (True, False)
    assert "There is no such interview here." in person.get("/list?tag=%3Cb%3E").text
    assert "&lt;b&gt;" in person.page.text


@pytest.mark.parametrize("page", ["sign-in", "register", "profile", "nothing"])
def test_a_site_without_accounts_has_no_pages_of_them(person, page: str):
    assert person.client.get(f"/user/{page}", base_url=BASE).status_code == 404


def test_while_the_evaluator_is_down(person, plain_evaluator, monkeypatch):
    monkeypatch.undo()
    plain_evaluator.down = True
    assert person.client.get("/start/housing/eviction/", base_url=BASE).status_code == 503
