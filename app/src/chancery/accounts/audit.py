"""The log of administrative acts: who did what to whom, never an answer; only added to, and chained.

Each entry's tag covers the entry and the tag before it, under a key that only the site has, so an entry that was
changed, taken out or put in between shows. The latest number and tag also go to the application's log, which is kept
elsewhere: entries that are cut off the end show there.
"""
# Keeps control_administration_audited.

from __future__ import annotations

import hmac
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from chancery.database import Database, afterwards
from chancery.database.account_models import AuditEntry
from chancery.logs import get_logger
from chancery.vault.site import SiteKey

_FIRST = bytes(32)
_NOBODY = uuid.UUID(int=0)
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `actor` is none for the command line, `subject` for what is about no account."""

    number: int
    moment: datetime
    actor: uuid.UUID | None
    act: str
    subject: uuid.UUID | None
    detail: str
    tag: bytes


class Broken(Exception):
    """The chain does not hold; `number` is the first entry that does not fit."""

    def __init__(self, number: int) -> None:
        super().__init__(f"entry {number} of the audit log was changed, or one before it was taken out")
        self.number = number


class Audit:
    """The audit log of a site."""

    def __init__(self, database: Database, site: SiteKey) -> None:
        self._database = database
        self._site = site

    def add(
        self, connection: Connection, actor: uuid.UUID | None, act: str, subject: uuid.UUID | None, detail: str = ""
    ) -> None:
        """Add an entry in the transaction of the act itself: neither is there without the other."""
        latest = select(AuditEntry.number, AuditEntry.tag).order_by(AuditEntry.number.desc()).limit(1)
        row = connection.execute(latest).first()
        number, previous = (row.number + 1, row.tag) if row else (1, _FIRST)
        moment = datetime.now(UTC).replace(microsecond=0)
        tag = self._tag(previous, Entry(number, moment, actor, act, subject, detail, b""))
        # Of two acts at the same moment, the second one's number is taken: it fails, and is done again or refused.
        connection.execute(
            insert(AuditEntry),
            {
                "number": number,
                "moment": moment,
                "actor": actor,
                "act": act,
                "subject": subject,
                "detail": detail,
                "tag": tag,
            },
        )
        # What was undone must not be told elsewhere: it would look like an entry that somebody has cut off.
        afterwards(connection, lambda: _log.info("audit_entry_added", count=number, code=tag.hex()[:16]))

    def entries(self) -> Iterator[Entry]:
        """Every entry, oldest first, as long as the chain holds.

        Raises:
            Broken: an entry does not fit the one before.
            DatabaseUnavailable: see there.
        """
        table = AuditEntry
        columns = (table.number, table.moment, table.actor, table.act, table.subject, table.detail, table.tag)
        found = self._database.read(
            lambda connection: connection.execute(select(*columns).order_by(table.number)).all()
        )
        previous = _FIRST
        for number, row in enumerate(found, 1):
            entry = Entry(*row)
            if entry.number != number or not hmac.compare_digest(self._tag(previous, entry), entry.tag):
                raise Broken(number)
            previous = entry.tag
            yield entry

    def _tag(self, previous: bytes, entry: Entry) -> bytes:
        return self._site.audit_tag(
            previous,
            entry.number,
            int(entry.moment.timestamp()),
            entry.actor or _NOBODY,
            entry.act,
            entry.subject or _NOBODY,
            entry.detail,
        )
