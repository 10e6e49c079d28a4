"""The SQL that changes sessions: beginning one, and adding a step only if nobody else did meanwhile."""

from __future__ import annotations

import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from chancery.database.models import InterviewSession, SessionKey, SessionSecret, Step
from chancery.sessions.rows import SessionRow, read_box
from chancery.vault import Holder

_ADVANCE = (
    update(InterviewSession)
    .where(InterviewSession.id == bindparam("session_id"), InterviewSession.revision == bindparam("seen"))
    .values(
        revision=bindparam("new_revision"),
        floor=bindparam("new_floor"),
        stored_bytes=bindparam("new_bytes"),
        last_active=bindparam("new_active"),
        expires=bindparam("new_expires"),
    )
)
_ADD_STEP = insert(Step)
# Both in one statement, which PostgreSQL can and SQLite cannot: a transaction of one round trip.
_MOVED = _ADVANCE.returning(InterviewSession.id).cte("moved")
_ADVANCE_AND_ADD_STEP = (
    insert(Step)
    .from_select(
        [Step.session_id, Step.revision, Step.box],
        select(
            _MOVED.c.id,
            bindparam("step_revision", type_=Step.revision.type),
            bindparam("step_box", type_=Step.box.type),
        ),
    )
    # SQLAlchemy counts no rows of an INSERT; what comes back is the proof that one was made.
    .returning(Step.revision)
)
_DROP_STEPS = delete(Step).where(
    Step.session_id == bindparam("id"), Step.revision >= bindparam("first"), Step.revision < bindparam("end")
)


@dataclass(frozen=True, slots=True)
class Advance:
    """One step to add: the session row's new values, and which earlier steps go."""

    revision: int
    box: bytes
    floor: int
    stored_bytes: int
    last_active: datetime
    expires: datetime
    # Steps from this revision on (before the new one) are dropped; None drops nothing.
    drop_from: int | None = None


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to insert, with its first step."""

    uid: uuid.UUID
    interview: str
    visitor: Holder
    wrapped: bytes
    secret: bytes
    box: bytes
    now: datetime
    expires: datetime


def create(connection: Connection, new: NewSession) -> None:
    """Insert a session; one that is there already was inserted by our own earlier try (its uid is random)."""
    if connection.scalar(select(InterviewSession.id).where(InterviewSession.uid == new.uid)) is not None:
        return
    session_id = connection.scalar(
        insert(InterviewSession).returning(InterviewSession.id),
        {
            "uid": new.uid,
            "interview": new.interview,
            "revision": 1,
            "floor": 1,
            "stored_bytes": len(new.box),
            "created": new.now,
            "last_active": new.now,
            "expires": new.expires,
        },
    )
    connection.execute(
        insert(SessionKey),
        {"session_id": session_id, "holder_kind": new.visitor.kind, "holder": new.visitor.id, "wrapped": new.wrapped},
    )
    connection.execute(insert(SessionSecret), {"session": new.uid, "secret": new.secret})
    connection.execute(_ADD_STEP, {"session_id": session_id, "revision": 1, "box": new.box})


def advance(connection: Connection, row: SessionRow, new: Advance) -> bool:
    """Add a step to the session that was read as `row`; False, and nothing done, if it has moved on since.

    True also if this very step is there already: an earlier try was stored though its connection broke.
    """
    values = {
        "session_id": row.id,
        "seen": row.revision,
        "new_revision": new.revision,
        "new_floor": new.floor,
        "new_bytes": new.stored_bytes,
        "new_active": new.last_active,
        "new_expires": new.expires,
    }
    if connection.dialect.name == "postgresql":
        step = {"step_revision": new.revision, "step_box": new.box}
        changed = connection.execute(_ADVANCE_AND_ADD_STEP, values | step).scalar() is not None
    else:
        changed = connection.execute(_ADVANCE, values).rowcount > 0
        if changed:
            connection.execute(_ADD_STEP, {"session_id": row.id, "revision": new.revision, "box": new.box})
    if not changed:
        return hmac.compare_digest(read_box(connection, row.id, new.revision) or b"", new.box)
    if new.drop_from is not None:
        connection.execute(_DROP_STEPS, {"id": row.id, "first": new.drop_from, "end": new.revision})
    return True


def move(
    connection: Connection, row: SessionRow, giver: Holder, taker: Holder, wrapped: bytes, expires: datetime
) -> None:
    """Give a session to another holder: its key, wrapped for `taker`, takes the place of the one of `giver`."""
    mine = {"session_id": row.id, "holder_kind": taker.kind, "holder": taker.id}
    # One that is there was put there by our own earlier try.
    if connection.scalar(select(SessionKey.session_id).filter_by(**mine)) is None:
        connection.execute(insert(SessionKey), mine | {"wrapped": wrapped})
    connection.execute(delete(SessionKey).filter_by(session_id=row.id, holder_kind=giver.kind, holder=giver.id))
    connection.execute(update(InterviewSession).where(InterviewSession.id == row.id).values(expires=expires))


def drop_keys(connection: Connection, kind: str, holder: uuid.UUID) -> None:
    """Take every key of a holder of this kind away; the sessions stay for the others."""
    connection.execute(delete(SessionKey).filter_by(holder_kind=kind, holder=holder))


def prune(connection: Connection, session_id: int, *, steps: int, size: int) -> int:
    """Forget a session's oldest steps so that at most `steps`, of `size` bytes in all, remain; tells how many went.

    The latest step always remains.
    """
    lengths = connection.execute(
        select(Step.revision, func.length(Step.box)).where(Step.session_id == session_id).order_by(Step.revision.desc())
    ).all()
    kept, total, floor = 0, 0, 0
    for revision, length in lengths:
        if kept and (kept >= steps or total + length > size):
            break
        kept, total, floor = kept + 1, total + length, revision
    connection.execute(_DROP_STEPS, {"id": session_id, "first": 0, "end": floor})
    connection.execute(
        update(InterviewSession).where(InterviewSession.id == session_id).values(floor=floor, stored_bytes=total)
    )
    return len(lengths) - kept
