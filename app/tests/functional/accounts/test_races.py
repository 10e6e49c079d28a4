"""Two requests at once that change what opens an account: what one has ended does not come back by the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chancery.accounts.errors import NotSignedIn, Refused
from chancery.vault import LoginCookie, Visitor
from chancery.vault.passwords import Cost

ADA = "ada@example.org"
PASSWORD = "seven wet pelicans argue"
NEW = "nine dry flamingos agree"
OTHER = "four pale ibises nodding"
CLIENT = "203.0.113.7"


@pytest.fixture
def login_of(accounts) -> Callable[[Any], Any]:
    """The login that a browser has."""
    return lambda browser: accounts.logins.open(LoginCookie.from_cookie(browser.login))


@pytest.fixture
def meanwhile(accounts, monkeypatch) -> Callable[[Callable[[], Any]], None]:
    """Let something happen after the next password was found right, and before anything is made of that."""

    def once(act: Callable[[], Any]) -> None:
        real = accounts.passwords.open

        def opened(row, password):
            master = real(row, password)
            monkeypatch.setattr(accounts.passwords, "open", real)
            act()
            return master

        monkeypatch.setattr(accounts.passwords, "open", opened)

    return once


@pytest.mark.control("logins_fresh")
def test_who_signs_in_while_the_password_is_changed_is_not_in(browser, new_browser, accounts, login_of, meanwhile):
    browser.register()
    intruder = new_browser()
    meanwhile(lambda: accounts.change_password(login_of(browser), PASSWORD, NEW, CLIENT))
    assert "do not fit together" in intruder.sign_in().text
    assert not intruder.is_in()
    assert new_browser().sign_in(password=NEW).request.path != "/account/sign-in"


def test_a_dearer_derivation_does_not_bring_an_old_password_back(browser, new_browser, accounts, login_of, meanwhile):
    browser.register()
    accounts.passwords.cost = Cost(memory_kib=128, passes=1)
    meanwhile(lambda: accounts.change_password(login_of(browser), PASSWORD, NEW, CLIENT))
    with pytest.raises(Refused):
        accounts.sign_in(ADA, PASSWORD, CLIENT)
    with pytest.raises(Refused):
        accounts.sign_in(ADA, PASSWORD, CLIENT)
    assert accounts.sign_in(ADA, NEW, CLIENT).is_full


def test_who_signs_in_while_the_account_is_erased_is_refused(browser, new_browser, accounts, login_of, meanwhile):
    browser.register()
    meanwhile(lambda: accounts.erase(login_of(browser)))
    assert "do not fit together" in new_browser().sign_in().text


def test_whose_login_ends_in_the_middle_is_asked_to_sign_in(browser, accounts, login_of, meanwhile):
    browser.register()
    token = browser.token("/account/password")
    meanwhile(lambda: accounts.logins.end_all(login_of(browser)))
    answer = browser.client.post(
        "/account/password",
        data={"_csrf": token, "old": PASSWORD, "password": NEW},
        base_url="https://answers.example.org",
    )
    assert (answer.status_code, answer.location) == (303, "/account/sign-in")
    assert browser.sign_in().request.path != "/account/sign-in"


@pytest.fixture
def reset_meanwhile(accounts, mailbox, monkeypatch) -> Callable[[Any, Callable[[], Any]], Any]:
    """Reset the password with the recovery code, while something happens after that code was found right."""

    def run(browser, act: Callable[[], Any]) -> Any:
        visitor = Visitor.new()
        accounts.ask_to_reset(visitor, ADA, CLIENT)
        code, real = mailbox.code(), accounts.passwords.recovered

        def recovered(row, recovery):
            opened = real(row, recovery)
            monkeypatch.setattr(accounts.passwords, "recovered", real)
            act()
            return opened

        monkeypatch.setattr(accounts.passwords, "recovered", recovered)
        return accounts.reset(visitor, ADA, code, browser.recovery_code, NEW, CLIENT)

    return run


@pytest.mark.control("reset_shreds")
def test_a_reset_does_not_bring_the_old_key_back_to_who_began_anew(
    browser, accounts, mailbox, login_of, reset_meanwhile
):
    browser.register()
    before = login_of(browser).member.key
    other = Visitor.new()
    accounts.ask_to_reset(other, ADA, CLIENT)
    code = mailbox.code()
    with pytest.raises(Refused):
        reset_meanwhile(browser, lambda: accounts.begin_anew(other, ADA, code, OTHER, CLIENT, lambda _member: None))
    # Whoever came first has the account, with its new key.
    assert accounts.sign_in(ADA, OTHER, CLIENT).member.key != before
    with pytest.raises(Refused):
        accounts.sign_in(ADA, NEW, CLIENT)


def test_a_reset_by_a_recovery_code_that_was_renewed_meanwhile_is_refused(browser, accounts, login_of, reset_meanwhile):
    browser.register()
    with pytest.raises(Refused):
        reset_meanwhile(browser, lambda: accounts.renew_recovery_code(login_of(browser)))
    assert accounts.sign_in(ADA, PASSWORD, CLIENT).is_full


def test_a_reset_of_an_account_that_is_erased_meanwhile_is_refused(browser, accounts, login_of, reset_meanwhile):
    browser.register()
    with pytest.raises(Refused):
        reset_meanwhile(browser, lambda: accounts.erase(login_of(browser)))


def test_a_reset_after_the_password_was_changed_meanwhile_keeps_the_answers(
    browser, accounts, login_of, reset_meanwhile
):
    browser.register()
    before = login_of(browser).member.key
    made = reset_meanwhile(browser, lambda: accounts.change_password(login_of(browser), PASSWORD, OTHER, CLIENT))
    assert made.member.key == before
    assert accounts.sign_in(ADA, NEW, CLIENT).member.key == before


@pytest.mark.control("logins_fresh")
@pytest.mark.parametrize("act", ["change_password", "renew_recovery_code", "finish", "renew_codes"])
def test_a_login_that_has_ended_changes_nothing_any_more(browser, accounts, login_of, act):
    """It was opened before it ended: by a new password elsewhere, by signing out everywhere, by a reset."""
    browser.register()
    login = login_of(browser)
    acts = {
        "change_password": lambda: accounts.change_password(login, PASSWORD, NEW, CLIENT),
        "renew_recovery_code": lambda: accounts.renew_recovery_code(login),
        "finish": lambda: accounts.logins.finish(login),
        "renew_codes": lambda: accounts.factors.renew_codes(login),
    }
    accounts.logins.end_all(login)
    with pytest.raises(NotSignedIn):
        acts[act]()
    assert accounts.sign_in(ADA, PASSWORD, CLIENT).is_full
    assert browser.recovery_code
