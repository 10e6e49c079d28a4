"""What a session's transaction says when the database is down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from chancery.database import DatabaseUnavailable
from chancery.logs import get_logger
from chancery.sessions.errors import TryAgain

_log = get_logger(__name__)


@contextmanager
def or_try_again() -> Iterator[None]:
    """Raise `TryAgain` in the place of `DatabaseUnavailable`, after a line in the log."""
    try:
        yield
    except DatabaseUnavailable as error:
        _log.error("database_unavailable", part="database", reason=str(error))
        raise TryAgain("database") from None
