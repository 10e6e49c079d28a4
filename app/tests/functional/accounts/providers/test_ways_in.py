"""Every way into an account, taken by a browser in which somebody else has put cookies (session fixation)."""

import time
from pathlib import Path

import pyotp
import pytest

from chancery.vault import LoginCookie, Visitor
from chancery.web.account import entry, page

BASE = "https://answers.example.org"
DOMAIN = "answers.example.org"
ADA, EVE, NEW = "ada@example.org", "eve@example.org", "new@example.org"
PASSWORD, OTHER = "seven wet pelicans argue", "nine dry herons applaud"
VISITOR, LOGIN = "__Host-chancery", "__Host-chancery-login"
LINES = Path(__file__).with_name("routes.txt").read_text().splitlines()
ENTERING = {tuple(line.split()[1:]) for line in LINES if line.startswith("enters ")}


@pytest.fixture
def database_url(tmp_path):
    # How the requests are answered does not depend on the kind of database, which other tests take in turn.
    return f"sqlite:///{tmp_path}/chancery.sqlite"


def send(browser, path, **fields):
    """Post a form that this browser's own page would carry; notes which login the browser had before."""
    data = {"_csrf": browser.form_token(), **fields}
    browser.before = browser.login
    return browser.client.post(path, data=data, base_url=BASE, environ_base={"REMOTE_ADDR": browser.address})


class Site:
    """What the ways in need besides a browser."""

    def __init__(self, accounts, new_browser, new_traveller, provider):
        self.accounts, self.provider = accounts, provider
        self.new_browser, self.new_traveller = new_browser, new_traveller

    def register(self, address):
        """Somebody has an account; her browser."""
        other = self.new_browser()
        other.register(address)
        return other

    def register_by_provider(self):
        self.provider.claims["email"] = NEW
        other = self.new_traveller()
        other.register(PASSWORD)
        return other.browser

    def travel(self, browser):
        """To the provider and to its answer, which is not followed yet."""
        traveller = self.new_traveller()
        traveller.browser = browser
        return traveller, self.provider.authorize(traveller.leave())

    def reset(self, browser):
        code = self.register(ADA).recovery_code
        send(browser, "/account/reset", address=ADA)
        return code, {"address": ADA, "code": browser.mailbox.code(), "password": OTHER}


def by_registering(site, browser):
    code = site.accounts.registrations.invite(NEW, "user")
    return send(browser, "/account/register/code", address=NEW, code=code, password=OTHER)


def by_password(site, browser):
    site.register(ADA)
    return send(browser, "/account/sign-in", address=ADA, password=PASSWORD)


def by_second_factor(site, browser):
    secret = site.register(ADA).add_app()[0]
    send(browser, "/account/sign-in", address=ADA, password=PASSWORD)
    return send(browser, "/account/second", code=pyotp.TOTP(secret).at(int(time.time()) + 30))


def by_a_new_password(site, browser):
    by_password(site, browser)
    return send(browser, "/account/password", old=PASSWORD, password=OTHER)


def by_recovery_code(site, browser):
    recovery, fields = site.reset(browser)
    return send(browser, "/account/reset/keep", recovery=recovery, **fields)


def by_beginning_anew(site, browser):
    _, fields = site.reset(browser)
    return send(browser, "/account/reset/erase", known="yes", **fields)


def by_provider(site, browser):
    traveller, answer = site.travel(browser)
    traveller.back(answer)


def by_new_identity(site, browser):
    site.provider.claims["email"] = NEW
    by_provider(site, browser)
    return send(browser, "/account/identity/new", password=PASSWORD)


def by_passphrase(site, browser):
    site.register_by_provider()
    by_provider(site, browser)
    return send(browser, "/account/identity/open", password=PASSWORD)


def by_the_code_of_an_identity(site, browser):
    recovery = site.register_by_provider().recovery_code
    by_provider(site, browser)
    return send(browser, "/account/identity/recover", recovery=recovery)


def by_device(site, browser):
    site.register_by_provider()
    planted = browser.login
    by_provider(site, browser)
    send(browser, "/account/identity/open", password=PASSWORD, remember="yes")
    send(browser, "/account/sign-out")
    browser.client.set_cookie(LOGIN, planted, domain=DOMAIN)
    traveller, answer = site.travel(browser)
    browser.before = browser.login
    return traveller.back(answer)


WAYS = {
    ("POST", "/account/register/code"): by_registering,
    ("POST", "/account/sign-in"): by_password,
    ("POST", "/account/second"): by_second_factor,
    ("POST", "/account/password"): by_a_new_password,
    ("POST", "/account/reset/keep"): by_recovery_code,
    ("POST", "/account/reset/erase"): by_beginning_anew,
    ("POST", "/account/identity/new"): by_new_identity,
    ("POST", "/account/identity/open"): by_passphrase,
    ("POST", "/account/identity/recover"): by_the_code_of_an_identity,
    ("GET", "/account/provider/<name>/callback"): by_device,
}


@pytest.fixture
def site(accounts, new_browser, new_traveller, provider):
    return Site(accounts, new_browser, new_traveller, provider)


@pytest.fixture
def eve(site, accounts):
    """Somebody who plants cookies: her own, or ones that she made up."""
    made = site.register(EVE)
    made.id = accounts.logins.open(LoginCookie.from_cookie(made.login)).member.id
    return made


@pytest.fixture(params=["made up", "her own"])
def victim(request, eve, new_browser):
    """A browser in which somebody else put both cookies."""
    browser = new_browser()
    browser.planted = eve.login if request.param == "her own" else LoginCookie.new().cookie()
    browser.client.set_cookie(LOGIN, browser.planted, domain=DOMAIN)
    browser.client.set_cookie(VISITOR, Visitor.new().cookie(), domain=DOMAIN)
    return browser


def fixed(accounts, eve, browser):
    """What is wrong with the login that a browser was given."""
    opened = accounts.logins.open(LoginCookie.from_cookie(browser.login)) if browser.login else None
    planted = accounts.logins.open(LoginCookie.from_cookie(browser.planted))
    before = accounts.logins.open(LoginCookie.from_cookie(browser.before))
    faults = {
        "no login": opened is None or not opened.is_full or opened.member.id == eve.id,
        "a cookie that was planted": browser.login == browser.planted,
        "the cookie from before": browser.login == browser.before,
        "what was planted opens it": planted is not None and planted.member.id != eve.id,
        "what was there before opens it": before is not None and before.member.id != eve.id,
    }
    return [fault for fault, there in faults.items() if there]


@pytest.mark.control("logins_fresh")
def test_every_way_in_is_walked():
    assert set(WAYS) == ENTERING


@pytest.mark.control("logins_fresh")
@pytest.mark.parametrize("way", WAYS.values(), ids=lambda way: way.__name__)
def test_a_cookie_that_somebody_planted_is_worth_nothing_after_signing_in(site, accounts, eve, victim, way):
    way(site, victim)
    assert fixed(accounts, eve, victim) == []


@pytest.mark.parametrize("way", [by_registering, by_password, by_device])
def test_the_walk_would_find_a_site_that_keeps_a_cookie(monkeypatch, site, accounts, eve, victim, way):
    for module in (entry, page):
        monkeypatch.setattr(module, "remember_login", lambda response, _login: response)
    way(site, victim)
    assert "a cookie that was planted" in fixed(accounts, eve, victim)
