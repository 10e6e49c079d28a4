"""The tables. What is in clear here is what a thief of the database learns.

In clear: which interview, how many steps, padded sizes, times rounded to the hour, which sessions one browser holds.
The schema `keystore` holds the server's share of every key and is left out of long backups; nothing in the other
tables refers to it, so that it may move to a database of its own.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    Uuid,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

KEYSTORE = "keystore"
# SQLite counts rows by itself only in an INTEGER column.
Identity = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Refuse a time without a zone: it would mean another moment on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Give every time its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables; names of constraints are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class InterviewSession(Base):
    """One interview that somebody is in the middle of."""

    __tablename__ = "interview_session"

    id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=True)
    uid: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    interview: Mapped[str] = mapped_column(Text)
    # The number of the latest step; it only grows, and no step may have a higher one.
    revision: Mapped[int] = mapped_column(BigInteger)
    # The earliest step that Back may reach.
    floor: Mapped[int] = mapped_column(BigInteger)
    # The sum of the lengths of the boxes of its steps.
    stored_bytes: Mapped[int] = mapped_column(BigInteger)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    last_active: Mapped[datetime] = mapped_column(UtcDateTime)
    expires: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SessionKey(Base):
    """SKu of a session for one holder: wrapped for a browser or an account, sealed to the key pair of who shares it."""

    __tablename__ = "session_key"
    __table_args__ = (Index("ix_session_key_holder", "holder_kind", "holder"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("interview_session.id", ondelete="CASCADE"), primary_key=True)
    holder_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    holder: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    # Who this is, sealed for the others; none while nobody else was ever invited.
    person: Mapped[bytes | None] = mapped_column(LargeBinary)


class Invitation(Base):
    """SKu of a session for whoever types a code, once; neither the code nor anything that opens the box is here."""

    __tablename__ = "invitation"

    tag: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("interview_session.id", ondelete="CASCADE"), index=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)
    expires: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Step(Base):
    """The answers and the screen after one change, sealed; never updated, only added and deleted."""

    __tablename__ = "step"

    session_id: Mapped[int] = mapped_column(ForeignKey("interview_session.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    box: Mapped[bytes] = mapped_column(LargeBinary)


class Erasure(Base):
    """The ledger of erased sessions, so that a restored backup can be told what must not come back.

    It also remembers whose files are still to be deleted when the object store was down at the time.
    """

    __tablename__ = "erasure"

    uid: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    erased: Mapped[datetime] = mapped_column(UtcDateTime)
    # See `chancery.sessions.view.Reason`.
    reason: Mapped[str] = mapped_column(String(20))
    files_pending: Mapped[bool] = mapped_column(Boolean, index=True)


class SessionSecret(Base):
    """SKs: the server's share of a session's key."""

    __tablename__ = "session_secret"
    __table_args__ = {"schema": KEYSTORE}  # noqa: RUF012  SQLAlchemy declares it as a plain class attribute

    session: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
