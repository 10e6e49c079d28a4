"""Which version the tables have and which one this program needs, without loading Alembic into every process.

Revisions are numbers of four digits, the first four characters of a migration's file name; a later one is greater.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from chancery.database.engine import Database

_TABLE = "alembic_version"


def head_revision() -> str:
    """The revision that this program needs."""
    return max(path.name[:4] for path in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py"))


def current_revision(database: Database) -> str | None:
    """The revision that the database has; None if it has no tables of ours.

    Raises:
        DatabaseUnavailable: see there.
    """
    return database.read(read_revision)


def read_revision(connection: Connection) -> str | None:
    """The same on a connection."""
    if not inspect(connection).has_table(_TABLE):
        return None
    revision: str | None = connection.scalar(text(f"SELECT version_num FROM {_TABLE}"))  # noqa: S608  a constant
    return revision
