"""The worker: what must be done though nobody asks for it. Now that is the sweep of what has expired."""

from __future__ import annotations

import random
import signal
import threading
from datetime import UTC, datetime
from types import FrameType

from chancery.accounts.rows import prune
from chancery.database import DatabaseUnavailable
from chancery.logs import get_logger
from chancery.sessions import Sessions, TryAgain

_log = get_logger(__name__)
# Each pause is up to so much longer, so that the workers of several hosts do not all sweep at once.
_JITTER = 0.2


class Worker:
    """Sweeps every `pause_s` seconds until it is told to stop."""

    def __init__(self, sessions: Sessions, *, pause_s: float = 900.0) -> None:
        self._sessions = sessions
        self._pause_s = pause_s
        self._stop = threading.Event()

    def run(self) -> None:
        """Work until `stop` is called or the process gets SIGTERM or SIGINT; finishes the sweep it is in."""
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, self._on_signal)
        _log.info("worker_started")
        while not self._stop.is_set():
            self.sweep()
            # Not a secret: it only spreads the load.
            self._stop.wait(self._pause_s * (1 + random.random() * _JITTER))  # noqa: S311
        _log.info("worker_stopped")

    def stop(self) -> None:
        """End the loop after what is being done."""
        self._stop.set()

    def sweep(self) -> None:
        """Erase expired sessions and logins, and make PostgreSQL forget the deleted keys now rather than some day."""
        try:
            now = datetime.now(UTC)
            erased = self._sessions.expire(now)
            self._sessions.database.write(lambda connection: prune(connection, now))
            self._sessions.forget_deleted_rows()
        except TryAgain as error:
            _log.warning("sweep_failed", part=error.part)
        except DatabaseUnavailable:
            _log.warning("sweep_failed", part="database")
        else:
            _log.info("sweep_done", count=erased)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stop()
