"""Sign in by a provider of identity: the passphrase, the recovery code, a device that is remembered, and linking."""

import re

import pyotp
import pytest
from sqlalchemy import text

ADA = "ada@example.org"
PASSWORD = "seven wet pelicans argue"


def failure(answer):
    return answer.headers.get("X-Chancery-Failure")


def test_make_an_account_and_come_back_from_another_browser(traveller, new_traveller):
    page = traveller.register(PASSWORD)
    assert "Write down your recovery code" in page.text
    path = traveller.browser.begin()
    traveller.browser.answer(path, "blue")
    other = new_traveller()
    assert "Open your account" in other.go().text
    assert other.browser.get(path).status_code == 404
    assert other.browser.post("/account/identity/open", page="/account/identity", password=PASSWORD).status_code == 200
    assert "Question 1" in other.browser.get(path).text


@pytest.mark.control("providers_prove_identity_alone")
def test_a_provider_alone_opens_nothing(traveller, new_traveller):
    traveller.register(PASSWORD)
    other = new_traveller()
    other.go()
    assert not other.browser.is_in()
    refused = other.browser.post("/account/identity/open", page="/account/identity", password="not the one at all")
    assert refused.status_code == 422
    assert failure(refused) == "login"
    assert not other.browser.is_in()
    assert "not the passphrase" in refused.text


def test_guesses_at_the_passphrase_have_to_wait(traveller, new_traveller):
    traveller.register(PASSWORD)
    other = new_traveller()
    other.go()
    for _ in range(6):
        other.browser.post("/account/identity/open", page="/account/identity", password="not the one at all")
    refused = other.browser.post("/account/identity/open", page="/account/identity", password=PASSWORD)
    assert refused.status_code == 429


def test_the_recovery_code_opens_the_account(traveller, new_traveller):
    traveller.register(PASSWORD)
    path = traveller.browser.begin()
    other = new_traveller()
    other.go()
    wrong = other.browser.post("/account/identity/recover", page="/account/identity", recovery="0000-0000")
    assert (wrong.status_code, failure(wrong)) == (422, "login")
    code = traveller.browser.recovery_code
    other.browser.post("/account/identity/recover", page="/account/identity", recovery=code)
    assert other.browser.get(path).status_code == 200


@pytest.mark.control("providers_prove_identity_alone")
def test_a_remembered_device_needs_the_provider_and_no_passphrase(traveller, new_traveller):
    traveller.register(PASSWORD)
    path = traveller.browser.begin()
    other = new_traveller()
    other.open(PASSWORD, remember="yes")
    assert other.browser.cookie("__Host-chancery-device")
    other.browser.sign_out()
    assert not other.browser.is_in()
    other.go()
    assert other.browser.is_in()
    assert other.browser.get(path).status_code == 200


def test_a_device_is_not_remembered_unasked(traveller, new_traveller):
    traveller.register(PASSWORD)
    other = new_traveller()
    other.open(PASSWORD)
    assert other.browser.cookie("__Host-chancery-device") is None


@pytest.mark.parametrize("end", ["everywhere", "expired", "removed", "another identity", "another key"])
def test_a_device_is_forgotten(traveller, new_traveller, database, end):
    traveller.register(PASSWORD)
    other = new_traveller()
    other.open(PASSWORD, remember="yes")
    browser = other.browser
    if end == "everywhere":
        browser.post("/account/sign-out-everywhere", page="/account")
    else:
        browser.sign_out()
    if end == "expired":
        change = "UPDATE account_device SET expires = '2020-01-01 00:00:00'"
        database.write(lambda connection: connection.execute(text(change)))
    elif end == "removed":
        traveller.browser.post("/account/provider/court/remove", password=PASSWORD)
        traveller.browser.post("/account/provider/court/add", password=PASSWORD)
        traveller.go(page="/account/provider/court/add", path="/account/provider/court/add", password=PASSWORD)
    elif end == "another identity":
        other.provider.subject, other.provider.claims = "77", {"email": "eve@example.org", "email_verified": True}
        other.go()
        browser.post("/account/identity/new", page="/account/identity", password="nine dry herons applaud")
        browser.sign_out()
    elif end == "another key":
        cookie = browser.cookie("__Host-chancery-device")
        browser.client.set_cookie(
            "__Host-chancery-device",
            cookie[:-3] + ("AAA" if cookie[-3:] != "AAA" else "BBA"),
            domain="answers.example.org",
        )
    other.go()
    assert not browser.is_in()


def test_a_second_factor_is_asked_for_as_well(traveller, new_traveller):
    traveller.register(PASSWORD)
    page = traveller.browser.get("/account/factors/app").text
    secret = re.search(r'name="secret" value="([A-Z2-7]+)"', page)[1]
    code = pyotp.TOTP(secret).now()
    done = traveller.browser.post("/account/factors/app", name="t", secret=secret, code=code, password=PASSWORD)
    assert done.status_code == 200, done.text
    other = new_traveller()
    assert other.open(PASSWORD).request.path == "/account/second"
    assert not other.browser.is_in()


def test_signing_in_gives_a_cookie_that_nobody_has_seen(traveller, new_traveller):
    traveller.register(PASSWORD)
    first = traveller.browser.login
    other = new_traveller()
    other.browser.client.set_cookie("__Host-chancery-login", first, domain="answers.example.org")
    other.open(PASSWORD)
    assert other.browser.login not in (None, first)


# -- linking ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verified", [False, None, "true", 1, "false"])
def test_an_address_that_is_not_checked_makes_no_account(traveller, verified, database):
    traveller.provider.claims = {"email": ADA, "email_verified": verified}
    page = traveller.go()
    assert "No account opens with this yet" in page.text
    assert ADA not in page.text
    refused = traveller.browser.post("/account/identity/new", page="/account/sign-in", password=PASSWORD)
    assert refused.status_code == 422
    assert database.read(lambda connection: connection.scalar(text("SELECT count(*) FROM account"))) == 0


@pytest.mark.control("providers_prove_identity_alone")
@pytest.mark.parametrize("verified", [True, False])
def test_an_address_links_no_account(traveller, new_browser, verified):
    owner = new_browser()
    owner.register()
    path = owner.begin()
    traveller.provider.claims = {"email": ADA, "email_verified": verified}
    page = traveller.go()
    assert "No account opens with this yet" in page.text
    for form in ("open", "new"):
        answer = traveller.browser.post(f"/account/identity/{form}", page="/account/sign-in", password=PASSWORD)
        assert answer.status_code == 422
    assert not traveller.browser.is_in()
    assert traveller.browser.get(path).status_code == 404


def test_the_owner_adds_a_provider_and_removes_it(traveller, new_browser, new_traveller, mailbox):
    traveller.browser.register()
    path = traveller.browser.begin()
    add = "/account/provider/court/add"
    refused = traveller.browser.post(add, password="not the one at all")
    assert (refused.status_code, failure(refused)) == (422, "login")
    assert traveller.go(page=add, path=add, password=PASSWORD).request.path == "/account"
    assert mailbox.letters[-1]["Subject"] == "The Court was added as a way to sign in at Chancery"
    other = new_traveller()
    other.open(PASSWORD)
    assert other.browser.get(path).status_code == 200
    remove = "/account/provider/court/remove"
    assert other.browser.post(remove, password="not the one at all").status_code == 422
    other.browser.post(remove, password=PASSWORD)
    assert mailbox.letters[-1]["Subject"] == "The Court was removed as a way to sign in at Chancery"
    third = new_traveller()
    assert "No account opens with this yet" in third.go().text


def test_an_identity_has_one_account(traveller, new_traveller):
    traveller.register(PASSWORD)
    other = new_traveller()
    other.browser.register("eve@example.org")
    add = "/account/provider/court/add"
    refused = other.go(page=add, path=add, password=PASSWORD)
    assert refused.status_code == 422
    assert "Another account has this sign-in" in refused.text


def test_adding_ends_with_the_login(traveller):
    traveller.browser.register()
    add = "/account/provider/court/add"
    url = traveller.provider.authorize(traveller.leave(page=add, path=add, password=PASSWORD))
    traveller.browser.sign_out()
    refused = traveller.back(url)
    assert refused.status_code == 422
    assert "no longer signed in" in refused.text


def test_beginning_anew_by_mail_takes_the_providers_away(traveller, new_traveller, mailbox):
    traveller.register(PASSWORD)
    browser = traveller.browser
    browser.sign_out()
    browser.post("/account/reset", address=ADA)
    fields = {"address": ADA, "code": mailbox.code(), "password": "nine dry herons applaud", "known": "yes"}
    browser.post("/account/reset/erase", page="/account/reset", **fields)
    assert "No account opens with this yet" in new_traveller().go().text


def test_erasing_the_account_leaves_nothing_of_the_provider(traveller, database):
    traveller.register(PASSWORD)
    traveller.browser.sign_out()
    traveller.open(PASSWORD, remember="yes")
    traveller.browser.post("/account/erase", password=PASSWORD)
    for table in ("account_identity", "account_device", "identity_request"):
        count = f"SELECT count(*) FROM {table}"
        assert database.read(lambda connection, count=count: connection.scalar(text(count))) == 0, table
