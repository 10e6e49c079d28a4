"""Interviews that are for some people alone: those without an account are led to where they sign in."""

import pytest

from chancery.web import create_app


@pytest.fixture
def app(settings, real_sessions, accounts):
    return create_app(settings, sessions=real_sessions, accounts=accounts)


def page(browser, name):
    return browser.get(f"/interview?i=members:data/questions/{name}.yml&reset=2")


@pytest.mark.parametrize("name", ["members", "staff", "leading"])
def test_without_an_account_one_is_at_the_sign_in_page(browser, name):
    shown = page(browser, name)
    assert (shown.status_code, shown.request.path) == (200, "/account/sign-in")
    assert "Sign in" in shown.text


@pytest.mark.parametrize(
    ("name", "heading"),
    [("members", "Welcome inside"), ("leading", "Welcome inside"), ("staff", "You may not use this interview.")],
)
def test_with_an_account_one_is_inside_if_it_has_the_privilege(browser, name, heading):
    browser.register()
    assert heading in page(browser, name).text
