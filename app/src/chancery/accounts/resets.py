"""A forgotten password: a new one with the mailed code, and either the recovery code or nothing of what was stored."""
# Keeps control_reset_shreds.

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from chancery.accounts import addresses, code_rows, login_rows, rows, strength
from chancery.accounts.codes import RESET, Codes
from chancery.accounts.errors import Refused
from chancery.accounts.passwords import Passwords, recovery_slot
from chancery.accounts.roles import USER
from chancery.database import Database
from chancery.vault import Visitor
from chancery.vault import accounts as vault


class Resets:
    """Sets passwords for people who have forgotten theirs. Every login of the account ends."""

    def __init__(self, database: Database, codes: Codes, passwords: Passwords, site_name: str) -> None:
        self._database, self._codes, self._passwords, self._site_name = database, codes, passwords, site_name

    def keep(
        self, visitor: Visitor, address: str, code: str, recovery: str, password: str, client: str
    ) -> tuple[rows.PasswordRow, bytes]:
        """Set a new password with the mailed code and the recovery code; the account as it is then, and its MK.

        Raises:
            BadAddress, WeakPassword, TooSoon, Refused, Busy, DatabaseUnavailable: see there.
        """
        used, row = self._proved(visitor, address, code, password, client)
        opened, master = self._passwords.recovered(row, recovery)
        slot = self._passwords.slot(row.uid, password, master)

        def check(connection: Connection) -> None:
            # Whoever began anew meanwhile has another MK: a password that opens this one would open nothing of theirs.
            if rows.slot_box(connection, row.id, vault.RECOVERY) != opened:
                raise Refused("the recovery code is another one by now")

        self._store(row.id, used, [slot], check)
        return replace(row, box=slot.box), master

    def anew(
        self, visitor: Visitor, address: str, code: str, password: str, client: str
    ) -> tuple[rows.PasswordRow, bytes, str]:
        """Set a new password with the mailed code alone; the account as it is then, its new MK and recovery code.

        Whoever reads the person's mail can do this, so the account loses its second factors and its role with it.

        Raises:
            BadAddress, WeakPassword, TooSoon, Refused, Busy, DatabaseUnavailable: see there.
        """
        used, row = self._proved(visitor, address, code, password, client)
        master, recovery = vault.new_master_key(), vault.new_code(vault.RECOVERY_BYTES)
        slots = [self._passwords.slot(row.uid, password, master), recovery_slot(row.uid, recovery, master)]

        def forget(connection: Connection) -> None:
            rows.drop_factors(connection, row.id)
            rows.set_role(connection, row.id, USER)

        self._store(row.id, used, slots, forget)
        return replace(row, box=slots[0].box, role=USER), master, recovery

    def _proved(
        self, visitor: Visitor, address: str, code: str, password: str, client: str
    ) -> tuple[uuid.UUID, rows.PasswordRow]:
        """The mailed code, which is not used up yet, and the account whose address it proves."""
        address = addresses.normal(address)
        strength.check(password, address, self._site_name)
        sent = self._codes.right(RESET, visitor, address, code, client)
        row = self._database.read(lambda connection: rows.find(connection, sent.address_tag))
        if row is None:
            raise Refused("the account is gone")
        return sent.uid, row

    def _store(
        self, account_id: int, code: uuid.UUID, slots: list[rows.Slot], also: Callable[[Connection], None]
    ) -> None:
        """Use the code up, store the slots, end every login, and do what `also` does; if that raises, none of it."""

        def work(connection: Connection) -> None:
            if not rows.lock(connection, account_id):
                raise Refused("the account is gone")
            if rows.slot_box(connection, account_id, slots[0].kind) == slots[0].box:
                # Our own earlier try.
                return
            if not code_rows.use(connection, code):
                raise Refused("the code is no longer good")
            also(connection)
            for slot in slots:
                rows.put_slot(connection, account_id, slot)
            login_rows.drop_all(connection, account_id)

        self._database.write(work)
