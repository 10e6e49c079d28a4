"""Interviews that are for some people alone: those without an account are led to where they sign in."""

import pytest

from chancery.web import create_app


@pytest.fixture
def app(settings, real_sessions, accounts):
    return create_app(settings, sessions=real_sessions, accounts=accounts)


def page(browser, name):
    return browser.get(f"/interview?i=members:data/questions/{name}.yml&reset=2")


@pytest.mark.parametrize("name", ["members", "staff", "leading", "unique"])
def test_without_an_account_one_is_at_the_sign_in_page(browser, name):
    shown = page(browser, name)
    assert (shown.status_code, shown.request.path) == (200, "/account/sign-in")
    assert "Sign in" in shown.text


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("members", "Welcome inside"),
        ("unique", "Welcome inside"),
        ("leading", "Welcome inside"),
        ("staff", "You may not use this interview."),
    ],
)
def test_with_an_account_one_is_inside_if_it_has_the_privilege(browser, name, heading):
    browser.register()
    assert heading in page(browser, name).text


@pytest.mark.parametrize("name", ["members", "unique"])
def test_who_signs_in_there_is_inside(browser, name):
    browser.register()
    browser.sign_out()
    wanted = f"/interview?i=members:data/questions/{name}.yml&reset=2"
    form = {"address": "ada@example.org", "password": "seven wet pelicans argue"}
    shown = browser.post("/account/sign-in", page=wanted, **form)
    assert "Welcome inside" in shown.text
    again = browser.get(f"/interview?i=members:data/questions/{name}.yml&new_session=1")
    assert (again.request.path == shown.request.path) is (name == "unique")
