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


def lock(connection: Connection, account_id: int) -> bool:
    """Let nobody else change what opens an account until the transaction ends; False if it is gone."""
    query = select(Account.id).where(Account.id == account_id).with_for_update()
    return connection.scalar(query) is not None


def has_slot(connection: Connection, account_id: int, kind: str, box: bytes) -> bool:
    """Whether an account, which is locked from then on, has this very slot: nobody has changed it since it was read."""
    return lock(connection, account_id) and slot_box(connection, account_id, kind) == box


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


def address_box(connection: Connection, account_id: int) -> bytes | None:
    """The sealed address of an account; None if the account is gone."""
    box: bytes | None = connection.scalar(select(Account.address_box).where(Account.id == account_id))
    return box


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
