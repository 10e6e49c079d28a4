"""The SQL of providers of identity."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from chancery.accounts import rows
from chancery.database.account_models import Account, AccountDevice, AccountIdentity, IdentityRequest

ASKED = "asked"
PROVED = "proved"


@dataclass(frozen=True, slots=True)
class Request:
    """What a browser has asked a provider, or proved there."""

    tag: bytes
    visitor: uuid.UUID
    provider: str
    stage: str
    box: bytes = field(repr=False)


def put_request(connection: Connection, request: Request, expires: datetime) -> None:
    """Store a request; one that is there was inserted by our own earlier try."""
    connection.execute(delete(IdentityRequest).where(IdentityRequest.tag == request.tag))
    connection.execute(
        insert(IdentityRequest),
        {
            "tag": request.tag,
            "visitor": request.visitor,
            "provider": request.provider,
            "stage": request.stage,
            "box": request.box,
            "expires": expires,
        },
    )


def take_request(
    connection: Connection, tag: bytes, visitor: uuid.UUID, provider: str, stage: str, now: datetime
) -> Request | None:
    """Use a request up; None if there is none of this browser, provider and stage."""
    row = connection.execute(
        delete(IdentityRequest)
        .where(
            IdentityRequest.tag == tag,
            IdentityRequest.visitor == visitor,
            IdentityRequest.provider == provider,
            IdentityRequest.stage == stage,
            IdentityRequest.expires > now,
        )
        .returning(IdentityRequest.box)
    ).first()
    return None if row is None else Request(tag, visitor, provider, stage, row.box)


def latest_proof(connection: Connection, visitor: uuid.UUID, now: datetime) -> Request | None:
    """What a browser has proved last."""
    row = connection.execute(
        select(IdentityRequest.tag, IdentityRequest.provider, IdentityRequest.box)
        .where(IdentityRequest.visitor == visitor, IdentityRequest.stage == PROVED, IdentityRequest.expires > now)
        .order_by(IdentityRequest.expires.desc())
        .limit(1)
    ).first()
    return None if row is None else Request(row.tag, visitor, row.provider, PROVED, row.box)


def find(connection: Connection, identity: bytes) -> rows.PasswordRow | None:
    """The account of an identity."""
    account = connection.scalar(select(AccountIdentity.account_id).where(AccountIdentity.tag == identity))
    return None if account is None else rows.find_by_id(connection, account)


def link(connection: Connection, account_id: int, identity: bytes, provider: str) -> bool:
    """Add an identity to an account; False if another account has it."""
    holder = connection.scalar(select(AccountIdentity.account_id).where(AccountIdentity.tag == identity))
    if holder is None:
        connection.execute(insert(AccountIdentity), {"tag": identity, "account_id": account_id, "provider": provider})
    return holder in (None, account_id)


def unlink(connection: Connection, account_id: int, provider: str) -> None:
    """Take every identity of a provider from an account, and forget its devices, which need one."""
    connection.execute(
        delete(AccountIdentity).where(AccountIdentity.account_id == account_id, AccountIdentity.provider == provider)
    )
    connection.execute(delete(AccountDevice).where(AccountDevice.account_id == account_id))


def linked(connection: Connection, account_id: int) -> set[str]:
    """The providers of an account's identities."""
    return set(connection.scalars(select(AccountIdentity.provider).where(AccountIdentity.account_id == account_id)))


def put_device(connection: Connection, device: uuid.UUID, account_id: int, box: bytes, expires: datetime) -> None:
    """Remember a device; one that is there was inserted by our own earlier try."""
    connection.execute(delete(AccountDevice).where(AccountDevice.id == device))
    connection.execute(insert(AccountDevice), {"id": device, "account_id": account_id, "box": box, "expires": expires})


def device_box(connection: Connection, device: uuid.UUID, account: uuid.UUID, now: datetime) -> bytes | None:
    """The box of a device of an account."""
    box: bytes | None = connection.scalar(
        select(AccountDevice.box)
        .join(Account, Account.id == AccountDevice.account_id)
        .where(AccountDevice.id == device, Account.uid == account, AccountDevice.expires > now)
    )
    return box
