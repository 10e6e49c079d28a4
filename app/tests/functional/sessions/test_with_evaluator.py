"""Whole interviews with every real part: jailed evaluator, database, object store."""

import threading

import pytest

from chancery.protocol import Screen
from chancery.sessions import InterviewFailed, NoSuchSession, SessionError, TryAgain, UnknownField

LETTER = "letters:data/questions/tenant.yml"
LOOP = "letters:data/questions/loop.yml"


def fill(screen: Screen, text: str) -> dict[str, list[str]]:
    """Fill every field with `text` and press the first button, as a person would who reads only the keys."""
    posted = {field.key: [field.choices[0].key if field.choices else text] for field in screen.form.fields}
    return posted | {button.key: [""] for button in screen.buttons[:1]}


def answer(sessions, visitor, view, text):
    return sessions.answer(visitor, view.uid, view.revision, fill(view.screen, text))


def button(view, label):
    """What the browser posts for the button that bears `label`."""
    for field in view.screen.form.fields:
        for choice in field.choices:
            if label in choice.label:
                return {field.key: [choice.key]}
    for item in view.screen.buttons:
        if label in item.label:
            return {item.key: [""]}
    pytest.fail(f"there is no button {label}")


def press(sessions, visitor, view, label):
    return sessions.answer(visitor, view.uid, view.revision, button(view, label))


def test_an_interview_from_beginning_to_exit(real_sessions, visitor):
    sessions = real_sessions
    view = sessions.start(visitor, LETTER, {})
    assert (view.info.title, "What is your name?" in view.screen.title) == ("A letter to the landlord", True)
    view = answer(sessions, visitor, view, "Ann <b>Smith</b>")
    assert "Ann" in view.screen.title
    assert "<b>" not in view.screen.title
    wrong = answer(sessions, visitor, view, "a lot")
    assert wrong.screen.errors
    assert sessions.current(visitor, view.uid) == view
    view = answer(sessions, visitor, view, "850")
    view = press(sessions, visitor, view, "Yes")
    assert "850" in view.screen.subquestion
    back = sessions.back(visitor, view.uid, view.revision)
    assert "repairs" in back.screen.title
    view = press(sessions, visitor, back, "No")
    last = press(sessions, visitor, view, "Exit")
    assert (last.exited, last.redirect) == (True, "https://example.org/farewell")
    with pytest.raises(NoSuchSession):
        sessions.current(visitor, view.uid)


def test_restart(real_sessions, visitor):
    sessions = real_sessions
    view = answer(sessions, visitor, sessions.start(visitor, LETTER, {}), "Ann")
    view = press(sessions, visitor, answer(sessions, visitor, view, "850"), "Yes")
    again = press(sessions, visitor, view, "Restart")
    assert again.uid != view.uid
    assert "What is your name?" in again.screen.title


def test_a_field_of_another_question_is_refused(real_sessions, visitor):
    sessions = real_sessions
    view = sessions.start(visitor, LETTER, {})
    for name in ("rent", "tenant_name", "field_99", "x" * 1000):
        with pytest.raises(UnknownField):
            sessions.answer(visitor, view.uid, view.revision, {name: ["1"]})
    assert sessions.current(visitor, view.uid) == view


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "letters:../../etc/passwd", "letters:data/questions/tenant.yml\0", "..."]
)
def test_an_unknown_interview(real_sessions, visitor, name):
    with pytest.raises(InterviewFailed) as caught:
        real_sessions.start(visitor, name, {})
    assert caught.value.failure.reason == "unknown"


def test_the_evaluator_is_killed_and_comes_back(real_sessions, visitor, evaluator_process):
    sessions = real_sessions
    view = answer(sessions, visitor, sessions.start(visitor, LETTER, {}), "Ann")
    evaluator_process.kill()
    try:
        with pytest.raises(TryAgain) as caught:
            answer(sessions, visitor, view, "850")
        assert caught.value.part == "evaluator"
        assert sessions.current(visitor, view.uid) == view
    finally:
        evaluator_process.start()
    assert answer(sessions, visitor, view, "850").revision == view.revision + 1


def test_the_evaluator_is_killed_in_the_middle_of_an_answer(real_sessions, visitor, evaluator_process):
    sessions = real_sessions
    view = sessions.start(visitor, LOOP, {})
    killer = threading.Timer(0.3, evaluator_process.kill)
    killer.start()
    try:
        # Killed, or ended by its own limit if this machine is slow: the answer is not acknowledged.
        with pytest.raises(SessionError):
            answer(sessions, visitor, view, "word")
    finally:
        killer.join()
        evaluator_process.start()
    assert sessions.current(visitor, view.uid) == view


def test_an_interview_that_never_ends_costs_only_its_own_answer(real_sessions, visitor):
    sessions = real_sessions
    view = sessions.start(visitor, LOOP, {})
    with pytest.raises(InterviewFailed) as caught:
        answer(sessions, visitor, view, "word")
    assert caught.value.failure.reason == "time"
    assert sessions.current(visitor, view.uid) == view
    assert sessions.start(visitor, LETTER, {}).revision == 1
