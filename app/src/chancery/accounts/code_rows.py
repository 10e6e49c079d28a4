"""The SQL of codes that prove an address."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from chancery.database.account_models import MailedCode

MAX_TRIES = 10


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code that was sent."""

    uid: uuid.UUID
    address_tag: bytes
    code_hash: bytes
    role: str


def put(connection: Connection, purpose: str, visitor: uuid.UUID | None, row: CodeRow, expires: datetime) -> None:
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


def try_once(connection: Connection, purpose: str, visitor: uuid.UUID, now: datetime) -> CodeRow | None:
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


def use(connection: Connection, code: uuid.UUID) -> bool:
    """Use a code up; whether it was still there."""
    return connection.execute(delete(MailedCode).where(MailedCode.uid == code)).rowcount > 0
