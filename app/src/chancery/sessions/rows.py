"""The SQL that reads sessions: one with its latest step in a single query, or all of a visitor's."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, select, union_all

from chancery.database.account_models import AccountPair
from chancery.database.models import Erasure, InterviewSession, SessionKey, SessionSecret, Step
from chancery.sessions.view import Standing
from chancery.vault import ACCOUNT, PARTICIPANT, Holder
from chancery.vault.people import Pair, is_shared

_IS_MINE = and_(
    SessionKey.session_id == InterviewSession.id,
    SessionKey.holder_kind.in_([bindparam("kind"), bindparam("guest")]),
    SessionKey.holder == bindparam("visitor"),
)
_IS_OPEN = InterviewSession.expires > bindparam("now")

# The join takes the latest step, also one that is later than the session says: that is how a session row that was put
# back to an older state shows.
_READ = (
    select(
        InterviewSession.id,
        InterviewSession.uid,
        InterviewSession.interview,
        InterviewSession.revision,
        InterviewSession.floor,
        InterviewSession.stored_bytes,
        SessionKey.holder_kind,
        SessionKey.wrapped,
        AccountPair.public,
        AccountPair.box.label("pair_box"),
        SessionSecret.secret,
        Step.revision.label("step_revision"),
        Step.box,
    )
    .join(SessionKey, _IS_MINE)
    .outerjoin(AccountPair, AccountPair.account == SessionKey.holder)
    .outerjoin(SessionSecret, SessionSecret.session == InterviewSession.uid)
    .outerjoin(Step, and_(Step.session_id == InterviewSession.id, Step.revision >= InterviewSession.revision))
    .order_by(Step.revision.desc())
    .limit(1)
)
_READ_BY_UID = _READ.where(InterviewSession.uid == bindparam("uid"), _IS_OPEN)
_MINE = (
    select(
        InterviewSession.id,
        InterviewSession.uid,
        InterviewSession.interview,
        InterviewSession.created,
        InterviewSession.last_active,
        InterviewSession.expires,
        SessionKey.holder_kind,
        SessionKey.wrapped,
        AccountPair.public,
        AccountPair.box.label("pair_box"),
    )
    .join(SessionKey, _IS_MINE)
    .outerjoin(AccountPair, AccountPair.account == SessionKey.holder)
    .where(_IS_OPEN)
    .order_by(InterviewSession.last_active.desc(), InterviewSession.id.desc())
)
_EVER = union_all(
    select(InterviewSession.uid).where(InterviewSession.uid == bindparam("uid")),
    select(Erasure.uid).where(Erasure.uid == bindparam("uid")),
)
_BOX = select(Step.box).where(Step.session_id == bindparam("id"), Step.revision == bindparam("revision"))


# A session's row and its uid: what is needed to erase it.
Identity = tuple[int, uuid.UUID]


class Held:
    """What a row tells of how its reader holds the session."""

    holder_kind: str
    wrapped: bytes
    public: bytes | None
    pair_box: bytes | None

    @property
    def pair(self) -> Pair | None:
        """The reader's key pair, if it has one."""
        return None if self.public is None or self.pair_box is None else Pair(self.public, self.pair_box)

    @property
    def standing(self) -> Standing:
        """Whether the reader owns the session, and whether others may be in it."""
        return Standing(owner=self.holder_kind != PARTICIPANT, shared=is_shared(self.wrapped))


@dataclass(frozen=True)
class SessionRow(Held):
    """A session as it is stored: everything but the key to it."""

    id: int
    uid: uuid.UUID
    interview: str
    revision: int
    floor: int
    stored_bytes: int
    holder_kind: str
    wrapped: bytes
    public: bytes | None
    pair_box: bytes | None
    secret: bytes | None
    step_revision: int | None
    box: bytes | None


@dataclass(frozen=True)
class MineRow(Held):
    """A session in a visitor's own list."""

    id: int
    uid: uuid.UUID
    interview: str
    created: datetime
    last_active: datetime
    expires: datetime
    holder_kind: str
    wrapped: bytes
    public: bytes | None
    pair_box: bytes | None


def read(connection: Connection, visitor: Holder, uid: uuid.UUID, now: datetime) -> SessionRow | None:
    """The visitor's session with its latest step; None if there is none or it expired."""
    row = connection.execute(_READ_BY_UID, _holder(visitor) | {"uid": uid, "now": now}).mappings().first()
    return None if row is None else SessionRow(**row)


def ever(connection: Connection, uid: uuid.UUID) -> bool:
    """Whether anybody has or had a session of that name, as far as the ledger reaches."""
    return connection.execute(_EVER, {"uid": uid}).first() is not None


def read_box(connection: Connection, session_id: int, revision: int) -> bytes | None:
    """One sealed step."""
    box: bytes | None = connection.execute(_BOX, {"id": session_id, "revision": revision}).scalar()
    return box


def mine(connection: Connection, visitor: Holder, now: datetime) -> list[MineRow]:
    """The visitor's open sessions, latest first."""
    return [MineRow(**row) for row in connection.execute(_MINE, _holder(visitor) | {"now": now}).mappings()]


def _holder(holder: Holder) -> dict[str, object]:
    guest = PARTICIPANT if holder.kind == ACCOUNT else holder.kind
    return {"kind": holder.kind, "guest": guest, "visitor": holder.id}
