"""`chancery objects sweep`, on a real database and a real directory."""

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
    os.utime(file, times=(time.time() - 7200, time.time() - 7200))
    assert sweep(environment, "--hours", "3").output == "Deleted 0 files without a session and 0 broken uploads.\n"
    assert sweep(environment).output == "Deleted 1 files without a session and 0 broken uploads.\n"
    assert list(store.list()) == [young]


def test_a_store_that_does_not_work_is_told(environment, tmp_path):
    (tmp_path / "objects").write_text("a file in the place of the directory")
    result = sweep(environment)
    assert result.exit_code == 2
    assert "The object store does not work: Not a directory. Check CHANCERY_OBJECTS." in result.output


@pytest.mark.parametrize("hours", ["0", "-1", "soon"])
def test_an_age_that_is_none_is_refused(environment, hours):
    assert sweep(environment, "--hours", hours).exit_code == 2
