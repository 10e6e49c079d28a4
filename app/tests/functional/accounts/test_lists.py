"""An interview that shows the person's own sessions, and the interviews of the site."""

import html
import re

import pytest

from chancery.web import create_app

LISTS = "/interview?i=members:data/questions/lists.yml"
MEMBERS = "/interview?i=members:data/questions/members.yml"


@pytest.fixture
def app(settings, real_sessions, accounts):
    return create_app(settings, sessions=real_sessions, accounts=accounts)


def shown(browser, colour="red"):
    """The page that an interview with the lists ends with, and the address of its session."""
    path = browser.get(LISTS).request.path
    revision = re.search(r'name="_revision" value="(\d+)"', browser.get(path).text)[1]
    page = browser.post(path, field_0=colour, _revision=revision, **{"continue": ""})
    return page, path


def test_the_sessions_of_the_account_are_listed(browser):
    browser.register()
    other = browser.get(MEMBERS).request.path
    page, path = shown(browser)
    text = html.unescape(page.text)
    assert "Further pages: None." in text
    assert re.search(r">What I have</a> of\s+members:data/questions/lists.yml", text)
    assert "0 answers" in text
    assert ("this one" in text, "another" in text) == (True, True)
    assert "Of this kind: 1" in text
    links = re.findall(r'href="(/interview\?i=[^"]*session=[^"]*)"', text)
    assert {browser.get(link).request.path for link in links} == {path, other}


def test_others_sessions_are_not(browser, new_browser):
    eve = new_browser()
    eve.register("eve@example.org")
    hers = eve.get(MEMBERS).request.path.rpartition("/")[2]
    browser.register()
    page, _ = shown(browser)
    assert hers not in page.text
    assert "another" not in page.text


def test_a_browser_without_an_account_has_no_list_of_sessions(browser):
    page, _ = shown(browser)
    assert "Nobody is signed in." in page.text
    # The interviews of the site are no secret.
    offered = re.findall(r'MENU <a[^>]* ?href="([^"]+)"', page.text)
    assert "https://answers.example.org/interview?i=members:data/questions/lists.yml" in offered
    assert "A list of it." in page.text
    tagged = re.findall(r"TAGGED (\S+) (\w+)", html.unescape(page.text))
    assert tagged == [("/interview?i=members:data/questions/lists.yml&reset=1", "lists")]


def test_the_link_of_another_persons_session_opens_nothing(browser, new_browser):
    browser.register()
    _, path = shown(browser)
    eve = new_browser()
    assert eve.get(f"{LISTS}&session={path.rpartition('/')[2]}").request.path != path


@pytest.mark.parametrize(
    ("colour", "said"),
    [
        ("others", "An interview is told of the sessions of the person who asks alone."),
        ("erase", "An interview erases no other session."),
    ],
)
def test_what_reaches_further_says_why_it_is_refused(browser, colour, said):
    browser.register()
    page, path = shown(browser, colour)
    assert page.status_code == 500
    assert said in html.unescape(page.text)
    assert browser.get(path).status_code == 200
