"""The whole application over HTTP, accounts and all, on SQLite, with the real evaluator in its jail."""

from __future__ import annotations

import os

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chancery.settings import Settings

BASE = "https://answers.example.org"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, settings_in) -> Settings:
    folder = tmp_path_factory.mktemp("site")
    (folder / "site-key").write_text(os.urandom(32).hex())
    return settings_in(
        folder,
        environment_kind="production",
        base_url=BASE,
        accounts_enabled=True,
        site_key_file=folder / "site-key",
        # Nothing listens there: these tests send no letter.
        smtp_host="localhost",
        mail_sender="help@example.org",
    )


@pytest.fixture(scope="module")
def app(settings: Settings, whole_site) -> Flask:
    return whole_site(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
