"""Logins: what a browser has that is signed in to an account, and how it begins and ends.

A login begins only while what proved it still opens the account, and changes the account only while it has not ended:
both are looked at in the transaction that makes the change, so of two requests at once the later one finds out.
"""
# Keeps control_logins_fresh.

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from chancery.accounts import login_rows, rows
from chancery.accounts.errors import NotSignedIn, Refused
from chancery.accounts.login_rows import FACTOR, FULL
from chancery.accounts.roles import allowed
from chancery.database import Database
from chancery.settings import Settings
from chancery.vault import LoginCookie, Member, Unreadable
from chancery.vault import accounts as vault

T = TypeVar("T")
# For which a login that has to show its second factor is good.
_FACTOR_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Login:
    """A browser that is signed in, or has to show its second factor first (`is_full` is False)."""

    cookie: LoginCookie
    account_id: int
    member: Member
    role: str
    stage: str

    # A login holds sessions as its member does, so that whoever serves a request need not ask which of the two it has.
    @property
    def kind(self) -> str:
        """See `Holder`."""
        return self.member.kind

    @property
    def id(self) -> uuid.UUID:
        """See `Holder`."""
        return self.member.id

    @property
    def key(self) -> bytes:
        """See `Holder`."""
        return self.member.key

    @property
    def is_full(self) -> bool:
        """Whether nothing is left to be shown."""
        return self.stage == FULL

    def csrf_token(self) -> str:
        """A token for one form of this login."""
        return self.cookie.csrf_token()

    def csrf_matches(self, token: str) -> bool:
        """Whether a form came from a page of this login."""
        return self.cookie.csrf_matches(token)


@dataclass(frozen=True, slots=True)
class Registered:
    """A new login of an account that has got a new recovery code, to be shown once."""

    login: Login
    recovery_code: str = field(repr=False)


class Logins:
    """The logins of a site's accounts. One object serves all threads of a process."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    def begin(self, row: rows.PasswordRow, master: bytes, stage: str = FULL) -> Login:
        """A new login of the account of `row`, whose MK was opened, under a cookie that nobody has seen before.

        Raises:
            Refused: the account is gone, or its password is another one since `row` was read.
            DatabaseUnavailable: see there.
        """
        login, new, expires = self._made(row.id, Member(row.uid, master), row.role, stage)

        def work(connection: Connection) -> bool:
            if not rows.has_slot(connection, row.id, vault.PASSWORD, row.box):
                return False
            login_rows.add(connection, new, expires, hour())
            return True

        if not self._database.write(work):
            raise Refused("the password is another one by now")
        return login

    def finish(self, login: Login) -> Login:
        """Turn a login that has shown its second factor into a full one, under a new cookie.

        Raises:
            NotSignedIn, DatabaseUnavailable: see there.
        """
        full, new, expires = self._made(login.account_id, login.member, login.role, FULL)

        def work(connection: Connection) -> None:
            login_rows.add(connection, new, expires, hour())
            login_rows.drop(connection, login.cookie.id)

        self.change(login, work, lambda connection: login_rows.is_there(connection, full.cookie.id))
        return full

    def open(self, cookie: LoginCookie) -> Login | None:
        """The login of a cookie; None if it has ended or was altered.

        Raises:
            DatabaseUnavailable: see there.
        """
        now = _now()
        idle = timedelta(minutes=self._settings.login_idle_minutes)
        row = self._database.read(lambda connection: login_rows.read(connection, cookie.id, now, idle))
        if row is None or row.role not in allowed(self._settings.environment_kind):
            return None
        try:
            master = vault.open_login(cookie, row.account, row.stage, row.box)
        except Unreadable:
            return None
        if login_rows.is_noteworthy(row, now):
            self._database.write(lambda connection: login_rows.note_use(connection, row, now))
        return Login(cookie, row.account_id, Member(row.account, master), row.role, row.stage)

    def change(
        self,
        login: Login,
        work: Callable[[Connection], T],
        is_done: Callable[[Connection], bool] = lambda _connection: False,
    ) -> T | None:
        """Change the account of a login, if that has not ended; nobody else changes the account meanwhile.

        Args:
            login: as it was opened.
            work: changes the account.
            is_done: whether an earlier try of our own did so already and ended the login; then the result is None.

        Raises:
            NotSignedIn: the login has ended; nothing is changed.
            DatabaseUnavailable: see there.
        """

        def held(connection: Connection) -> T | None:
            if is_done(connection):
                return None
            if not login_rows.hold(connection, login.account_id, login.cookie.id):
                raise NotSignedIn("the login has ended meanwhile")
            return work(connection)

        return self._database.write(held)

    def of_account(self, login: Login) -> list[tuple[bool, datetime, datetime]]:
        """The logins of a login's account: whether it is this one, when it began, when it was last used."""
        found = self._database.read(lambda connection: login_rows.of_account(connection, login.account_id, _now()))
        return [(uid == login.cookie.id, begun, used) for uid, begun, used in found]

    def end(self, login: Login) -> None:
        """End this login."""
        self._database.write(lambda connection: login_rows.drop(connection, login.cookie.id))

    def end_all(self, login: Login) -> None:
        """End every login of the account, and forget the devices that are remembered."""
        self._database.write(lambda connection: login_rows.drop_all(connection, login.account_id))

    def _made(
        self, account_id: int, member: Member, role: str, stage: str
    ) -> tuple[Login, login_rows.LoginRow, datetime]:
        """A login with a fresh cookie, its row and when that expires; nothing is stored yet."""
        cookie, now = LoginCookie.new(), _now()
        life = timedelta(hours=self._settings.login_hours)
        if stage == FACTOR:
            life = timedelta(minutes=_FACTOR_MINUTES)
        box = vault.seal_login(cookie, member.id, stage, member.key)
        row = login_rows.LoginRow(cookie.id, stage, box, now, account_id, member.id, role)
        return Login(cookie, account_id, member, role, stage), row, now + life


def _now() -> datetime:
    return datetime.now(UTC)


def hour() -> datetime:
    """The hour that it is, UTC: accounts, like sessions, keep no minutes."""
    return _now().replace(minute=0, second=0, microsecond=0)
