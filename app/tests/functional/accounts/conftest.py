"""A site with accounts on a real database, a real mail server, and a person with a browser."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chancery.accounts.accounts import Accounts
from chancery.accounts.mail import Post
from chancery.database import Database
from chancery.sessions import Sessions
from chancery.settings import Settings
from chancery.vault import LoginCookie, Visitor
from chancery.vault.passwords import Cost
from chancery.vault.site import SiteKey
from chancery.web import create_app

BASE = "https://answers.example.org"
DOMAIN = "answers.example.org"
ADA = "ada@example.org"
PASSWORD = "seven wet pelicans argue"
# As little as the algorithm allows for a lane: what it costs has its own tests.
CHEAP = Cost(memory_kib=64, passes=1)
DEMO = "demo:data/questions/demo.yml"


@pytest.fixture
def settings(settings: Settings, mailbox: Any, tmp_path) -> Settings:
    (tmp_path / "site-key").write_text(os.urandom(32).hex())
    return replace(
        settings,
        base_url=BASE,
        accounts_enabled=True,
        site_key_file=tmp_path / "site-key",
        smtp_host="127.0.0.1",
        smtp_port=mailbox.port,
        smtp_security="none",
        mail_sender="The Help Desk <help@example.org>",
    )


@pytest.fixture
def accounts(database: Database, settings: Settings) -> Accounts:
    return Accounts(database, SiteKey.from_file(settings.site_key_file), Post(settings), settings, cost=CHEAP)


@pytest.fixture
def app(settings: Settings, sessions: Sessions, accounts: Accounts) -> Flask:
    return create_app(settings, sessions=sessions, accounts=accounts)


class Browser:
    """A browser without JavaScript: pages, forms, cookies."""

    def __init__(self, app: Flask, mailbox: Any) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.mailbox = mailbox
        self.address = "203.0.113.7"
        self.recovery_code = ""

    def get(self, path: str) -> TestResponse:
        return self._follow(self.client.get(path, base_url=BASE, environ_base={"REMOTE_ADDR": self.address}))

    def post(self, path: str, *, page: str = "", **fields: object) -> TestResponse:
        """Send a form as it stands on `page` (the same address, if it is left out)."""
        data = {"_csrf": self.token(page or path), **fields}
        return self._follow(
            self.client.post(path, data=data, base_url=BASE, environ_base={"REMOTE_ADDR": self.address})
        )

    def token(self, page: str) -> str:
        return re.search(r'name="_csrf" value="([^"]+)"', self.get(page).text)[1]

    def cookie(self, name: str) -> str | None:
        found = self.client.get_cookie(name, domain=DOMAIN)
        return found.value if found else None

    @property
    def login(self) -> str | None:
        return self.cookie("__Host-chancery-login")

    def register(self, address: str = ADA, password: str = PASSWORD) -> TestResponse:
        self.post("/account/register", address=address)
        answer = self.post(
            "/account/register/code",
            page="/account/register",
            address=address,
            code=self.mailbox.code(),
            password=password,
        )
        found = re.search(r"<code>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){7})</code>", answer.text)
        self.recovery_code = found[1] if found else ""
        return answer

    def sign_in(self, address: str = ADA, password: str = PASSWORD) -> TestResponse:
        return self.post("/account/sign-in", address=address, password=password)

    def sign_out(self) -> TestResponse:
        return self.post("/account/sign-out", page="/account")

    def begin(self) -> str:
        """Begin an interview; its address."""
        return self.get(f"/interview?i={DEMO}").request.path

    def answer(self, path: str, text: str) -> TestResponse:
        revision = re.search(r'name="_revision" value="(\d+)"', self.get(path).text)[1]
        return self.post(path, field_0=text, button_0="", _revision=revision)

    def add_app(self, **fields: object) -> tuple[str, TestResponse]:
        """Add an authenticator app; its secret, and the answer."""
        secret = re.search(r"<code>([A-Z2-7]{32})</code>", self.get("/account/factors/app").text)[1]
        data = {"secret": secret, "name": "telephone", "code": pyotp.TOTP(secret).now(), "password": PASSWORD}
        return secret, self.post("/account/factors/app", **(data | fields))

    def form_token(self) -> str:
        """What a form of this browser's own pages carries."""
        if self.is_in():
            return LoginCookie.from_cookie(self.login).csrf_token()
        return Visitor.from_cookie(self.cookie("__Host-chancery")).csrf_token()

    def is_in(self) -> bool:
        return self.get("/account").request.path == "/account"

    def _follow(self, answer: TestResponse) -> TestResponse:
        while answer.status_code == 303 and answer.location.startswith("/"):
            answer = self.client.get(answer.location, base_url=BASE, environ_base={"REMOTE_ADDR": self.address})
        return answer


@pytest.fixture
def new_browser(app: Flask, mailbox: Any) -> Callable[[], Browser]:
    return lambda: Browser(app, mailbox)


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    return new_browser()
