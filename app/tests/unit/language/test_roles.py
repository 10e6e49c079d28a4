"""Interviews with people in several roles: a question for another one shows whom the interview waits for."""

import pytest

from chancery.language import AuthorError
from chancery.protocol import Context, User

from .conftest import CONTEXT, Conversation

ROLES = """
default role: client
code: |
  role = 'lawyer' if user_has_privilege('advocate') else 'client'
---
event: role_event
question: Please wait
subquestion: |
  We wait for the ${ role_needed[0] }.
---
question: What happened?
fields:
  - Story: story
---
role:
  - lawyer
question: Does the law help?
yesno: helps
---
role: [client, lawyer]
mandatory: True
question: |
  % if helps:
  The law helps ${ story }.
  % endif
"""


def as_lawyer(person, monkeypatch):
    """The same session, opened by somebody who is signed in as an advocate."""
    monkeypatch.setattr(f"{Conversation.__module__}.CONTEXT", with_user("advocate"))
    return person.again()


def with_user(role):
    return Context(now=CONTEXT.now, session=CONTEXT.session, user=User(role))


def test_a_question_waits_for_who_may_answer_it(talk, monkeypatch):
    person = talk(ROLES)
    assert person.text == "Please wait We wait for the lawyer."
    as_lawyer(person, monkeypatch)
    assert person.title == "Does the law help?"
    person.press("Yes")
    assert person.text == "Please wait We wait for the client."
    monkeypatch.undo()
    person.again()
    assert person.title == "What happened?"
    assert person.answer(story="me").title == "The law helps me."


def test_an_interview_without_roles_asks_anybody(talk):
    assert talk("mandatory: True\nquestion: Hello\n").title == "Hello"


def test_a_question_with_a_role_wants_to_know_who_is_here(talk):
    source = "mandatory: True\nrole: [a]\nquestion: Hello\n---\nquestion: Who are you?\nfield: role\nrole: b\n"
    with pytest.raises(AuthorError):
        talk(source)  # nobody says who is here, and asking for it would need to know


def test_without_an_event_the_author_is_told(talk):
    source = "default role: judge\ncode: |\n  role = 'client'\n---\nmandatory: True\nquestion: Hello\n"
    with pytest.raises(AuthorError, match="role_event"):
        talk(source)


def test_an_event_that_shows_nothing_is_an_error(talk):
    source = (
        "default role: judge\ncode: |\n  role = 'client'\n---\nevent: role_event\ncode: |\n  a = 1\n---\n"
        "mandatory: True\nquestion: Hello\n"
    )
    with pytest.raises(AuthorError, match="shows no screen"):
        talk(source)


def test_older_interviews_read_who_is_here_from_a_dictionary(talk):
    source = (
        "mandatory: True\nquestion: |\n  ${ current_info['user']['is_authenticated'] } ${ current_info['session'] }\n"
    )
    assert talk(source).title == "False session"
