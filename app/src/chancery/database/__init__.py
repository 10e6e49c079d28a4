"""The database: tables, the engine that reaches them, and the migrations that make them."""

from chancery.database.engine import Database, DatabaseUnavailable
from chancery.database.migrate import current_revision, head_revision, migrate

__all__ = ["Database", "DatabaseUnavailable", "current_revision", "head_revision", "migrate"]
