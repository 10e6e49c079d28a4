"""Whoever changes what opens an account cannot do so behind its owner's back: she gets a letter."""

import re

import pytest

ADA = "ada@example.org"
PASSWORD = "seven wet pelicans argue"
NEW = "nine dry herons applaud"
pytestmark = pytest.mark.control("changes_told")


def remove_app(browser):
    path = re.search(r'href="(/account/factors/[0-9a-f]{32}/remove)"', browser.get("/account").text)[1]
    return browser.post(path, password=PASSWORD)


def reset(browser, way, **fields):
    browser.post("/account/reset", address=ADA)
    known = {"page": "/account/reset", "address": ADA, "code": browser.mailbox.code(), "password": NEW}
    return browser.post(f"/account/reset/{way}", **known, **fields)


CHANGES = {
    "The password was changed": lambda browser: browser.post("/account/password", old=PASSWORD, password=NEW),
    "The password was set anew with the recovery code": lambda browser: reset(
        browser, "keep", recovery=browser.recovery_code
    ),
    "The password was set anew without the recovery code": lambda browser: reset(browser, "erase", known="yes"),
    "A new recovery code was made": lambda browser: browser.post("/account/recovery-code", password=PASSWORD),
    "An authenticator app was added as a second factor": lambda browser: browser.add_app(name="telephone")[1],
    "New codes for a lost second factor were made": lambda browser: browser.post(
        "/account/factors/codes", password=PASSWORD
    ),
    "An authenticator app was removed as a second factor": lambda browser: (browser.add_app(), remove_app(browser))[1],
}


@pytest.mark.parametrize("told", CHANGES)
def test_a_change_is_told_to_the_accounts_address(browser, mailbox, told):
    browser.register()
    assert CHANGES[told](browser).status_code == 200
    letter = mailbox.letters[-1]
    assert letter["Subject"] == f"{told} at Chancery"
    assert letter["To"] == ADA
    text = " ".join(letter.get_payload().split())
    assert "If it was not you" in text
    assert "https://answers.example.org/account/reset" in text
    # Nothing that opens the account, and nothing that the person wrote.
    for secret in (PASSWORD, NEW, browser.recovery_code, "telephone"):
        assert secret not in text


@pytest.mark.parametrize(
    "path", ["/account/recovery-code", "/account/factors/codes", f"/account/factors/{'0' * 32}/remove"]
)
def test_what_changes_nothing_is_not_told(browser, mailbox, path):
    browser.register()
    before = len(mailbox.letters)
    assert browser.post(path, password="not the one at all").status_code == 422
    assert len(mailbox.letters) == before


def test_a_factor_that_is_not_there_is_not_told(browser, mailbox):
    browser.register()
    before = len(mailbox.letters)
    assert browser.post(f"/account/factors/{'0' * 32}/remove", password=PASSWORD).request.path == "/account"
    assert len(mailbox.letters) == before


@pytest.mark.parametrize("told", CHANGES)
def test_a_change_stands_without_the_letter(browser, new_browser, mailbox, told):
    browser.register()
    if "set anew" not in told:
        # A mailed code cannot come without its letter.
        mailbox.down = True
    else:
        mailbox.meanwhile = lambda: setattr(mailbox, "down", True)
    answer = CHANGES[told](browser)
    assert answer.status_code == 200
    mailbox.down = False
    changed = NEW if "password" in told else PASSWORD
    assert new_browser().sign_in(password=changed).request.path in ("/", "/account/second")
