"""How sessions begin that are temporary, or of which a person has one at most."""

import uuid

import pytest

from chancery.protocol import InterviewInfo
from chancery.sessions import Visitor
from chancery.sessions.beginnings import mode_of
from chancery.vault import Member

INTERVIEW = "demo:data/questions/demo.yml"


@pytest.mark.parametrize(
    ("metadata", "role", "wanted", "erases", "mode"),
    [({}, "", "resume", True, "resume"), ({}, "", "reset", True, "reset"), ({}, "", "reset", False, "new"),
     ({}, "", "new", True, "new"),
     ({"temporary session": True}, "", "resume", True, "reset"),
     ({"temporary session": True}, "", "resume", False, "new"),
     ({"temporary session": True}, "", "new", True, "new"),
     ({"temporary session": "no"}, "", "resume", True, "resume"),
     ({"sessions are unique": True}, "", "new", True, "resume"),
     ({"sessions are unique": True}, "user", "new", True, "resume"),
     ({"sessions are unique": True}, "user", "reset", True, "reset"),
     ({"sessions are unique": True}, "user", "reset", False, "resume"),
     ({"sessions are unique": ["user", "admin"]}, "user", "new", True, "resume"),
     ({"sessions are unique": ["admin"]}, "user", "new", True, "new"),
     ({"sessions are unique": []}, "user", "new", True, "new"),
     ({"sessions are unique": "admin"}, "admin", "new", True, "new"),
     ({"sessions are unique": True, "temporary session": True}, "user", "new", True, "reset"),
     ({"sessions are unique": True, "temporary session": True}, "user", "resume", False, "resume")],
)  # fmt: skip
def test_the_metadata_decide_how_a_session_begins(metadata, role, wanted, erases, mode):
    info = InterviewInfo(name=INTERVIEW, version="1", metadata=metadata)
    assert mode_of(info, role, wanted, erases=erases) == mode


@pytest.fixture
def of(sessions, evaluator, monkeypatch):
    """The sessions, of an interview with this metadata."""

    def made(**metadata):
        said = {name.replace("_", " "): value for name, value in metadata.items()}
        info = InterviewInfo(name=INTERVIEW, version="1", metadata=said)
        monkeypatch.setattr(evaluator, "info", lambda _: info)
        return sessions

    return made


def uids(sessions, visitor):
    return {listed.uid for listed in sessions.list(visitor)}


def test_whoever_comes_back_to_a_temporary_session_finds_none_of_it_left(of, visitor):
    temporary = of(temporary_session=True)
    first, second = (temporary.start(visitor, INTERVIEW, {}, erases=False) for _ in range(2))
    other = temporary.start(Visitor.new(), INTERVIEW, {})
    assert uids(temporary, visitor) == {first.uid, second.uid}
    third = temporary.start(visitor, INTERVIEW, {})
    assert uids(temporary, visitor) == {third.uid}
    assert temporary.erased(first.uid).reason == temporary.erased(second.uid).reason == "restart"
    assert temporary.erased(other.uid) is None


@pytest.mark.parametrize("who", [Visitor.new(), Member(uuid.uuid4(), bytes(32))])
def test_of_sessions_that_are_unique_there_is_no_second(of, who):
    unique = of(sessions_are_unique=True)
    first = unique.start(who, INTERVIEW, {})
    assert unique.start(who, INTERVIEW, {}, mode="new").uid == first.uid
    assert unique.start(who, INTERVIEW, {}, mode="reset", erases=False).uid == first.uid
    again = unique.answer(who, first.uid, 1, {"field_0": ["new"]})
    assert (again.uid, again.revision) == (first.uid, 1)
    assert uids(unique, who) == {first.uid}
    reset = unique.start(who, INTERVIEW, {}, mode="reset")
    assert uids(unique, who) == {reset.uid} != {first.uid}
