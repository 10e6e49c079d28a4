"""Sessions on SQLite with an evaluator that is a few lines of Python: what it does is in the answer it is given."""

from pathlib import Path

import pytest

from chancery.database import Database, migrate
from chancery.objects import open_store
from chancery.sessions import Sessions, Visitor
from chancery.settings import Settings


@pytest.fixture
def evaluator(plain_evaluator):
    return plain_evaluator


@pytest.fixture
def settings(tmp_path: Path, settings_in) -> Settings:
    return settings_in(tmp_path, max_sessions_per_visitor=3)


@pytest.fixture
def sessions(settings: Settings, evaluator):
    database = Database(settings.database_url)
    migrate(database)
    yield Sessions(database, open_store(settings.objects), evaluator, settings)
    database.close()


@pytest.fixture
def visitor() -> Visitor:
    return Visitor.new()
