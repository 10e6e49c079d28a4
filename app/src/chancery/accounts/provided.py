"""Signing in by a provider of identity: it proves who somebody is, and then she opens her account herself.

    ask        the browser goes to the provider, with a state, a nonce and the challenge of a verifier
    come back  the state is used up, the code becomes a token, the token is checked; the proof is kept for minutes
    open       by the passphrase, the recovery code, or the cookie of a device that she has had remembered

An identity is added to an account that is there only by whoever is signed in to it and types its password; an address
that a provider names never is a reason to. See docs/decisions/0013-providers-prove-identity-alone.md.
"""
# Keeps control_providers_prove_identity_alone.

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from chancery.accounts import addresses, limits, provided_rows, rows, strength
from chancery.accounts.accounts import Accounts
from chancery.accounts.errors import BadAddress, NotProved, NotSignedIn, Refused
from chancery.accounts.logins import Login, Registered
from chancery.accounts.openid import OpenId
from chancery.accounts.provided_rows import ASKED, PROVED, Request
from chancery.database import Database
from chancery.settings import Settings
from chancery.settings_providers import Provider
from chancery.vault import DeviceCookie, Unreadable, Visitor
from chancery.vault import provided as vault
from chancery.vault.site import SiteKey

# Minutes to come back from the provider in, and then to open the account in; days for which a device is remembered.
MINUTES = 10
DEVICE_DAYS = 90


@dataclass(frozen=True, slots=True)
class Proof:
    """What a browser has proved at a provider.

    `account` is the one that has this identity, if any; `address` what the provider has checked and no account has.
    """

    request: Request
    provider: Provider
    identity: bytes = field(repr=False)
    address: str = field(repr=False)
    account: rows.PasswordRow | None


class Provided:
    """The providers of a site. One object serves all threads of a process; fork before it is first used."""

    def __init__(self, accounts: Accounts, database: Database, site: SiteKey, settings: Settings) -> None:
        self._accounts = accounts
        self._database = database
        self._site = site
        self._settings = settings
        self._openid = OpenId(settings.base_url)
        self.providers = {provider.name: provider for provider in settings.providers}

    # -- there and back -------------------------------------------------------------------------------------------

    def ask(self, visitor: Visitor, name: str, client: str, login: Login | None = None) -> str:
        """The address at a provider where a person proves who she is.

        Args:
            visitor: her browser; whoever comes back with another one has proved nothing.
            name: the provider's.
            client: the address that the request came from.
            login: whose account gets the identity; left out to sign in.

        Raises:
            TooSoon, ProviderDown, DatabaseUnavailable: see there.
        """
        self._accounts.limits.count(limits.requests(client))
        provider = self.providers[name]
        state, nonce, verifier = (secrets.token_urlsafe(size) for size in (32, 32, 48))
        url = self._openid.address(provider, state, nonce, verifier)
        told = {"nonce": nonce, "verifier": verifier, "account": login.member.id.hex if login else ""}
        self._keep(visitor, vault.request_tag(state), name, ASKED, told)
        return url

    def come_back(self, visitor: Visitor, name: str, answer: Mapping[str, str], login: Login | None) -> bool:
        """Check what a provider answered; True if it was asked for an account, which has the identity now.

        Args:
            visitor: the browser that came back.
            name: the provider's, by the address that it came back to.
            answer: the arguments of that address.
            login: the browser's, if it is signed in.

        Raises:
            NotProved: with the word `state` if this browser asked nothing of the kind, or came back before; `denied` if
                the person or the provider said no; else see there.
            NotSignedIn: the identity was for an account that is no longer signed in here.
            Refused: another account has this identity.
            ProviderDown, DatabaseUnavailable: see there.
        """
        provider, tag = self.providers[name], vault.request_tag(answer.get("state", ""))
        # Used up before anything else is looked at, so that nothing can be tried twice.
        request = self._database.write(
            lambda connection: provided_rows.take_request(connection, tag, visitor.id, name, ASKED, _now())
        )
        told = self._open(visitor, request) if request else None
        if told is None:
            raise NotProved("state")
        if "error" in answer or not answer.get("code"):
            raise NotProved("denied")
        found = self._openid.identity(provider, answer, told["nonce"], told["verifier"])
        identity = self._site.identity_tag(found.issuer, found.subject)
        if not told["account"]:
            proof = {"identity": identity.hex(), "address": found.address}
            self._keep(visitor, vault.request_tag(secrets.token_urlsafe(32)), name, PROVED, proof)
            return False
        if login is None or not hmac.compare_digest(login.member.id.hex, told["account"]):
            raise NotSignedIn("the account is not signed in here")
        account = login.account_id
        if not self._accounts.logins.change(
            login, lambda connection: provided_rows.link(connection, account, identity, name)
        ):
            raise Refused("another account has this identity")
        return True

    def proof(self, visitor: Visitor) -> Proof | None:
        """What this browser has proved lately and not used yet."""
        request = self._database.read(lambda connection: provided_rows.latest_proof(connection, visitor.id, _now()))
        told = self._open(visitor, request) if request else None
        if request is None or told is None or request.provider not in self.providers:
            return None
        identity = bytes.fromhex(told["identity"])
        try:
            address = addresses.normal(told["address"])
        except BadAddress:
            address = ""
        tag = self._site.address_tag(address)

        def look(connection: Connection) -> tuple[rows.PasswordRow | None, bool]:
            return provided_rows.find(connection, identity), rows.find(connection, tag) is not None

        account, is_taken = self._database.read(look)
        return Proof(request, self.providers[request.provider], identity, "" if is_taken else address, account)

    # -- opening the account --------------------------------------------------------------------------------------

    def register(self, proof: Proof, password: str) -> Registered:
        """Make an account for an identity that has none, with the address that its provider has checked.

        Raises:
            WeakPassword, Refused, Busy, DatabaseUnavailable: see there.
        """
        if proof.account is not None or not proof.address:
            raise Refused("there is no address to make an account for")
        strength.check(password, proof.address, self._settings.site_name)
        return self._accounts.registrations.found(
            proof.address,
            password,
            "user",
            use=lambda connection: _use(connection, proof),
            add=lambda connection, account: provided_rows.link(
                connection, account, proof.identity, proof.provider.name
            ),
        )

    def sign_in(self, proof: Proof, password: str, client: str) -> Login:
        """Open the account of an identity by its passphrase. The login may have to show a second factor yet.

        Raises:
            TooSoon, Refused, Busy, DatabaseUnavailable: see there.
        """
        return self._use(proof, self._accounts.enter(proof.account, password, _guesses(proof, client)))

    def sign_in_by_code(self, proof: Proof, recovery: str, client: str) -> Login:
        """Open the account of an identity by its recovery code. The login may have to show a second factor yet.

        Raises:
            TooSoon, Refused, DatabaseUnavailable: see there.
        """
        row = proof.account
        if row is None:
            raise Refused("no account has this identity")
        counted = _guesses(proof, client)
        self._accounts.limits.count(counted)
        _, master = self._accounts.passwords.recovered(row, recovery)
        self._accounts.limits.forgive(counted)
        return self._use(proof, self._accounts.admit(row, master))

    def sign_in_by_device(self, proof: Proof, cookie: DeviceCookie) -> Login | None:
        """Open the account of an identity by the cookie of a device; None if it is not one of this account's."""
        row = proof.account
        if row is None:
            return None
        box = self._database.read(lambda connection: provided_rows.device_box(connection, cookie.id, row.uid, _now()))
        try:
            master = vault.open_device(cookie, row.uid, box or b"")
        except Unreadable:
            return None
        return self._use(proof, self._accounts.admit(row, master))

    def remember_device(self, login: Login) -> DeviceCookie:
        """A cookie with which, after a provider has proved who she is, this account opens without its passphrase.

        Raises:
            NotSignedIn, DatabaseUnavailable: see there.
        """
        cookie = DeviceCookie.new()
        box = vault.seal_device(cookie, login.member.id, login.member.key)
        expires = _now() + timedelta(days=DEVICE_DAYS)
        self._accounts.logins.change(
            login, lambda connection: provided_rows.put_device(connection, cookie.id, login.account_id, box, expires)
        )
        return cookie

    # -- an account's providers -----------------------------------------------------------------------------------

    def linked(self, login: Login) -> set[str]:
        """The names of the providers by which this account's owner can prove who she is."""
        return self._database.read(lambda connection: provided_rows.linked(connection, login.account_id))

    def unlink(self, login: Login, name: str) -> None:
        """Take a provider away from an account."""
        self._database.write(lambda connection: provided_rows.unlink(connection, login.account_id, name))

    # -- what several of these do ---------------------------------------------------------------------------------

    def _keep(self, visitor: Visitor, tag: bytes, name: str, stage: str, told: Mapping[str, str]) -> None:
        box = vault.seal_request(visitor, tag, stage, name, json.dumps(told).encode())
        request, expires = Request(tag, visitor.id, name, stage, box), _now() + timedelta(minutes=MINUTES)
        self._database.write(lambda connection: provided_rows.put_request(connection, request, expires))

    def _open(self, visitor: Visitor, request: Request) -> dict[str, str] | None:
        try:
            content = vault.open_request(visitor, request.tag, request.stage, request.provider, request.box)
        except Unreadable:
            return None
        told: dict[str, str] = json.loads(content)
        return told

    def _use(self, proof: Proof, login: Login) -> Login:
        """Use a proof up for a login; it is worth one."""
        if not self._database.write(lambda connection: _use(connection, proof)):
            self._accounts.logins.end(login)
            raise Refused("the proof is used up")
        return login


def _use(connection: Connection, proof: Proof) -> bool:
    request = proof.request
    taken = provided_rows.take_request(
        connection, request.tag, request.visitor, request.provider, request.stage, _now()
    )
    return taken is not None


def _guesses(proof: Proof, client: str) -> list[limits.Limit]:
    return limits.guesses(proof.account.uid.bytes if proof.account else proof.identity, client)


def _now() -> datetime:
    return datetime.now(UTC)
