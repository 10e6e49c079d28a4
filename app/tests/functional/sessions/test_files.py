"""Files that come with an answer: stored before it is acknowledged, gone again when it is not."""

from __future__ import annotations

import pytest

from chancery.protocol import NewFile
from chancery.sessions import NoSuchFile, NoSuchSession, StaleAnswer, TryAgain, Visitor

INTERVIEW = "demo:data/questions/demo.yml"


@pytest.fixture
def with_files(sessions, plain_evaluator):
    """Sessions whose every answer makes a file; the ids that were made."""
    made: list[str] = []
    run = plain_evaluator.run

    def run_with_file(name, job, version=None):
        result, version = run(name, job, version)
        made.append(f"{len(made):032x}")
        result.files = [NewFile(made[-1], "letter.pdf", "application/pdf", b"a letter to keep")]
        return result, version

    plain_evaluator.run = run_with_file
    return sessions, made


def stored(settings) -> list[str]:
    return [path.name for path in settings.objects.rglob("*") if path.is_file()]


def test_a_file_is_there_once_the_answer_is(with_files, visitor, settings):
    sessions, made = with_files
    view = sessions.start(visitor, INTERVIEW, {})
    view = sessions.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]})
    assert sorted(stored(settings)) == sorted(made)
    opened = sessions.file(visitor, view.uid, made[-1])
    assert (opened.label.name, b"".join(opened.content)) == ("letter.pdf", b"a letter to keep")


@pytest.mark.control("documents_confined")
def test_another_visitor_or_another_id_gets_nothing(with_files, visitor):
    sessions, made = with_files
    view = sessions.start(visitor, INTERVIEW, {})
    with pytest.raises(NoSuchSession):
        sessions.file(Visitor.new(), view.uid, made[0])
    for id_ in ("f" * 32, "../" + made[0], made[0].upper() + "x", ""):
        with pytest.raises(NoSuchFile):
            sessions.file(visitor, view.uid, id_)


def test_an_answer_that_comes_too_late_leaves_no_file(with_files, visitor, settings, plain_evaluator):
    sessions, made = with_files
    view = sessions.start(visitor, INTERVIEW, {})

    def other_tab() -> None:
        sessions.answer(visitor, view.uid, view.revision, {"field_0": ["first"]})

    plain_evaluator.meanwhile = other_tab
    with pytest.raises(StaleAnswer):
        sessions.answer(visitor, view.uid, view.revision, {"field_0": ["second"]})
    assert len(made) == 3
    assert len(stored(settings)) == 2


@pytest.mark.control("acknowledged_is_stored")
def test_with_a_full_disk_nothing_is_acknowledged(with_files, visitor, settings, full_disk):
    sessions, _ = with_files
    view = sessions.start(visitor, INTERVIEW, {})
    before = stored(settings)
    with full_disk(40), pytest.raises(TryAgain):
        sessions.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]})
    assert sessions.current(visitor, view.uid).revision == view.revision
    assert stored(settings) == before
