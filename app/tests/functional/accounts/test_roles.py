"""Roles, the first administrator, and the log of what administrators did."""

import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chancery.accounts.audit import Audit, Broken
from chancery.accounts.errors import NotAllowed
from chancery.accounts.roles import Roles, strangers
from chancery.database import Database, DatabaseUnavailable
from chancery.vault.site import SiteKey

ADA = "ada@example.org"
PASSWORD = "seven wet pelicans argue"


@pytest.fixture
def site(settings) -> SiteKey:
    return SiteKey.from_file(settings.site_key_file)


@pytest.fixture
def on_production(database, site) -> Roles:
    return Roles(database, site, Audit(database, site), "production")


def environment(settings, kind: str = "dev") -> dict[str, str]:
    return {
        "CHANCERY_ENVIRONMENT_KIND": kind,
        "CHANCERY_DATABASE_URL": settings.database_url,
        "CHANCERY_OBJECTS": str(settings.objects),
        "CHANCERY_EVALUATOR_SOCKET": str(settings.evaluator_socket),
        "CHANCERY_BASE_URL": settings.base_url,
        "CHANCERY_ACCOUNTS_ENABLED": "true",
        "CHANCERY_SITE_KEY_FILE": str(settings.site_key_file),
        "CHANCERY_SMTP_HOST": "localhost",
        "CHANCERY_MAIL_SENDER": "help@example.org",
    }


def chancery(settings, *words: str, kind: str = "dev") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chancery", *words]
    return subprocess.run(command, env=environment(settings, kind), capture_output=True, text=True, timeout=60)


def role(database: Database) -> str:
    return database.read(lambda connection: connection.scalar(text("SELECT role FROM account")))


# -- the first administrator --------------------------------------------------------------------------------------


def test_the_first_administrator_comes_with_a_code_that_is_good_once(browser, new_browser, database, settings):
    said = chancery(settings, "administrator", "Ada@example.org")
    assert said.returncode == 0, said.stderr
    code = re.search(r"^    ([0-9A-Z-]{39})$", said.stdout, re.MULTILINE)[1]
    fields = {"page": "/account/register", "code": code, "password": PASSWORD}
    assert browser.post("/account/register/code", address="eve@example.org", **fields).status_code == 422
    assert browser.post("/account/register/code", address=ADA, **fields).status_code == 200
    assert role(database) == "admin"
    other = new_browser()
    assert other.post("/account/register/code", address=ADA, **fields).status_code == 422
    printed = chancery(settings, "audit")
    assert [line for line in ("invited", "registered") if f'"act": "{line}"' in printed.stdout] == [
        "invited",
        "registered",
    ]
    assert ADA not in printed.stdout


def test_an_account_that_is_there_becomes_an_administrators(browser, database, settings):
    browser.register()
    said = chancery(settings, "administrator", ADA)
    assert said.returncode == 0, said.stderr
    assert "administrator's now" in said.stdout
    assert role(database) == "admin"


def test_the_first_administrator_is_invited_once(browser, database, settings):
    """As the role asks at every run: a code, then none while it is good, another when it is too old, then none."""
    first = ("administrator", "--first", "--", ADA)
    assert "/account/register" in chancery(settings, *first).stdout
    assert chancery(settings, *first).stdout == "The code that was made for this address is still good.\n"
    database.write(lambda connection: connection.execute(text("DELETE FROM mailed_code")))
    code = re.search(r"^    ([0-9A-Z-]{39})$", chancery(settings, *first).stdout, re.MULTILINE)[1]
    browser.post("/account/register/code", page="/account/register", address=ADA, code=code, password=PASSWORD)
    assert role(database) == "admin"
    said = chancery(settings, "administrator", "--first", "--", "eve@example.org")
    assert (said.returncode, said.stdout) == (0, "There is an administrator.\n")


def test_a_code_of_another_address_or_role_is_no_reason_to_make_none(accounts):
    accounts.registrations.invite(ADA, "user")
    accounts.registrations.invite("eve@example.org", "admin")
    assert not accounts.registrations.is_invited(ADA, "admin")
    assert accounts.registrations.is_invited("Eve@example.org", "admin")


@pytest.mark.control("administration_audited")
def test_no_code_is_handed_out_that_the_log_does_not_hold(accounts, monkeypatch):
    def fails(*_arguments) -> None:
        raise DatabaseUnavailable("OperationalError")

    monkeypatch.setattr(accounts.audit, "add", fails)
    with pytest.raises(DatabaseUnavailable):
        accounts.registrations.invite(ADA, "admin")
    assert not accounts.registrations.is_invited(ADA, "admin")


def test_what_is_no_address_is_said(settings):
    said = chancery(settings, "administrator", "ada")
    assert said.returncode == 2
    assert "Type one like name@example.org" in said.stderr


def test_an_administrator_opens_nothing_of_others(browser, new_browser, accounts):
    browser.register()
    path = browser.begin()
    other = new_browser()
    other.register("eve@example.org")
    accounts.roles.give(None, "eve@example.org", "admin")
    assert other.get(path).status_code == 404


def test_the_last_administrator_stays(browser, new_browser, accounts):
    browser.register()
    new_browser().register("eve@example.org")
    accounts.roles.give(None, ADA, "admin")
    with pytest.raises(NotAllowed):
        accounts.roles.give(None, ADA, "user")
    accounts.roles.give(None, "eve@example.org", "admin")
    assert accounts.roles.give(None, ADA, "user")
    assert accounts.roles.staff() == [("eve@example.org", "admin")]


# -- developers ---------------------------------------------------------------------------------------------------


@pytest.mark.control("production_without_developers")
def test_nobody_is_made_a_developer_on_production(browser, on_production, accounts, database):
    browser.register()
    with pytest.raises(NotAllowed):
        on_production.give(None, ADA, "developer")
    assert role(database) == "user"
    assert accounts.roles.give(None, ADA, "developer")
    assert role(database) == "developer"


@pytest.mark.control("production_without_developers")
def test_production_does_not_start_while_the_database_holds_a_developer(browser, database, settings):
    browser.register()
    database.write(lambda connection: connection.execute(text("UPDATE account SET role = 'developer'")))
    ((uid, found),) = strangers(database, "production")
    assert found == "developer"
    assert strangers(database, "dev") == []
    if settings.is_sqlite:
        # Production refuses SQLite before it looks into it.
        return
    for program in ("web", "worker"):
        said = chancery(settings, program, kind="production")
        assert said.returncode == 2
        assert f"{uid} (developer)" in said.stderr


@pytest.mark.control("production_without_developers")
def test_a_login_of_a_developer_does_not_open_on_production(browser, database, accounts, settings):
    browser.register()
    assert browser.is_in()
    database.write(lambda connection: connection.execute(text("UPDATE account SET role = 'developer'")))
    assert browser.is_in()
    accounts.logins._settings = replace(settings, environment_kind="production")
    assert not browser.is_in()


# -- the audit log ------------------------------------------------------------------------------------------------


@pytest.fixture
def written(database, site) -> Audit:
    audit = Audit(database, site)
    for word in ("first", "second", "third"):
        database.write(lambda connection, word=word: audit.add(connection, None, "tested", None, word))
    return audit


@pytest.mark.control("administration_audited")
def test_entries_are_chained(written):
    assert [(entry.number, entry.detail) for entry in written.entries()] == [(1, "first"), (2, "second"), (3, "third")]


@pytest.mark.control("administration_audited")
@pytest.mark.parametrize(
    "change", ["UPDATE audit_entry SET detail = 'x' WHERE number = 2", "DELETE FROM audit_entry WHERE number = 2"]
)
def test_the_database_refuses_to_change_an_entry(written, database, change):
    with pytest.raises((DBAPIError, DatabaseUnavailable)):
        database.write(lambda connection: connection.execute(text(change)))
    assert len(list(written.entries())) == 3


@pytest.mark.control("administration_audited")
@pytest.mark.parametrize(
    ("change", "first_wrong"),
    [
        ("UPDATE audit_entry SET detail = 'x' WHERE number = 2", 2),
        ("UPDATE audit_entry SET moment = '2020-01-01 00:00:00' WHERE number = 3", 3),
        ("DELETE FROM audit_entry WHERE number = 2", 2),
        ("UPDATE audit_entry SET number = number + 1 WHERE number = 3", 3),
    ],
)
def test_what_was_changed_all_the_same_shows(written, database, settings, change, first_wrong):
    if database.is_sqlite:
        drops = ["DROP TRIGGER audit_entry_stays_update", "DROP TRIGGER audit_entry_stays_delete"]
    else:
        drops = ["DROP TRIGGER audit_entry_stays ON audit_entry"]
    for statement in (*drops, change):
        database.write(lambda connection, statement=statement: connection.execute(text(statement)))
    with pytest.raises(Broken) as broken:
        list(written.entries())
    assert broken.value.number == first_wrong
    said = chancery(settings, "audit")
    assert said.returncode == 1
    assert f"entry {first_wrong} " in said.stderr


@pytest.mark.control("administration_audited")
def test_entries_of_another_key_do_not_count(written, database):
    with pytest.raises(Broken):
        list(Audit(database, SiteKey(os.urandom(32))).entries())


@pytest.mark.control("administration_audited")
def test_the_log_elsewhere_tells_nothing_that_was_undone(written, capsys, database):
    capsys.readouterr()

    def undone(connection) -> None:
        written.add(connection, None, "tested", None, "undone")
        raise NotAllowed("after all")

    with pytest.raises(NotAllowed):
        database.write(undone)
    assert "audit_entry_added" not in capsys.readouterr().out
    # Nor is it told with what comes next, on the same connection.
    database.write(lambda connection: written.add(connection, None, "tested", None))
    assert capsys.readouterr().out.count("audit_entry_added") == 1
    assert len(list(written.entries())) == 4


@pytest.mark.control("administration_audited")
def test_the_log_elsewhere_tells_how_far_the_chain_reached(written, capsys, database):
    database.write(lambda connection: written.add(connection, None, "tested", None))
    latest = list(written.entries())[-1]
    assert f'"count": 4, "code": "{latest.tag.hex()[:16]}"' in capsys.readouterr().out
