"""`chancery objects`, on a real database and real directories; `app/tests/stores` has services."""

from __future__ import annotations

import os
import time
import uuid

import pytest
from click.testing import CliRunner

from chancery.cli import cli
from chancery.database import Database, migrate
from chancery.objects import new_name, open_store


@pytest.fixture
def environment(tmp_path, logging_restored):
    database = Database(f"sqlite:///{tmp_path}/chancery.sqlite")
    migrate(database)
    database.close()
    return {
        "CHANCERY_ENVIRONMENT_KIND": "dev",
        "CHANCERY_DATABASE_URL": f"sqlite:///{tmp_path}/chancery.sqlite",
        "CHANCERY_OBJECTS": str(tmp_path / "objects"),
        "CHANCERY_EVALUATOR_SOCKET": str(tmp_path / "evaluator.sock"),
        "CHANCERY_BASE_URL": "http://localhost:8000",
    }


def sweep(environment, *options):
    return CliRunner().invoke(cli, ["objects", "sweep", *options], env=environment)


def test_it_deletes_what_no_session_has_and_is_old_enough(environment, tmp_path):
    store = open_store(tmp_path / "objects")
    old, young = new_name(uuid.uuid4()), new_name(uuid.uuid4())
    for name in (old, young):
        store.put(name, [b"x"])
    [file] = (tmp_path / "objects").rglob(old.partition("/")[2])
    os.utime(file, times=(time.time() - 90_000, time.time() - 90_000))
    assert sweep(environment, "--hours", "26").output == "Deleted 0 files without a session and 0 broken uploads.\n"
    assert sweep(environment).output == "Deleted 1 files without a session and 0 broken uploads.\n"
    assert list(store.list()) == [young]


def test_a_store_that_does_not_work_is_told(environment, tmp_path):
    (tmp_path / "objects").write_text("a file in the place of the directory")
    result = sweep(environment)
    assert result.exit_code == 2
    assert "The object store does not work: Not a directory. Check CHANCERY_OBJECTS and" in result.output


@pytest.mark.parametrize("hours", ["0", "-1", "soon"])
def test_an_age_that_is_none_is_refused(environment, hours):
    assert sweep(environment, "--hours", hours).exit_code == 2


@pytest.fixture
def target(environment, tmp_path):
    environment["CHANCERY_TARGET_OBJECTS"] = str(tmp_path / "target")
    return open_store(tmp_path / "target")


def move(environment):
    return CliRunner().invoke(cli, ["objects", "move"], env=environment)


def test_what_is_moved_is_there_and_the_source_is_as_it_was(environment, target, tmp_path):
    source = open_store(tmp_path / "objects")
    names = [new_name(uuid.uuid4()) for _ in range(3)]
    for name in names:
        source.put(name, [name.encode()])
    assert move(environment).output == "Copied 3 files, 0.0 MB; 0 were there already.\n"
    assert move(environment).output == "Copied 0 files, 0.0 MB; 3 were there already.\n"
    for store in (source, target):
        assert {name: b"".join(store.get(name)) for name in store.list()} == {name: name.encode() for name in names}


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("", "CHANCERY_TARGET_OBJECTS is not set"),
        ("s3://chancery-files", "CHANCERY_TARGET_OBJECTS cannot be used: set it to"),
        ("s3://chancery-files/tests", "CHANCERY_TARGET_OBJECTS_ACCOUNT is not set"),
        ("{tmp_path}/objects", "CHANCERY_TARGET_OBJECTS is the store that is in use. Set it to the one to copy to."),
    ],
)
def test_a_target_that_cannot_be_one_is_told_in_a_sentence(environment, tmp_path, place, words):
    environment["CHANCERY_TARGET_OBJECTS"] = place.format(tmp_path=tmp_path)
    answer = move(environment)
    assert answer.exit_code == 2
    assert words in answer.output
