"""The SQL of logins."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from chancery.accounts import rows
from chancery.database.account_models import Account, AccountDevice, Login

FULL = "full"
FACTOR = "factor"
# Which acts of a login are written down: its last use, at most so often.
_NOTED_EVERY = timedelta(minutes=5)


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


def add(connection: Connection, login: LoginRow, expires: datetime, hour: datetime) -> None:
    """Insert a login; one that is there was inserted by our own earlier try."""
    if is_there(connection, login.id):
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


def is_there(connection: Connection, login: uuid.UUID) -> bool:
    """Whether there is a login of that id."""
    return connection.scalar(select(Login.id).where(Login.id == login)) is not None


def read(connection: Connection, login: uuid.UUID, now: datetime, idle: timedelta) -> LoginRow | None:
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


def of_account(connection: Connection, account_id: int, now: datetime) -> list[tuple[uuid.UUID, datetime, datetime]]:
    """An account's logins (id, begun, last used), latest first."""
    found = connection.execute(
        select(Login.id, Login.created, Login.last_active)
        .where(Login.account_id == account_id, Login.expires > now, Login.stage == FULL)
        .order_by(Login.last_active.desc())
    )
    return [(row.id, row.created, row.last_active) for row in found]


def drop(connection: Connection, login: uuid.UUID) -> None:
    """End one login."""
    connection.execute(delete(Login).where(Login.id == login))


def drop_all(connection: Connection, account_id: int) -> None:
    """End every login of an account, and forget the devices that are remembered."""
    connection.execute(delete(Login).where(Login.account_id == account_id))
    connection.execute(delete(AccountDevice).where(AccountDevice.account_id == account_id))


def hold(connection: Connection, account_id: int, login: uuid.UUID) -> bool:
    """Lock an account for what one of its logins is about to change; False if that login has ended meanwhile."""
    return rows.lock(connection, account_id) and is_there(connection, login)
