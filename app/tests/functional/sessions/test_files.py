"""Files that come with an answer: stored before it is acknowledged, gone again when it is not."""

from __future__ import annotations

import msgspec
import pytest
from msgspec import Raw

from chancery.database import Database, DatabaseUnavailable
from chancery.evaluator.errors import FilesWanted
from chancery.protocol import MAX_FILES_BYTES, Answer, Field, NewFile
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
    sent = [Sent("field_9", "../etc/my\u202e le\nase.pdf", [RENT])]
    uploading.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]}, sent)
    [id_] = stored(settings)
    assert RENT not in next(settings.objects.rglob(id_)).read_bytes()
    opened = uploading.file(visitor, view.uid, id_)
    assert (opened.label.name, opened.label.type) == ("my_ le_ase.pdf", "application/pdf")
    assert b"".join(opened.content) == RENT


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ([Sent("field_0", "a.txt", [b"x"])], UnknownField),
        ([Sent("field_7", "a.txt", [b"x"])], UnknownField),
        ([Sent("field_9", "a.txt", [b"x"]), Sent("field_9", "b.txt", [b"x"])], UnknownField),
        ([Sent("field_9", "a.txt", [b"x" * (1 << 20)] * 101)], AnswerTooLarge),
    ],
)
def test_files_that_the_form_does_not_take(uploading, visitor, settings, sent, error):
    view = uploading.start(visitor, INTERVIEW, {})
    with pytest.raises(error):
        uploading.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]}, sent)
    assert stored(settings) == []


def test_a_box_that_was_left_empty_sends_no_file(uploading, visitor, settings):
    view = uploading.start(visitor, INTERVIEW, {})
    uploading.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]}, [Sent("field_9", "", [])])
    assert stored(settings) == []


def test_an_upload_goes_again_where_the_answer_is_wrong_or_names_it_nowhere(
    uploading, visitor, settings, plain_evaluator
):
    view = uploading.start(visitor, INTERVIEW, {})
    sent = [Sent("field_9", "a.txt", [b"x"]), Sent("field_9", "b.mp4", [b"\0\0\0\x18ftypmp42", b"y" * 200_000])]
    answered = uploading.answer(visitor, view.uid, view.revision, {"field_0": ["wrong"]}, sent[1:])
    assert answered.screen.errors
    assert stored(settings) == []

    run = plain_evaluator.run

    def forgetful(name, job, version=None):
        result, version = run(name, job, version)
        result.state = Raw(b"[]")
        return result, version

    plain_evaluator.run = forgetful
    uploading.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]}, sent[:1])
    assert stored(settings) == []


def test_an_upload_of_an_answer_that_comes_too_late_goes_again(uploading, visitor, settings, plain_evaluator):
    view = uploading.start(visitor, INTERVIEW, {})
    plain_evaluator.meanwhile = lambda: uploading.answer(visitor, view.uid, view.revision, {"field_0": ["first"]})
    with pytest.raises(StaleAnswer):
        uploading.answer(visitor, view.uid, view.revision, {"field_0": ["second"]}, [Sent("field_9", "a.txt", [b"x"])])
    assert stored(settings) == []


def test_nothing_of_a_file_is_read_for_an_answer_that_is_too_late(uploading, visitor, settings):
    view = uploading.start(visitor, INTERVIEW, {})
    uploading.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]})

    def never():
        raise AssertionError("read")
        yield

    with pytest.raises(StaleAnswer):
        uploading.answer(visitor, view.uid, view.revision, {"field_0": ["plum"]}, never())


@pytest.mark.control("acknowledged_is_stored")
def test_an_upload_stays_where_nobody_knows_whether_its_answer_was_stored(uploading, visitor, settings):
    database = CutOff(settings.database_url)
    cut_off = Sessions(database, uploading.store, uploading.evaluator, settings)
    view = cut_off.start(visitor, INTERVIEW, {})
    database.is_cut = True
    with pytest.raises(TryAgain):
        cut_off.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]}, [Sent("field_9", "a.pdf", [RENT])])
    database.close()
    [id_] = stored(settings)
    assert b"".join(uploading.file(visitor, view.uid, id_).content) == RENT


def test_the_work_may_read_a_file_that_came_with_the_answer_up_to_a_bound(uploading, visitor, plain_evaluator):
    run, given = plain_evaluator.run, []

    def reading(name, job, version=None):
        if isinstance(job.event, Answer) and not job.files:
            raise FilesWanted([one.id for many in job.event.uploads.values() for one in many])
        given.extend(job.files.values())
        return run(name, job, version)

    plain_evaluator.run = reading
    for content in (b"a short text", b"l" * (MAX_FILES_BYTES + 1)):
        view = uploading.start(visitor, INTERVIEW, {}, mode="new")
        uploading.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]}, [Sent("field_9", "a.txt", [content])])
    assert given == [b"a short text", None]
