"""Codes that prove an address: sent by mail, typed by hand into the browser that asked for them.

A code is typed and not followed, so that no link in a letter, no log and no history of a browser holds one, and a mail
scanner that opens links confirms nothing.
"""
# Keeps control_accounts_not_told.

from __future__ import annotations

import hashlib
import hmac
import os
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from chancery.accounts import addresses, code_rows, letters, limits, rows
from chancery.accounts.errors import Refused
from chancery.accounts.limits import Limits
from chancery.accounts.mail import Post
from chancery.database import Database
from chancery.settings import Settings
from chancery.vault import Visitor
from chancery.vault.accounts import new_code, read_code
from chancery.vault.site import SiteKey

REGISTER: Literal["register"] = "register"
RESET: Literal["reset"] = "reset"
Purpose = Literal["register", "reset"]
# 48 bits: with ten tries and half an hour, guessing one is hopeless.
CODE_BYTES = 6
# One that an administrator hands out is good for longer and in any browser.
INVITATION_BYTES = 20
INVITATION_HOURS = 72


class Codes:
    """The codes of a site; see the module."""

    def __init__(self, database: Database, site: SiteKey, post: Post, settings: Settings, counts: Limits) -> None:
        self._database = database
        self._site = site
        self._post = post
        self._settings = settings
        self._limits = counts

    def send(self, purpose: Purpose, visitor: Visitor, address: str, client: str) -> str:
        """Send a code for `purpose`, or a letter that says why there is none; the same work either way.

        Returns the address as it is kept.

        Raises:
            BadAddress, TooSoon, MailFailed, DatabaseUnavailable: see there.
        """
        address = addresses.normal(address)
        tag = self._site.address_tag(address)
        self._limits.count(limits.letters(tag, client))
        known = self._database.read(lambda connection: rows.find(connection, tag)) is not None
        code, other = new_code(CODE_BYTES), new_code(CODE_BYTES)
        letter = self._letter(purpose, code, known=known)
        # Where the letter has no code, nobody knows the one that is kept, and the next page refuses any.
        kept = code if known == (purpose == RESET) else other
        row = code_rows.CodeRow(uuid.UUID(bytes=os.urandom(16)), tag, _hash(read_code(kept, CODE_BYTES)), "user")
        expires = datetime.now(UTC) + timedelta(minutes=letters.VALID_MINUTES)
        self._database.write(lambda connection: code_rows.put(connection, purpose, visitor.id, row, expires))
        self._post.send(address, letter.subject, letter.text)
        return address

    def right(self, purpose: Purpose, visitor: Visitor, address: str, code: str, client: str) -> code_rows.CodeRow:
        """The row of a code that was typed, if it is the one for this address.

        Raises:
            TooSoon, Refused, DatabaseUnavailable: see there.
        """
        tag, now = self._site.address_tag(address), datetime.now(UTC)
        counted = limits.guesses(self._site.limit_tag("code", tag), client)
        self._limits.count(counted)
        row = self._database.write(lambda connection: code_rows.try_once(connection, purpose, visitor.id, now))
        if row is None or not hmac.compare_digest(row.code_hash, _hash(read_code(code, CODE_BYTES))):
            invited = _hash(read_code(code, INVITATION_BYTES))
            row = self._database.read(lambda connection: code_rows.invitation(connection, invited, now))
        if row is None or row.address_tag != tag or (row.role != "user" and purpose == RESET):
            raise Refused("the code does not fit")
        self._limits.forgive(counted)
        return row

    def invite(self, address: str, role: str, note: Callable[[Connection], None]) -> str:
        """A code with which whoever has this address may make an account of this role; good once, in any browser.

        `note` writes down who handed it out, in the same transaction.

        Raises:
            BadAddress, DatabaseUnavailable: see there.
        """
        tag = self._site.address_tag(addresses.normal(address))
        code = new_code(INVITATION_BYTES)
        row = code_rows.CodeRow(uuid.UUID(bytes=os.urandom(16)), tag, _hash(read_code(code, INVITATION_BYTES)), role)
        expires = datetime.now(UTC) + timedelta(hours=INVITATION_HOURS)

        def work(connection: Connection) -> None:
            code_rows.put(connection, REGISTER, None, row, expires)
            note(connection)

        self._database.write(work)
        return code

    def is_invited(self, address: str, role: str) -> bool:
        """Whether a code that `invite` made for the address and role is still good.

        Raises:
            BadAddress, DatabaseUnavailable: see there.
        """
        tag, now = self._site.address_tag(addresses.normal(address)), datetime.now(UTC)
        return self._database.read(lambda connection: code_rows.is_invited(connection, tag, role, now))

    def _letter(self, purpose: Purpose, code: str, *, known: bool) -> letters.Letter:
        site, pages = self._settings.site_name, f"{self._settings.base_url}/account"
        if purpose == RESET:
            return letters.reset(site, code) if known else letters.no_account(site, f"{pages}/register")
        return letters.already_registered(site, f"{pages}/sign-in") if known else letters.register(site, code)


def _hash(code: bytes | None) -> bytes:
    # What cannot be a code matches none.
    return hashlib.sha256(code if code is not None else os.urandom(32)).digest()
