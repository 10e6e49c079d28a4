"""The sweep: erases what has expired, and has the database forget what was deleted."""

from __future__ import annotations

from datetime import UTC, datetime

from chancery.accounts.rows import prune
from chancery.database import DatabaseUnavailable
from chancery.logs import get_logger
from chancery.sessions import Sessions, TryAgain

_log = get_logger(__name__)


def sweep(sessions: Sessions) -> None:
    """Erase expired sessions and logins, and make PostgreSQL forget the deleted keys now rather than some day.

    A part that does not answer is logged; the next sweep does what this one could not.
    """
    try:
        now = datetime.now(UTC)
        erased = sessions.expire(now)
        sessions.database.write(lambda connection: prune(connection, now))
        sessions.forget_deleted_rows()
    except TryAgain as error:
        _log.warning("sweep_failed", part=error.part)
    except DatabaseUnavailable:
        _log.warning("sweep_failed", part="database")
    else:
        _log.info("sweep_done", count=erased)
