"""A browser's session becomes an account's: that one, and nothing else."""

import os
import uuid

import pytest

from chancery.sessions import AnswersUnreadable, NoSuchSession, TooManySessions, Visitor
from chancery.vault import Member

DEMO = "demo:data/questions/demo.yml"


@pytest.fixture
def member() -> Member:
    return Member(uuid.uuid4(), os.urandom(32))


def test_the_account_goes_on_where_the_browser_was(sessions, visitor, member):
    view = sessions.start(visitor, DEMO, {})
    sessions.answer(visitor, view.uid, 1, {"field_0": ["blue"]})
    sessions.move(visitor, member, view.uid)
    assert sessions.current(member, view.uid).revision == 2
    assert sessions.answer(member, view.uid, 2, {"field_0": ["red"]}).revision == 3
    with pytest.raises(NoSuchSession):
        sessions.current(visitor, view.uid)


def test_only_the_named_session_moves(sessions, visitor, member):
    first = sessions.start(visitor, DEMO, {})
    second = sessions.start(visitor, DEMO, {}, mode="new")
    sessions.move(visitor, member, first.uid)
    assert [listed.uid for listed in sessions.list(visitor)] == [second.uid]
    assert [listed.uid for listed in sessions.list(member)] == [first.uid]


def test_nobody_moves_what_is_not_hers(sessions, visitor, member):
    view = sessions.start(visitor, DEMO, {})
    with pytest.raises(NoSuchSession):
        sessions.move(Visitor.new(), member, view.uid)
    with pytest.raises(AnswersUnreadable):
        sessions.move(Visitor(visitor.id, os.urandom(32)), member, view.uid)
    assert sessions.current(visitor, view.uid).revision == 1


def test_a_kind_of_holder_does_not_stand_for_another(sessions, visitor):
    view = sessions.start(visitor, DEMO, {})
    with pytest.raises(NoSuchSession):
        sessions.current(Member(visitor.id, visitor.key), view.uid)


def test_an_account_holds_no_more_than_is_allowed(sessions, visitor, member):
    for _ in range(3):
        sessions.start(member, DEMO, {}, mode="new")
    view = sessions.start(visitor, DEMO, {})
    with pytest.raises(TooManySessions):
        sessions.move(visitor, member, view.uid)
    assert sessions.current(visitor, view.uid).revision == 1
