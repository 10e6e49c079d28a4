"""A forgotten password: answers are kept with the recovery code, and shredded without it."""

import pytest
from sqlalchemy import text

ADA = "ada@example.org"
PASSWORD = "seven wet pelicans argue"
NEW = "nine dry herons applaud"


@pytest.fixture
def stored(browser, new_browser):
    """A browser that has forgotten its password, with the address of an interview that its account holds."""
    browser.register()
    path = browser.begin()
    browser.answer(path, "blue")
    other = new_browser()
    other.recovery_code = browser.recovery_code
    other.kept = path
    other.first = browser
    return other


def ask(browser):
    browser.post("/account/reset", address=ADA)
    return {"page": "/account/reset", "address": ADA, "code": browser.mailbox.code(), "password": NEW}


def test_with_the_recovery_code_the_answers_stay(stored):
    fields = ask(stored)
    stored.post("/account/reset/keep", recovery=stored.recovery_code.lower().replace("-", " "), **fields)
    assert stored.is_in()
    assert "Question 1" in stored.get(stored.kept).text
    # Every login from before ends.
    assert not stored.first.is_in()
    assert stored.first.sign_in().status_code == 422
    stored.first.sign_in(password=NEW)
    assert "Question 1" in stored.first.get(stored.kept).text


def test_a_wrong_recovery_code_changes_nothing(stored):
    fields = ask(stored)
    wrong = stored.recovery_code[:-1] + ("0" if stored.recovery_code[-1] != "0" else "1")
    for recovery in (wrong, "", "x"):
        refused = stored.post("/account/reset/keep", recovery=recovery, **fields)
        assert refused.status_code == 422
        assert refused.headers["X-Chancery-Failure"] == "login"
        assert "nothing has been changed or erased" in refused.text
    assert stored.first.is_in()
    stored.post("/account/reset/keep", recovery=stored.recovery_code, **fields)
    assert stored.is_in()


def test_a_recovery_code_alone_is_not_enough(stored):
    fields = ask(stored) | {"code": "0000-0000-00"}
    assert stored.post("/account/reset/keep", recovery=stored.recovery_code, **fields).status_code == 422
    assert not stored.is_in()


def test_the_page_says_before_the_button_that_answers_are_erased(stored):
    page = stored.post("/account/reset", address=ADA).text
    said, button = page.index("All your stored answers and documents will be erased"), page.index("btn-danger")
    assert said < button


def test_without_the_box_nothing_is_erased(stored):
    fields = ask(stored)
    refused = stored.post("/account/reset/erase", **fields)
    assert refused.status_code == 422
    assert "Tick the box" in refused.text
    assert stored.first.get(stored.kept).status_code == 200


@pytest.mark.control("reset_shreds")
def test_without_the_recovery_code_the_answers_are_shredded(stored, database):
    before = database.read(
        lambda connection: connection.execute(text("SELECT box FROM account_slot ORDER BY kind")).scalars().all()
    )
    fields = ask(stored)
    page = stored.post("/account/reset/erase", known="yes", **fields)
    assert "Write down your recovery code" in page.text
    assert stored.recovery_code not in page.text
    assert stored.is_in()
    assert stored.get(stored.kept).status_code == 404
    assert not stored.first.is_in()
    left = {
        table: database.read(lambda connection, table=table: connection.scalar(text(f"SELECT count(*) FROM {table}")))
        for table in ("interview_session", "session_key", "step")
    }
    assert set(left.values()) == {0}
    after = database.read(
        lambda connection: connection.execute(text("SELECT box FROM account_slot ORDER BY kind")).scalars().all()
    )
    assert not set(before) & set(after)
    reasons = database.read(lambda connection: connection.execute(text("SELECT reason FROM erasure")).scalars().all())
    assert reasons == ["reset"]


@pytest.mark.control("reset_shreds")
def test_whoever_has_the_mail_alone_does_not_get_the_role(stored, database):
    database.write(lambda connection: connection.execute(text("UPDATE account SET role = 'admin'")))
    stored.post("/account/reset/erase", known="yes", **ask(stored))
    roles = database.read(lambda connection: connection.execute(text("SELECT role FROM account")).scalars().all())
    assert roles == ["user"]


def test_an_unknown_address_gets_a_letter_and_no_more(browser, mailbox):
    page = browser.post("/account/reset", address="eve@example.org")
    assert page.status_code == 200
    assert mailbox.letters[-1]["Subject"] == "There is no account for this address at Chancery"


def test_a_new_recovery_code_takes_the_place_of_the_old(stored):
    page = stored.first.post("/account/recovery-code", password=PASSWORD)
    assert stored.recovery_code not in page.text
    fields = ask(stored)
    assert stored.post("/account/reset/keep", recovery=stored.recovery_code, **fields).status_code == 422


def test_no_letter_no_code_when_the_mail_server_is_down(browser, mailbox, accounts, settings):
    from dataclasses import replace

    from chancery.accounts.mail import Post

    accounts._codes._post = Post(replace(settings, smtp_port=1))
    refused = browser.post("/account/register", address=ADA)
    assert refused.status_code == 503
    assert "The letter could not be sent" in refused.text
