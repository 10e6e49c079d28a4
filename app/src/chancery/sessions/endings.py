"""How sessions end: at Exit, with an account, when their time is over, and again after a backup brought them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from chancery.database import Database
from chancery.database.account_models import AccountDevice, AccountPair, AccountSlot, IdentityRequest, Login
from chancery.database.models import Invitation, SessionKey, SessionSecret, Step
from chancery.logs import get_logger
from chancery.objects import ObjectStore
from chancery.sessions import changes, erasure, people_rows, rows
from chancery.sessions.errors import NoSuchSession, NotOwner
from chancery.sessions.storage import Storage, hour, named
from chancery.sessions.stored import fits, unreadable
from chancery.sessions.transactions import or_try_again
from chancery.sessions.view import Erased, Reason
from chancery.settings import Settings
from chancery.vault import PARTICIPANT, Holder

_log = get_logger(__name__)


class Endings:
    """Every method raises `TryAgain` when the database is down; nothing of the call is erased then."""

    def __init__(self, storage: Storage, database: Database, store: ObjectStore, settings: Settings) -> None:
        self._storage, self._database, self._store, self._settings = storage, database, store, settings

    def erased(self, uid: str) -> Erased | None:
        """What the ledger holds of a session."""
        try:
            session = named(uid)
        except NoSuchSession:
            return None
        with or_try_again():
            return erasure.find(self._database, session)

    def erase(self, row: rows.SessionRow) -> None:
        """Erase a session, at whatever revision it is by now: Exit in one tab holds for every tab."""
        this_hour = hour(datetime.now(UTC))
        self._storage.writing(lambda connection: erasure.erase_rows(connection, [(row.id, row.uid)], "exit", this_hour))
        _log.info("session_erased", session=row.uid.hex[:8], reason="exit")
        erasure.erase_files_or_leave(self._database, self._store, [row.uid])

    def erase_all(self, holder: Holder, reason: Reason) -> int:
        """Erase every session that a holder owns, also those that its key does not open; tells how many.

        Those of others, to which it was invited, stay; it opens them no longer.
        """
        now = datetime.now(UTC)
        found = self._storage.reading(lambda connection: rows.mine(connection, holder, now))
        identities = [(row.id, row.uid) for row in found if row.standing.owner]
        self._storage.writing(lambda connection: changes.drop_keys(connection, PARTICIPANT, holder.id))
        gone = self._storage.writing(lambda connection: erasure.erase_rows(connection, identities, reason, hour(now)))
        erasure.erase_files_or_leave(self._database, self._store, gone)
        return len(gone)

    def erase_by_name(self, visitor: Holder, uid: str) -> None:
        """Erase a visitor's session, also one whose steps are damaged.

        Raises:
            NoSuchSession: see there.
            AnswersUnreadable: the visitor's key does not fit; nothing is erased.
            NotOwner: somebody else invited the visitor.
        """
        row = self._storage.read(visitor, uid)
        if not fits(visitor, row):
            raise unreadable(row, "key")
        if not row.standing.owner:
            raise NotOwner("who was invited cannot erase for all")
        self.erase(row)

    def expire(self, now: datetime, batch: int) -> int:
        """Erase the sessions that expired before `now`, `batch` at a time, and files that were left; tells how many."""
        erased = 0
        with or_try_again():
            while count := erasure.erase_expired(self._database, now, hour(now), batch):
                erased += count
            self._database.write(lambda connection: people_rows.forget_expired_invitations(connection, now))
            erasure.sweep_files(self._database, self._store)
            erasure.forget_old(self._database, now - timedelta(days=self._settings.erasure_ledger_days))
        return erased

    def ledger(self) -> list[Erased]:
        """Everything that the ledger remembers, oldest first."""
        with or_try_again():
            return erasure.ledger(self._database)

    def replay(self, erased: Sequence[Erased]) -> int:
        """Erase again what a restored backup has brought back, rows and files; tells how many sessions that were."""
        with or_try_again():
            count = erasure.replay(self._database, erased)
            erasure.sweep_files(self._database, self._store)
        return count

    def forget_deleted_rows(self) -> None:
        """Make the database overwrite the deleted keys now; until then it only hides them."""
        with or_try_again():
            keys = (SessionSecret, SessionKey, Invitation, Step)
            tables = (*keys, AccountSlot, AccountPair, Login, AccountDevice, IdentityRequest)
            self._database.vacuum(*(table.__table__ for table in tables))
