"""A site whose interviews may send letters: a real mail server, the real evaluator, and a person at a browser."""

import html
import re
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from chancery.objects import open_store
from chancery.sessions import Sessions
from chancery.web import create_app
from chancery.web.letters import carrier

BASE = "https://answers.example.org"
INTERVIEW = "letters:data/questions/mail.yml"


class Person:
    """Somebody at a browser without a script."""

    def __init__(self, app: Any) -> None:
        self.client = app.test_client()
        self.page: TestResponse | None = None

    def get(self, path: str) -> TestResponse:
        self.page = self.client.get(path, base_url=BASE, follow_redirects=True)
        return self.page

    def form(self, action: str, label: str = "", **fields: str) -> TestResponse:
        """Send the form that goes to `action` (the end of its address), by the button `label` if it has several."""
        found = re.findall(r'<form[^>]* action="([^"]*)"[^>]*>(.*?)</form>', self.page.text, re.DOTALL)
        path, inner = next((path, inner) for path, inner in found if re.search(action + r"\Z", path))
        data = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', inner)) | fields
        if label:
            name, value = re.search(
                rf'name="(\w+)" value="(\w*)"[^>]*>(?:<[^>]*>)*{re.escape(label)}', inner, re.DOTALL
            ).groups()
            data[name] = value
        return self.send(path, data)

    def send(self, path: str, data: dict[str, str]) -> TestResponse:
        answer = self.client.post(path, data=data, base_url=BASE)
        self.page = answer
        if answer.status_code == 303:
            self.get(answer.location)
        return answer

    def write(self, address: str, subject: str = "rent", words: str = "Hello") -> TestResponse:
        """Answer the first question, so that the interview sends its letter."""
        self.get(f"/interview?i={INTERVIEW}")
        return self.form("/session/\\w+", "Continue", field_0=address, field_1=subject, field_2=words)

    def ready(self) -> None:
        """Go on to the page with the document."""
        self.write("ann@example.org")
        self.form("/session/\\w+", "Continue")
        self.form("/session/\\w+", "Finish")

    @property
    def text(self) -> str:
        return " ".join(html.unescape(re.sub("<[^>]+>", " ", self.page.text)).split())

    @property
    def path(self) -> str:
        return self.page.request.path


@pytest.fixture
def database_url(tmp_path) -> str:
    """One kind of database is enough here: what differs between them has its own tests."""
    return f"sqlite:///{tmp_path}/chancery.sqlite"


@pytest.fixture
def settings(settings, mailbox):
    return replace(
        settings, base_url=BASE, interview_mail_enabled=True, smtp_host="127.0.0.1", smtp_port=mailbox.port,
        smtp_security="none", mail_sender="The Help Desk <help@example.org>",
    )  # fmt: skip


@pytest.fixture
def new_app(database, settings, evaluator_process):
    """Makes the application, as a start of its program does; with other settings, if some are given."""

    def make(**changes: Any) -> Any:
        changed = replace(settings, **changes)
        store = open_store(changed.objects)
        sessions = Sessions(database, store, evaluator_process.client, changed, carrier(changed))
        return create_app(changed, sessions=sessions)

    return make


@pytest.fixture
def person(new_app) -> Person:
    return Person(new_app())


@pytest.fixture
def new_person(new_app):
    return lambda **changes: Person(new_app(**changes))
