"""An intruder has the whole database, the disk with the site's key, and all that the provider knows; nothing opens.

The same search opens answers that are kept as the reference system keeps those of people who sign in by a provider, and
ours as soon as it is given the one thing that it lacks: so it is known to find what can be found.
"""

import hashlib
import hmac
import json
import os
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from sqlalchemy import Column, LargeBinary, MetaData, String, Table, insert, select

from chancery.database.models import Base
from chancery.vault import DeviceCookie, LoginCookie, Unreadable
from chancery.vault.envelope import Key, aad

MARK = "ANSWER-THAT-NOBODY-MAY-READ"
PASSWORD = "seven wet pelicans argue"
LABELS = (
    "wrap", "sign-in", "password", "recovery", "login", "factor", "provider", "device", "identity", "address",
    "address tag", "limit", "audit", "receipt",
)  # fmt: skip


# -- what the intruder has ----------------------------------------------------------------------------------------


def taken(database, *more: Table) -> dict[str, list[Mapping[str, Any]]]:
    """Every row of every table."""
    tables = [*Base.metadata.sorted_tables, *more]
    return database.read(
        lambda connection: {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()] for table in tables
        }
    )


def disk(directory: Path) -> Iterator[bytes]:
    for path in directory.rglob("*"):
        if path.is_file() and path.stat().st_size < 10_000:
            yield path.read_bytes().strip()


def known_to(provider) -> list[bytes]:
    """The provider's own knowledge: names, addresses, claims, tokens, codes, and what the browser asked it with."""
    asked = [value for code in provider.codes.values() for value in code.values()]
    said = [provider.subject, provider.issuer, provider.issuer + provider.subject, "ada@example.org", *asked]
    return [word.encode() for word in [*said, *provider.tokens, *provider.requests]]


def found(rows: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[bytes]:
    for row in (row for table in rows.values() for row in table):
        for value in row.values():
            match value:
                case bytes():
                    yield value
                case uuid.UUID():
                    yield from (value.bytes, value.hex.encode(), str(value).encode())
                case None:
                    pass
                case _:
                    yield str(value).encode()


# -- what he tries ------------------------------------------------------------------------------------------------


def keys(secrets: set[bytes]) -> Iterator[bytes]:
    """Each thing as a key, by the hashes that come to mind and by every label of our specification."""
    for secret in secrets:
        yield secret[:32].ljust(32, b"\0")
        yield secret[-32:].ljust(32, b"\0")
        yield hashlib.sha256(secret).digest()
        if len(secret) == 64 and all(letter in b"0123456789abcdef" for letter in secret):
            secret = bytes.fromhex(secret.decode())
            yield secret
        for label in LABELS:
            info = f"chancery v1 {label}".encode()
            yield HKDF(SHA256(), length=32, salt=None, info=info).derive(secret)
            yield HKDFExpand(SHA256(), length=32, info=info).derive(secret)
            yield hmac.digest(secret, info, "sha256")


def boxes(rows: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[tuple[str, bytes, bytes]]:
    """Everything that holds a key, with its place."""
    accounts = {row["id"]: row["uid"] for row in rows["account"]}
    for row in rows["account_slot"]:
        yield "slot", row["box"], aad("account_slot", accounts[row["account_id"]], row["kind"])
    for row in rows["login"]:
        yield "login", row["box"], aad("login", row["id"], accounts[row["account_id"]], row["stage"])
    for row in rows["account_device"]:
        yield "device", row["box"], aad("account_device", row["id"], accounts[row["account_id"]])
    for row in rows["identity_request"]:
        place = aad("identity_request", row["visitor"], row["tag"], row["stage"], row["provider"])
        yield "request", row["box"], place
    sessions = {row["id"]: row for row in rows["interview_session"]}
    for row in rows["session_key"]:
        place = aad("session_key", sessions[row["session_id"]]["uid"], row["holder_kind"], row["holder"])
        yield "share", row["wrapped"], place
    for row in rows["step"]:
        session = sessions[row["session_id"]]
        yield "step", row["box"], aad("step", session["uid"], session["interview"], row["revision"])


def session_keys(rows: Mapping[str, list[Mapping[str, Any]]], shares: set[bytes]) -> Iterator[bytes]:
    """SK of every session, with every secret in the place of the person's share."""
    for row in rows["session_secret"]:
        for share in shares:
            hkdf = HKDF(SHA256(), length=32, salt=row["session"].bytes, info=b"chancery v1 session")
            yield hkdf.derive(share[:32] + row["secret"])


def opened(rows: Mapping[str, list[Mapping[str, Any]]], secrets: set[bytes]) -> dict[str, list[bytes]]:
    """What opens, by its kind; what came out is tried as a key in turn."""
    there, result, new = list(boxes(rows)), {}, set(secrets)
    while new:
        came_out = set()
        for raw in {*keys(new), *session_keys(rows, new)}:
            key = Key(raw)
            for name, box, place in there:
                try:
                    plain = key.open(box, place)
                except Unreadable:
                    continue
                result.setdefault(name, []).append(plain)
                came_out.add(plain)
        new = came_out - secrets
        secrets = secrets | new
    return result


def opened_as_reference(secrets: set[bytes]) -> list[bytes]:
    """What opens under the reference system's scheme: 16 hexadecimal digits of MD5 as the key, AES-128-CBC, no MAC."""
    result = []
    for secret in secrets:
        key = hashlib.md5(secret, usedforsecurity=False).hexdigest()[:16].encode()
        for box in (other for other in secrets if len(other) >= 32 and len(other) % 16 == 0):
            decryptor = Cipher(algorithms.AES(key), modes.CBC(box[:16])).decryptor()
            plain = decryptor.update(box[16:]) + decryptor.finalize()
            if MARK.encode() in plain:
                result.append(plain)
    return result


def kept_as_reference(database, identifier: str) -> Table:
    """Answers under the reference system's scheme, beside the identifier that is their key's only source."""
    table = Table("reference", MetaData(), Column("identifier", String(100)), Column("answers", LargeBinary))
    key = hashlib.md5(identifier.encode(), usedforsecurity=False).hexdigest()[:16].encode()
    text = json.dumps({"secret": MARK}).encode()
    start = os.urandom(16)
    encryptor = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
    box = start + encryptor.update(text + bytes([16 - len(text) % 16]) * (16 - len(text) % 16)) + encryptor.finalize()

    def work(connection) -> None:
        table.create(connection)
        connection.execute(insert(table), {"identifier": identifier, "answers": box})

    database.write(work)
    return table


# -- the tests ----------------------------------------------------------------------------------------------------


@pytest.fixture
def answered(traveller, new_traveller):
    """Somebody has an account, a device that is remembered, a login, a sign-in half done, and answers."""
    traveller.register(PASSWORD)
    traveller.browser.answer(traveller.browser.begin(), MARK)
    again = new_traveller()
    again.open(PASSWORD, remember="yes")
    new_traveller().go()
    new_traveller().leave()
    return again


@pytest.fixture
def had(answered, database, tmp_path, provider) -> tuple[dict[str, list[Mapping[str, Any]]], set[bytes]]:
    rows = taken(database)
    secrets = {*found(rows), *disk(tmp_path), *known_to(provider)}
    assert {name for name, _, _ in boxes(rows)} == {"slot", "login", "device", "request", "share", "step"}
    assert (tmp_path / "site-key").read_bytes().strip() in secrets
    assert provider.subject.encode() in secrets
    return rows, secrets


@pytest.mark.control("providers_prove_identity_alone")
def test_nothing_opens(had):
    rows, secrets = had
    assert len(secrets) > 50
    assert opened(rows, secrets) == {}
    assert opened_as_reference(secrets) == []
    assert [secret for secret in secrets if MARK.encode() in secret] == []


def test_the_same_search_opens_the_reference_scheme(answered, database, provider):
    table = kept_as_reference(database, provider.subject)
    assert opened_as_reference(set(found(taken(database, table))))


@pytest.mark.parametrize(("cookie", "what"), [("__Host-chancery-login", "login"), ("__Host-chancery-device", "device")])
def test_the_same_search_opens_what_a_cookie_opens(had, answered, cookie, what):
    rows, secrets = had
    value = answered.browser.cookie(cookie)
    kind = LoginCookie if what == "login" else DeviceCookie
    found_out = opened(rows, {*secrets, kind.from_cookie(value).key})
    assert set(found_out) == {what, "share", "step"}
    assert any(MARK.encode() in plain for plain in found_out["step"])
