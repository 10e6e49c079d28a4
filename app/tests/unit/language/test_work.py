"""Work that an interview gives out (`background_action`): done beside the screen, or where it is waited for."""

import msgspec
import pytest

from chancery.language import AuthorError
from chancery.protocol import Update, Work

ASK = """
question: Number?
fields:
  - Number: number
    datatype: integer
---
"""
HAND_OVER = """
event: add
code: |
  background_response_action('keep', total=553 + action_argument('more'))
---
"""
POLL = """
mandatory: True
code: |
  if the_task.ready():
    final_screen
  else:
    waiting_screen
---
event: waiting_screen
question: Waiting
buttons:
  - Continue: refresh
---
"""
FINAL = "event: final_screen\nquestion: |\n  Got ${ the_task.get() }\n"
ADD = "event: add\ncode: |\n  background_response(553 + action_argument('more'))\n---\n"


def given(told=""):
    return f"code: |\n  the_task = background_action('add'{told}, more=number)\n---\n"


def do(person, failed=""):
    """The page asks for the work; what it is told."""
    person._run(Work(failed), person.result.state)
    (effect,) = person.result.effects
    assert isinstance(effect, Update)
    return effect


@pytest.fixture
def asked(talk):
    """Somebody who has answered the question before the work."""
    return lambda source: talk(ASK + source).answer(number="2")


def test_a_screen_is_shown_meanwhile(asked):
    person = asked(given() + POLL + ADD + FINAL)
    assert (person.title, person.result.screen.works) == ("Waiting", True)
    assert do(person) == Update()
    assert not person.result.screen.works
    assert person.again().title == "Got 555"


def test_it_is_done_once(asked):
    person = asked(given() + POLL + ADD + FINAL)
    do(person)
    before = bytes(person.result.state)
    assert do(person) == Update()
    assert bytes(person.result.state) == before


def test_a_person_who_goes_on_before_it_is_done_still_waits(asked):
    person = asked(given() + POLL + ADD + FINAL)
    assert person.press("Continue").title == "Waiting"
    assert person.result.screen.works


@pytest.mark.parametrize(
    ("told", "said"),
    [("'flash'", Update(flash="The answer is 555.")), ("'refresh'", Update(refresh=True)), ("None", Update())],
)
def test_how_the_page_is_told(asked, told, said):
    source = ADD.replace("553 + action_argument('more')", "f\"The answer is {553 + action_argument('more')}.\"")
    person = asked(given(f", {told}") + POLL + source + FINAL)
    assert do(person) == said
    assert person.again().title == "Got The answer is 555."


def test_fields_are_filled_in(asked):
    source = ADD.replace("553 + action_argument('more')", "{'fruit': 'apple'}")
    assert do(asked(given(", 'fields'") + POLL + source + FINAL)).fields == {"fruit": "apple"}


@pytest.mark.parametrize("told", ["'javascript'", "'shout'"])
def test_no_other_way(asked, told):
    with pytest.raises(AuthorError, match=r"script that an interview computes|no way to tell"):
        asked(given(f", {told}") + POLL + ADD + FINAL)


@pytest.mark.parametrize("wait", ["the_task.get()", "the_task.wait() and the_task.get()", "the_task.result().value"])
def test_who_waits_gets_it_at_once(asked, wait):
    person = asked(given() + ADD + f"mandatory: True\nquestion: |\n  Got ${{ {wait} }}\n")
    assert (person.title, person.result.screen.works) == ("Got 555", False)


def test_what_it_changes_is_not_kept(asked):
    source = "event: add\ncode: |\n  number = 99\n  seen = [1]\n  background_response(number)\n---\n"
    person = asked(given() + POLL + source + FINAL.replace("Got", "${ number } ${ defined('seen') }"))
    do(person)
    assert person.again().title == "2 False 99"


def test_what_lasts_is_what_its_response_action_does(asked):
    source = (
        HAND_OVER
        + """event: keep
code: |
  total = action_argument('total')
  background_response(f'It is {total}.')
---
"""
    )
    person = asked(given(", 'flash'") + POLL + source + FINAL.replace("Got", "${ total }"))
    assert do(person) == Update(flash="It is 555.")
    assert person.again().title == "555 It is 555."


def test_waiting_for_work_with_a_response_action(asked):
    source = (
        HAND_OVER
        + """event: keep
code: |
  total = action_argument('total')
  background_response()
---
mandatory: True
code: |
  the_task.wait()
  done
---
event: done
question: |
  ${ total } ${ the_task.get() }
"""
    )
    assert asked(given() + source).title == "555 None"


SHOW_ERROR = """
event: final_screen
question: |
  ${ the_task.failed() } ${ the_task.get() } ${ the_task.result().error_type } ${ the_task.result().variables }
subquestion: |
  ${ the_task.result().error_message } ${ the_task.result().error_trace }
"""


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        ("1 / 0", "ZeroDivisionError", "division by zero"),
        ("[].pop()", "IndexError", "raised IndexError"),
        ("nobody_defines_this", "NameError", "No block can define"),
        ("json_response({})", "Commanded", "ends by something else"),
        ("the_task.get()", "DAError", "cannot wait for itself"),
        ("background_response(lambda: 1)", "StateError", "cannot be kept"),
    ],
)
def test_an_error_ends_the_work_and_not_the_interview(asked, code, kind, said):
    person = asked(given() + POLL + f"event: add\ncode: |\n  {code}\n---\n" + SHOW_ERROR)
    assert do(person) == Update()
    person.again()
    assert person.title.startswith(f"True None {kind}")
    assert said in person.text


def test_work_asks_nobody(asked):
    source = (
        "event: add\ncode: |\n  background_response(unasked)\n---\nquestion: Unasked\nfields:\n  - X: unasked\n---\n"
    )
    person = asked(given() + POLL + source + SHOW_ERROR)
    do(person)
    assert "QuestionAsked" in person.again().title
    assert "unasked" in person.title


@pytest.mark.parametrize(("failed", "kind"), [("time", "TimeLimit"), ("memory", "MemoryError"), ("crash", "Stopped")])
def test_work_that_was_stopped_has_failed(asked, failed, kind):
    person = asked(given() + POLL + ADD + SHOW_ERROR)
    do(person, failed)
    assert person.again().title.startswith(f"True None {kind}")
    assert not person.result.screen.works


def test_an_action_for_errors(asked):
    source = """
event: add
code: |
  background_error_action('sorry', who='Ann')
  1 / 0
---
event: sorry
code: |
  note = f"{action_argument('who')} {action_argument('error_type')}"
  background_response(note)
---
"""
    person = asked(given() + POLL + source + FINAL.replace("Got", "${ note }: ${ the_task.failed() }"))
    do(person)
    assert person.again().title == "Ann ZeroDivisionError: True Ann ZeroDivisionError"


def test_several_are_done_one_after_the_other(talk):
    source = """
mandatory: True
code: |
  tasks
  shown
---
code: |
  tasks = [background_action('add', more=number) for number in [1, 2, 1]]
---
event: shown
question: |
  ${ [task.ready() for task in tasks] } ${ [task.get() for task in tasks if task.ready()] }
---
"""
    person = talk(source + ADD)
    assert person.title == "[False, False, False] []"
    do(person)
    assert person.result.screen.works
    do(person)
    assert not person.result.screen.works
    assert person.again().title == "[True, True, True] [554, 555, 554]"


def test_work_that_ends_without_a_response(asked):
    person = asked(given() + POLL + "event: add\ncode: |\n  x = 1\n---\n" + FINAL)
    do(person)
    assert person.again().title == "Got None"


def test_objects_and_typed_text_go_there_and_back(talk):
    source = """
objects:
  - friend: Individual
---
question: Name?
fields:
  - Name: friend.name.first
---
mandatory: True
code: |
  the_task.get()
  shown
---
code: |
  the_task = background_action('greet', who=friend, said=friend.name.first)
---
event: greet
code: |
  who = action_argument('who')
  who.name.last = 'Lee'
  background_response([who, 'Dear ' + action_argument('said')])
---
event: shown
question: |
  ${ the_task.get()[0].name.last } ${ the_task.get()[1] } ${ defined('friend.name.last') }
"""
    assert talk(source).answer(friend_name_first="<b>").title == "Lee Dear <b> False"


def test_it_may_be_taken_back(asked):
    person = asked(given() + "mandatory: True\ncode: |\n  the_task.revoke()\n  final_screen\n---\n" + ADD + SHOW_ERROR)
    assert person.title.startswith("True None TaskRevokedError")


def test_the_language_and_random_numbers_of_the_interview_go_on(talk):
    source = """
mandatory: True
code: |
  set_language('es')
  before = random.random()
  background_action('work').get()
  set_language(get_language())
  after = random.random()
  shown
---
imports:
  - random
---
event: work
code: |
  set_language('fr')
  background_response(random.random())
---
event: shown
question: |
  ${ get_language() } ${ before != after }
"""
    assert talk(source).title == "es True"


def test_a_background_action_object(asked):
    source = """
objects:
  bg: BackgroundAction
---
code: |
  answer = bg.run('add', more=number)
---
mandatory: True
question: |
  Got ${ answer }
---
"""
    assert asked(source + ADD).title == "Got 555"


@pytest.mark.parametrize("code", ["background_response_action('add')", "background_action('not a name')"])
def test_what_cannot_be_says_so(talk, code):
    with pytest.raises(AuthorError, match=r"this is none|not the name of an action") as found:
        talk(f"mandatory: True\ncode: |\n  {code}\n---\n{ADD}mandatory: True\nquestion: End\n")
    assert found.value.fix


def test_very_many_are_forgotten_from_the_first_on(talk):
    person = talk(
        "mandatory: True\ncode: |\n  for n in range(105):\n    background_action('add', more=n).wait()\n  shown\n---\n"
        "event: shown\nquestion: End\n---\n" + ADD
    )
    work = msgspec.json.decode(person.result.state)["vars"]["_internal"]["k"]["work"]["k"]
    assert len(work) == 100
