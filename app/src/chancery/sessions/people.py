"""Several people in one session: who they are, who is invited, and new keys for all when one of them goes.

Whoever is in a session holds a share of its key that is sealed to her own account, so the server cannot let anybody in:
the code of an invitation carries what opens the session, and its row does not. Two people who answer at once are told
apart by the session's revision, like two tabs.
"""
# Keeps control_people_named. Keeps control_removal_rekeys.

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from chancery.logs import get_logger
from chancery.sessions import people_rows, rows
from chancery.sessions.errors import InvitationRefused, NoSuchSession, NotOwner, TooManyPeople
from chancery.sessions.storage import Storage
from chancery.sessions.stored import open_step, seal_step, share_of, unreadable
from chancery.vault import ACCOUNT, PARTICIPANT, Holder, Key, Unreadable, new_share, session_key, step_place
from chancery.vault import people as vault
from chancery.vault.accounts import read_code, write_code

T = TypeVar("T")
# People and open invitations of one session together.
MAX_PEOPLE = 10
INVITATION_HOURS = 24
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who can read a session."""

    # Names her in a form: the account's uid, 32 hexadecimal digits.
    id: str
    # "" if nobody who has the session's key says who this is; such a key goes with the next removal.
    address: str
    role: str
    owner: bool
    is_me: bool


@dataclass(frozen=True, slots=True)
class Company:
    """Who can read a session, and until when its open invitations are good (UTC)."""

    people: list[Participant]
    invitations: list[datetime]
    owner: bool


@dataclass(frozen=True, slots=True)
class _Locked:
    """A session in a transaction in which nobody else changes it."""

    connection: Connection
    id: int
    uid: uuid.UUID
    share: bytes
    secret: bytes
    key: Key
    holders: list[people_rows.KeyRow]

    def person(self, holder: people_rows.KeyRow) -> vault.Person | None:
        """Who a holder is, if somebody who had the session's key wrote it."""
        return vault.open_person(self.key, self.uid, holder.kind, holder.holder, holder.person)


class People:
    """The people of every session. Every method may raise `NoSuchSession`, `AnswersUnreadable` and `TryAgain`."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def company(self, holder: Holder, uid: str) -> Company:
        """Who can read the session."""

        def work(found: _Locked, row: rows.SessionRow) -> Company:
            ends = people_rows.invitations(found.connection, found.id, _now())
            people = [_participant(found, each, holder) for each in found.holders]
            return Company(people, ends, row.standing.owner)

        return self._with(holder, uid, work, self._storage.reading)

    def invite(self, holder: Holder, uid: str, address: str) -> str:
        """A code with which one other account may join, once, within `INVITATION_HOURS`.

        Args:
            holder: the account that owns the session.
            uid: the session.
            address: the account's, which those who join see.

        Raises:
            NotOwner: the holder was invited herself, or has no account.
            TooManyPeople: see there.
        """
        raw = os.urandom(vault.INVITATION_BYTES)
        tag = vault.invitation_tag(raw)

        def work(found: _Locked, row: rows.SessionRow) -> None:
            if holder.kind != ACCOUNT or not row.standing.owner:
                raise NotOwner("who was invited cannot invite")
            now, connection = _now(), found.connection
            if people_rows.invitation(connection, tag, now) is not None:
                return  # stored by our own earlier try
            if len(found.holders) + len(people_rows.invitations(connection, row.id, now)) >= MAX_PEOPLE:
                raise TooManyPeople(MAX_PEOPLE)
            if not row.standing.shared:
                _admit(found, holder, ACCOUNT, address)
            box = vault.seal_invitation(raw, row.uid, found.share)
            people_rows.add_invitation(connection, row.id, tag, box, now + timedelta(hours=INVITATION_HOURS))

        self._with(holder, uid, work)
        return write_code(raw)

    def withdraw(self, holder: Holder, uid: str) -> None:
        """Make every open invitation worthless.

        Raises:
            NotOwner: the holder was invited herself.
        """

        def work(found: _Locked, row: rows.SessionRow) -> None:
            if not row.standing.owner:
                raise NotOwner("who was invited cannot withdraw an invitation")
            people_rows.drop_invitations(found.connection, found.id)

        self._with(holder, uid, work)

    def join(self, holder: Holder, code: str, address: str) -> str:
        """Use a code up and hold the session from now on; the session's uid.

        Args:
            holder: an account that is signed in.
            code: as it was typed.
            address: the account's, which the others see.

        Raises:
            InvitationRefused, TooManyPeople: see there.
        """
        raw = read_code(code, vault.INVITATION_BYTES)
        if raw is None or holder.kind != ACCOUNT:
            raise InvitationRefused("the text is no code")
        joined: list[str] = []

        def work(connection: Connection) -> None:
            found = _invited(connection, raw)
            if found is None:
                if joined:
                    return  # by our own earlier try
                raise InvitationRefused("there is no such invitation")
            joined[:] = [found.uid.hex]
            if any(row.holder == holder.id for row in found.holders):
                return  # who is in already needs no code, which stays good
            if len(found.holders) >= MAX_PEOPLE:
                raise TooManyPeople(MAX_PEOPLE)
            people_rows.use_invitation(connection, vault.invitation_tag(raw))
            _admit(found, holder, PARTICIPANT, address)

        self._storage.writing(work)
        _log.info("person_joined", session=joined[0][:8])
        return joined[0]

    def remove(self, holder: Holder, uid: str, who: str) -> None:
        """Take somebody's key away and give all others new ones; open invitations are withdrawn.

        Raises:
            NotOwner: the holder was invited herself, or `who` is the owner.
        """

        def work(found: _Locked, row: rows.SessionRow) -> None:
            if not row.standing.owner or who == holder.id.hex:
                raise NotOwner("only the owner removes somebody, and not herself")
            _expel(found, row, who)

        self._with(holder, uid, work)
        _log.info("person_removed", session=uid[:8])

    def leave(self, holder: Holder, uid: str) -> None:
        """Give one's own key back; the others get new ones.

        Raises:
            NotOwner: the holder owns the session, which her Exit would erase.
        """

        def work(found: _Locked, row: rows.SessionRow) -> None:
            if row.standing.owner:
                raise NotOwner("the owner cannot leave her session to others")
            _expel(found, row, holder.id.hex)

        self._with(holder, uid, work)
        _log.info("person_left", session=uid[:8])

    def _with(
        self, holder: Holder, uid: str, work: Callable[[_Locked, rows.SessionRow], T],
        transaction: Callable[[Callable[[Connection], T]], T] | None = None,
    ) -> T:  # fmt: skip
        """The result of `work` on the session in a transaction, or in the one that is given."""
        name = self._storage.read(holder, uid)

        def locked(connection: Connection) -> T:
            if transaction is None:
                people_rows.lock(connection, name.id)
            row = rows.read(connection, holder, name.uid, _now())
            if row is None:
                raise NoSuchSession("the session is gone, or the holder is no longer in it")
            try:
                share = share_of(holder, row)
            except Unreadable:
                raise unreadable(row, "key") from None
            if row.secret is None:
                raise unreadable(row, "key")
            return work(_locked(connection, (row.id, row.uid), share, row.secret), row)

        return (transaction or self._storage.writing)(locked)


def _invited(connection: Connection, code: bytes) -> _Locked | None:
    """The session that an invitation leads to, locked; None if there is none such."""
    tag, now = vault.invitation_tag(code), _now()
    found = people_rows.invitation(connection, tag, now)
    if found is None or not people_rows.lock(connection, found.session_id):
        return None
    # Once more: until now somebody could use it, or change the session's keys.
    found = people_rows.invitation(connection, tag, now)
    if found is None or found.secret is None:
        return None
    try:
        share = vault.open_invitation(code, found.session, found.box)
    except Unreadable:
        return None
    return _locked(connection, (found.session_id, found.session), share, found.secret)


def _locked(connection: Connection, session: rows.Identity, share: bytes, secret: bytes) -> _Locked:
    session_id, uid = session
    key = session_key(uid, share, secret)
    return _Locked(connection, session_id, uid, share, secret, key, people_rows.holders(connection, session_id))


def _admit(found: _Locked, holder: Holder, kind: str, address: str) -> None:
    """Seal the session's share to an account's key pair, which is made if it has none."""
    pair = people_rows.pair(found.connection, holder.id)
    if pair is None or not vault.pair_opens(holder, pair):
        pair = vault.new_pair(holder)
        people_rows.put_pair(found.connection, holder.id, pair)
    person = vault.Person(address, holder.role, pair.public)
    _put(found, kind, holder.id, person, (found.share, found.key))


def _expel(found: _Locked, row: rows.SessionRow, who: str) -> None:
    """New keys of the session for everybody but `who`, and every step under them."""
    if all(holder.holder.hex != who for holder in found.holders):
        return  # gone already, by our own earlier try or another tab
    if row.step_revision != row.revision:
        raise unreadable(row, "row")
    connection = found.connection
    share, secret = new_share(), new_share()
    key = session_key(row.uid, share, secret)
    for holder in found.holders:
        person = found.person(holder)
        if holder.holder.hex == who or person is None:
            people_rows.drop_key(connection, row.id, holder.kind, holder.holder)
        else:
            _put(found, holder.kind, holder.holder, person, (share, key))
    steps = []
    for revision, box in people_rows.boxes(connection, row.id):
        step = open_step(found.key, row, revision, box)
        step.past = [found.share + found.secret, *step.past]
        # The latest gets a number of its own: what somebody answers meanwhile under the old key is refused as stale.
        place = revision + 1 if revision == row.revision else revision
        steps.append((place, seal_step(key, step_place(row.uid, row.interview, place), step)))
    people_rows.drop_invitations(connection, row.id)
    people_rows.put_boxes(connection, row.id, row.uid, steps, secret)


def _put(found: _Locked, kind: str, holder: uuid.UUID, person: vault.Person, keys: tuple[bytes, Key]) -> None:
    """Store a holder's share of the key, and who she is."""
    share, key = keys
    wrapped = vault.seal_share(person.public, found.uid, kind, holder, share)
    box = vault.seal_person(key, found.uid, kind, holder, person)
    people_rows.put_key(found.connection, found.id, kind, holder, wrapped, box)


def _participant(found: _Locked, row: people_rows.KeyRow, holder: Holder) -> Participant:
    person = found.person(row)
    address, role = (person.address, person.role) if person else ("", "")
    return Participant(row.holder.hex, address, role, row.kind != PARTICIPANT, row.holder == holder.id)


def _now() -> datetime:
    return datetime.now(UTC)
