"""Each set of tables that this program ever had, with data, brought up to this version: nothing is lost, and the
version before can go on with the new tables."""

import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Boolean, DateTime, Integer, LargeBinary, MetaData, String, Uuid, insert, select

import chancery.database.migrations.versions
from chancery.database import Database, head_revision, migrate

MIGRATIONS = Path(chancery.database.migrations.__file__).parent
REVISIONS = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


@pytest.fixture(params=REVISIONS)
def earlier(request, database_url):
    """A database whose tables stopped at a revision, with a row in each of them, and the tables as they were."""
    database = Database(database_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    def stop_there(connection):
        config.attributes["connection"] = connection
        command.upgrade(config, request.param)

    database.write(stop_there)
    tables = tables_of(database)
    add_rows(database, tables, 1)
    yield database, tables
    database.close()


def tables_of(database):
    """What the database itself says of its tables, parents first, Alembic's own left out."""

    def look(connection):
        tables = MetaData()
        for schema in (None,) if database.is_sqlite else (None, "keystore"):
            tables.reflect(connection, schema=schema)
        return [table for table in tables.sorted_tables if table.name != "alembic_version"]

    return database.read(look)


def value(column, number):
    """A value that fits the column; the same number gives the same value, so that rows find their parents."""
    kinds = {
        Boolean: bool(number % 2),
        Integer: number,
        LargeBinary: b"\x00\xff" + bytes([number]),
        DateTime: datetime(2026, 1, number, tzinfo=None if not getattr(column.type, "timezone", False) else UTC),
        Uuid: uuid.UUID(int=number),
        # SQLite keeps identifiers as 32 digits.
        String: f"{number:032x}"[-(column.type.length or 32) :] if isinstance(column.type, String) else "",
    }
    return next(made for kind, made in kinds.items() if isinstance(column.type, kind))


def add_rows(database, tables, number):
    def add(connection):
        for table in tables:
            row = {column.name: value(column, number) for column in table.columns}
            connection.execute(insert(table).values(row))

    database.write(add)


def rows_of(database, tables):
    def look(connection):
        return {table.fullname: sorted(map(repr, connection.execute(select(table)))) for table in tables}

    return database.read(look)


def test_every_row_is_there_after_an_upgrade(earlier):
    database, tables = earlier
    before = rows_of(database, tables)
    assert before
    assert all(len(rows) == 1 for rows in before.values())
    assert migrate(database)[1] == head_revision()
    assert rows_of(database, tables) == before


def test_the_version_before_goes_on_with_the_new_tables(earlier):
    database, tables = earlier
    migrate(database)
    add_rows(database, tables, 2)
    assert all(len(rows) == 2 for rows in rows_of(database, tables).values())


def test_no_column_changes_its_type_or_what_it_accepts(earlier):
    database, tables = earlier
    migrate(database)
    now = {table.fullname: table for table in tables_of(database)}
    for table in tables:
        for column in table.columns:
            after = now[table.fullname].columns[column.name]
            assert (repr(after.type), after.nullable) == (repr(column.type), column.nullable), column
