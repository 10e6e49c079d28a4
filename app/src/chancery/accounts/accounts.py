"""What a person does with her account, one method each, and nothing of it opens an answer for anybody else.

Whatever is typed for an unknown address is judged like a wrong password of a known one: the same statements, one
derivation, the same refusal. Letters go out in both cases, so the pages need not differ either.
"""
# Keeps control_accounts_not_told.

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from chancery.accounts import addresses, letters, limits, rows, strength
from chancery.accounts.audit import Audit
from chancery.accounts.codes import REGISTER, RESET, Codes
from chancery.accounts.errors import NotSignedIn, Refused
from chancery.accounts.factors import Factors
from chancery.accounts.limits import Limit, Limits
from chancery.accounts.logins import Login, Registered
from chancery.accounts.mail import Post
from chancery.accounts.passwords import Passwords, recovery_slot
from chancery.accounts.resets import Resets
from chancery.accounts.roles import Roles, allowed
from chancery.database import Database
from chancery.settings import Settings
from chancery.vault import LoginCookie, Member, Unreadable, Visitor
from chancery.vault import accounts as vault
from chancery.vault.age import Wrap
from chancery.vault.passwords import STANDARD, Cost
from chancery.vault.site import NoSiteKey, SiteKey

T = TypeVar("T")
_FACTOR_MINUTES = 10


class Accounts:
    """The accounts of a site. One object serves all threads of a process; fork before it is first used."""

    def __init__(
        self, database: Database, site: SiteKey, post: Post, settings: Settings, *, cost: Cost = STANDARD
    ) -> None:
        self._database = database
        self._site = site
        self._post = post
        self._settings = settings
        self.limits = Limits(database, site)
        self.audit = Audit(database, site)
        self.roles = Roles(database, site, self.audit, settings.environment_kind)
        self._codes = Codes(database, site, post, settings, self.limits)
        self.passwords = Passwords(database, cost, settings.derivations_at_once)
        self._resets = Resets(database, self._codes, self.passwords, settings.site_name)
        self.factors = Factors(database, settings, self.limits)

    @classmethod
    def from_settings(cls, database: Database, settings: Settings) -> Accounts:
        """The accounts that `settings` describe.

        Raises:
            NoSiteKey: see there.
        """
        if settings.site_key_file is None:
            raise NoSiteKey("accounts need the site's key")
        return cls(database, SiteKey.from_file(settings.site_key_file), Post(settings), settings)

    # -- a new account --------------------------------------------------------------------------------------------

    def ask_to_register(self, visitor: Visitor, address: str, client: str) -> str:
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
        strength.check(password, address, self._settings.site_name)
        sent = self._codes.right(REGISTER, visitor, address, code, client)
        return self.found(address, password, sent.role, use=lambda connection: rows.use_code(connection, sent.uid))

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
        slots = [self.passwords.slot(uid, password, master), recovery_slot(uid, recovery, master)]
        place = (self._site.address_tag(address), self._site.seal_address(uid, address))

        def work(connection: Connection) -> int | None:
            if (row := rows.find(connection, place[0])) is not None:
                return row.id if row.uid == uid else None
            if not use(connection):
                return None
            if role != "user":
                self.audit.add(connection, uid, "registered", uid, role)
            account_id = rows.add_account(connection, uid, place, role, slots, _hour())
            add(connection, account_id)
            return account_id

        try:
            account_id = self._database.write(work)
        except IntegrityError:
            account_id = None
        if account_id is None:
            raise Refused("what proved the address is no longer good")
        return Registered(self._begin(account_id, Member(uid, master), role, rows.FULL), recovery)

    # -- signing in and out ---------------------------------------------------------------------------------------

    def sign_in(self, address: str, password: str, client: str) -> Login:
        """Prove who one is by address and password. The login may have to show a second factor yet.

        Raises:
            BadAddress, TooSoon, Refused, Busy, DatabaseUnavailable: see there.
        """
        address = addresses.normal(address)
        tag = self._site.address_tag(address)
        row = self._database.read(lambda connection: rows.find(connection, tag))
        return self.enter(row, password, limits.guesses(tag, client))

    def enter(self, row: rows.PasswordRow | None, password: str, counted: Sequence[Limit]) -> Login:
        """Sign in to the account of `row` by its password; None is refused at the same cost.

        Raises:
            TooSoon, Refused, Busy, DatabaseUnavailable: see there.
        """
        self.limits.count(counted)
        master = self.passwords.open(row, password)
        if row is None or master is None:
            raise Refused("the password does not fit")
        self.limits.forgive(counted)
        if row.cost != self.passwords.cost:
            slot = self.passwords.slot(row.uid, password, master)
            self._database.write(lambda connection: rows.put_slot(connection, row.id, slot))
        return self.admit(row, master)

    def admit(self, row: rows.PasswordRow, master: bytes) -> Login:
        """A login of the account of `row`, whose MK was opened; it may have to show a second factor yet."""
        stage = rows.FACTOR if self.factors.has(row.id) else rows.FULL
        return self._begin(row.id, Member(row.uid, master), row.role, stage)

    def finish(self, login: Login) -> Login:
        """Turn a login that has shown its second factor into a full one, under a new cookie."""
        full = self._begin(login.account_id, login.member, login.role, rows.FULL)
        self.sign_out(login)
        return full

    def open(self, cookie: LoginCookie) -> Login | None:
        """The login of a cookie; None if it has ended or was altered.

        Raises:
            DatabaseUnavailable: see there.
        """
        now = _now()
        idle = timedelta(minutes=self._settings.login_idle_minutes)
        row = self._database.read(lambda connection: rows.read_login(connection, cookie.id, now, idle))
        if row is None or row.role not in allowed(self._settings.environment_kind):
            return None
        try:
            master = vault.open_login(cookie, row.account, row.stage, row.box)
        except Unreadable:
            return None
        if rows.is_noteworthy(row, now):
            self._database.write(lambda connection: rows.note_use(connection, row, now))
        return Login(cookie, row.account_id, Member(row.account, master), row.role, row.stage)

    def sign_out(self, login: Login) -> None:
        """End this login."""
        self._database.write(lambda connection: rows.drop_login(connection, login.cookie.id))

    def sign_out_everywhere(self, login: Login) -> None:
        """End every login of the account."""
        self._database.write(lambda connection: rows.drop_logins(connection, login.account_id))

    # -- the password and the recovery code -----------------------------------------------------------------------

    def confirm(self, login: Login, password: str, client: str) -> None:
        """Ask for the password again, before something that a borrowed browser must not do.

        Raises:
            TooSoon, Refused, Busy, NotSignedIn, DatabaseUnavailable: see there.
        """
        counted = limits.guesses(login.member.id.bytes, client)
        self.limits.count(counted)
        row = self._database.read(lambda connection: rows.find_by_id(connection, login.account_id))
        if row is None:
            raise NotSignedIn("the account is gone")
        if self.passwords.open(row, password) is None:
            raise Refused("the password does not fit")
        self.limits.forgive(counted)

    def archive_key(self, login: Login, passphrase: str) -> Wrap:
        """What encrypts an archive of the account's answers with a passphrase; derived in line with passwords.

        Raises:
            WeakPassword, Busy, DatabaseUnavailable: see there.
        """
        strength.check(passphrase, self.address(login))
        return self.passwords.archive_key(passphrase)

    def change_password(self, login: Login, old: str, new: str, client: str) -> Login:
        """Wrap MK under a new password; every other login ends, and this one gets a new cookie.

        Raises:
            WeakPassword, TooSoon, Refused, Busy, NotSignedIn, DatabaseUnavailable: see there.
        """
        address = self.address(login)
        strength.check(new, address, self._settings.site_name)
        self.confirm(login, old, client)
        slot = self.passwords.slot(login.member.id, new, login.member.key)

        def work(connection: Connection) -> None:
            rows.put_slot(connection, login.account_id, slot)
            rows.drop_logins(connection, login.account_id)

        self._database.write(work)
        return self._begin(login.account_id, login.member, login.role, rows.FULL)

    def renew_recovery_code(self, login: Login) -> str:
        """Make a new recovery code; the one before opens nothing any more."""
        code = vault.new_code(vault.RECOVERY_BYTES)
        slot = recovery_slot(login.member.id, code, login.member.key)
        self._database.write(lambda connection: rows.put_slot(connection, login.account_id, slot))
        return code

    # -- a forgotten password -------------------------------------------------------------------------------------

    def ask_to_reset(self, visitor: Visitor, address: str, client: str) -> str:
        """Send a letter with a code to an address, or one that says that it has no account.

        Returns the address as it is kept.

        Raises:
            BadAddress, TooSoon, MailFailed, DatabaseUnavailable: see there.
        """
        return self._codes.send(RESET, visitor, address, client)

    def reset(self, visitor: Visitor, address: str, code: str, recovery: str, password: str, client: str) -> Login:
        """Set a new password with the mailed code and the recovery code; the answers stay. Every login ends.

        The login may have to show a second factor yet.

        Raises:
            BadAddress, WeakPassword, TooSoon, Refused, Busy, DatabaseUnavailable: see there.
        """
        return self.admit(*self._resets.keep(visitor, address, code, recovery, password, client))

    def begin_anew(
        self, visitor: Visitor, address: str, code: str, password: str, client: str, shred: Callable[[Member], None]
    ) -> Registered:
        """Set a new password with the mailed code alone: a new MK, so what was stored can never be opened again.

        Args:
            visitor, address, code, password, client: as for `reset`.
            shred: erases the sessions of the account; called after the keys are gone.

        Raises:
            BadAddress, WeakPassword, TooSoon, Refused, Busy, DatabaseUnavailable: see there.
        """
        row, master, recovery = self._resets.anew(visitor, address, code, password, client)
        member = Member(row.uid, master)
        shred(member)
        return Registered(self._begin(row.id, member, "user", rows.FULL), recovery)

    # -- the account itself ---------------------------------------------------------------------------------------

    def address(self, login: Login) -> str:
        """The account's e-mail address."""
        box = self._database.read(lambda connection: rows.address_box(connection, login.account_id))
        return self._site.open_address(login.member.id, box)

    def logins(self, login: Login) -> list[tuple[bool, datetime, datetime]]:
        """The account's logins: whether it is this one, when it began, when it was last used."""
        found = self._database.read(lambda connection: rows.logins(connection, login.account_id, _now()))
        return [(uid == login.cookie.id, begun, used) for uid, begun, used in found]

    def erase(self, login: Login) -> None:
        """Delete the account with all that opens it. Erase its sessions first."""
        self._database.write(lambda connection: rows.drop_account(connection, login.account_id))

    def tell(self, login: Login, what: str) -> None:
        """Write to the person that something about her account has changed.

        Raises:
            MailFailed: see there.
        """
        letter = letters.changed(self._settings.site_name, what, f"{self._settings.base_url}/account/reset")
        self._post.send(self.address(login), letter.subject, letter.text)

    def invite(self, address: str, role: str) -> str | None:
        """Give the account of an address a role, or make a code with which it can make an account that has it.

        The code is good once, in any browser; None if there was an account to give the role to.

        Raises:
            BadAddress, NotAllowed, DatabaseUnavailable: see there.
        """
        address = addresses.normal(address)
        if self.roles.give(None, address, role):
            return None
        code = self._codes.invite(address, role)
        self._database.write(lambda connection: self.audit.add(connection, None, "invited", None, role))
        return code

    def is_invited(self, address: str, role: str) -> bool:
        """Whether a code with which the address can make an account of this role is still good.

        Raises:
            BadAddress, DatabaseUnavailable: see there.
        """
        return self._codes.is_invited(address, role)

    def _begin(self, account_id: int, member: Member, role: str, stage: str) -> Login:
        """A new login, under a cookie that nobody has seen before."""
        cookie, now = LoginCookie.new(), _now()
        life = timedelta(hours=self._settings.login_hours)
        if stage == rows.FACTOR:
            life = timedelta(minutes=_FACTOR_MINUTES)
        box = vault.seal_login(cookie, member.id, stage, member.key)
        row = rows.LoginRow(cookie.id, stage, box, now, account_id, member.id, role)
        self._database.write(lambda connection: rows.add_login(connection, row, now + life, _hour()))
        return Login(cookie, account_id, member, role, stage)


def _uid() -> uuid.UUID:
    return uuid.UUID(bytes=os.urandom(16))


def _now() -> datetime:
    return datetime.now(UTC)


def _hour() -> datetime:
    return _now().replace(minute=0, second=0, microsecond=0)
