"""Answers with files on a store that breaks: what is acknowledged is stored, and the sweep leaves nothing behind."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from msgspec import Raw

from chancery.database import Database, migrate
from chancery.protocol import Answer, Field
from chancery.sessions import Sent, Sessions, TryAgain, Visitor
from chancery.sessions.orphans import sweep_orphans

INTERVIEW = "demo:data/questions/demo.yml"
LATER = timedelta(hours=1)
PHOTOGRAPH = b"\xff\xd8\xff" + bytes(range(256)) * 4096


@pytest.fixture
def sessions(tmp_path, place, over, plain_evaluator, settings_in):
    """Sessions whose form takes a file, and whose files go over the way that can break."""
    settings = settings_in(tmp_path, objects=place)
    run = plain_evaluator.run

    def run_with_upload(name, job, version=None):
        result, version = run(name, job, version)
        result.screen.form.fields.append(Field(key="field_9", variable="proof", datatype="file", input="file"))
        if isinstance(job.event, Answer):
            result.state = Raw(
                msgspec.json.encode({"files": [one.id for all_ in job.event.uploads.values() for one in all_]})
            )
        return result, version

    plain_evaluator.run = run_with_upload
    database = Database(settings.database_url)
    migrate(database)
    yield Sessions(database, over, plain_evaluator, settings)
    database.close()


@pytest.mark.control("acknowledged_is_stored")
@pytest.mark.parametrize("passed", [100, 300_000])
def test_an_answer_whose_file_did_not_arrive_is_not_acknowledged(sessions, store, way, passed):
    visitor = Visitor.new()
    view = sessions.start(visitor, INTERVIEW, {})
    sent = [Sent("field_9", "photograph.jpg", [PHOTOGRAPH])]
    way.up = passed
    with pytest.raises(TryAgain):
        sessions.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]}, sent)
    assert sessions.current(visitor, view.uid).revision == view.revision
    assert list(store.list()) == []

    way.up = None
    sessions.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]}, sent)
    [name] = store.list()
    assert PHOTOGRAPH[:64] not in b"".join(store.get(name))
    opened = sessions.file(visitor, view.uid, name.partition("/")[2])
    assert b"".join(opened.content) == PHOTOGRAPH


@pytest.mark.parametrize("passed", [100, 600_000])
def test_a_file_that_does_not_come_whole_is_to_be_asked_for_again(sessions, store, way, passed):
    visitor = Visitor.new()
    view = sessions.start(visitor, INTERVIEW, {})
    sent = [Sent("field_9", "photograph.jpg", [PHOTOGRAPH])]
    sessions.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]}, sent)
    [name] = store.list()
    way.down = passed
    with pytest.raises(TryAgain):
        b"".join(sessions.file(visitor, view.uid, name.partition("/")[2]).content)


def test_the_sweep_takes_what_no_session_has_and_leaves_the_rest(sessions, store):
    visitor = Visitor.new()
    view = sessions.start(visitor, INTERVIEW, {})
    sessions.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]}, [Sent("field_9", "a.txt", [b"x"])])
    [kept] = store.list()
    store.put(f"{uuid.uuid4().hex}/{uuid.uuid4().hex}", [b"left over"])
    assert sweep_orphans(sessions.database, store, datetime.now(UTC) - LATER) == (0, 0)
    assert sweep_orphans(sessions.database, store, datetime.now(UTC) + LATER) == (1, 0)
    assert list(store.list()) == [kept]


def test_a_session_that_is_erased_takes_its_files_along(sessions, store):
    visitor = Visitor.new()
    view = sessions.start(visitor, INTERVIEW, {})
    sessions.answer(visitor, view.uid, view.revision, {"field_0": ["pear"]}, [Sent("field_9", "a.txt", [b"x"])])
    sessions.exit(visitor, view.uid)
    assert list(store.list()) == []
