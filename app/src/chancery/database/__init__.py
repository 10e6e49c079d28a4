"""The database: tables, the engine that reaches them, and the migrations that make them."""

from chancery.database.engine import Database, DatabaseUnavailable, afterwards
from chancery.database.revisions import current_revision, head_revision

__all__ = ["Database", "DatabaseUnavailable", "afterwards", "current_revision", "head_revision", "migrate"]


def migrate(database: Database) -> tuple[str | None, str]:
    """Create the tables or bring them up to this version; see `chancery.database.upgrade`, which is loaded for it."""
    from chancery.database.upgrade import upgrade

    return upgrade(database)
