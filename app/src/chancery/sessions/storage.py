"""Where sessions are kept: rows sealed and opened on the way, in transactions, and files beside them.

No lock is held while an interview is evaluated. A session is read at revision r and written only if it is still at r
(`changes.advance`), so of two tabs the first answer is stored and the second is refused as stale, and a slow interview
never blocks a row.
"""
# Keeps control_acknowledged_is_stored.

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec
from sqlalchemy import Connection

from chancery.database import Database
from chancery.logs import get_logger
from chancery.objects import ObjectStore
from chancery.protocol import NewFile
from chancery.sessions import changes, erasure, rows
from chancery.sessions.errors import NoSuchSession, NotOwner
from chancery.sessions.files import Files
from chancery.sessions.letters import kept
from chancery.sessions.stored import Opened, Stored, fits, open_session, open_step, seal_step, share_of, unreadable
from chancery.sessions.transactions import or_try_again
from chancery.settings import Settings
from chancery.vault import Holder, Unreadable, new_share, session_key, step_place, wrap_share

T = TypeVar("T")
_log = get_logger(__name__)


class Storage:
    """Every method raises `TryAgain` when the database is down; nothing of the call is stored then."""

    def __init__(self, database: Database, store: ObjectStore, settings: Settings) -> None:
        self._database = database
        self._store = store
        self._settings = settings
        self.files = Files(store)

    def open(self, visitor: Holder, uid: str) -> Opened:
        """A visitor's session with its latest step.

        Raises:
            NoSuchSession, AnswersUnreadable: see there.
        """
        return open_session(visitor, self.read(visitor, uid))

    def mine(self, visitor: Holder) -> list[rows.MineRow]:
        """The open sessions that the visitor's key opens, latest first."""
        found = self.reading(lambda connection: rows.mine(connection, visitor, _now()))
        return [row for row in found if fits(visitor, row)]

    def ever(self, uid: str) -> bool:
        """Whether anybody has or had the session `uid`."""
        try:
            session = named(uid)
        except NoSuchSession:
            return False
        return self.reading(lambda connection: rows.ever(connection, session))

    def create(
        self, visitor: Holder, session: uuid.UUID, interview: str, step: Stored,
        replaced: Sequence[rows.Identity] = (), files: Sequence[NewFile] = (),
    ) -> None:  # fmt: skip
        """Store a new session with fresh keys, and its files; those `replaced` are erased in the same transaction."""
        now = _now()
        person_share, server_share = new_share(), new_share()
        key = session_key(session, person_share, server_share)
        new = changes.NewSession(
            session,
            interview,
            visitor,
            wrap_share(visitor, session, person_share),
            server_share,
            seal_step(key, step_place(session, interview, 1), step),
            hour(now),
            self._expiry(now),
        )

        def work(connection: Connection) -> None:
            changes.create(connection, new)
            if replaced:
                erasure.erase_rows(connection, replaced, "restart", hour(now))

        with self.files.keeping(key, session, files):
            self.writing(work)
        erasure.erase_files_or_leave(self._database, self._store, [uid for _, uid in replaced])

    def advance(
        self, session: Opened, step: Stored, *, forget_earlier: bool = False, files: Sequence[NewFile] = ()
    ) -> Opened | None:
        """Store the next step of a session as it was read; None if it has moved on since.

        Args:
            session: as it was read.
            step: the answers and the screen after it.
            forget_earlier: the steps before go, and Back ends here.
            files: what the step names and is not stored yet.
        """
        try:
            with self.files.keeping(session.key, session.row.uid, files):
                stored = self._advance(session, step, drop_from=0 if forget_earlier else None)
                if stored is None:
                    raise _MovedOn
        except _MovedOn:
            return None
        return stored

    def go_back(self, session: Opened) -> Opened | None:
        """Make the step before the latest one again; None if the session has moved on since it was read.

        Raises:
            AnswersUnreadable: the step before does not open.
        """
        row, target = session.row, session.step.previous
        box = self.reading(lambda connection: rows.read_box(connection, row.id, target))
        step = open_step(session.key, row, target, box)
        # What has become of letters does not become undone.
        now = session.step
        # Nor do tasks that the interview wants to be remembered; the screen may speak of them.
        stale = step.stale or step.tasks != now.tasks
        step = msgspec.structs.replace(
            step, letters=kept(now.letters), begun=now.begun, since=0, tasks=now.tasks, stale=stale
        )
        return self._advance(session, step, drop_from=target, freed=len(row.box or b"") + len(box or b""))

    def move(self, giver: Holder, taker: Holder, uid: str) -> None:
        """Give a session to another holder, who alone can open it from then on.

        Raises:
            NoSuchSession: see there.
            NotOwner: others are in the session.
            AnswersUnreadable: the giver's key does not fit; nothing is changed.
        """
        row = self.read(giver, uid)
        if row.standing.shared:
            raise NotOwner("a session that others are in stays where it is")
        try:
            share = share_of(giver, row)
        except Unreadable:
            raise unreadable(row, "key") from None
        wrapped = wrap_share(taker, row.uid, share)
        expires = self._expiry(_now())
        self.writing(lambda connection: changes.move(connection, row, giver, taker, wrapped, expires))

    def _advance(self, session: Opened, step: Stored, *, drop_from: int | None, freed: int = 0) -> Opened | None:
        """Seal and commit a step. Those from `drop_from` on, of `freed` bytes, go; from 0 on, all."""
        row, settings, now = session.row, self._settings, _now()
        revision = row.revision + 1
        step.past = session.step.past
        box = seal_step(session.key, step_place(row.uid, row.interview, revision), step)
        floor, total = row.floor, row.stored_bytes - freed + len(box)
        if drop_from == 0:
            floor, total = revision, len(box)
        new = changes.Advance(revision, box, floor, total, hour(now), self._expiry(now), drop_from)
        crowded = revision - floor >= settings.max_steps or total > settings.max_session_bytes

        def work(connection: Connection) -> bool:
            if not changes.advance(connection, row, new):
                return False
            if crowded:
                # A quarter more than needed, so that this is not done at every answer from now on.
                steps, size = settings.max_steps * 3 // 4, settings.max_session_bytes * 3 // 4
                changes.prune(connection, row.id, steps=steps, size=size)
            return True

        with or_try_again():
            alone = drop_from is None and not crowded
            stored = self._database.write_at_once(work) if alone else self._database.write(work)
        if not stored:
            return None
        return Opened(replace(row, revision=revision, floor=floor, stored_bytes=total, box=box), session.key, step)

    def read(self, visitor: Holder, uid: str) -> rows.SessionRow:
        """A visitor's session as it is stored.

        Raises:
            NoSuchSession: see there.
        """
        session = named(uid)
        row = self.reading(lambda connection: rows.read(connection, visitor, session, _now()))
        if row is None:
            raise NoSuchSession("this browser has no such session")
        return row

    def _expiry(self, now: datetime) -> datetime:
        return hour(now) + timedelta(days=self._settings.session_lifetime_days, hours=1)

    def reading(self, work: Callable[[Connection], T]) -> T:
        """The result of `work`, which only reads."""
        with or_try_again():
            return self._database.read(work)

    def writing(self, work: Callable[[Connection], T]) -> T:
        """The result of `work` in a transaction that is committed."""
        with or_try_again():
            return self._database.write(work)


class _MovedOn(Exception):
    """The session has another step than the one that was read."""


def new_uid() -> uuid.UUID:
    """A name for a session: 128 random bits."""
    return uuid.UUID(bytes=os.urandom(16))


def named(text: str) -> uuid.UUID:
    """The uid that a session's name in an address stands for.

    Raises:
        NoSuchSession: the text is no such name.
    """
    if len(text) != 32 or not all(digit in "0123456789abcdef" for digit in text):
        raise NoSuchSession("this browser has no such session")
    return uuid.UUID(hex=text)


def _now() -> datetime:
    return datetime.now(UTC)


def hour(moment: datetime) -> datetime:
    """Times are stored to the hour: who answered at which minute is nobody's business."""
    return moment.replace(minute=0, second=0, microsecond=0)
