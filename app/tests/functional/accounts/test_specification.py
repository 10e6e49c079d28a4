"""A second decoder, written from docs/crypto-spec.md alone: it reads the page's vectors and a real database.

It uses nothing of the application. HKDF and Padmé are spelt out here; the ciphers are a library's.
"""

import base64
import hashlib
import hmac
import json
import re
import unicodedata
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import text

# To make what the decoder reads, and not to read it.
from chancery.vault import Key
from chancery.vault.files import Label, Unmeasured, seal_file

PAGE = Path(__file__).parents[4] / "docs/crypto-spec.md"
PASSWORD = "seven wet pelicans argue"
ADA = "ada@example.org"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


# -- the decoder --------------------------------------------------------------------------------------------------


def mac(key: bytes, *parts: bytes) -> bytes:
    return hmac.digest(key, b"".join(parts), "sha256")


def expand(secret: bytes, label: str | bytes, size: int = 32) -> bytes:
    info = label.encode() if isinstance(label, str) else label
    made, block = b"", b""
    for number in range(1, 256):
        if len(made) >= size:
            break
        block = mac(secret, block, info, bytes([number]))
        made += block
    return made[:size]


def hkdf(secret: bytes, salt: bytes | None, label: str) -> bytes:
    return expand(mac(salt or bytes(32), secret), label)


def aad(*parts: str | int | bytes) -> bytes:
    joined = b""
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part.to_bytes(8, "big") if isinstance(part, int) else part
        joined += len(raw).to_bytes(4, "big") + raw
    return joined


def padded_length(size: int) -> int:
    exponent = size.bit_length() - 1
    unit = 2 ** (exponent - exponent.bit_length())
    return -(-size // unit) * unit


def opened(key: bytes, envelope: bytes, place: bytes) -> bytes:
    header, commitment, nonce, body = envelope[:4], envelope[4:36], envelope[36:48], envelope[48:]
    assert header == bytes.fromhex("43560101")
    keys = expand(key, "chancery v1 envelope", 64)
    assert keys[32:] == commitment
    padded = AESGCM(keys[:32]).decrypt(nonce, body, header + place)
    size = int.from_bytes(padded[:4], "big")
    assert len(padded) == padded_length(4 + size)
    assert not any(padded[4 + size :])
    return padded[4 : 4 + size]


def from_cookie(cookie: str, kind: int) -> tuple[bytes, bytes]:
    raw = base64.urlsafe_b64decode(cookie + "==")
    assert (raw[0], len(raw), len(cookie)) == (kind, 49, 66)
    return raw[1:17], raw[17:]


def from_code(code: str, size: int = 20) -> bytes:
    number = 0
    for letter in code.replace("-", ""):
        number = number * 32 + CROCKFORD.index(letter)
    return number.to_bytes(size, "big")


def from_password(password: str, salt: bytes, kib: int, passes: int, lanes: int) -> tuple[bytes, bytes]:
    """The verifier and the KEK."""
    derivation = Argon2id(salt=salt, length=64, iterations=passes, lanes=lanes, memory_cost=kib)
    root = derivation.derive(unicodedata.normalize("NFKC", password).encode())
    return hashlib.sha256(expand(root, "chancery v1 sign-in")).digest(), expand(root, "chancery v1 password")


# What RFC 9180 calls suite_id: "HPKE", KEM, KDF, AEAD; with the size of the AEAD's key.
OURS = (b"HPKE" + bytes.fromhex("002000010002"), 32)


def hpke_open(private: bytes, sealed: bytes, info: bytes, associated: bytes = b"", suite=OURS) -> bytes:
    """RFC 9180, base mode, the first message."""
    suite_id, size = suite
    enc, body = sealed[:32], sealed[32:]

    def extract(salt: bytes, label: bytes, secret: bytes, of: bytes) -> bytes:
        return mac(salt or bytes(32), b"HPKE-v1", of, label, secret)

    def labelled(secret: bytes, label: bytes, context: bytes, length: int, of: bytes) -> bytes:
        return expand(secret, length.to_bytes(2, "big") + b"HPKE-v1" + of + label + context, length)

    key, kem = X25519PrivateKey.from_private_bytes(private), b"KEM" + bytes.fromhex("0020")
    agreed = key.exchange(X25519PublicKey.from_public_bytes(enc))
    mine = key.public_key().public_bytes_raw()
    shared = labelled(extract(b"", b"eae_prk", agreed, kem), b"shared_secret", enc + mine, 32, kem)
    context = b"\0" + extract(b"", b"psk_id_hash", b"", suite_id) + extract(b"", b"info_hash", info, suite_id)
    secret = extract(shared, b"secret", b"", suite_id)
    nonce = labelled(secret, b"base_nonce", context, 12, suite_id)
    return AESGCM(labelled(secret, b"key", context, size, suite_id)).decrypt(nonce, body, associated)


def pair(master: bytes, account: bytes, public: bytes, box: bytes) -> bytes:
    """The private key of an account's pair."""
    return opened(hkdf(master, None, "chancery v1 pair"), box, aad("account_pair", account, public))


def shared(private: bytes, wrapped: bytes, session: bytes, kind: str, holder: bytes) -> bytes:
    assert wrapped[:4] == bytes.fromhex("43480101")
    assert len(wrapped) == 84
    return hpke_open(private, wrapped[4:], b"chancery v1 participant" + aad("session_key", session, kind, holder))


def invited(code: str, tag: bytes, box: bytes, session: bytes) -> bytes:
    raw = from_code(code, 15)
    assert hkdf(raw, None, "chancery v1 invitation tag") == tag
    return opened(hkdf(raw, None, "chancery v1 invitation"), box, aad("invitation", session, tag))


def share(holder_key: bytes, wrapped: bytes, session: bytes, kind: str, holder: bytes) -> bytes:
    place = aad("session_key", session, kind, holder)
    return opened(hkdf(holder_key, None, "chancery v1 wrap"), wrapped, place)


def session_key(person: bytes, server: bytes, session: bytes) -> bytes:
    return hkdf(person + server, session, "chancery v1 session")


def file(session: bytes, uid: bytes, stored: bytes) -> tuple[dict, bytes]:
    """The label and the content of a file."""
    prelude, rest = stored[:68], stored[68:]
    assert prelude[:4] == bytes.fromhex("43460101")
    keys = expand(mac(prelude[4:36], session), b"chancery v1 file" + uid, 64)
    assert keys[32:] == prelude[36:]
    chunks = [rest[start : start + 65_552] for start in range(0, len(rest), 65_552)]
    plaintext = b""
    for number, chunk in enumerate(chunks):
        nonce = number.to_bytes(11, "big") + bytes([number == len(chunks) - 1])
        plaintext += AESGCM(keys[:32]).decrypt(nonce, chunk, prelude)
    start = 4 + int.from_bytes(plaintext[:4], "big")
    label = json.loads(plaintext[4:start])
    assert len(plaintext) == padded_length(start + label["size"])
    return label, plaintext[start : start + label["size"]]


# -- the vectors of the page --------------------------------------------------------------------------------------


class Vectors:
    """The page's vectors: text by `v["name"]`, bytes by `v.name`."""

    def __init__(self) -> None:
        self._values = json.loads(re.search(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL)[1])

    def __getitem__(self, name: str):
        return self._values[name]

    def __getattr__(self, name: str) -> bytes:
        return bytes.fromhex(self._values[name])


@pytest.fixture(scope="module")
def v() -> Vectors:
    return Vectors()


def test_cookies(v):
    assert from_cookie(v["visitor_cookie"], 1) == (v.visitor_id, v.visitor_key)
    login, key = from_cookie(v["login_cookie"], 2)
    place = aad("login", login, v.account, v["stage"])
    assert opened(hkdf(key, None, "chancery v1 login"), v.login, place) == v.master_key


def test_sessions(v):
    assert share(v.visitor_key, v.wrapped_for_visitor, v.session, "visitor", v.visitor_id) == v.person_share
    assert share(v.master_key, v.wrapped_for_account, v.session, "account", v.account) == v.person_share
    key = session_key(v.person_share, v.server_share, v.session)
    place = aad("step", v.session, v["interview"], v["revision"])
    assert opened(key, v.step, place).decode() == v["step_plaintext"]
    with pytest.raises(InvalidTag):
        opened(key, v.step, aad("step", v.session, v["interview"], v["revision"] + 1))


def test_our_hpke_is_the_rfcs():
    """RFC 9180, A.1.1: the same KEM and KDF, with AES-128-GCM."""
    opened = hpke_open(
        bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"),
        bytes.fromhex(
            "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
            "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"
        ),
        bytes.fromhex("4f6465206f6e2061204772656369616e2055726e"),
        b"Count-0",
        (b"HPKE" + bytes.fromhex("002000010001"), 16),
    )
    assert opened == b"Beauty is truth, truth beauty"


def test_people(v):
    private = pair(v.master_key, v.account, v.pair_public, v.account_pair)
    assert private == v.pair_private
    assert shared(private, v.shared_with_participant, v.session, "participant", v.account) == v.person_share
    with pytest.raises(InvalidTag):
        shared(private, v.shared_with_participant, v.session, "account", v.account)
    key = session_key(v.person_share, v.server_share, v.session)
    person = opened(key, v.participant, aad("participant", v.session, "participant", v.account))
    assert person.decode() == v["participant_plaintext"]
    assert base64.b64decode(json.loads(person)["public"]) == v.pair_public
    assert invited(v["invitation_code"], v.invitation_tag, v.invitation, v.session) == v.person_share


def test_slots(v):
    verifier, key = from_password(v["password"], v.salt, 65_536, 3, 1)
    assert verifier == v.verifier
    assert opened(key, v.password_slot, aad("account_slot", v.account, "password")) == v.master_key
    key = hkdf(from_code(v["recovery_code"]), v.account, "chancery v1 recovery")
    assert opened(key, v.recovery_slot, aad("account_slot", v.account, "recovery")) == v.master_key


def test_factors(v):
    place = aad("account_factor", v.account, v.factor_uid, v["factor_kind"])
    found = opened(hkdf(v.master_key, None, "chancery v1 factor"), v.factor, place)
    assert found.decode() == v["factor_plaintext"]


def test_files(v):
    label, content = file(session_key(v.person_share, v.server_share, v.session), v.file_uid, v.file)
    assert (label["name"], content.decode()) == (v["file_name"], v["file_content"])


@pytest.mark.parametrize("size", [0, 65_000, 65_536, 200_000])
def test_files_of_every_size(v, size):
    sealed = b"".join(
        seal_file(Key(v.person_share), UUID(bytes=v.file_uid), Label("a", "text/plain", size), [b"x" * size])
    )
    assert file(v.person_share, v.file_uid, sealed)[1] == b"x" * size


@pytest.mark.parametrize("size", [65_536, 65_537, 200_000])
def test_files_whose_length_was_written_last(v, size):
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    sealing = Unmeasured(Key(v.person_share), UUID(bytes=v.file_uid), "a", "video/mp4", [content])
    rest = b"".join(sealing.rest())
    assert file(v.person_share, v.file_uid, sealing.first() + rest) == (
        {"name": "a", "type": "video/mp4", "size": size},
        content,
    )


def test_the_sites_key(v):
    assert mac(hkdf(v.site_key, None, "chancery v1 address tag"), v["address"].encode()) == v.address_tag
    box = opened(hkdf(v.site_key, None, "chancery v1 address"), v.address_box, aad("account", v.account))
    assert box.decode() == v["address"]
    signer = Ed25519PrivateKey.from_private_bytes(hkdf(v.site_key, None, "chancery v1 receipt"))
    assert signer.public_key().public_bytes_raw() == v.receipt_public_key


# -- a real database ----------------------------------------------------------------------------------------------


def rows(database, table: str) -> list[dict]:
    found = database.read(lambda connection: connection.execute(text(f"SELECT * FROM {table}")).mappings().all())
    return [
        {key: bytes(value) if isinstance(value, memoryview) else value for key, value in row.items()} for row in found
    ]


def uid(value) -> bytes:
    return bytes.fromhex(value.replace("-", "")) if isinstance(value, str) else value.bytes


def answers(database, master: bytes) -> list[dict]:
    """Everything that an account's master key reads."""
    secrets = "session_secret" if database.is_sqlite else "keystore.session_secret"
    server = {uid(row["session"]): row["secret"] for row in rows(database, secrets)}
    sessions = {row["id"]: row for row in rows(database, "interview_session")}
    wrapped = {row["session_id"]: row for row in rows(database, "session_key")}
    found = []
    for step in sorted(rows(database, "step"), key=lambda row: row["revision"]):
        session, key = sessions[step["session_id"]], wrapped[step["session_id"]]
        name = uid(session["uid"])
        person = share(master, key["wrapped"], name, key["holder_kind"], uid(key["holder"]))
        place = aad("step", name, session["interview"], step["revision"])
        found.append(json.loads(opened(session_key(person, server[name], name), step["box"], place)))
    return found


def test_the_password_and_the_recovery_code_open_a_real_database(browser, database):
    browser.register()
    browser.answer(browser.begin(), "blue")
    account = uid(rows(database, "account")[0]["uid"])
    slots = {row["kind"]: row for row in rows(database, "account_slot")}
    slot = slots["password"]
    verifier, key = from_password(PASSWORD, slot["salt"], slot["memory_kib"], slot["passes"], slot["lanes"])
    assert verifier == slot["verifier"]
    master = opened(key, slot["box"], aad("account_slot", account, "password"))
    key = hkdf(from_code(browser.recovery_code), account, "chancery v1 recovery")
    assert opened(key, slots["recovery"]["box"], aad("account_slot", account, "recovery")) == master
    login, key = from_cookie(browser.login, 2)
    row = next(row for row in rows(database, "login") if uid(row["id"]) == login)
    place = aad("login", login, account, row["stage"])
    assert opened(hkdf(key, None, "chancery v1 login"), row["box"], place) == master
    assert [step["state"] for step in answers(database, master)] == [[], ["blue"]]


def test_the_password_opens_a_shared_interview_of_a_real_database(new_browser, database):
    """After somebody else was removed: Bob's pair, the new share, the steps, and who the others are."""
    ada, bob, cyn = new_browser(), new_browser(), new_browser()
    ada.register()
    path = ada.begin()
    ada.answer(path, "blue")
    session = next(row for row in rows(database, "interview_session"))
    name = uid(session["uid"])
    for guest, address in ((cyn, "cyn@example.org"), (bob, "bob@example.org")):
        guest.register(address)
        code = re.search(r"<code>([0-9A-Z-]{29})</code>", ada.post(f"{path}/people").text)[1]
        row = rows(database, "invitation")[0]
        assert len(invited(code, row["tag"], row["box"], name)) == 32
        guest.post("/account/join", code=code)
    accounts = [uid(row["uid"]) for row in sorted(rows(database, "account"), key=lambda row: row["id"])]
    ada.post(f"{path}/people/remove", page=f"{path}/people", who=accounts[1].hex())
    account = accounts[2]
    login, key = from_cookie(bob.login, 2)
    row = next(row for row in rows(database, "login") if uid(row["id"]) == login)
    master = opened(hkdf(key, None, "chancery v1 login"), row["box"], aad("login", login, account, row["stage"]))
    row = next(row for row in rows(database, "account_pair") if uid(row["account"]) == account)
    private = pair(master, account, row["public"], row["box"])
    held = {uid(row["holder"]): row for row in rows(database, "session_key")}
    assert set(held) == {accounts[0], account}
    person = shared(private, held[account]["wrapped"], name, "participant", account)
    secrets = rows(database, "session_secret" if database.is_sqlite else "keystore.session_secret")
    key = session_key(person, secrets[0]["secret"], name)
    steps = [
        json.loads(opened(key, row["box"], aad("step", name, session["interview"], row["revision"])))
        for row in sorted(rows(database, "step"), key=lambda row: row["revision"])
    ]
    assert [step["state"] for step in steps] == [[], ["blue"]]
    assert [len(base64.b64decode(step["past"][0])) for step in steps] == [64, 64]
    others = [
        json.loads(opened(key, row["person"], aad("participant", name, row["holder_kind"], holder)))["address"]
        for holder, row in held.items()
    ]
    assert sorted(others) == [ADA, "bob@example.org"]


@pytest.mark.control("answers_encrypted")
def test_without_the_password_nothing_opens(browser, database, settings):
    """What an intruder can do who has the database, its keystore and the site's key."""
    browser.register()
    browser.answer(browser.begin(), "blue")
    site = bytes.fromhex(settings.site_key_file.read_text())
    held = [
        value
        for table in ("account", "account_slot", "login", "session_key", "mailed_code")
        for row in rows(database, table)
        for value in row.values()
    ]
    guesses = [value for value in held if isinstance(value, bytes)] + [site, hkdf(site, None, "chancery v1 wrap")]
    for guess in guesses:
        for candidate in (guess, guess[:32], hashlib.sha256(guess).digest()):
            with pytest.raises((AssertionError, InvalidTag)):
                answers(database, candidate)


def test_providers_of_identity(v):
    device, key = from_cookie(v["device_cookie"], 3)
    place = aad("account_device", device, v.account)
    assert opened(hkdf(key, None, "chancery v1 device"), v.device, place) == v.master_key
    tag = hashlib.sha256(v["state"].encode()).digest()
    place = aad("identity_request", v.visitor_id, tag, v["request_stage"], v["provider"])
    plain = opened(hkdf(v.visitor_key, None, "chancery v1 provider"), v.request, place)
    assert plain == v["request_plaintext"].encode()
    tagging = hkdf(v.site_key, None, "chancery v1 identity")
    assert mac(tagging, aad(v["issuer"], v["subject"])) == v.identity_tag
