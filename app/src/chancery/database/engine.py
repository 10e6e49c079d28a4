"""The way to the database: one pool per process, and transactions that say when it is down."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, FromClause, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chancery.database.models import KEYSTORE

T = TypeVar("T")

CONNECT_TIMEOUT_S = 3
POOL_TIMEOUT_S = 5
# PostgreSQL ends a statement, a wait for a lock, or a forgotten transaction after so many milliseconds.
_SERVER_LIMITS = {
    "statement_timeout": 5_000,
    "lock_timeout": 3_000,
    "idle_in_transaction_session_timeout": 10_000,
}
_SQLITE_BUSY_S = 5.0
# Where a connection holds what is to be done when its transaction is stored.
_AFTERWARDS = "chancery_afterwards"


class DatabaseUnavailable(Exception):
    """The database is down, full or too busy, or the connection broke. Nothing of the transaction is acknowledged."""


class Database:
    """The connections of one process. It connects when it is first used: fork before that."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.is_sqlite = make_url(url).drivername == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url, pool_size)
        # On PostgreSQL every statement is a transaction by itself, which is the usual case; this is the same pool for
        # the others. SQLite's transactions are all begun by `_sqlite`.
        several = {} if self.is_sqlite else {"isolation_level": "READ COMMITTED"}
        self._transaction = self.engine.execution_options(**several)

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work`, which only reads, on a connection; once more if the first connection turned out to be dead.

        Raises:
            DatabaseUnavailable: see there.
        """
        return self._retry(self.engine, work, writes=False)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction and commit it; when this returns, it is stored.

        After a lost connection it runs once more, also when the loss came during COMMIT and nobody knows whether that
        was done. So `work` must recognise its own earlier effect, as `Sessions` does by the revision and the box.

        Raises:
            DatabaseUnavailable: see there.
        """
        return self._retry(self._transaction, work, writes=True)

    def write_at_once(self, work: Callable[[Connection], T]) -> T:
        """Like `write`, for work that writes with one statement of its own: PostgreSQL then needs no BEGIN and COMMIT.

        Raises:
            DatabaseUnavailable: see there.
        """
        return self._retry(self.engine, work, writes=True)

    def vacuum(self, *tables: FromClause) -> None:
        """Free the space of deleted rows of `tables`. SQLite overwrites them as it deletes (`secure_delete`).

        Raises:
            DatabaseUnavailable: see there.
        """
        if self.is_sqlite:
            return
        names = ", ".join(str(table) for table in tables)
        with _unavailable(), self.engine.connect() as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            try:
                connection.exec_driver_sql(f"VACUUM {names}")
            finally:
                connection.exec_driver_sql("RESET statement_timeout")

    def close(self) -> None:
        """Close every idle connection."""
        self.engine.dispose()

    def _retry(self, engine: Engine, work: Callable[[Connection], T], *, writes: bool) -> T:
        with _unavailable():
            try:
                return self._once(engine, work, writes=writes)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
            return self._once(engine, work, writes=writes)

    def _once(self, engine: Engine, work: Callable[[Connection], T], *, writes: bool) -> T:
        with engine.connect() as connection:
            if self.is_sqlite and writes:
                # Take the write lock at once: a reader that becomes a writer can be refused half-way.
                connection.execution_options(chancery_begin="BEGIN IMMEDIATE")
            # A transaction that was rolled back may have left some.
            connection.info.pop(_AFTERWARDS, None)
            with connection.begin():
                done = work(connection)
            for act in connection.info.pop(_AFTERWARDS, ()):
                act()
            return done


def afterwards(connection: Connection, act: Callable[[], object]) -> None:
    """Have `act` done once what `write` does on this connection is stored, and not at all if it is rolled back."""
    connection.info.setdefault(_AFTERWARDS, []).append(act)


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, InternalError, PoolTimeout) as error:
        cause = getattr(error, "orig", None) or error
        # SQLite's general error: the statement is wrong (no such table), and trying again will not help.
        if getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            raise
        # The driver's text can hold parameters; only its class goes on.
        raise DatabaseUnavailable(type(cause).__name__) from None


def _postgresql(url: str, pool_size: int) -> Engine:
    limits = " ".join(f"-c {name}={value}" for name, value in _SERVER_LIMITS.items())
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=2,
        pool_timeout=POOL_TIMEOUT_S,
        pool_recycle=1800,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "options": limits, "application_name": "chancery"},
    )


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": _SQLITE_BUSY_S},
        execution_options={"schema_translate_map": {KEYSTORE: None}},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver must not begin transactions by itself: `begin` below does.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("chancery_begin", "BEGIN"))

    return engine
