"""What a person does with her account, one method each, and nothing of it opens an answer for anybody else.

Whatever is typed for an unknown address is judged like a wrong password of a known one: the same statements, one
derivation, the same refusal. Letters go out in both cases, so the pages need not differ either.
"""
# Keeps control_accounts_not_told.

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from chancery.accounts import addresses, letters, limits, login_rows, rows, strength
from chancery.accounts.audit import Audit
from chancery.accounts.codes import RESET, Codes
from chancery.accounts.errors import NotSignedIn, Refused
from chancery.accounts.factors import Factors
from chancery.accounts.limits import Limit, Limits
from chancery.accounts.login_rows import FACTOR, FULL
from chancery.accounts.logins import Login, Logins, Registered
from chancery.accounts.mail import Post
from chancery.accounts.passwords import Passwords, recovery_slot
from chancery.accounts.registrations import Registrations
from chancery.accounts.resets import Resets
from chancery.accounts.roles import Roles
from chancery.database import Database
from chancery.settings import Settings
from chancery.vault import Member, Visitor
from chancery.vault import accounts as vault
from chancery.vault.age import Wrap
from chancery.vault.passwords import STANDARD, Cost
from chancery.vault.site import NoSiteKey, SiteKey


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
        self.logins = Logins(database, settings)
        self.factors = Factors(database, settings, self.limits, self.logins)
        self.registrations = Registrations(
            database,
            site,
            settings.site_name,
            codes=self._codes,
            passwords=self.passwords,
            logins=self.logins,
            roles=self.roles,
            audit=self.audit,
        )

    @classmethod
    def from_settings(cls, database: Database, settings: Settings) -> Accounts:
        """The accounts that `settings` describe.

        Raises:
            NoSiteKey: see there.
        """
        if settings.site_key_file is None:
            raise NoSiteKey("accounts need the site's key")
        return cls(database, SiteKey.from_file(settings.site_key_file), Post(settings), settings)

    # -- signing in -----------------------------------------------------------------------------------------------

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
            row = self._renewed(row, password, master)
        return self.admit(row, master)

    def _renewed(self, row: rows.PasswordRow, password: str, master: bytes) -> rows.PasswordRow:
        """The account of `row` with its password derived anew, at the present cost; as it was if that has changed."""
        slot = self.passwords.slot(row.uid, password, master)

        def work(connection: Connection) -> bool:
            if rows.has_slot(connection, row.id, slot.kind, row.box):
                rows.put_slot(connection, row.id, slot)
            return rows.slot_box(connection, row.id, slot.kind) == slot.box

        return replace(row, box=slot.box) if self._database.write(work) else row

    def admit(self, row: rows.PasswordRow, master: bytes) -> Login:
        """A login of the account of `row`, whose MK was opened; it may have to show a second factor yet.

        Raises:
            Refused, DatabaseUnavailable: see there.
        """
        return self.logins.begin(row, master, FACTOR if self.factors.has(row.id) else FULL)

    # -- the password and the recovery code -----------------------------------------------------------------------

    def confirm(self, login: Login, password: str, client: str) -> rows.PasswordRow:
        """Ask for the password again, before something that a borrowed browser must not do.

        Returns the account as it was read.

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
        return row

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
        row = self.confirm(login, old, client)
        slot = self.passwords.slot(row.uid, new, login.member.key)

        def work(connection: Connection) -> None:
            rows.put_slot(connection, row.id, slot)
            login_rows.drop_all(connection, row.id)

        self.logins.change(login, work, lambda connection: rows.has_slot(connection, row.id, slot.kind, slot.box))
        return self.logins.begin(replace(row, box=slot.box), login.member.key)

    def renew_recovery_code(self, login: Login) -> str:
        """Make a new recovery code; the one before opens nothing any more.

        Raises:
            NotSignedIn, DatabaseUnavailable: see there.
        """
        code = vault.new_code(vault.RECOVERY_BYTES)
        slot = recovery_slot(login.member.id, code, login.member.key)
        self.logins.change(login, lambda connection: rows.put_slot(connection, login.account_id, slot))
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
        shred(Member(row.uid, master))
        return Registered(self.logins.begin(row, master), recovery)

    # -- the account itself ---------------------------------------------------------------------------------------

    def address(self, login: Login) -> str:
        """The account's e-mail address.

        Raises:
            NotSignedIn, DatabaseUnavailable: see there.
        """
        box = self._database.read(lambda connection: rows.address_box(connection, login.account_id))
        if box is None:
            raise NotSignedIn("the account is gone")
        return self._site.open_address(login.member.id, box)

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
