"""A site that knows two providers of identity, and a person who signs in by them."""

import html
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from chancery.settings import Settings
from chancery.settings_providers import Provider

SECRET = "the provider and the site know this"


@pytest.fixture
def provider(new_provider) -> Any:
    return new_provider()


@pytest.fixture
def other(new_provider) -> Any:
    """Another provider, which may be hostile."""
    return new_provider()


@pytest.fixture
def settings(settings: Settings, provider, other, tmp_path) -> Settings:
    secret = tmp_path / "provider-secret"
    secret.write_text(SECRET + "\n")
    return replace(
        settings,
        providers=(
            Provider("court", "The Court", provider.issuer, "answers", secret),
            Provider("club", "The Club", other.issuer, "answers", secret),
        ),
    )


class Traveller:
    """Takes a browser to a provider and back."""

    def __init__(self, browser: Any, provider: Any, name: str = "court") -> None:
        self.browser = browser
        self.provider = provider
        self.name = name

    def leave(self, page: str = "/account/sign-in", path: str = "", **fields: str) -> str:
        """Send the form; the address at the provider that the page links to."""
        answer = self.browser.post(path or f"/account/provider/{self.name}", page=page, **fields)
        assert answer.status_code == 200, answer.text
        return html.unescape(re.search(r'class="btn btn-primary" href="([^"]+)"', answer.text)[1])

    def back(self, url: str) -> TestResponse:
        """Follow what the provider answered."""
        parts = urlsplit(url)
        return self.browser.get(f"{parts.path}?{parts.query}")

    def go(self, **fields: str) -> TestResponse:
        """There and back; the page that the site shows then."""
        return self.back(self.provider.authorize(self.leave(**fields)))

    def register(self, password: str) -> TestResponse:
        """There, back, and a new account."""
        self.go()
        answer = self.browser.post("/account/identity/new", page="/account/identity", password=password)
        found = re.search(r"<code>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){7})</code>", answer.text)
        self.browser.recovery_code = found[1] if found else ""
        return answer

    def open(self, password: str, **fields: str) -> TestResponse:
        """There, back, and the passphrase."""
        self.go()
        return self.browser.post("/account/identity/open", page="/account/identity", password=password, **fields)


@pytest.fixture
def traveller(browser, provider) -> Traveller:
    return Traveller(browser, provider)


@pytest.fixture
def new_traveller(new_browser, provider):
    return lambda: Traveller(new_browser(), provider)
