"""The whole application over HTTP, accounts and all, on SQLite, with the real evaluator in its jail."""

from __future__ import annotations

import os

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chancery.database import Database, migrate
from chancery.evaluator.client import EvaluatorClient
from chancery.objects import open_store
from chancery.sessions import Sessions
from chancery.settings import Settings
from chancery.web import create_app

BASE = "https://answers.example.org"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("site")
    (folder / "site-key").write_text(os.urandom(32).hex())
    return Settings(
        environment_kind="production",
        database_url=f"sqlite:///{folder}/chancery.sqlite",
        objects=folder / "objects",
        evaluator_socket=folder / "not used",
        base_url=BASE,
        accounts_enabled=True,
        site_key_file=folder / "site-key",
        # Nothing listens there: these tests send no letter.
        smtp_host="localhost",
        mail_sender="help@example.org",
    )


@pytest.fixture(scope="module")
def app(settings: Settings, real_evaluator: EvaluatorClient) -> Flask:
    database = Database(settings.database_url)
    migrate(database)
    sessions = Sessions(database, open_store(settings.objects), real_evaluator, settings)
    return create_app(settings, sessions=sessions)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
