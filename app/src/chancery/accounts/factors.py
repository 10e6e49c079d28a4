"""Second factors: an authenticator app (TOTP, RFC 6238), passkeys (WebAuthn), and codes for when those are lost.

They decide who may sign in; they open nothing by themselves. What is stored of them is sealed under the account's MK,
which the password has opened by the time it is needed.
"""
# Keeps control_second_factor.

from __future__ import annotations

import hashlib
import hmac
import json
import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import pyotp
from sqlalchemy import Connection, delete, insert, select, update

from chancery.accounts import limits
from chancery.accounts.errors import Refused
from chancery.accounts.limits import Limits
from chancery.accounts.passkeys import Passkeys
from chancery.database import Database
from chancery.database.account_models import AccountFactor
from chancery.settings import Settings
from chancery.vault.accounts import new_code, open_factor, read_code, seal_factor
from chancery.vault.envelope import Unreadable

if TYPE_CHECKING:
    from chancery.accounts.logins import Login, Logins

Kind = Literal["totp", "passkey", "codes"]
CODE_BYTES = 5
CODES = 10
MAX_FACTORS = 10
MAX_NAME = 60
_STEP_S = 30
# How many steps of 30 s a clock may be wrong.
_WINDOW = 1


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor, opened."""

    uid: uuid.UUID
    kind: Kind
    content: dict[str, Any]
    box: bytes
    created: datetime

    @property
    def name(self) -> str:
        """What the person called it."""
        return str(self.content.get("name", ""))


class Factors:
    """The second factors of accounts. One object serves all threads."""

    def __init__(self, database: Database, settings: Settings, counts: Limits, logins: Logins) -> None:
        self._database = database
        self._limits = counts
        self._logins = logins
        self._site_name = settings.site_name
        self._passkeys = Passkeys(settings)

    def has(self, account_id: int) -> bool:
        """Whether an account asks for a second factor."""
        query = select(AccountFactor.uid).where(AccountFactor.account_id == account_id, AccountFactor.kind != "codes")
        return self._database.read(lambda connection: connection.scalar(query.limit(1))) is not None

    def list(self, login: Login) -> Sequence[Factor]:
        """An account's factors that its key opens, oldest first; the codes are one of them."""
        table = AccountFactor
        query = (
            select(table.uid, table.kind, table.box, table.created)
            .where(table.account_id == login.account_id)
            .order_by(table.created, table.uid)
        )
        found = []
        for row in self._database.read(lambda connection: connection.execute(query).all()):
            try:
                opened = open_factor(login.member.key, login.member.id, row.uid, row.kind, row.box)
            except Unreadable:
                continue
            found.append(Factor(row.uid, row.kind, json.loads(opened), row.box, row.created))
        return found

    def remove(self, login: Login, factor: uuid.UUID) -> Kind | None:
        """Forget one factor; with the last one the codes go too. What it was; None if the account did not have it.

        Raises:
            NotSignedIn, DatabaseUnavailable: see there.
        """
        kinds = {one.uid: one.kind for one in self.list(login)}

        def work(connection: Connection) -> None:
            mine = AccountFactor.account_id == login.account_id
            connection.execute(delete(AccountFactor).where(mine, AccountFactor.uid == factor))
            left = connection.scalar(select(AccountFactor.uid).where(mine, AccountFactor.kind != "codes").limit(1))
            if left is None:
                connection.execute(delete(AccountFactor).where(mine))

        self._logins.change(login, work)
        return kinds.get(factor)

    # -- an authenticator app -------------------------------------------------------------------------------------

    def new_secret(self, address: str) -> tuple[str, str]:
        """A fresh secret, and the otpauth address that an app reads."""
        secret = pyotp.random_base32()
        return secret, pyotp.TOTP(secret).provisioning_uri(name=address, issuer_name=self._site_name)

    def add_totp(self, login: Login, name: str, secret: str, code: str) -> Sequence[str]:
        """Store an app's secret, once the app has shown a right code for it; new recovery codes if it is the first.

        Raises:
            Refused: the code is not right, or there are too many factors.
            NotSignedIn, DatabaseUnavailable: see there.
        """
        step = _matching_step(secret, code)
        if step is None:
            raise Refused("the code does not fit")
        return self._add(login, "totp", {"name": name[:MAX_NAME], "secret": secret, "last": step})

    # -- passkeys -------------------------------------------------------------------------------------------------

    def passkey_challenge(self, login: Login) -> tuple[str, str]:
        """What a browser needs to make a passkey (JSON), and a token to send back with it."""
        return self._passkeys.challenge(login, self._known(login))

    def add_passkey(self, login: Login, name: str, token: str, response: str) -> Sequence[str]:
        """Store a passkey that the browser has made; new recovery codes if it is the first factor.

        Raises:
            Refused: the browser's word is not right, or there are too many factors.
            NotSignedIn, DatabaseUnavailable: see there.
        """
        made = self._passkeys.made(login, token, response)
        if made["id"] in self._known(login):
            raise Refused("the passkey is there already")
        return self._add(login, "passkey", {"name": name[:MAX_NAME], **made})

    def passkey_question(self, login: Login) -> tuple[str, str] | None:
        """What a browser needs to show a passkey (JSON), and a token; None if the account has none."""
        known = self._known(login)
        return self._passkeys.question(login, known) if known else None

    # -- showing one ----------------------------------------------------------------------------------------------

    def show(self, login: Login, client: str, *, code: str = "", token: str = "", response: str = "") -> None:
        """Judge a second factor: a code of the app, a recovery code, or a passkey's response with its token.

        Raises:
            TooSoon, Refused, DatabaseUnavailable: see there.
        """
        counted = limits.guesses(b"factor" + login.member.id.bytes, client)
        self._limits.count(counted)
        right = self._passkey_fits(login, token, response) if response else self._code_fits(login, code)
        if not right:
            raise Refused("the second factor does not fit")
        self._limits.forgive(counted)

    def _code_fits(self, login: Login, code: str) -> bool:
        for factor in self.list(login):
            if factor.kind == "totp":
                step = _matching_step(factor.content["secret"], code)
                # Each code counts once: one that was seen over a shoulder is worth nothing.
                if step is not None and step > factor.content["last"]:
                    return self._store(login, factor, factor.content | {"last": step})
            elif factor.kind == "codes":
                hashed = _hash(code)
                left = [one for one in factor.content["hashes"] if not hmac.compare_digest(one, hashed)]
                if len(left) < len(factor.content["hashes"]):
                    return self._store(login, factor, {"hashes": left})
        return False

    def _passkey_fits(self, login: Login, token: str, response: str) -> bool:
        known = self._known(login)
        shown = self._passkeys.shown(login, {id_: factor.content for id_, factor in known.items()}, token, response)
        if shown is None:
            return False
        id_, count = shown
        return self._store(login, known[id_], known[id_].content | {"count": count})

    def _known(self, login: Login) -> dict[str, Factor]:
        """The account's passkeys, by the names that browsers have for them."""
        return {one.content["id"]: one for one in self.list(login) if one.kind == "passkey"}

    # -- storing them ---------------------------------------------------------------------------------------------

    def renew_codes(self, login: Login) -> Sequence[str]:
        """Make new recovery codes; those before are worth nothing any more.

        Raises:
            NotSignedIn, DatabaseUnavailable: see there.
        """
        codes, row = self._new_codes(login)

        def work(connection: Connection) -> None:
            mine = AccountFactor.account_id == login.account_id
            connection.execute(delete(AccountFactor).where(mine, AccountFactor.kind == "codes"))
            connection.execute(insert(AccountFactor), row)

        self._logins.change(login, work)
        return codes

    def _add(self, login: Login, kind: Kind, content: dict[str, Any]) -> Sequence[str]:
        present = self.list(login)
        if len(present) >= MAX_FACTORS:
            raise Refused("there are too many second factors")
        rows = [self._row(login, kind, content)]
        codes: Sequence[str] = []
        if not present:
            codes, row = self._new_codes(login)
            rows.append(row)

        def work(connection: Connection) -> None:
            # One that is there was inserted by our own earlier try.
            if connection.scalar(select(AccountFactor.uid).where(AccountFactor.uid == rows[0]["uid"])) is None:
                connection.execute(insert(AccountFactor), rows)

        self._logins.change(login, work)
        return codes

    def _new_codes(self, login: Login) -> tuple[Sequence[str], dict[str, Any]]:
        codes = [new_code(CODE_BYTES) for _ in range(CODES)]
        return codes, self._row(login, "codes", {"hashes": [_hash(code) for code in codes]})

    def _store(self, login: Login, factor: Factor, content: dict[str, Any]) -> bool:
        """Store a factor's new state, unless another request did so since it was read."""
        sealed = seal_factor(login.member.key, login.member.id, factor.uid, factor.kind, json.dumps(content).encode())
        change = (
            update(AccountFactor)
            .where(AccountFactor.uid == factor.uid, AccountFactor.box == factor.box)
            .values(box=sealed)
        )
        return self._database.write(lambda connection: connection.execute(change).rowcount > 0)

    def _row(self, login: Login, kind: Kind, content: dict[str, Any]) -> dict[str, Any]:
        uid = uuid.UUID(bytes=os.urandom(16))
        box = seal_factor(login.member.key, login.member.id, uid, kind, json.dumps(content).encode())
        hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        return {"uid": uid, "account_id": login.account_id, "kind": kind, "box": box, "created": hour}


def _matching_step(secret: str, code: str) -> int | None:
    """The number of the 30-second step that a code is of, now or a step around it; None if it is of none."""
    digits = "".join(code.split())
    try:
        app = pyotp.TOTP(secret)
        now = int(datetime.now(UTC).timestamp()) // _STEP_S
        around = range(now - _WINDOW, now + _WINDOW + 1)
        steps = [step for step in around if hmac.compare_digest(app.generate_otp(step).encode(), digits.encode())]
    except ValueError:
        # The form's secret was tampered with.
        return None
    return steps[-1] if steps else None


def _hash(code: str) -> str:
    raw = read_code(code, CODE_BYTES)
    # What cannot be a code matches none.
    return hashlib.sha256(raw if raw is not None else os.urandom(32)).hexdigest()
