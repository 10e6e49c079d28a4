"""What opens MK and what seals it: passwords, at the price of a derivation, and recovery codes."""

from __future__ import annotations

import uuid

from chancery.accounts import rows, strength
from chancery.accounts.errors import Refused
from chancery.database import Database
from chancery.vault import Unreadable
from chancery.vault import accounts as vault
from chancery.vault.age import Wrap, for_passphrase
from chancery.vault.passwords import Cost, Gate, new_salt


class Passwords:
    """The slots of a site's accounts. One object for all threads of a process, so that derivations wait in one line."""

    def __init__(self, database: Database, cost: Cost, at_once: int) -> None:
        self.cost = cost
        self._database = database
        self._gate = Gate(at_once)

    def open(self, row: rows.PasswordRow | None, password: str) -> bytes | None:
        """MK, if the password is the one of `row`; an account that is not there costs as much.

        Raises:
            Busy: see there.
        """
        salt, cost = (row.salt, row.cost) if row is not None else (new_salt(), self.cost)
        derived = self._gate.derive(password[: strength.MAX_LENGTH], salt, cost)
        if row is None or not derived.matches(row.verifier) or len(password) > strength.MAX_LENGTH:
            return None
        try:
            return vault.open_slot(derived.key, row.uid, vault.PASSWORD, row.box)
        except Unreadable:
            return None

    def slot(self, account: uuid.UUID, password: str, master: bytes) -> rows.Slot:
        """MK sealed for a new password.

        Raises:
            Busy: see there.
        """
        salt = new_salt()
        derived = self._gate.derive(password, salt, self.cost)
        box = vault.seal_slot(derived.key, account, vault.PASSWORD, master)
        return rows.Slot(vault.PASSWORD, box, salt, self.cost, derived.verifier)

    def archive_key(self, passphrase: str) -> Wrap:
        """What encrypts an archive with a passphrase.

        Raises:
            Busy: see there.
        """
        with self._gate.pass_through():
            return for_passphrase(passphrase)

    def recovered(self, row: rows.PasswordRow, code: str) -> tuple[bytes, bytes]:
        """MK, by the recovery code of the account of `row`, after the box that it was opened from.

        Raises:
            Refused, DatabaseUnavailable: see there.
        """
        raw = vault.read_code(code, vault.RECOVERY_BYTES)
        box = self._database.read(lambda connection: rows.slot_box(connection, row.id, vault.RECOVERY))
        if raw is None or box is None:
            raise Refused("the recovery code does not fit")
        try:
            return box, vault.open_slot(vault.recovery_key(row.uid, raw), row.uid, vault.RECOVERY, box)
        except Unreadable:
            raise Refused("the recovery code does not fit") from None


def recovery_slot(account: uuid.UUID, code: str, master: bytes) -> rows.Slot:
    """MK sealed for a new recovery code."""
    raw = vault.read_code(code, vault.RECOVERY_BYTES) or b""
    return rows.Slot(vault.RECOVERY, vault.seal_slot(vault.recovery_key(account, raw), account, vault.RECOVERY, master))
