"""Second factors: an authenticator app, passkeys, and the codes for when they are lost."""

import hashlib
import html
import json
import os
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode

import cbor2
import pyotp
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import text

PASSWORD = "seven wet pelicans argue"
BASE = "https://answers.example.org"
pytestmark = pytest.mark.control("second_factor")


def later(secret):
    """A code that was not shown yet: the one of the next half minute, which clocks that differ allow."""
    return pyotp.TOTP(secret).at(int(time.time()) + 30)


@pytest.fixture
def with_app(browser):
    browser.register()
    browser.secret, page = browser.add_app()
    browser.codes = re.findall(r"<li><code>([0-9A-Z-]+)</code>", page.text)
    browser.sign_out()
    return browser


def test_the_app_is_asked_for_after_the_password(with_app):
    assert len(with_app.codes) == 10
    page = with_app.sign_in()
    assert page.request.path == "/account/second"
    half = with_app.login
    assert not with_app.is_in()
    assert with_app.get("/account/password").request.path == "/account/second"
    assert with_app.post("/account/second", code=later(with_app.secret)).request.path == "/"
    assert with_app.is_in()
    assert with_app.login != half


def test_half_a_login_opens_nothing(with_app, new_browser):
    other = new_browser()
    other.sign_in()
    path = other.begin()
    # What it began is the browser's own.
    with_app.sign_in()
    with_app.post("/account/second", code=later(with_app.secret))
    assert with_app.get(path).status_code == 404


def test_the_row_cannot_be_edited_past_the_second_factor(with_app, database):
    with_app.sign_in()
    database.write(lambda connection: connection.execute(text("UPDATE login SET stage = 'full'")))
    assert not with_app.is_in()


def test_a_code_of_the_app_counts_once(with_app, new_browser):
    code = later(with_app.secret)
    with_app.sign_in()
    with_app.post("/account/second", code=code)
    other = new_browser()
    other.sign_in()
    refused = other.post("/account/second", code=code)
    assert refused.status_code == 422
    assert refused.headers["X-Chancery-Failure"] == "login"


@pytest.mark.parametrize("code", ["", "000000", "12345", "abcdef", "١٢٣٤٥٦", "0" * 1000])
def test_a_wrong_code(with_app, code):
    with_app.sign_in()
    assert with_app.post("/account/second", code=code).status_code == 422
    assert not with_app.is_in()


def test_codes_cannot_be_guessed_for_long(with_app):
    with_app.sign_in()
    for _ in range(6):
        assert with_app.post("/account/second", code="000000").status_code == 422
    assert with_app.post("/account/second", code=later(with_app.secret)).status_code == 429


def test_a_recovery_code_stands_in_once(with_app):
    with_app.sign_in()
    with_app.post("/account/second", code=with_app.codes[3].lower())
    assert with_app.is_in()
    assert "9 codes for a lost second factor" in with_app.get("/account").text
    with_app.sign_out()
    with_app.sign_in()
    assert with_app.post("/account/second", code=with_app.codes[3]).status_code == 422


def test_new_codes_take_the_place_of_the_old(with_app):
    with_app.sign_in()
    with_app.post("/account/second", code=with_app.codes[0])
    page = with_app.post("/account/factors/codes", password=PASSWORD)
    assert not set(with_app.codes) & set(re.findall(r"<li><code>([0-9A-Z-]+)</code>", page.text))
    with_app.sign_out()
    with_app.sign_in()
    assert with_app.post("/account/second", code=with_app.codes[1]).status_code == 422


def test_an_app_with_a_wrong_code_or_password_is_not_added(browser):
    browser.register()
    assert browser.add_app(code="000000")[1].status_code == 422
    assert browser.add_app(password="not the one at all")[1].status_code == 422
    assert browser.add_app(secret="not base 32!")[1].status_code == 422
    browser.sign_out()
    browser.sign_in()
    assert browser.is_in()


def test_the_last_factor_takes_the_codes_with_it(with_app, database):
    with_app.sign_in()
    with_app.post("/account/second", code=with_app.codes[0])
    path = re.search(r'href="(/account/factors/[0-9a-f]{32}/remove)"', with_app.get("/account").text)[1]
    assert with_app.post(path, password="not the one at all").status_code == 422
    with_app.post(path, password=PASSWORD)
    count = "SELECT count(*) FROM account_factor"
    assert database.read(lambda connection: connection.scalar(text(count))) == 0
    with_app.sign_out()
    with_app.sign_in()
    assert with_app.is_in()


def test_the_second_factor_stays_after_a_reset_with_the_recovery_code(with_app, mailbox):
    with_app.post("/account/reset", address="ada@example.org")
    fields = {"address": "ada@example.org", "code": mailbox.code(), "password": "nine dry herons applaud"}
    page = with_app.post("/account/reset/keep", page="/account/reset", recovery=with_app.recovery_code, **fields)
    assert page.request.path == "/account/second"
    assert not with_app.is_in()


def test_the_database_shows_no_secret(with_app, database):
    boxes = database.read(lambda connection: connection.execute(text("SELECT box FROM account_factor")).scalars().all())
    for box in boxes:
        assert with_app.secret.encode() not in box
        assert b"telephone" not in box


# -- passkeys -----------------------------------------------------------------------------------------------------


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class Key:
    """A passkey in software: what an authenticator does, of WebAuthn level 2 (ES256, no attestation)."""

    def __init__(self, origin: str = BASE, host: str = "answers.example.org") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.origin, self.host, self.count = origin, host, 0

    def _data(self, flags: int) -> bytes:
        self.count += 1
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def make(self, options: dict) -> str:
        point = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        data = self._data(0x45) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._say({"clientDataJSON": b64(client), "attestationObject": b64(attestation)})

    def show(self, options: dict) -> str:
        data, client = self._data(0x05), self._client("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        shown = {"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature)}
        return self._say(shown | {"userHandle": None})

    def _say(self, response: dict) -> str:
        return json.dumps({"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response})


def asked(page) -> dict:
    """The form that a page has for a passkey: what the browser is asked, and the token."""
    options = json.loads(html.unescape(re.search(r'data-options="([^"]+)"', page.text)[1]))
    return {"options": options, "token": re.search(r'name="token" value="([0-9a-f]+)"', page.text)[1]}


def add_passkey(browser, key):
    form = asked(browser.get("/account/factors/passkey"))
    fields = {"token": form["token"], "response": key.make(form["options"]), "name": "key", "password": PASSWORD}
    return browser.post("/account/factors/passkey", **fields)


@pytest.fixture
def with_passkey(browser):
    browser.register()
    browser.key = Key()
    assert "Write down these codes" in add_passkey(browser, browser.key).text
    browser.sign_out()
    return browser


def show(browser, key, **changed):
    form = asked(browser.get("/account/second"))
    fields = {"token": form["token"], "response": key.show(form["options"])} | changed
    return browser.post("/account/second", **fields)


@pytest.mark.control("changes_told")
def test_the_owner_is_told_of_a_passkey_that_comes_or_goes(with_passkey, mailbox):
    assert mailbox.letters[-1]["Subject"] == "A passkey was added as a second factor at Chancery"
    with_passkey.sign_in()
    show(with_passkey, with_passkey.key)
    path = re.search(r'href="(/account/factors/[0-9a-f]{32}/remove)"', with_passkey.get("/account").text)[1]
    with_passkey.post(path, password=PASSWORD)
    assert mailbox.letters[-1]["Subject"] == "A passkey was removed as a second factor at Chancery"


def test_a_passkey_is_asked_for_after_the_password(with_passkey):
    assert with_passkey.sign_in().request.path == "/account/second"
    options = asked(with_passkey.get("/account/second"))["options"]
    assert len(urlsafe_b64decode(options["challenge"] + "==")) == 32
    assert show(with_passkey, with_passkey.key).request.path == "/"
    assert with_passkey.is_in()


def test_another_passkey_another_site_or_an_old_response_do_not_count(with_passkey):
    with_passkey.sign_in()
    key = with_passkey.key
    stranger = Key()
    stranger.id = key.id
    elsewhere = Key(origin="https://answers.example.org.evil.example")
    elsewhere.key, elsewhere.id = key.key, key.id
    assert show(with_passkey, stranger).status_code == 422
    assert show(with_passkey, elsewhere).status_code == 422
    assert show(with_passkey, key, response="{}").status_code == 422
    assert show(with_passkey, key, response="not json").status_code == 422
    assert show(with_passkey, key, token="00").status_code == 422
    assert not with_passkey.is_in()


def test_a_response_cannot_be_played_again(with_passkey):
    with_passkey.sign_in()
    form = asked(with_passkey.get("/account/second"))
    fields = {"token": form["token"], "response": with_passkey.key.show(form["options"])}
    assert with_passkey.post("/account/second", **fields).request.path == "/"
    with_passkey.sign_out()
    with_passkey.sign_in()
    assert with_passkey.post("/account/second", **fields).status_code == 422
    assert not with_passkey.is_in()


def test_a_passkey_made_for_another_question_or_twice_is_refused(browser):
    browser.register()
    key = Key()
    form = asked(browser.get("/account/factors/passkey"))
    other = asked(browser.get("/account/factors/passkey"))
    fields = {"token": form["token"], "response": key.make(other["options"]), "name": "key", "password": PASSWORD}
    assert browser.post("/account/factors/passkey", **fields).status_code == 422
    assert add_passkey(browser, key).status_code == 200
    assert add_passkey(browser, key).status_code == 422
