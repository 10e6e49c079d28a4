"""Bringing the tables up to this version of the program.

Migrations only add (tables, columns with a default, indexes), so that the version before keeps working on the new
tables: an update starts the new slot beside the old one, and a rollback needs no downgrade. What is no longer used is
dropped one release later.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from chancery.database.engine import Database
from chancery.database.revisions import head_revision, read_revision

# An arbitrary number that no other program locks on this database.
_LOCK = 0x6368616E


def upgrade(database: Database) -> tuple[str | None, str]:
    """Apply what is missing, in one transaction; a second one that runs at the same time waits and finds nothing to do.

    Returns the revision before and after.

    Raises:
        DatabaseUnavailable: nothing was changed.
    """

    def work(connection: Connection) -> tuple[str | None, str]:
        if not database.is_sqlite:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before, head = read_revision(connection), head_revision()
        # Revisions are numbers of four digits. Later tables than ours serve us as well: see above.
        if before is not None and before >= head:
            return before, before
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return before, head

    return database.write(work)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
