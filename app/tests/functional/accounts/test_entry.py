"""Register, sign in, sign out, and save work that was begun before."""

import os
import re

import pytest
from sqlalchemy import text

from chancery.accounts.accounts import Accounts
from chancery.accounts.mail import Post
from chancery.vault import LoginCookie
from chancery.vault.passwords import Cost
from chancery.vault.site import SiteKey

ADA = "ada@example.org"
PASSWORD = "seven wet pelicans argue"


def failure(answer):
    return answer.headers.get("X-Chancery-Failure")


# -- a new account ------------------------------------------------------------------------------------------------


def test_register_confirm_and_come_back_from_another_browser(browser, new_browser, mailbox):
    page = browser.register()
    assert page.status_code == 200
    assert "Write down your recovery code" in page.text
    assert len(browser.recovery_code.replace("-", "")) == 32
    path = browser.begin()
    browser.answer(path, "blue")
    other = new_browser()
    assert other.sign_in().request.path == "/"
    assert "Question 1" in other.get(path).text
    assert mailbox.letters[0]["To"] == ADA
    assert mailbox.letters[0]["From"] == "The Help Desk <help@example.org>"


def test_the_code_is_good_in_the_browser_that_asked_alone(browser, new_browser, mailbox):
    browser.post("/account/register", address=ADA)
    other = new_browser()
    fields = {"address": ADA, "code": mailbox.code(), "password": PASSWORD}
    refused = other.post("/account/register/code", page="/account/register", **fields)
    assert refused.status_code == 422
    assert failure(refused) == "login"
    assert browser.post("/account/register/code", page="/account/register", **fields).status_code == 200


def test_a_code_is_good_once_and_for_its_address_alone(browser, new_browser, mailbox):
    browser.post("/account/register", address=ADA)
    fields = {"code": mailbox.code(), "password": PASSWORD}
    for_another = browser.post("/account/register/code", page="/account/register", address="eve@example.org", **fields)
    assert for_another.status_code == 422
    assert browser.post("/account/register/code", page="/account/register", address=ADA, **fields).status_code == 200
    browser.sign_out()
    again = browser.post("/account/register/code", page="/account/register", address=ADA, **fields)
    assert again.status_code == 422


def test_a_code_cannot_be_guessed_for_long(browser, mailbox, database):
    browser.post("/account/register", address=ADA)
    database.write(lambda connection: connection.execute(text("UPDATE mailed_code SET tries = 10")))
    fields = {"address": ADA, "code": mailbox.code(), "password": PASSWORD}
    assert browser.post("/account/register/code", page="/account/register", **fields).status_code == 422


def test_an_old_code_is_not_good(browser, mailbox, database):
    browser.post("/account/register", address=ADA)
    database.write(
        lambda connection: connection.execute(text("UPDATE mailed_code SET expires = '2020-01-01 00:00:00'"))
    )
    fields = {"address": ADA, "code": mailbox.code(), "password": PASSWORD}
    assert browser.post("/account/register/code", page="/account/register", **fields).status_code == 422


def test_whoever_has_an_account_gets_a_letter_that_says_so(browser, new_browser, mailbox):
    browser.register()
    other = new_browser()
    known = other.post("/account/register", address=ADA)
    assert mailbox.letters[-1]["Subject"] == "You already have an account at Chancery"
    unknown = other.post("/account/register", address="eve@example.org")
    assert known.text.count(ADA) == unknown.text.count("eve@example.org")
    assert known.status_code == unknown.status_code == 200


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short", "Choose a longer password"),
        ("password1234", "easy to guess"),
        ("ada@example.org", "easy to guess"),
        ("qwertyuiop", "easy to guess"),
        ("aaaaaaaaaaaa", "easy to guess"),
        ("x" * 201, "Choose a shorter password"),
    ],
)
def test_a_weak_password_is_refused_and_the_code_stays_good(browser, mailbox, password, sentence):
    browser.post("/account/register", address=ADA)
    fields = {"page": "/account/register", "address": ADA, "code": mailbox.code()}
    refused = browser.post("/account/register/code", password=password, **fields)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert password not in refused.text.replace(ADA, "")
    assert browser.post("/account/register/code", password=PASSWORD, **fields).status_code == 200


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@", "@example.org", "a b@example.org", "a@b", "a@example.org\nBcc: x@y.zz"]
)
def test_what_is_no_address_is_said(browser, mailbox, address):
    for path in ("/account/register", "/account/reset", "/account/sign-in"):
        refused = browser.post(path, address=address, password=PASSWORD)
        assert refused.status_code == 422
        assert "e-mail address" in refused.text
    assert mailbox.letters == []


# -- signing in and out -------------------------------------------------------------------------------------------


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(browser, new_browser):
    browser.register()
    pages = []
    for address in (ADA, "eve@example.org"):
        refused = new_browser().sign_in(address, "not the one at all")
        assert refused.status_code == 422
        assert failure(refused) == "login"
        # What differs from page to page by itself: tokens, and the address as it was typed.
        pages.append(re.sub(r'(value|nonce)="[^"]*"', "", refused.text))
    assert pages[0] == pages[1]


def test_the_address_may_be_typed_in_capitals(browser):
    browser.register("Ada@Example.ORG")
    browser.sign_out()
    browser.sign_in("  ada@example.org ")
    assert browser.is_in()


def test_signing_in_gives_a_cookie_that_nobody_has_seen(browser, database, app):
    browser.register()
    before = browser.login
    browser.sign_out()
    assert browser.login is None
    planted = LoginCookie.new().cookie()
    browser.client.set_cookie("__Host-chancery-login", planted, domain="answers.example.org")
    browser.sign_in()
    assert browser.login not in (None, before, planted)
    assert browser.is_in()


def test_a_cookie_is_worth_nothing_after_signing_out(browser, new_browser):
    browser.register()
    thief = new_browser()
    thief.client.set_cookie("__Host-chancery-login", browser.login, domain="answers.example.org")
    assert thief.is_in()
    browser.sign_out()
    assert not thief.is_in()
    assert not browser.is_in()


def test_sign_out_everywhere(browser, new_browser):
    browser.register()
    other = new_browser()
    other.sign_in()
    assert other.is_in()
    browser.post("/account/sign-out-everywhere", page="/account")
    assert not browser.is_in()
    assert not other.is_in()


def test_a_login_ends_when_it_is_left_alone(browser, database):
    browser.register()
    assert browser.is_in()
    database.write(lambda connection: connection.execute(text("UPDATE login SET last_active = '2020-01-01 00:00:00'")))
    assert not browser.is_in()


def test_a_login_ends_after_its_hours(browser, database):
    browser.register()
    database.write(lambda connection: connection.execute(text("UPDATE login SET expires = '2020-01-01 00:00:00'")))
    assert not browser.is_in()


def test_a_login_row_opens_for_its_cookie_alone(browser, database):
    browser.register()
    assert browser.is_in()
    forged = LoginCookie.from_cookie(browser.login)
    forged = LoginCookie(forged.id, os.urandom(32))
    browser.client.set_cookie("__Host-chancery-login", forged.cookie(), domain="answers.example.org")
    assert not browser.is_in()


def test_too_many_attempts_have_to_wait_also_with_the_right_password(browser, new_browser):
    browser.register()
    browser.sign_out()
    for _ in range(6):
        assert browser.sign_in(password="not the one at all").status_code == 422
    refused = browser.sign_in()
    assert refused.status_code == 429
    assert "Wait a second" in refused.text or "Wait 2 seconds" in refused.text
    assert int(refused.headers["Retry-After"]) in (1, 2)


def test_a_changed_password_ends_the_other_logins(browser, new_browser):
    browser.register()
    path = browser.begin()
    browser.answer(path, "blue")
    other = new_browser()
    other.sign_in()
    before = browser.login
    new = "nine dry herons applaud"
    assert browser.post("/account/password", old=PASSWORD, password=new).request.path == "/account"
    assert browser.login != before
    assert browser.is_in()
    assert not other.is_in()
    assert other.sign_in().status_code == 422
    other.sign_in(password=new)
    assert "Question 1" in other.get(path).text


def test_the_old_password_is_asked_for(browser):
    browser.register()
    refused = browser.post("/account/password", old="not the one at all", password="nine dry herons applaud")
    assert refused.status_code == 422
    assert failure(refused) == "login"
    browser.sign_out()
    browser.sign_in()
    assert browser.is_in()


def test_the_cost_of_a_password_rises_at_the_next_login(browser, database, settings, app):
    browser.register()
    dearer = Cost(memory_kib=128, passes=2)
    site = SiteKey.from_file(settings.site_key_file)
    accounts = Accounts(database, site, Post(settings), settings, cost=dearer)
    for _ in range(2):
        assert accounts.sign_in(ADA, PASSWORD, "203.0.113.7").is_full
    costs = database.read(
        lambda connection: connection.execute(
            text("SELECT memory_kib, passes FROM account_slot WHERE kind = 'password'")
        ).all()
    )
    assert [tuple(cost) for cost in costs] == [(128, 2)]


# -- work that was begun before -----------------------------------------------------------------------------------


def test_work_begun_before_is_saved_when_its_person_says_so(browser, new_browser):
    path = browser.begin()
    browser.answer(path, "blue")
    uid = path.rpartition("/")[2]
    browser.register()
    page = browser.get("/account/keep")
    assert "Save what is open in this browser?" in page.text
    browser.post("/account/keep", session=uid)
    assert "Question 1" in browser.get(path).text
    other = new_browser()
    other.sign_in()
    assert "Question 1" in other.get(path).text
    browser.sign_out()
    assert browser.get(path).status_code == 404


def test_what_is_not_saved_stays_with_the_browser(browser, new_browser):
    path = browser.begin()
    browser.register()
    browser.post("/account/keep")
    assert browser.get(path).status_code == 404
    browser.sign_out()
    assert browser.get(path).status_code == 200
    other = new_browser()
    other.sign_in()
    assert other.get(path).status_code == 404


def test_the_home_page_lists_what_the_account_holds(browser, new_browser):
    browser.register()
    path = browser.begin()
    other = new_browser()
    assert path not in other.get("/").text
    other.sign_in()
    assert path in other.get("/").text


def test_one_account_does_not_open_what_another_holds(browser, new_browser):
    browser.register()
    path = browser.begin()
    other = new_browser()
    other.register("eve@example.org")
    assert other.get(path).status_code == 404
    assert other.post(path + "/exit", page="/account").status_code == 404
    assert browser.get(path).status_code == 200


# -- erasing ------------------------------------------------------------------------------------------------------


def test_an_erased_account_leaves_nothing(browser, database):
    browser.register()
    browser.answer(browser.begin(), "blue")
    refused = browser.post("/account/erase", password="not the one at all")
    assert refused.status_code == 422
    assert browser.post("/account/erase", password=PASSWORD).request.path == "/farewell"
    tables = ["account", "account_slot", "login", "account_factor", "interview_session", "session_key", "step"]
    for table in tables:
        count = f"SELECT count(*) FROM {table}"
        assert database.read(lambda connection, count=count: connection.scalar(text(count))) == 0, table
    assert browser.sign_in().status_code == 422


# -- what interviews are told -------------------------------------------------------------------------------------


def test_an_interview_is_told_that_people_can_sign_in(browser, plain_evaluator):
    browser.begin()
    assert plain_evaluator.jobs[-1].context.accounts
