"""The tables of accounts. Of e-mail addresses they hold tags and boxes that only the site's key makes and opens.

In clear: that there is an account, its role, the hours of its creation and of its last use, how many logins and which
kinds of second factors it has.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from chancery.database.models import Base, Identity, UtcDateTime


class Account(Base):
    """A person who may come back from another browser."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=True)
    uid: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    address_tag: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    address_box: Mapped[bytes] = mapped_column(LargeBinary)
    # user, advocate, admin; developer on development hosts only.
    role: Mapped[str] = mapped_column(String(20))
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    last_active: Mapped[datetime] = mapped_column(UtcDateTime)


class AccountSlot(Base):
    """MK of an account, sealed for one way to open it: the password, or the recovery code."""

    __tablename__ = "account_slot"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)
    # Of a password alone.
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    memory_kib: Mapped[int | None] = mapped_column(Integer)
    passes: Mapped[int | None] = mapped_column(Integer)
    lanes: Mapped[int | None] = mapped_column(Integer)
    verifier: Mapped[bytes | None] = mapped_column(LargeBinary)


class AccountPair(Base):
    """The key pair of an account that shares sessions: the public key, and the private one sealed under MK."""

    __tablename__ = "account_pair"

    account: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.uid", ondelete="CASCADE"), primary_key=True)
    public: Mapped[bytes] = mapped_column(LargeBinary)
    box: Mapped[bytes] = mapped_column(LargeBinary)


class AccountFactor(Base):
    """A second factor: an authenticator's secret, a passkey's public key, or the codes for when those are lost."""

    __tablename__ = "account_factor"

    uid: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    box: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[datetime] = mapped_column(UtcDateTime)


class Login(Base):
    """One browser in which an account is signed in, or is about to be: its box holds MK for that browser's cookie."""

    __tablename__ = "login"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    # full, or factor while the second factor is still to come.
    stage: Mapped[str] = mapped_column(String(20))
    box: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    last_active: Mapped[datetime] = mapped_column(UtcDateTime)
    expires: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class AccountIdentity(Base):
    """Whom a provider of identity knows an account's owner as: a tag that does not say it, and opens nothing."""

    __tablename__ = "account_identity"

    tag: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    provider: Mapped[str] = mapped_column(String(20))


class AccountDevice(Base):
    """A device that is remembered: its box holds MK for that device's cookie."""

    __tablename__ = "account_device"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)
    expires: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class IdentityRequest(Base):
    """What a browser has asked a provider (stage asked), or what it proved there (proved); good once."""

    __tablename__ = "identity_request"

    tag: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    visitor: Mapped[uuid.UUID] = mapped_column(Uuid, index=True)
    provider: Mapped[str] = mapped_column(String(20))
    stage: Mapped[str] = mapped_column(String(20))
    box: Mapped[bytes] = mapped_column(LargeBinary)
    expires: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class MailedCode(Base):
    """A code that was sent to an address, for the browser that asked for it; only its hash is here."""

    __tablename__ = "mailed_code"

    uid: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    # register or reset.
    purpose: Mapped[str] = mapped_column(String(20))
    # The browser that asked; none for a code that an administrator hands out.
    visitor: Mapped[uuid.UUID | None] = mapped_column(Uuid, index=True)
    address_tag: Mapped[bytes] = mapped_column(LargeBinary)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    role: Mapped[str] = mapped_column(String(20))
    tries: Mapped[int] = mapped_column(Integer)
    expires: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class AttemptLimit(Base):
    """How often something was tried lately, under a tag that does not say what, and until when to wait."""

    __tablename__ = "attempt_limit"

    tag: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class AuditEntry(Base):
    """An administrative act; rows are only added, and each one's tag covers the one before."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    moment: Mapped[datetime] = mapped_column(UtcDateTime)
    # The account that acted; none for the command line.
    actor: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    act: Mapped[str] = mapped_column(String(40))
    subject: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    detail: Mapped[str] = mapped_column(Text)
    tag: Mapped[bytes] = mapped_column(LargeBinary)
