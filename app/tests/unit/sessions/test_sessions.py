import dataclasses
import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from chancery.objects import new_name
from chancery.protocol import Action
from chancery.sessions import (
    AnswersUnreadable,
    AnswerTooLarge,
    InterviewFailed,
    NoSuchSession,
    NoWayBack,
    Sessions,
    StaleAnswer,
    TooManySessions,
    TryAgain,
    UnknownField,
    Visitor,
)

INTERVIEW = "demo:data/questions/demo.yml"


def say(sessions, visitor, view, *words):
    for word in words:
        view = sessions.answer(visitor, view.uid, view.revision, {"field_0": [word]})
    return view


def count(sessions, table):
    return sessions.database.read(lambda connection: connection.scalar(text(f"SELECT count(*) FROM {table}")))


@pytest.fixture
def view(sessions, visitor):
    return sessions.start(visitor, INTERVIEW, {})


def test_an_answer_leads_to_the_next_screen_and_a_reload_shows_it_again(sessions, visitor, view):
    assert (view.revision, view.screen.title, view.can_go_back) == (1, "Question 0", False)
    after = say(sessions, visitor, view, "one")
    assert (after.revision, after.screen.title, after.can_go_back) == (2, "Question 1", True)
    assert sessions.current(visitor, view.uid) == after


def test_drawing_a_screen_does_not_ask_the_evaluator(sessions, visitor, view, evaluator):
    evaluator.down = True
    assert sessions.current(visitor, view.uid).screen.title == "Question 0"


def test_start_resumes_resets_or_adds(sessions, visitor, view):
    say(sessions, visitor, view, "one")
    assert sessions.start(visitor, INTERVIEW, {}).uid == view.uid
    new = sessions.start(visitor, INTERVIEW, {}, mode="new")
    assert new.uid != view.uid
    assert len(sessions.list(visitor)) == 2
    reset = sessions.start(visitor, INTERVIEW, {}, mode="reset")
    assert reset.revision == 1
    assert {item.uid for item in sessions.list(visitor)} == {view.uid, reset.uid}


def test_arguments_of_the_address_reach_the_interview(sessions, visitor, evaluator):
    sessions.start(visitor, INTERVIEW, {"court": "Leeds\ud800"})
    assert evaluator.jobs[-1].event.url_args == {"court": "Leeds?"}
    with pytest.raises(AnswerTooLarge):
        sessions.start(visitor, INTERVIEW, {"court": "x" * 9000})


@pytest.mark.parametrize("name", ["/etc/passwd", "demo:../../x.yml", "a\0b", "", "x" * 5000])
def test_an_unknown_interview_touches_nothing(sessions, visitor, name):
    with pytest.raises(InterviewFailed) as caught:
        sessions.start(visitor, name, {})
    assert caught.value.failure.reason == "unknown"
    assert count(sessions, "interview_session") == 0


def test_an_invalid_answer_is_shown_again_and_not_stored(sessions, visitor, view):
    again = say(sessions, visitor, view, "wrong")
    assert again.screen.errors == {"field_0": "That is wrong."}
    assert again.revision == view.revision
    assert again.screen.form == view.screen.form
    assert sessions.current(visitor, view.uid).screen.errors == {}


def test_a_field_that_was_not_asked_is_refused(sessions, visitor, view, capsys):
    with pytest.raises(UnknownField):
        sessions.answer(visitor, view.uid, 1, {"field_0": ["a"], "user.is_admin": ["SECRETVALUE"]})
    assert sessions.current(visitor, view.uid).revision == 1
    out = capsys.readouterr().out
    assert "unknown_field" in out
    assert "SECRETVALUE" not in out
    assert "is_admin" not in out


def test_the_pages_own_fields_are_left_out(sessions, visitor, view, evaluator):
    sessions.answer(visitor, view.uid, 1, {"_csrf": ["x"], "_revision": ["1"], "field_0": ["a"], "button_0": ["a"]})
    assert set(evaluator.jobs[-1].event.posted) == {"field_0", "button_0"}


@pytest.mark.parametrize(
    "posted", [{"field_0": ["x" * 10_000_000]}, {"field_0": [""] * 1_000_000}], ids=["one long", "many empty"]
)
def test_too_much_is_refused(sessions, visitor, view, posted, evaluator):
    with pytest.raises(AnswerTooLarge):
        sessions.answer(visitor, view.uid, 1, posted)
    assert len(evaluator.jobs) == 1


def test_odd_characters_are_data(sessions, visitor, view, evaluator):
    odd = "a\x00b\x1b[31m\u202etxt.exe\ud83d\ude00"
    say(sessions, visitor, say(sessions, visitor, view, odd), "next")
    # All of it is data; only the halves of a broken surrogate pair, which no browser sends, are replaced.
    assert json.loads(bytes(evaluator.jobs[-1].state)) == ["a\x00b\x1b[31m\u202etxt.exe??"]


def test_of_two_tabs_the_later_answer_is_refused_and_nothing_is_lost(sessions, visitor, view):
    first = say(sessions, visitor, view, "from tab A")
    with pytest.raises(StaleAnswer) as caught:
        say(sessions, visitor, view, "from tab B")
    assert caught.value.view == first
    assert sessions.current(visitor, view.uid) == first


def test_two_tabs_in_the_very_same_moment(sessions, visitor, view, evaluator):
    # The other tab's answer is stored while this one's is being evaluated.
    evaluator.meanwhile = lambda: say(sessions, visitor, view, "from tab A")
    with pytest.raises(StaleAnswer) as caught:
        say(sessions, visitor, view, "from tab B")
    assert caught.value.view.revision == 2
    assert count(sessions, "step") == 2


def test_back_and_forth(sessions, visitor, view, evaluator):
    view = say(sessions, visitor, view, "one", "two", "three")
    view = sessions.back(visitor, view.uid, view.revision)
    assert (view.screen.title, view.revision) == ("Question 2", 5)
    view = sessions.back(visitor, view.uid, view.revision)
    assert (view.screen.title, view.revision) == ("Question 1", 6)
    view = say(sessions, visitor, view, "other")
    assert json.loads(bytes(evaluator.jobs[-1].state)) == ["one"]
    assert view.screen.title == "Question 2"
    # Only the steps that Back can still reach are kept.
    assert count(sessions, "step") == 3
    view = sessions.back(visitor, view.uid, view.revision)
    view = sessions.back(visitor, view.uid, view.revision)
    assert not view.can_go_back
    with pytest.raises(NoWayBack):
        sessions.back(visitor, view.uid, view.revision)


def test_back_from_a_stale_page_is_refused(sessions, visitor, view):
    after = say(sessions, visitor, view, "one", "two")
    with pytest.raises(StaleAnswer):
        sessions.back(visitor, view.uid, 2)
    assert sessions.current(visitor, view.uid) == after


def test_an_interview_can_forbid_back(sessions, visitor, view):
    view = say(sessions, visitor, view, "one", "forbid")
    assert not view.can_go_back
    assert count(sessions, "step") == 1
    view = say(sessions, visitor, view, "next")
    view = sessions.back(visitor, view.uid, view.revision)
    assert not view.can_go_back


def test_exit_by_the_interview_erases_rows_keys_and_files(sessions, visitor, view):
    sessions.store.put(new_name(uuid.UUID(view.uid)), [b"ciphertext"])
    last = say(sessions, visitor, view, "exit")
    assert (last.exited, last.redirect) == (True, "https://example.org/bye")
    assert [count(sessions, t) for t in ("interview_session", "session_key", "step", "session_secret")] == [0] * 4
    assert list(sessions.store.list()) == []
    with pytest.raises(NoSuchSession):
        sessions.current(visitor, view.uid)


def test_leave_keeps_the_answers(sessions, visitor, view):
    left = say(sessions, visitor, view, "leave")
    assert (left.left, left.exited, left.redirect) == (True, False, "https://example.org/later")
    assert sessions.current(visitor, view.uid).revision == 2


def test_restart_begins_afresh_with_new_keys(sessions, visitor, view):
    again = say(sessions, visitor, view, "one", "restart")
    assert again.uid != view.uid
    assert again.screen.title == "Question 0"
    assert [item.uid for item in sessions.list(visitor)] == [again.uid]


def test_a_new_session_leaves_the_old_one_alone(sessions, visitor, view):
    new = say(sessions, visitor, view, "one", "new")
    assert {item.uid for item in sessions.list(visitor)} == {view.uid, new.uid}
    assert sessions.current(visitor, view.uid).screen.title == "Question 1"


def test_so_many_open_sessions_and_no_more(sessions, visitor, view):
    for _ in range(2):
        sessions.start(visitor, INTERVIEW, {}, mode="new")
    with pytest.raises(TooManySessions):
        sessions.start(visitor, INTERVIEW, {}, mode="new")
    with pytest.raises(TooManySessions):
        say(sessions, visitor, view, "new")
    assert sessions.start(visitor, INTERVIEW, {}, mode="reset").revision == 1


def test_an_action_is_stored_like_an_answer(sessions, visitor, view, evaluator):
    after = sessions.action(visitor, view.uid, Action("review", {"item": 1}))
    assert after.revision == 2
    assert evaluator.jobs[-1].event == Action("review", {"item": 1})


def test_the_evaluator_is_down(sessions, visitor, view, evaluator):
    evaluator.down = True
    with pytest.raises(TryAgain) as caught:
        say(sessions, visitor, view, "one")
    assert caught.value.part == "evaluator"
    evaluator.down = False
    assert say(sessions, visitor, view, "one").revision == 2


def test_failures_of_the_interview_change_nothing(sessions, visitor, view, capsys):
    with pytest.raises(InterviewFailed):
        say(sessions, visitor, view, "author")
    with pytest.raises(TryAgain):
        say(sessions, visitor, view, "busy")
    assert sessions.current(visitor, view.uid).revision == 1
    # The log tells where, and nothing that the interview could have put an answer into.
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["reason"], line["file"], line["line"]) for line in lines] == [
        ("author", INTERVIEW, 3),
        ("busy", INTERVIEW, 3),
    ]
    assert "SAID" not in json.dumps(lines)


def test_another_visitor_sees_nothing(sessions, visitor, view):
    with pytest.raises(NoSuchSession):
        sessions.current(Visitor.new(), view.uid)
    with pytest.raises(NoSuchSession):
        sessions.exit(Visitor.new(), view.uid)


def test_a_forged_key_opens_lists_and_erases_nothing(sessions, visitor, view):
    forged = Visitor(visitor.id, bytes(32))
    for act in (sessions.current, sessions.exit):
        with pytest.raises(AnswersUnreadable) as caught:
            act(forged, view.uid)
        assert caught.value.reason == "key"
    assert sessions.list(forged) == []
    assert sessions.current(visitor, view.uid) == view


@pytest.mark.parametrize(
    "uid", ["", "x" * 32, "0" * 32, "0" * 31, "../../etc/passwd", "A" * 32, "0" * 64, "\u0661" * 32]
)
def test_an_odd_uid_is_no_session(sessions, visitor, uid):
    with pytest.raises(NoSuchSession):
        sessions.current(visitor, uid)


def test_the_oldest_steps_are_forgotten_when_there_are_too_many(sessions, settings, evaluator, visitor):
    small = Sessions(sessions.database, sessions.store, evaluator, dataclasses.replace(settings, max_steps=8))
    view = say(small, visitor, small.start(visitor, INTERVIEW, {}), *"abcdefghijklmnop")
    assert count(sessions, "step") <= 8
    backs = 0
    while view.can_go_back:
        view = small.back(visitor, view.uid, view.revision)
        backs += 1
    assert 4 <= backs < 8


def test_the_oldest_steps_are_forgotten_when_they_are_too_large(sessions, settings, evaluator, visitor):
    small = Sessions(
        sessions.database, sessions.store, evaluator, dataclasses.replace(settings, max_session_bytes=9000)
    )
    view = say(small, visitor, small.start(visitor, INTERVIEW, {}), *["x" * 1000] * 20)
    assert sessions.current(visitor, view.uid).revision == 21
    stored, kept = sessions.database.read(
        lambda c: (
            c.scalar(text("SELECT stored_bytes FROM interview_session")),
            c.scalar(text("SELECT sum(length(box)) FROM step")),
        )
    )
    assert stored == kept


def test_stored_bytes_are_counted_right_through_back_and_forbid(sessions, visitor, view):
    view = say(sessions, visitor, view, "one", "two", "forbid", "four", "five")
    view = sessions.back(visitor, view.uid, view.revision)
    stored, kept = sessions.database.read(
        lambda c: (
            c.scalar(text("SELECT stored_bytes FROM interview_session")),
            c.scalar(text("SELECT sum(length(box)) FROM step")),
        )
    )
    assert stored == kept


def test_an_expired_session_is_gone_and_the_sweep_erases_it(sessions, visitor, view):
    sessions.store.put(new_name(uuid.UUID(view.uid)), [b"ciphertext"])
    late = datetime.now(UTC) + timedelta(days=31, hours=2)
    assert sessions.expire(datetime.now(UTC)) == 0
    assert sessions.expire(late, batch=1) == 1
    assert count(sessions, "session_secret") == count(sessions, "step") == 0
    assert list(sessions.store.list()) == []


def test_an_expired_session_cannot_be_opened_before_the_sweep(sessions, visitor, view):
    past = datetime.now(UTC) - timedelta(hours=1)
    sessions.database.write(
        lambda c: c.execute(text("UPDATE interview_session SET expires = :t"), {"t": str(past)[:26]})
    )
    with pytest.raises(NoSuchSession):
        sessions.current(visitor, view.uid)


def test_stored_times_are_rounded_to_the_hour(sessions, visitor, view):
    say(sessions, visitor, view, "one")
    for item in sessions.list(visitor):
        for moment in (item.created, item.last_active, item.expires):
            assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)


def test_files_left_by_a_broken_store_are_deleted_later(sessions, visitor, view):
    name = new_name(uuid.UUID(view.uid))
    sessions.store.put(name, [b"ciphertext"])
    root = sessions.store._root
    # A file where the directory was: every access fails, as with a store that is down.
    root.rename(root.with_name("away"))
    root.write_text("")
    sessions.exit(visitor, view.uid)
    root.unlink()
    root.with_name("away").rename(root)
    assert list(sessions.store.list()) == [name]
    assert sessions.expire(datetime.now(UTC)) == 0
    assert list(sessions.store.list()) == []


def test_a_new_version_of_the_interview_is_noticed(sessions, visitor, view, evaluator):
    evaluator.version = "2"
    after = say(sessions, visitor, view, "one")
    assert (view.info.version, after.info.version) == ("1", "2")
