"""Somebody with write access to the database changes rows by hand: it shows, and nothing is disclosed."""

import json
import os
import uuid

import pytest
from sqlalchemy import text

from chancery.sessions import AnswersUnreadable, NoSuchSession, Visitor

INTERVIEW = "demo:data/questions/demo.yml"


def answer(sessions, visitor, view, *words):
    for word in words:
        view = sessions.answer(visitor, view.uid, view.revision, {"field_0": [word]})
    return view


@pytest.fixture
def keystore(sessions) -> str:
    return "session_secret" if sessions.database.is_sqlite else "keystore.session_secret"


@pytest.fixture
def sql(sessions):
    """Run one statement as the intruder; give its rows."""

    def run(statement, **parameters):
        def work(connection):
            result = connection.execute(text(statement), parameters)
            return result.all() if result.returns_rows else None

        return sessions.database.write(work)

    return run


@pytest.fixture
def view(sessions, visitor):
    return answer(sessions, visitor, sessions.start(visitor, INTERVIEW, {}), "one", "two")


@pytest.fixture
def other(sessions, visitor):
    """A second session of the same browser."""
    return answer(sessions, visitor, sessions.start(visitor, INTERVIEW, {}, mode="new"), "uno", "due")


def refused(sessions, visitor, view, reason="row"):
    for act in (
        lambda: sessions.current(visitor, view.uid),
        lambda: answer(sessions, visitor, view, "three"),
        lambda: sessions.back(visitor, view.uid, view.revision),
    ):
        with pytest.raises(AnswersUnreadable) as caught:
            act()
        assert caught.value.reason == reason


def test_the_intact_session_opens(sessions, visitor, view, other):
    assert sessions.current(visitor, view.uid) == view
    assert sessions.current(visitor, other.uid) == other


def test_a_planted_hole_is_found(sessions, visitor, sql, monkeypatch):
    """Without its place in the seal an older step passes for the latest: what the tests below would then see."""
    for module in ("storage", "stored"):
        monkeypatch.setattr(f"chancery.sessions.{module}.step_place", lambda *_: b"anywhere")
    view = answer(sessions, visitor, sessions.start(visitor, INTERVIEW, {}), "one", "two")
    sql("UPDATE step SET box = (SELECT box FROM step WHERE revision = 2) WHERE revision = 3")
    assert sessions.current(visitor, view.uid).screen.title == "Question 1"


@pytest.mark.parametrize("position", [0, 3, 4, 20, 40, 60, -1])
@pytest.mark.control("tampering_noticed")
def test_one_flipped_bit_of_a_step(sessions, visitor, view, sql, position):
    [(box,)] = sql("SELECT box FROM step WHERE revision = 3")
    damaged = bytearray(box)
    damaged[position] ^= 1
    sql("UPDATE step SET box = :box WHERE revision = 3", box=bytes(damaged))
    refused(sessions, visitor, view)


def test_a_step_cut_short_emptied_or_deleted(sessions, visitor, view, sql):
    [(box,)] = sql("SELECT box FROM step WHERE revision = 3")
    for damaged in (box[:-1], box[:40], b""):
        sql("UPDATE step SET box = :box WHERE revision = 3", box=damaged)
        refused(sessions, visitor, view)
    sql("DELETE FROM step WHERE revision = 3")
    refused(sessions, visitor, view)


@pytest.mark.control("tampering_noticed")
def test_steps_of_two_sessions_swapped(sessions, visitor, view, other, sql):
    ids = [sql("SELECT id FROM interview_session WHERE uid = :u", u=_uid(sessions, v))[0][0] for v in (view, other)]
    a, b = (sql("SELECT box FROM step WHERE session_id = :id AND revision = 3", id=i)[0][0] for i in ids)
    for session_id, box in zip(ids, (b, a), strict=True):
        sql("UPDATE step SET box = :box WHERE session_id = :id AND revision = 3", box=box, id=session_id)
    refused(sessions, visitor, view)
    refused(sessions, visitor, other)


def test_an_older_step_put_in_the_place_of_the_latest(sessions, visitor, view, sql):
    sql("UPDATE step SET box = (SELECT box FROM step WHERE revision = 2) WHERE revision = 3")
    refused(sessions, visitor, view)


def test_an_older_step_replayed_under_the_number_that_back_leads_to(sessions, visitor, view, sql):
    sql("UPDATE step SET box = (SELECT box FROM step WHERE revision = 1) WHERE revision = 2")
    with pytest.raises(AnswersUnreadable):
        sessions.back(visitor, view.uid, view.revision)
    # The latest step is whole and stays usable.
    assert sessions.current(visitor, view.uid) == view


def test_a_step_that_back_leads_to_is_missing(sessions, visitor, view, sql):
    sql("DELETE FROM step WHERE revision = 2")
    with pytest.raises(AnswersUnreadable):
        sessions.back(visitor, view.uid, view.revision)


def test_the_session_row_replayed_as_it_was_earlier(sessions, visitor, view, sql):
    sql("UPDATE interview_session SET revision = 2")
    refused(sessions, visitor, view)


def test_a_later_revision_than_there_is(sessions, visitor, view, sql):
    sql("UPDATE interview_session SET revision = 4")
    refused(sessions, visitor, view)


def test_session_row_and_steps_rolled_back_together_while_the_page_is_open(sessions, visitor, view, sql):
    sql("DELETE FROM step WHERE revision = 3")
    sql("UPDATE interview_session SET revision = 2")
    # These rows are whole, only old. The page that the person has open is the witness.
    for act in (lambda: answer(sessions, visitor, view, "x"), lambda: sessions.back(visitor, view.uid, view.revision)):
        with pytest.raises(AnswersUnreadable) as caught:
            act()
        assert caught.value.reason == "rollback"


def test_answers_moved_under_another_interview(sessions, visitor, view, sql):
    sql("UPDATE interview_session SET interview = 'evil:data/questions/evil.yml'")
    refused(sessions, visitor, view)


def test_a_session_renamed(sessions, visitor, view, sql, keystore):
    fresh = uuid.uuid4() if not sessions.database.is_sqlite else uuid.uuid4().hex
    sql("UPDATE interview_session SET uid = :u", u=fresh)
    sql(f"UPDATE {keystore} SET session = :u", u=fresh)
    name = fresh if isinstance(fresh, str) else fresh.hex
    with pytest.raises(AnswersUnreadable):
        sessions.current(visitor, name)
    with pytest.raises(NoSuchSession):
        sessions.current(visitor, view.uid)


@pytest.mark.parametrize(
    "damage", [lambda w: w[:-1] + bytes([w[-1] ^ 1]), lambda w: w[:20], lambda w: os.urandom(len(w))]
)
def test_the_wrapped_key_altered(sessions, visitor, view, sql, damage):
    [(wrapped,)] = sql("SELECT wrapped FROM session_key")
    sql("UPDATE session_key SET wrapped = :w", w=damage(wrapped))
    refused(sessions, visitor, view, "key")


def test_a_key_row_given_to_another_visitor_opens_nothing(sessions, visitor, view, sql):
    intruder = Visitor.new()
    sql("UPDATE session_key SET holder = :h", h=intruder.id.hex if sessions.database.is_sqlite else intruder.id)
    refused(sessions, intruder, view, "key")
    assert sessions.list(intruder) == []


def test_wrapped_keys_of_two_sessions_swapped(sessions, visitor, view, other, sql):
    rows = sql("SELECT session_id, wrapped FROM session_key ORDER BY session_id")
    for (session_id, _), (_, wrapped) in zip(rows, reversed(rows), strict=True):
        sql("UPDATE session_key SET wrapped = :w WHERE session_id = :id", w=wrapped, id=session_id)
    refused(sessions, visitor, view, "key")
    refused(sessions, visitor, other, "key")


def test_without_the_keystore_nothing_opens(sessions, visitor, view, sql, keystore):
    sql(f"DELETE FROM {keystore}")
    refused(sessions, visitor, view, "key")


def test_another_secret_in_the_keystore(sessions, visitor, view, sql, keystore):
    for secret in (bytes(32), b"", b"x" * 31):
        sql(f"UPDATE {keystore} SET secret = :s", s=secret)
        refused(sessions, visitor, view)


def test_forged_and_borrowed_cookies(sessions, visitor, view):
    refused(sessions, Visitor(visitor.id, os.urandom(32)), view, "key")
    with pytest.raises(NoSuchSession):
        sessions.current(Visitor(uuid.uuid4(), visitor.key), view.uid)


def test_it_is_logged_without_a_word_of_what_is_stored(sessions, visitor, view, sql, capsys):
    sql("UPDATE interview_session SET revision = 2")
    refused(sessions, visitor, view)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {(line["event"], line["reason"], line["session"]) for line in lines} == {
        ("answers_unreadable", "row", view.uid[:8])
    }


def test_a_cookie_kept_after_exit_opens_nothing(sessions, visitor, view):
    sessions.exit(visitor, view.uid)
    for act in (sessions.current, sessions.exit):
        with pytest.raises(NoSuchSession):
            act(Visitor.from_cookie(visitor.cookie()), view.uid)


def test_a_damaged_session_can_still_be_erased(sessions, visitor, view, sql, keystore):
    sql("UPDATE step SET box = :b", b=b"damaged")
    sessions.exit(visitor, view.uid)
    assert sql(f"SELECT count(*) FROM {keystore}") == [(0,)]
    assert sql("SELECT count(*) FROM step") == [(0,)]


def _uid(sessions, view):
    return view.uid if sessions.database.is_sqlite else uuid.UUID(view.uid)
