"""An interview over HTTP, on a real database; the interview itself is the plain one, which keeps what it was told."""

from __future__ import annotations

import io
import re
import tempfile
from dataclasses import replace

import pytest
from sqlalchemy import text

from chancery.evaluator.errors import EvaluationFailed
from chancery.protocol import Failure, Field
from chancery.web import create_app

BASE = "https://answers.example.org"
INTERVIEW = "demo:data/questions/demo.yml"


def test_start_answer_back_and_exit(person):
    assert "Question 0" in person.start().text
    assert re.fullmatch(r"/session/[0-9a-f]{32}", person.path)
    sent = person.answer("pear")
    assert sent.status_code == 303
    assert sent.location == person.path
    assert "Question 1" in person.page.text
    person.post("/back")
    assert "Question 0" in person.page.text
    session = person.path
    person.get(session + "/exit")
    assert "Erase your answers?" in person.page.text
    person.path = session
    person.post("/exit")
    assert "Your answers are erased" in person.page.text
    assert person.get(session).status_code == 404
    assert person.client.get_cookie("__Host-chancery", domain="answers.example.org") is None


def test_reload_shows_the_stored_screen_without_the_evaluator(person, plain_evaluator):
    person.start()
    person.answer("pear")
    jobs = len(plain_evaluator.jobs)
    assert "Question 1" in person.get(person.path).text
    assert len(plain_evaluator.jobs) == jobs


def test_invalid_answer_is_shown_again_with_what_was_typed_and_not_stored(person):
    person.start()
    sent = person.answer("wrong")
    assert sent.status_code == 422
    assert 'value="wrong"' in sent.text
    assert '<a href="#f-field_0">That is wrong.</a>' in sent.text
    assert "Question 0" in person.get(person.path).text


def test_second_tab_is_told_and_loses_nothing(person):
    person.start()
    early = person.form()
    person.answer("pear")
    late = person.post(form=early, field_0="apple")
    assert late.status_code == 409
    assert "That page was out of date." in late.text
    assert "Question 1" in late.text
    assert "Question 2" in (person.answer("plum") and person.page.text)


def test_a_link_that_another_tab_overtakes_shows_the_current_question(person, plain_evaluator):
    person.start()
    path = person.path

    def other_tab() -> None:
        person.answer("pear")

    plain_evaluator.meanwhile = other_tab
    late = person.client.get(f"{path}/do/{'0' * 16}", base_url=BASE)
    assert late.status_code == 409
    assert "That page was out of date." in late.text
    assert "Question 1" in late.text


def test_resume_and_start_afresh(person):
    person.start()
    person.answer("pear")
    session = person.path
    assert "Question 1" in person.start().text
    assert person.path == session
    assert "Question 0" in person.start(new_session="1").text
    assert person.path != session
    home = person.get("/").text
    assert home.count("Last used") == 2
    assert session in home
    assert "Demo" in home


def test_reset_erases_only_when_this_site_or_the_person_asked(person):
    person.start()
    session = person.path
    person.get("/interview", query_string={"i": INTERVIEW, "reset": "1"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert person.get(session).status_code == 200
    person.get("/interview", query_string={"i": INTERVIEW, "reset": "1"}, headers={"Sec-Fetch-Site": "none"})
    assert person.get("/").text.count("Last used") == 2


def test_looking_ahead_begins_nothing(person, plain_evaluator):
    person.client.head("/interview", query_string={"i": INTERVIEW}, base_url=BASE)
    ahead = person.client.get(
        "/interview", query_string={"i": INTERVIEW}, base_url=BASE, headers={"Sec-Purpose": "prefetch;prerender"}
    )
    assert ahead.status_code == 204
    assert plain_evaluator.jobs == []
    assert "Disallow: /interview" in person.get("/robots.txt").text


def test_arguments_of_the_address_reach_the_interview(person, plain_evaluator):
    person.start(colour="red", reset="1")
    assert plain_evaluator.jobs[-1].event.url_args == {"colour": "red"}


ARGUED = """
mandatory: True
question: You came from ${ url_args.get('from', 'nowhere') }
subquestion: |
  [Elsewhere](?from=page&to=moon) ${ url_args.get('to', 'here') }
fields:
  - Name: name
    required: False
"""
HERE = {"Sec-Fetch-Site": "same-origin"}


def test_a_link_of_the_page_tells_the_interview_other_arguments(meet):
    person = meet(ARGUED, **{"from": "web"})
    assert "You came from web" in person.page.text
    assert 'href="?from=page&amp;to=moon"' in person.page.text
    session = person.path
    page = person.get(f"{session}?from=page&to=moon", headers=HERE)
    assert "You came from page" in page.text
    assert "moon" in page.text
    # They leave the address at once, and Back knows the page before.
    assert page.request.query_string == b""
    assert person.post("/back").status_code == 303
    assert "You came from web" in person.page.text


def test_the_address_of_the_interview_tells_the_session_that_is_resumed_too(meet):
    person = meet(ARGUED, **{"from": "web"})
    session = person.path
    person.get(
        "/interview",
        query_string={"i": "pkg:data/questions/test.yml", "from": "typed"},
        headers={"Sec-Fetch-Site": "none"},
    )
    assert person.path == session
    assert "You came from typed" in person.page.text


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {**HERE, "Sec-Purpose": "prefetch"}])
def test_what_another_site_links_to_tells_a_session_nothing(meet, headers):
    person = meet(ARGUED, **{"from": "web"})
    session = person.path
    assert "You came from web" in person.get(f"{session}?from=evil", headers=headers).text
    person.get("/interview", query_string={"i": "pkg:data/questions/test.yml", "from": "evil"}, headers=headers)
    assert "You came from web" in person.get(session).text


def test_arguments_of_an_address_are_bounded_and_words(meet):
    person = meet(ARGUED)
    session = person.path
    assert person.get(f"{session}?from={'x' * 20_000}", headers=HERE).status_code == 413
    page = person.get(session, query_string={"from": "<b>**${ 7*191 }**</b>"}, headers=HERE)
    assert "&lt;b&gt;**${ 7*191 }**&lt;/b&gt;" in page.text


def test_without_an_interview_the_list(person):
    person.get("/interview")
    assert person.path == "/"


@pytest.mark.parametrize(
    ("word", "heading"), [("exit", "Your answers are erased"), ("leave", "You are leaving this site")]
)
def test_going_elsewhere_is_a_link_that_names_the_place(person, word, heading):
    person.start()
    sent = person.answer(word)
    assert sent.status_code == 200
    assert heading in sent.text
    assert 'href="https://example.org/' in sent.text
    assert "Go on to example.org" in sent.text
    assert person.get(person.path).status_code == (404 if word == "exit" else 200)


@pytest.mark.parametrize("word", ["restart", "new"])
def test_restart_shows_a_new_session(person, word):
    person.start()
    session = person.path
    person.answer(word)
    assert "Question 0" in person.page.text
    assert person.path != session
    assert person.get(session).status_code == (404 if word == "restart" else 200)


def test_no_way_back_stays_where_it_is(person):
    person.start()
    assert 'action="' + person.path + '/back"' not in person.page.text
    assert person.post("/back").status_code == 303
    assert "Question 0" in person.page.text


@pytest.mark.parametrize("part", ["evaluator", "database"])
def test_nothing_is_acknowledged_while_a_part_is_down(person, part, plain_evaluator, database):
    person.start()
    if part == "evaluator":
        plain_evaluator.down = True
    else:
        with database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE step RENAME TO step_away"))
    sent = person.answer("pear")
    assert sent.status_code == (503 if part == "evaluator" else 500)
    if part == "evaluator":
        assert sent.headers["Retry-After"] == "10"
        assert "Please try again in a moment" in sent.text
        plain_evaluator.down = False
        assert "Question 0" in person.get(person.path).text
    else:
        assert "Something went wrong on our side" in sent.text
        assert "step_away" not in sent.text


AUTHOR = Failure("author", "There is no variable 'friut'.", "demo:demo.yml", 12, "q1", "Did you mean 'fruit'?")


def test_author_sees_file_line_block_and_fix_on_a_development_host(person, plain_evaluator, monkeypatch, capsys):
    person.start()
    monkeypatch.setattr(plain_evaluator, "run", failing(AUTHOR))
    sent = person.answer("pear")
    assert sent.status_code == 500
    for words in ("&#39;friut&#39;", "demo:demo.yml:12", "q1", "Did you mean"):
        assert words in sent.text
    assert person.path in sent.text


def test_people_see_a_reference_on_production_and_the_log_has_it(
    settings, sessions, plain_evaluator, monkeypatch, capsys, person
):
    app = create_app(replace(settings, environment_kind="production"), sessions=sessions)
    person.client = app.test_client()
    person.start()
    monkeypatch.setattr(plain_evaluator, "run", failing(AUTHOR))
    sent = person.answer("a secret pear")
    assert sent.status_code == 500
    assert "friut" not in sent.text
    assert "demo.yml" not in sent.text
    reference = re.search(r"Reference: <code>([0-9a-f]{4}-[0-9a-f]{4})<", sent.text)[1]
    lines = capsys.readouterr().out
    assert reference in lines
    assert "demo:demo.yml" in lines
    assert "secret" not in lines


@pytest.mark.parametrize(
    ("reason", "status", "heading"),
    [
        ("time", 500, "This step took too long"),
        ("memory", 500, "This step took too long"),
        ("crash", 500, "This interview has a fault"),
        ("garbage", 500, "This interview has a fault"),
        ("busy", 503, "Please try again in a moment"),
        ("unknown", 404, "There is no such interview"),
    ],
)
def test_every_failure_has_its_page(person, plain_evaluator, monkeypatch, reason, status, heading):
    person.start()
    monkeypatch.setattr(plain_evaluator, "run", failing(Failure(reason)))
    sent = person.answer("pear")
    assert sent.status_code == status
    assert heading in sent.text


def failing(failure):
    def run(*_):
        raise EvaluationFailed(failure)

    return run


def test_too_many_sessions_says_what_to_do(sessions, person):
    sessions._outcomes._most_sessions = 1
    person.start()
    answer = person.start(new_session="1")
    assert answer.status_code == 409
    assert "erase one that you no longer need" in answer.text


def test_reload_after_is_a_header(app_of, gallery):
    client = app_of(gallery.screen(reload_after=7)).test_client()
    client.set_cookie("__Host-chancery", visitor_cookie(), domain="answers.example.org")
    refresh = client.get(f"/session/{'0' * 32}", base_url=BASE).headers["Refresh"]
    # The view's own address, which the stored screen of this test has.
    assert re.fullmatch(r"7; url=/session/[0-9a-f]{32}\?again=1", refresh)


def visitor_cookie():
    from chancery.vault import Visitor

    return Visitor.new().cookie()


def test_healthz_asks_nothing(person, plain_evaluator):
    plain_evaluator.down = True
    assert person.get("/healthz").text == "ok\n"


def test_readyz_names_the_part_that_is_down(person, plain_evaluator):
    ready = person.get("/readyz")
    assert ready.status_code == 200
    assert ready.json == {"database": "ok", "evaluator": "ok", "objects": "ok"}
    plain_evaluator.down = True
    ready = person.get("/readyz")
    assert ready.status_code == 503
    assert ready.json["evaluator"] == "does not answer"


@pytest.mark.parametrize(
    "words", ["Call [us](tel:123). <script>x</script>", {"en": "Call [us](tel:123).", "fr": "Non"}, {"fr": 3}, 7, None]
)
def test_author_may_add_words_to_the_error_page(person, plain_evaluator, monkeypatch, words):
    person.start()
    info = plain_evaluator.info(INTERVIEW)
    info.metadata["error help"] = words
    monkeypatch.setattr(plain_evaluator, "info", lambda _name: info)
    monkeypatch.setattr(plain_evaluator, "run", failing(AUTHOR))
    page = person.answer("pear").text
    assert ('Call <a href="tel:123" rel="noopener noreferrer">us</a>.' in page) is ("Call" in str(words))
    assert "<script" not in page


def upload(person, content: bytes):
    """Send the form with a file, as a browser writes it (the test client would put a large one on the disk itself)."""
    fields = {**person.form(), "field_0": "pear", "button_0": ""}
    parts = [f'--line\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    head = '--line\r\nContent-Disposition: form-data; name="field_9"; filename="lease.pdf"\r\n\r\n'
    body = "".join([*parts, head]).encode() + content + b"\r\n--line--\r\n"
    return person.client.post(person.path, data=body, base_url=BASE, content_type="multipart/form-data; boundary=line")


def test_a_file_comes_with_the_answer_and_stays_in_memory(person, plain_evaluator, monkeypatch):
    """Werkzeug writes larger files to the disk, in clear, unless the request says otherwise."""
    run = plain_evaluator.run
    told = []

    def run_with_upload(name, job, version=None):
        result, version = run(name, job, version)
        result.screen.form.fields.append(Field(key="field_9", variable="proof", input="file"))
        told.extend(getattr(job.event, "uploads", {}).get("field_9", []))
        return result, version

    def refuse(*_arguments, **_options):
        raise AssertionError("a file was to be written to the disk")

    plain_evaluator.run = run_with_upload
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    assert 'enctype="multipart/form-data"' in person.start().text
    content = b"%PDF-1.7\n" + b"x" * (2 * 1024 * 1024)
    assert upload(person, content).status_code == 303
    assert [(one.name, one.mimetype, one.size) for one in told] == [("lease.pdf", "application/pdf", len(content))]


def test_a_file_where_none_is_asked_for_is_refused(person):
    person.start()
    sent = person.post(field_0="pear", button_0="", field_0_file=(io.BytesIO(b"x"), "lease.pdf"))
    assert sent.status_code == 400


def test_files_that_are_too_large_are_refused(person, settings):
    person.start()
    assert upload(person, b"x" * (settings.max_answer_bytes + settings.max_upload_bytes + 1)).status_code == 413


# -- what a script that sends files learns -------------------------------------------------------------------------

SCRIPT = {"Accept": "application/json"}


def send_as_a_script(person, word):
    fields = {**person.form(), "field_0": word, "button_0": ""}
    return person.client.post(person.path, data=fields, base_url=BASE, headers=SCRIPT)


def test_a_script_is_told_where_to_go(person):
    person.start()
    answer = send_as_a_script(person, "pear")
    assert (answer.status_code, answer.json) == (200, {"location": person.path})
    assert "Location" not in answer.headers
    assert "Question 1" in person.get(person.path).text


def test_a_script_gets_a_refusal_as_the_page_that_it_is(person):
    person.start()
    answer = send_as_a_script(person, "wrong")
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert "That is wrong." in answer.text
    assert "Question 0" in person.get(person.path).text


def test_a_script_gets_the_page_before_another_site_and_the_cookie_goes(person):
    person.start()
    answer = send_as_a_script(person, "exit")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "example.org" in answer.text
    assert person.client.get_cookie("__Host-chancery", domain="answers.example.org") is None
