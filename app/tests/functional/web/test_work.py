"""Work that an interview gives out, as a page asks for it: the language in process, with real storage."""

import json
import re

import pytest

from chancery.evaluator.errors import EvaluationFailed
from chancery.protocol import Failure, Work

from .conftest import BASE, Person

SOURCE = """
mandatory: True
code: |
  if the_task.ready():
    final_screen
  else:
    waiting_screen
---
code: |
  the_task = background_action('add', 'flash', more=number)
---
question: How much?
fields:
  - Number: number
    datatype: integer
---
event: add
code: |
  background_response(f"The answer is {553 + action_argument('more')}.")
---
event: waiting_screen
question: Hang tight.
reload: 10
---
event: final_screen
question: Done.
subquestion: |
  ${ the_task.get() } ${ the_task.result().error_type }
"""
TYPING = """
mandatory: True
code: |
  the_task
  name
  final_screen
---
code: |
  the_task = background_action('add')
---
question: Name?
fields:
  - Name: name
check in: seen
---
event: seen
code: |
  drafts = action_argument('name')
  background_response()
---
event: add
code: |
  background_response('Hello')
---
event: final_screen
question: |
  ${ the_task.get() }, ${ name }.
"""


@pytest.fixture
def person(meet) -> Person:
    """Somebody at the screen that is shown meanwhile."""
    person = meet(SOURCE)
    person.post(field_0="2", **{"continue": ""})
    assert "Hang tight." in person.page.text
    return person


def ask(person: Person, **form: str):
    """What the page's script does."""
    headers = {"Accept": "application/json"}
    return person.client.post(f"{person.path}/work", data={**person.form(), **form}, base_url=BASE, headers=headers)


def send(person: Person, event: str, **arguments: object):
    form = {**person.form(), "event": json.dumps({"kind": "action", "name": event, "arguments": arguments})}
    return person.client.post(f"{person.path}/event", data=form, base_url=BASE)


def test_the_page_asks_for_the_work_and_is_told(person):
    assert "data-works" in person.page.text
    told = ask(person).json
    assert (told["works"], told["update"]["flash"]) == (False, "The answer is 555.")
    person.get(person.path)
    assert "Done." in person.page.text
    assert "The answer is 555." in person.page.text
    assert "data-works" not in person.page.text


def test_there_is_no_more_of_it_then(person):
    ask(person)
    told = ask(person).json
    assert (told["works"], told["update"]) == (False, None)


def test_without_a_script_there_is_a_button(person):
    form = re.search(r"<noscript><form[^>]*action=\"([^\"]+)\".*?</form></noscript>", person.page.text, re.DOTALL)
    assert form[1] == f"{person.path}/work"
    assert "See what has come of it" in form[0]
    answer = person.post("/work")
    assert (answer.status_code, answer.location) == (303, person.path)
    assert "Done." in person.page.text


def test_a_page_that_loads_itself_again_shows_what_has_come_of_it(person):
    again = person.page.headers["Refresh"]
    assert again == f"10; url={person.path}?again=1"
    same = {"headers": {"Sec-Fetch-Site": "same-origin"}}
    before = person.form()["_revision"]
    person.get(f"{person.path}?again=1", **same)
    # Nothing has changed, so nothing is stored, and the address says nothing of it.
    assert ("Hang tight." in person.page.text, person.form()["_revision"]) == (True, before)
    assert person.page.request.query_string == b""
    ask(person)
    assert "Done." in person.get(f"{person.path}?again=1", **same).text


def test_another_site_makes_nobody_think_anew(meet):
    source = "mandatory: True\ncode: |\n  seen = seen + 1\n  shown\n---\ncode: |\n  seen = 0\n---\n"
    person = meet(source + "event: shown\nquestion: |\n  ${ seen }\nreload: True\n")
    for site, changes in (("cross-site", False), ("same-origin", True)):
        before = person.form()["_revision"]
        person.get(f"{person.path}?again=1", headers={"Sec-Fetch-Site": site})
        assert (person.form()["_revision"] != before) is changes


def test_a_page_that_thinks_anew_leaves_back_where_it_led(meet):
    source = "mandatory: True\ncode: |\n  name\n  seen = seen + 1\n  shown\n---\ncode: |\n  seen = 0\n---\n"
    source += "question: Name?\nfields:\n  - Name: name\n---\n"
    person = meet(source + "event: shown\nquestion: |\n  ${ seen }\nreload: True\n")
    person.post(field_0="Ann", **{"continue": ""})
    for _ in range(3):
        person.get(f"{person.path}?again=1", headers={"Sec-Fetch-Site": "same-origin"})
    person.post("/back")
    assert "Name?" in person.page.text


def test_back_takes_the_work_back_and_it_can_be_given_out_anew(person):
    ask(person)
    person.get(person.path)
    person.post("/back")
    assert "How much?" in person.page.text
    person.post(field_0="3", **{"continue": ""})
    assert "Hang tight." in person.page.text
    assert ask(person).json["update"]["flash"] == "The answer is 556."


def test_who_types_meanwhile_loses_nothing(meet):
    person = meet(TYPING)
    form = person.form()
    told = ask(person).json
    assert told["revision"] == int(form["_revision"]) + 1
    # The form is sent as the page had it before the script learned of the new revision.
    answer = person.post(form=form, field_0="Ann", **{"continue": ""})
    assert answer.status_code == 303
    assert "Hello, Ann." in person.page.text


def test_a_page_that_was_answered_is_still_out_of_date(meet):
    person = meet(TYPING)
    form = person.form()
    ask(person)
    send(person, "seen", name="A")
    person.post(form=form, field_0="Ann", **{"continue": ""})
    assert person.post(form=form, field_0="Eve", **{"continue": ""}).status_code == 409
    assert "Hello, Ann." in person.page.text


def test_back_after_an_answer_leads_to_what_was_answered(meet):
    person = meet(TYPING)
    ask(person)
    form = {**person.form(), "_revision": str(send(person, "seen", name="A").json["revision"])}
    person.post(form=form, field_0="Ann", **{"continue": ""})
    assert "Hello, Ann." in person.page.text
    person.post("/back")
    assert "Name?" in person.page.text


def test_who_goes_on_while_the_work_is_done(meet, monkeypatch):
    person = meet(TYPING)
    evaluator = person.client.application.extensions["chancery.sessions"].evaluator
    form, real, tries = person.form(), evaluator.run, []

    def run(name, job, version=None):
        found = real(name, job, version)
        if isinstance(job.event, Work):
            tries.append(job)
            if len(tries) == 1:
                person.post(form=form, field_0="Ann", **{"continue": ""})
        return found

    monkeypatch.setattr(evaluator, "run", run)
    assert ask(person).json["works"] is False
    # Where code waits for it (`get`), it was done with the answer.
    assert "Hello, Ann." in person.get(person.path).text


@pytest.mark.parametrize(("reason", "kind"), [("time", "TimeLimit"), ("memory", "MemoryError"), ("crash", "Stopped")])
def test_work_that_takes_too_much_fails_and_the_interview_goes_on(person, monkeypatch, reason, kind):
    evaluator = person.client.application.extensions["chancery.sessions"].evaluator
    real = evaluator.run

    def run(name, job, version=None):
        if isinstance(job.event, Work) and not job.event.failed:
            raise EvaluationFailed(Failure(reason, "too much"))
        return real(name, job, version)

    monkeypatch.setattr(evaluator, "run", run)
    told = ask(person).json
    assert (told["works"], "flash" in told["update"]) == (False, False)
    assert kind in person.get(person.path).text


def test_a_site_that_is_busy_keeps_the_work_for_later(person, monkeypatch):
    evaluator = person.client.application.extensions["chancery.sessions"].evaluator

    def busy(name, job, version=None):
        raise EvaluationFailed(Failure("busy", "too much to do"))

    with monkeypatch.context() as patched:
        patched.setattr(evaluator, "run", busy)
        assert ask(person).status_code == 503
    assert ask(person).json["update"]["flash"] == "The answer is 555."


def test_others_cannot_have_it_done(person):
    assert ask(person, _csrf="").status_code == 400
    person.client.delete_cookie("__Host-chancery", domain="answers.example.org")
    assert ask(person).status_code in (400, 404)


def test_a_form_that_is_wrong_still_asks_for_the_work(meet):
    person = meet(TYPING)
    person.post(field_0="", **{"continue": ""})
    assert person.page.status_code == 422
    assert "data-works" in person.page.text


def test_a_session_begun_with_work(meet):
    person = meet(SOURCE.replace("more=number", "more=2"))
    assert ask(person).json["update"]["flash"] == "The answer is 555."


TASKS = """
default screen parts:
  under: |
    Lasting ${ times_task_performed('picked', persistent=True) }, usual ${ times_task_performed('picked') }.
---
mandatory: True
code: |
  fruit
  picked
  shown
---
code: |
  mark_task_as_performed('picked', persistent=True)
  mark_task_as_performed('picked')
  picked = True
---
question: Fruit?
fields:
  - Fruit: fruit
---
event: shown
question: |
  You like ${ fruit }
"""


def test_back_does_not_undo_a_persistent_task(meet):
    person = meet(TASKS)
    assert "Lasting 0, usual 0." in person.page.text
    person.post(field_0="apple", **{"continue": ""})
    assert "Lasting 1, usual 1." in person.page.text
    person.post("/back")
    assert "Fruit?" in person.page.text
    assert "Lasting 1, usual 0." in person.page.text
    person.post(field_0="pear", **{"continue": ""})
    assert "Lasting 2, usual 1." in person.page.text


def test_a_persistent_task_of_an_event_lasts_too(meet):
    seen = "---\nevent: seen\ncode: |\n  mark_task_as_performed('picked', persistent=True)\n  json_response(1)\n"
    person = meet(TASKS + seen)
    person.post(field_0="apple", **{"continue": ""})
    send(person, "seen")
    assert "Lasting 2, usual 1." in person.get(person.path).text
    person.post("/back")
    assert "Lasting 2, usual 0." in person.page.text


def test_a_persistent_task_ends_with_its_session(meet):
    person = meet(TASKS)
    person.post(field_0="apple", **{"continue": ""})
    assert "Lasting 0, usual 0." in person.start("pkg:data/questions/test.yml", new_session="1").text
