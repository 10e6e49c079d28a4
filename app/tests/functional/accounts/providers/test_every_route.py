"""A walk over every route of the whole site, in every state that a browser can be in: what others forge is refused.

A route that is not listed in routes.txt fails the walk: whoever adds one says there what it may do.
"""

from pathlib import Path

import pytest
from flask import request
from sqlalchemy import delete, select

from chancery.database.account_models import Account
from chancery.database.models import Base
from chancery.vault import Visitor
from chancery.web import create_app

BASE = "https://answers.example.org"
ADA, EVE = "ada@example.org", "eve@example.org"
LOGIN = "__Host-chancery-login"
LINES = [line for line in Path(__file__).with_name("routes.txt").read_text().splitlines() if line[:1] not in ("", "#")]
LISTED = {(method, rule): kind for kind, method, rule in map(str.split, LINES)}


def walked(app):
    """The routes of `app`: (method, rule as it is written, the rule itself)."""
    return [
        (method, str(rule), rule)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def unlisted(app):
    """What the list above lacks, and what it has too much."""
    return {(method, text) for method, text, _ in walked(app)} ^ set(LISTED)


@pytest.fixture
def database_url(tmp_path):
    # How the requests are answered does not depend on the kind of database, which other tests take in turn.
    return f"sqlite:///{tmp_path}/chancery.sqlite"


# -- the list -------------------------------------------------------------------------------------------------


@pytest.mark.control("csrf_refused")
def test_every_route_is_listed(app):
    assert unlisted(app) == set()


def test_the_walk_would_find_a_route_that_is_not_listed(settings, sessions, accounts):
    holed = create_app(settings, sessions=sessions, accounts=accounts)
    holed.add_url_rule("/account/planted", view_func=lambda: "", methods=["POST"], endpoint="planted")
    assert unlisted(holed) == {("POST", "/account/planted")}


# -- what others forge ----------------------------------------------------------------------------------------


@pytest.fixture
def standings(new_browser):
    """Browsers in each state that the site knows; the one without an account and the whole login have an interview."""
    plain, half, full = new_browser(), new_browser(), new_browser()
    plain.uid = plain.begin().rpartition("/")[2]
    full.register(ADA)
    full.uid = full.begin().rpartition("/")[2]
    half.register(EVE)
    half.add_app()
    half.sign_out()
    half.sign_in(EVE)
    half.uid = plain.uid
    return {"without an account": plain, "half signed in": half, "signed in": full}


def path_of(rule, browser):
    known = {"uid": browser.uid, "name": "court", "package": "demo", "file": "x" if "package" in rule.arguments else ""}
    return rule.build({name: known.get(name) or "0" * 32 for name in rule.arguments})[1]


def forgeries(good):
    data = {"_csrf": good, "_revision": "1"}
    return {
        "no token": {"data": {}},
        "another's token": {"data": {"_csrf": Visitor.new().csrf_token()}},
        "the token in the address": {"query_string": data},
        "another site": {"data": data, "headers": {"Sec-Fetch-Site": "cross-site"}},
        "a sibling host": {"data": data, "headers": {"Sec-Fetch-Site": "same-site"}},
        "another origin": {"data": data, "headers": {"Origin": "https://evil.example"}},
    }


def stored(database):
    """Everything in the database but what counts requests: the time a login was last used."""

    def work(connection):
        found = {}
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.columns if (table.name, column.name) != ("login", "used")]
            found[table.name] = sorted(map(repr, connection.execute(select(*columns))))
        return found

    return database.read(work)


def taken(app, database, standings):
    """The forms that `app` takes though others forged them, and the links that change something or give a login."""
    found = set()
    for standing, browser in standings.items():
        browser.client.application = app
        good = browser.form_token()
        for method, text, rule in walked(app):
            kind = LISTED.get((method, text), "reads")
            sent = forgeries(good) if method != "GET" else {"a link": {"headers": {"Sec-Fetch-Site": "cross-site"}}}
            before = stored(database)
            for how in sent.values():
                answer = browser.client.open(path_of(rule, browser), method=method, base_url=BASE, **how)
                forged = answer.status_code == 400 and "We could not tell that this came from you" in answer.text
                given = any(each.startswith(f"{LOGIN}=") for each in answer.headers.getlist("Set-Cookie"))
                if (method != "GET" and not forged) or given:
                    found.add((standing, method, text))
            if kind != "begins" and stored(database) != before:
                found.add((standing, method, text))
    return found


@pytest.mark.control("csrf_refused")
def test_nothing_that_others_forge_is_taken(app, database, standings):
    assert taken(app, database, standings) == set()
    assert standings["signed in"].is_in()


def test_the_walk_would_find_a_form_without_the_check(settings, sessions, accounts, database, standings):
    holed = create_app(settings, sessions=sessions, accounts=accounts)
    rule = next(rule for rule in holed.url_map.iter_rules() if str(rule) == "/account/sign-out-everywhere")
    checks = holed.before_request_funcs[None]
    holed.before_request_funcs[None] = [
        lambda check=check: None if request.url_rule == rule else check() for check in checks
    ]
    hole = "/account/sign-out-everywhere"
    assert taken(holed, database, standings) == {(standing, "POST", hole) for standing in standings}


def test_the_walk_would_find_a_link_that_changes_something(settings, sessions, accounts, database, standings):
    holed = create_app(settings, sessions=sessions, accounts=accounts)

    def planted():
        database.write(lambda connection: connection.execute(delete(Account)))
        return ""

    holed.add_url_rule("/planted", view_func=planted, endpoint="planted")
    assert ("without an account", "GET", "/planted") in taken(holed, database, standings)
