"""Roles: what an account may do besides answering. None of them opens another person's answers.

`developer` exists on development hosts only. On production it is refused at every door: nobody can be given it, no
login with it opens, and the application does not start while the database holds it, however it came there.
"""
# Keeps control_production_without_developers.

from __future__ import annotations

import uuid
from typing import Literal

from sqlalchemy import Connection, inspect, select, update

from chancery.accounts.audit import Audit
from chancery.accounts.errors import NotAllowed
from chancery.database import Database
from chancery.database.account_models import Account
from chancery.vault.site import SiteKey

Kind = Literal["dev", "production"]
USER = "user"
ADMIN = "admin"
DEVELOPER = "developer"
ROLES = (USER, "advocate", ADMIN, DEVELOPER)


def allowed(kind: Kind) -> tuple[str, ...]:
    """The roles that exist on a host of this kind."""
    return ROLES if kind == "dev" else tuple(role for role in ROLES if role != DEVELOPER)


def strangers(database: Database, kind: Kind) -> list[tuple[uuid.UUID, str]]:
    """The accounts (uid, role) whose role does not exist on a host of this kind.

    Raises:
        DatabaseUnavailable: see there.
    """

    def work(connection: Connection) -> list[tuple[uuid.UUID, str]]:
        if not inspect(connection).has_table(Account.__tablename__):
            return []
        query = select(Account.uid, Account.role).where(Account.role.not_in(allowed(kind)))
        return [(row.uid, row.role) for row in connection.execute(query)]

    return database.read(work)


class Roles:
    """Gives roles and takes them, and notes each time who did it."""

    def __init__(self, database: Database, site: SiteKey, audit: Audit, kind: Kind) -> None:
        self._database = database
        self._site = site
        self._audit = audit
        self._kind = kind

    def give(self, actor: uuid.UUID | None, address: str, role: str) -> bool:
        """Give the account of an address a role; False if there is no such account.

        The last administrator stays one: nobody could undo it.

        Raises:
            NotAllowed: the role does not exist here, or the account is the last administrator's.
            DatabaseUnavailable: see there.
        """
        if role not in allowed(self._kind):
            raise NotAllowed(f"there is no role {role} on a host of the kind {self._kind}")
        tag = self._site.address_tag(address)

        def work(connection: Connection) -> bool:
            account = connection.execute(
                select(Account.id, Account.uid, Account.role).where(Account.address_tag == tag)
            ).first()
            if account is None:
                return False
            others = select(Account.id).where(Account.role == ADMIN, Account.id != account.id).limit(1)
            if account.role == ADMIN and role != ADMIN and connection.scalar(others) is None:
                raise NotAllowed("this is the last administrator; make another one first")
            if account.role != role:
                connection.execute(update(Account).where(Account.id == account.id).values(role=role))
                self._audit.add(connection, actor, "role_given", account.uid, role)
            return True

        return self._database.write(work)

    def has_administrator(self) -> bool:
        """Whether anybody administers the site.

        Raises:
            DatabaseUnavailable: see there.
        """
        query = select(Account.id).where(Account.role == ADMIN).limit(1)
        return self._database.read(lambda connection: connection.scalar(query)) is not None

    def staff(self) -> list[tuple[str, str]]:
        """The accounts that have a role, as (address, role)."""
        query = select(Account.uid, Account.address_box, Account.role).where(Account.role != USER).order_by(Account.id)
        found = self._database.read(lambda connection: connection.execute(query).all())
        return [(self._site.open_address(row.uid, row.address_box) or row.uid.hex, row.role) for row in found]
