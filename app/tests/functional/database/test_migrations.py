import ast
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, text

import chancery.database.migrations.versions
from chancery.database import Database, current_revision, head_revision, migrate
from chancery.database.account_models import Base

# What an expand-only migration may do; `execute` is looked at by people.
ALLOWED = {
    "create_table",
    "create_index",
    "create_check_constraint",
    "add_column",
    "execute",
    "get_bind",
    "bulk_insert",
}


@pytest.fixture
def empty(database_url):
    database = Database(database_url)
    yield database
    database.close()


def test_an_empty_database_gets_its_tables_once(empty):
    assert current_revision(empty) is None
    assert migrate(empty) == (None, head_revision())
    assert migrate(empty) == (head_revision(), head_revision())


def test_two_at_once(empty, database_url):
    # The file must exist before both of them open it: SQLite's switch to WAL takes its own lock.
    empty.read(lambda connection: connection.execute(text("SELECT 1")))
    second = Database(database_url)
    with ThreadPoolExecutor(2) as pool:
        done = sorted(pool.map(migrate, (empty, second)), key=str)
    second.close()
    head = head_revision()
    assert done == [(head, head), (None, head)]


def test_the_tables_are_what_the_models_say(database):
    models = MetaData()
    for table in Base.metadata.tables.values():
        table.to_metadata(models, schema=None if database.is_sqlite else table.schema)

    def differences(connection):
        options = {"compare_type": True, "include_schemas": not database.is_sqlite}
        return compare_metadata(MigrationContext.configure(connection, opts=options), models)

    assert database.read(differences) == []


def test_tables_of_a_later_version_are_left_alone(database):
    database.write(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    assert migrate(database) == ("9999", "9999")


def test_a_migration_that_fails_leaves_nothing(empty):
    # A table that is in the way of the last one that the first migration creates.
    empty.write(lambda connection: connection.execute(text("CREATE TABLE erasure (x INTEGER)")))
    with pytest.raises(Exception, match="already exists"):
        migrate(empty)
    assert current_revision(empty) is None
    with pytest.raises(Exception, match="interview_session"):
        empty.read(lambda connection: connection.execute(text("SELECT 1 FROM interview_session")))


def test_the_revision_that_is_needed_is_alembics_head():
    config = Config()
    config.set_main_option("script_location", str(Path(chancery.database.migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == head_revision()


def test_migrations_only_add():
    for file in Path(chancery.database.migrations.versions.__file__).parent.glob("0*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "op":
                assert node.attr in ALLOWED, f"{file.name}: op.{node.attr} takes away what the version before needs"
