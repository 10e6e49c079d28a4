"""How an account comes to be: by a code that proves an address, by a provider of identity, or by an invitation.

Letters go out for known and unknown addresses alike, so the pages need not differ either.
"""
# Keeps control_accounts_not_told.

from __future__ import annotations

import os
import uuid
from collections.abc import Callable

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from chancery.accounts import addresses, code_rows, rows, strength
from chancery.accounts.audit import Audit
from chancery.accounts.codes import REGISTER, Codes
from chancery.accounts.errors import Refused
from chancery.accounts.logins import Logins, Registered, hour
from chancery.accounts.passwords import Passwords, recovery_slot
from chancery.accounts.roles import USER, Roles
from chancery.database import Database
from chancery.vault import Visitor
from chancery.vault import accounts as vault
from chancery.vault.site import SiteKey


class Registrations:
    """Makes the accounts of a site. One object serves all threads of a process."""

    def __init__(
        self,
        database: Database,
        site: SiteKey,
        site_name: str,
        *,
        codes: Codes,
        passwords: Passwords,
        logins: Logins,
        roles: Roles,
        audit: Audit,
    ) -> None:
        self._database, self._site, self._site_name = database, site, site_name
        self._codes, self._passwords, self._logins = codes, passwords, logins
        self._roles, self._audit = roles, audit

    def ask(self, visitor: Visitor, address: str, client: str) -> str:
        """Send a letter with a code to an address, or one that says that there is an account already.

        Returns the address as it is kept.

        Raises:
            BadAddress, TooSoon, MailFailed, DatabaseUnavailable: see there.
        """
        return self._codes.send(REGISTER, visitor, address, client)

    def register(self, visitor: Visitor, address: str, code: str, password: str, client: str) -> Registered:
        """Make an account for the address that the code was sent to, and sign in.

        Raises:
            BadAddress, WeakPassword, TooSoon, Refused, Busy, DatabaseUnavailable: see there.
        """
        address = addresses.normal(address)
        strength.check(password, address, self._site_name)
        sent = self._codes.right(REGISTER, visitor, address, code, client)
        return self.found(address, password, sent.role, use=lambda connection: code_rows.use(connection, sent.uid))

    def found(
        self,
        address: str,
        password: str,
        role: str,
        *,
        use: Callable[[Connection], bool],
        add: Callable[[Connection, int], object] = lambda _connection, _account: None,
    ) -> Registered:
        """Make an account for an address that was proved, and sign in.

        Args:
            address: as `addresses.normal` gives it.
            password: the new one, which was judged already.
            role: what the account may do.
            use: uses the proof up, and says whether it was still there.
            add: stores what else belongs to the account of that number.

        Raises:
            Refused, Busy, DatabaseUnavailable: see there.
        """
        uid, master = _uid(), vault.new_master_key()
        recovery = vault.new_code(vault.RECOVERY_BYTES)
        slots = [self._passwords.slot(uid, password, master), recovery_slot(uid, recovery, master)]
        place = (self._site.address_tag(address), self._site.seal_address(uid, address))

        def work(connection: Connection) -> rows.PasswordRow | None:
            if (row := rows.find(connection, place[0])) is not None:
                return row if row.uid == uid else None
            if not use(connection):
                return None
            if role != USER:
                self._audit.add(connection, uid, "registered", uid, role)
            account_id = rows.add_account(connection, uid, place, role, slots, hour())
            add(connection, account_id)
            return rows.find_by_id(connection, account_id)

        try:
            made = self._database.write(work)
        except IntegrityError:
            made = None
        if made is None:
            raise Refused("what proved the address is no longer good")
        return Registered(self._logins.begin(made, master), recovery)

    def invite(self, address: str, role: str) -> str | None:
        """Give the account of an address a role, or make a code with which it can make an account that has it.

        The code is good once, in any browser; None if there was an account to give the role to.

        Raises:
            BadAddress, NotAllowed, DatabaseUnavailable: see there.
        """
        address = addresses.normal(address)
        if self._roles.give(None, address, role):
            return None
        return self._codes.invite(
            address, role, lambda connection: self._audit.add(connection, None, "invited", None, role)
        )

    def is_invited(self, address: str, role: str) -> bool:
        """Whether a code with which the address can make an account of this role is still good.

        Raises:
            BadAddress, DatabaseUnavailable: see there.
        """
        return self._codes.is_invited(address, role)


def _uid() -> uuid.UUID:
    return uuid.UUID(bytes=os.urandom(16))
