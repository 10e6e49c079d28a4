"""Files that come with an answer: stored before it is acknowledged, gone again when it is not."""

from __future__ import annotations

import msgspec
import pytest
from msgspec import Raw

from chancery.database import Database, DatabaseUnavailable
from chancery.protocol import Answer, Field, NewFile
from chancery.sessions import (
    AnswerTooLarge,
    NoSuchFile,
    NoSuchSession,
    Sent,
    Sessions,
    StaleAnswer,
    TryAgain,
    UnknownField,
    Visitor,
)
from chancery.sessions.evaluation import reading_too

INTERVIEW = "demo:data/questions/demo.yml"
RENT = b"%PDF-1.7 rent is due"


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


class CutOff(Database):
    """A database of which nobody hears any more once `is_cut`, though it has done what was asked."""

    is_cut = False

    def write_at_once(self, work):
        done = super().write_at_once(work)
        if self.is_cut:
            raise DatabaseUnavailable("OperationalError")
        return done


@pytest.mark.control("acknowledged_is_stored")
def test_the_file_of_an_answer_stays_where_nobody_knows_whether_that_was_stored(with_files, visitor, settings):
    """It may be, as here: then its screen must not offer a file that is gone."""
    sessions, made = with_files
    database = CutOff(settings.database_url)
    cut_off = Sessions(database, sessions.store, sessions.evaluator, settings)
    view = cut_off.start(visitor, INTERVIEW, {})
    database.is_cut = True
    with pytest.raises(TryAgain):
        cut_off.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]})
    database.close()
    assert sessions.current(visitor, view.uid).revision == view.revision + 1
    assert b"".join(sessions.file(visitor, view.uid, made[-1]).content) == b"a letter to keep"


@pytest.fixture
def uploading(sessions, plain_evaluator):
    """Sessions whose form takes a file, and whose state names the files that came."""
    run = plain_evaluator.run

    def run_with_upload(name, job, version=None):
        result, version = run(name, job, version)
        result.screen.form.fields.append(Field(key="field_9", variable="proof", datatype="file", input="file"))
        if isinstance(job.event, Answer):
            told = [one.id for many in job.event.uploads.values() for one in many]
            result.state = Raw(msgspec.json.encode({"files": told}))
        return result, version

    plain_evaluator.run = run_with_upload
    return sessions


def test_an_upload_is_stored_encrypted_with_its_answer(uploading, visitor, settings):
    view = uploading.start(visitor, INTERVIEW, {})
    sent = {"field_9": [Sent("../etc/my\u202e le\nase.pdf", RENT)]}
    uploading.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]}, sent)
    [id_] = stored(settings)
    assert RENT not in next(settings.objects.rglob(id_)).read_bytes()
    opened = uploading.file(visitor, view.uid, id_)
    assert (opened.label.name, opened.label.type) == ("my_ le_ase.pdf", "application/pdf")
    assert b"".join(opened.content) == RENT


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"field_0": [Sent("a.pdf", b"x")]}, UnknownField),
        ({"field_7": [Sent("a.pdf", b"x")]}, UnknownField),
        ({"field_9": [Sent("a.pdf", b"x"), Sent("b.pdf", b"x")]}, UnknownField),
        ({"field_9": [Sent("a.pdf", b"x" * (15 * 1024 * 1024 + 1))]}, AnswerTooLarge),
    ],
)
def test_files_that_the_form_does_not_take(uploading, visitor, settings, sent, error):
    view = uploading.start(visitor, INTERVIEW, {})
    with pytest.raises(error):
        uploading.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]}, sent)
    assert stored(settings) == []


def test_a_box_that_was_left_empty_sends_no_file(uploading, visitor, settings):
    view = uploading.start(visitor, INTERVIEW, {})
    uploading.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]}, {"field_9": [Sent("", b"")]})
    assert stored(settings) == []


def test_the_job_may_read_a_file_that_is_not_stored_yet():
    new = NewFile("1" * 32, "a.txt", "text/plain", b"new")
    read = reading_too([new], lambda ids: dict.fromkeys(ids, b"old"))
    assert read(["1" * 32, "2" * 32]) == {"1" * 32: b"new", "2" * 32: b"old"}
