"""The SQL of accounts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, insert, select, update

from chancery.database.account_models import (
    Account,
    AccountDevice,
    AccountFactor,
    AccountIdentity,
    AccountSlot,
    AttemptLimit,
    IdentityRequest,
    Login,
    MailedCode,
)
from chancery.vault.accounts import PASSWORD
from chancery.vault.passwords import Cost

FULL = "full"
FACTOR = "factor"
MAX_TRIES = 10
# Which acts of a login are written down: its last use, at most so often.
_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class PasswordRow:
    """An account and its password slot."""

    id: int
    uid: uuid.UUID
    role: str
    salt: bytes
    cost: Cost
    verifier: bytes = field(repr=False)
    box: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot to store."""

    kind: str
    box: bytes = field(repr=False)
    salt: bytes | None = None
    cost: Cost | None = None
    verifier: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class LoginRow:
    """A login with its account."""

    id: uuid.UUID
    stage: str
    box: bytes = field(repr=False)
    last_active: datetime
    account_id: int
    account: uuid.UUID
    role: str


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code that was sent."""

    uid: uuid.UUID
    address_tag: bytes
    code_hash: bytes
    role: str


def find(connection: Connection, address_tag: bytes) -> PasswordRow | None:
    """The account of an address."""
    return _with_password(connection, Account.address_tag == address_tag)


def find_by_id(connection: Connection, account_id: int) -> PasswordRow | None:
    """The account with this number."""
    return _with_password(connection, Account.id == account_id)


def _with_password(connection: Connection, which: object) -> PasswordRow | None:
    slot = AccountSlot
    row = connection.execute(
        select(Account.id, Account.uid, Account.role, slot.salt, slot.memory_kib, slot.passes, slot.lanes)
        .add_columns(slot.verifier, slot.box)
        .join(slot, and_(slot.account_id == Account.id, slot.kind == PASSWORD))
        .where(which)  # type: ignore[arg-type]  # a comparison of a column, which SQLAlchemy types as bool
    ).first()
    if row is None:
        return None
    cost = Cost(row.memory_kib, row.passes, row.lanes)
    return PasswordRow(row.id, row.uid, row.role, row.salt, cost, row.verifier, row.box)


def slot_box(connection: Connection, account_id: int, kind: str) -> bytes | None:
    """The box of one slot."""
    box: bytes | None = connection.scalar(
        select(AccountSlot.box).where(AccountSlot.account_id == account_id, AccountSlot.kind == kind)
    )
    return box


def put_slot(connection: Connection, account_id: int, slot: Slot) -> None:
    """Store a slot in the place of the one of its kind."""
    connection.execute(delete(AccountSlot).where(AccountSlot.account_id == account_id, AccountSlot.kind == slot.kind))
    cost = slot.cost
    connection.execute(
        insert(AccountSlot),
        {
            "account_id": account_id,
            "kind": slot.kind,
            "box": slot.box,
            "salt": slot.salt,
            "memory_kib": cost and cost.memory_kib,
            "passes": cost and cost.passes,
            "lanes": cost and cost.lanes,
            "verifier": slot.verifier,
        },
    )


def add_account(
    connection: Connection,
    uid: uuid.UUID,
    address: tuple[bytes, bytes],
    role: str,
    slots: Sequence[Slot],
    hour: datetime,
) -> int:
    """Insert an account with its address (tag, box) and slots; its number."""
    tag, box = address
    account_id: int = connection.scalars(
        insert(Account).returning(Account.id),
        {"uid": uid, "address_tag": tag, "address_box": box, "role": role, "created": hour, "last_active": hour},
    ).one()
    for slot in slots:
        put_slot(connection, account_id, slot)
    return account_id


def add_login(connection: Connection, login: LoginRow, expires: datetime, hour: datetime) -> None:
    """Insert a login; one that is there was inserted by our own earlier try."""
    if connection.scalar(select(Login.id).where(Login.id == login.id)) is not None:
        return
    connection.execute(delete(Login).where(Login.account_id == login.account_id, Login.expires <= login.last_active))
    connection.execute(
        insert(Login),
        {
            "id": login.id,
            "account_id": login.account_id,
            "stage": login.stage,
            "box": login.box,
            "created": login.last_active,
            "last_active": login.last_active,
            "expires": expires,
        },
    )
    connection.execute(update(Account).where(Account.id == login.account_id).values(last_active=hour))


def read_login(connection: Connection, login: uuid.UUID, now: datetime, idle: timedelta) -> LoginRow | None:
    """A login that has neither expired nor been left alone for too long."""
    row = connection.execute(
        select(Login.id, Login.stage, Login.box, Login.last_active, Login.account_id, Account.uid, Account.role)
        .join(Account, Account.id == Login.account_id)
        .where(Login.id == login, Login.expires > now, Login.last_active > now - idle)
    ).first()
    return None if row is None else LoginRow(*row)


def note_use(connection: Connection, login: LoginRow, now: datetime) -> None:
    """Write down that a login was used."""
    connection.execute(update(Login).where(Login.id == login.id).values(last_active=now))


def is_noteworthy(login: LoginRow, now: datetime) -> bool:
    """Whether the last use that is written down is too long ago."""
    return now - login.last_active > _NOTED_EVERY


def logins(connection: Connection, account_id: int, now: datetime) -> list[tuple[uuid.UUID, datetime, datetime]]:
    """An account's logins (id, begun, last used), latest first."""
    found = connection.execute(
        select(Login.id, Login.created, Login.last_active)
        .where(Login.account_id == account_id, Login.expires > now, Login.stage == FULL)
        .order_by(Login.last_active.desc())
    )
    return [(row.id, row.created, row.last_active) for row in found]


def drop_login(connection: Connection, login: uuid.UUID) -> None:
    """End one login."""
    connection.execute(delete(Login).where(Login.id == login))


def drop_logins(connection: Connection, account_id: int) -> None:
    """End every login of an account, and forget the devices that are remembered."""
    connection.execute(delete(Login).where(Login.account_id == account_id))
    connection.execute(delete(AccountDevice).where(AccountDevice.account_id == account_id))


def put_code(connection: Connection, purpose: str, visitor: uuid.UUID | None, row: CodeRow, expires: datetime) -> None:
    """Store a code; the ones that the same browser asked for before are no longer good."""
    if visitor is not None:
        connection.execute(delete(MailedCode).where(MailedCode.visitor == visitor, MailedCode.purpose == purpose))
    connection.execute(
        insert(MailedCode),
        {
            "uid": row.uid,
            "purpose": purpose,
            "visitor": visitor,
            "address_tag": row.address_tag,
            "code_hash": row.code_hash,
            "role": row.role,
            "tries": 0,
            "expires": expires,
        },
    )


def try_code(connection: Connection, purpose: str, visitor: uuid.UUID, now: datetime) -> CodeRow | None:
    """The code that a browser asked for, if it may be tried once more; the try is counted."""
    row = connection.execute(
        update(MailedCode)
        .where(
            MailedCode.visitor == visitor,
            MailedCode.purpose == purpose,
            MailedCode.expires > now,
            MailedCode.tries < MAX_TRIES,
        )
        .values(tries=MailedCode.tries + 1)
        .returning(MailedCode.uid, MailedCode.address_tag, MailedCode.code_hash, MailedCode.role)
    ).first()
    return None if row is None else CodeRow(*row)


def invitation(connection: Connection, code_hash: bytes, now: datetime) -> CodeRow | None:
    """The code with this hash that was handed out by an administrator."""
    row = connection.execute(
        select(MailedCode.uid, MailedCode.address_tag, MailedCode.code_hash, MailedCode.role).where(
            MailedCode.visitor.is_(None), MailedCode.code_hash == code_hash, MailedCode.expires > now
        )
    ).first()
    return None if row is None else CodeRow(*row)


def is_invited(connection: Connection, address_tag: bytes, role: str, now: datetime) -> bool:
    """Whether an administrator handed out a code for this address and role that is still good."""
    query = select(MailedCode.uid).where(
        MailedCode.visitor.is_(None),
        MailedCode.address_tag == address_tag,
        MailedCode.role == role,
        MailedCode.expires > now,
    )
    return connection.execute(query).first() is not None


def use_code(connection: Connection, code: uuid.UUID) -> bool:
    """Use a code up; whether it was still there."""
    return connection.execute(delete(MailedCode).where(MailedCode.uid == code)).rowcount > 0


def address_box(connection: Connection, account_id: int) -> bytes:
    """The sealed address of an account."""
    return connection.scalars(select(Account.address_box).where(Account.id == account_id)).one()


def drop_account(connection: Connection, account_id: int) -> None:
    """Delete an account; slots, factors and logins go by cascade."""
    connection.execute(delete(Account).where(Account.id == account_id))


def set_role(connection: Connection, account_id: int, role: str) -> None:
    """Give an account another role."""
    connection.execute(update(Account).where(Account.id == account_id).values(role=role))


def drop_factors(connection: Connection, account_id: int) -> None:
    """Forget every second factor of an account, and by which providers its owner could prove who she is."""
    connection.execute(delete(AccountFactor).where(AccountFactor.account_id == account_id))
    connection.execute(delete(AccountIdentity).where(AccountIdentity.account_id == account_id))


def prune(connection: Connection, now: datetime) -> None:
    """Drop what has expired, and counts of attempts that no rule remembers any more."""
    connection.execute(delete(AttemptLimit).where(AttemptLimit.until < now - timedelta(days=1)))
    connection.execute(delete(Login).where(Login.expires <= now))
    connection.execute(delete(MailedCode).where(MailedCode.expires <= now))
    connection.execute(delete(AccountDevice).where(AccountDevice.expires <= now))
    connection.execute(delete(IdentityRequest).where(IdentityRequest.expires <= now))
