"""The SQL of several people in one session. Whoever changes who they are locks the session's row first."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from chancery.database.account_models import Account, AccountPair
from chancery.database.models import InterviewSession, Invitation, SessionKey, SessionSecret, Step
from chancery.vault.people import Pair


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One holder of a session."""

    kind: str
    holder: uuid.UUID
    person: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation, with the session that it leads to and the server's share of its key."""

    session_id: int
    session: uuid.UUID
    box: bytes = field(repr=False)
    secret: bytes | None = field(repr=False)


def lock(connection: Connection, session_id: int) -> bool:
    """Let nobody else change the session until the transaction ends; False if it is gone."""
    query = select(InterviewSession.id).where(InterviewSession.id == session_id).with_for_update()
    return connection.scalar(query) is not None


def pair(connection: Connection, account: uuid.UUID) -> Pair | None:
    """The key pair of an account, which nobody else can store meanwhile."""
    connection.execute(select(Account.id).where(Account.uid == account).with_for_update())
    row = connection.execute(select(AccountPair.public, AccountPair.box).where(AccountPair.account == account)).first()
    return None if row is None else Pair(*row)


def put_pair(connection: Connection, account: uuid.UUID, new: Pair) -> None:
    """Store a key pair in the place of the one there was."""
    connection.execute(delete(AccountPair).where(AccountPair.account == account))
    connection.execute(insert(AccountPair), {"account": account, "public": new.public, "box": new.box})


def holders(connection: Connection, session_id: int) -> list[KeyRow]:
    """Everybody who has a key to the session."""
    found = connection.execute(
        select(SessionKey.holder_kind, SessionKey.holder, SessionKey.person)
        .where(SessionKey.session_id == session_id)
        .order_by(SessionKey.holder_kind, SessionKey.holder)
    )
    return [KeyRow(*row) for row in found]


def put_key(
    connection: Connection, session_id: int, kind: str, holder: uuid.UUID, wrapped: bytes, person: bytes
) -> None:
    """Store a holder's key in the place of the one there was."""
    drop_key(connection, session_id, kind, holder)
    values = {"session_id": session_id, "holder_kind": kind, "holder": holder, "wrapped": wrapped, "person": person}
    connection.execute(insert(SessionKey), values)


def drop_key(connection: Connection, session_id: int, kind: str, holder: uuid.UUID) -> None:
    """Take a holder's key away."""
    connection.execute(delete(SessionKey).filter_by(session_id=session_id, holder_kind=kind, holder=holder))


def invitations(connection: Connection, session_id: int, now: datetime) -> list[datetime]:
    """When the open invitations of a session end."""
    query = select(Invitation.expires).where(Invitation.session_id == session_id, Invitation.expires > now)
    return list(connection.scalars(query.order_by(Invitation.expires)))


def add_invitation(connection: Connection, session_id: int, tag: bytes, box: bytes, expires: datetime) -> None:
    """Store an invitation."""
    values = {"tag": tag, "session_id": session_id, "box": box, "expires": expires}
    connection.execute(insert(Invitation), values)


def invitation(connection: Connection, tag: bytes, now: datetime) -> InvitationRow | None:
    """An invitation that is still good."""
    row = connection.execute(
        select(InterviewSession.id, InterviewSession.uid, Invitation.box, SessionSecret.secret)
        .join(InterviewSession, InterviewSession.id == Invitation.session_id)
        .outerjoin(SessionSecret, SessionSecret.session == InterviewSession.uid)
        .where(Invitation.tag == tag, Invitation.expires > now, InterviewSession.expires > now)
    ).first()
    return None if row is None else InvitationRow(*row)


def use_invitation(connection: Connection, tag: bytes) -> bool:
    """Use an invitation up; whether it was still there."""
    return connection.execute(delete(Invitation).where(Invitation.tag == tag)).rowcount > 0


def drop_invitations(connection: Connection, session_id: int) -> None:
    """Withdraw every invitation of a session."""
    connection.execute(delete(Invitation).where(Invitation.session_id == session_id))


def forget_expired_invitations(connection: Connection, now: datetime) -> None:
    """Delete the invitations that are no longer good, with the boxes that they hold."""
    connection.execute(delete(Invitation).where(Invitation.expires <= now))


def boxes(connection: Connection, session_id: int) -> list[tuple[int, bytes]]:
    """Every sealed step of a session, by revision."""
    query = select(Step.revision, Step.box).where(Step.session_id == session_id).order_by(Step.revision)
    return [(row.revision, row.box) for row in connection.execute(query)]


def put_boxes(
    connection: Connection, session_id: int, session: uuid.UUID, steps: Sequence[tuple[int, bytes]], secret: bytes
) -> None:
    """Store every step and the server's share anew; the last step's revision becomes the session's."""
    connection.execute(delete(Step).where(Step.session_id == session_id))
    values = [{"session_id": session_id, "revision": revision, "box": box} for revision, box in steps]
    connection.execute(insert(Step), values)
    connection.execute(update(SessionSecret).where(SessionSecret.session == session).values(secret=secret))
    connection.execute(
        update(InterviewSession)
        .where(InterviewSession.id == session_id)
        .values(revision=steps[-1][0], stored_bytes=sum(len(box) for _, box in steps))
    )
