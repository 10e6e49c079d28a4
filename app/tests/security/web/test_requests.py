"""What every request must satisfy and every answer carries, route by route, so that a new route cannot forget it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from chancery.protocol import InterviewInfo, Screen
from chancery.sessions import View
from chancery.vault import Visitor
from chancery.web import create_app, interview
from chancery.web.security import ProxyOverSocket

BASE = "https://answers.example.org"
DOMAIN = "answers.example.org"
COOKIE = "__Host-chancery"
JOURNEY = "web.tests:data/questions/journey.yml"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
WANTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@pytest.fixture
def visitor() -> Visitor:
    return Visitor.new()


@pytest.fixture
def known(client, visitor):
    client.set_cookie(COOKIE, visitor.cookie(), domain=DOMAIN)
    return client


def paths(app: Flask, methods: set[str]) -> list[tuple[str, str]]:
    """Every route of `app` that takes one of `methods`, with something in the place of its arguments."""
    found = []
    for rule in app.url_map.iter_rules():
        arguments = dict.fromkeys(rule.arguments, "0" * 32)
        path = rule.build(arguments)[1]
        found += [(method, path) for method in sorted(rule.methods & methods)]
    return found


# -- forged requests ------------------------------------------------------------------------------------------


def forgeries(visitor: Visitor) -> dict[str, dict[str, object]]:
    good = {"_csrf": visitor.csrf_token(), "_revision": "1"}
    return {
        "no token": {"data": {}},
        "another's token": {"data": {"_csrf": Visitor.new().csrf_token()}},
        "a damaged token": {"data": {"_csrf": good["_csrf"][:-2]}},
        "the token in the address": {"query_string": good},
        "another site": {"data": good, "headers": {"Sec-Fetch-Site": "cross-site"}},
        "a sibling host": {"data": good, "headers": {"Sec-Fetch-Site": "same-site"}},
        "another origin": {"data": good, "headers": {"Origin": "https://evil.example"}},
        "another port": {"data": good, "headers": {"Origin": BASE + ":8443"}},
        "another scheme": {"data": good, "headers": {"Origin": "http://answers.example.org"}},
    }


def accepted(app: Flask, visitor: Visitor) -> list[str]:
    """The forged requests that `app` takes."""
    client = app.test_client()
    client.set_cookie(COOKIE, visitor.cookie(), domain=DOMAIN)
    taken = []
    for method, path in paths(app, UNSAFE):
        for name, request in forgeries(visitor).items():
            answer = client.open(path, method=method, base_url=BASE, **request)
            if answer.status_code != 400 or "We could not tell that this came from you" not in answer.text:
                taken.append(f"{method} {path}: {name}")
    return taken


@pytest.mark.control("csrf_refused")
def test_every_route_that_changes_something_refuses_what_others_forge(app, visitor):
    assert len(paths(app, UNSAFE)) >= 3
    assert accepted(app, visitor) == []


def test_the_walk_would_find_a_route_without_the_check(settings, app, visitor):
    holed = create_app(settings, sessions=app.extensions["chancery.sessions"])
    holed.before_request_funcs[None] = []
    assert len(accepted(holed, visitor)) == len(paths(app, UNSAFE)) * len(forgeries(visitor))


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "null"}, {"Origin": BASE}],
)
def test_the_form_of_the_page_itself_is_taken(known, visitor, headers):
    data = {"_csrf": visitor.csrf_token(), "_revision": "1"}
    answer = known.post(f"/session/{'0' * 32}", data=data, headers=headers, base_url=BASE)
    assert answer.status_code == 404


def test_without_a_cookie_nothing_is_taken(client, visitor):
    answer = client.post(f"/session/{'0' * 32}", data={"_csrf": visitor.csrf_token()}, base_url=BASE)
    assert answer.status_code == 400


# -- headers --------------------------------------------------------------------------------------------------


def lacking(app: Flask) -> list[str]:
    """What the answers of `app` lack: every route, with every method, and pages of errors."""
    client = app.test_client()
    missing = []
    requests = [*paths(app, {"GET", *UNSAFE}), ("GET", "/nowhere"), ("PUT", "/"), ("GET", "/static/none.css")]
    for method, path in requests:
        answer = client.open(path, method=method, base_url=BASE)
        policy = answer.headers.get("Content-Security-Policy", "")
        rules = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
        checks = {
            **{name: answer.headers.get(name) == value for name, value in WANTED.items()},
            "camera": "camera=()" in answer.headers.get("Permissions-Policy", ""),
            "default-src": rules.get("default-src") == "'none'",
            "script-src": re.fullmatch(r"'nonce-[\w-]{24}'", rules.get("script-src", "")) is not None,
            "style-src": re.fullmatch(r"'self' 'nonce-[\w-]{24}'", rules.get("style-src", "")) is not None,
            "img-src": rules.get("img-src") == "'self' data:",
            **{name: rules.get(name) == "'self'" for name in ("form-action", "font-src", "media-src", "connect-src")},
            **{name: rules.get(name) == "'none'" for name in ("base-uri", "frame-ancestors")},
            "unsafe": "unsafe" not in policy,
            "Cache-Control": answer.headers.get("Cache-Control") == "no-store",
            "Server": "Server" not in answer.headers,
        }
        missing += [f"{method} {path}: {name}" for name, there in checks.items() if not there]
    return missing


def test_every_answer_carries_the_headers(app):
    assert lacking(app) == []


def test_the_walk_would_find_an_answer_without_them(settings, app):
    holed = create_app(settings, sessions=app.extensions["chancery.sessions"])
    holed.after_request_funcs[None] = []
    assert len(lacking(holed)) > 100


def test_no_two_pages_have_the_same_nonce_and_scripts_carry_it(client):
    client.get("/interview", query_string={"i": JOURNEY}, base_url=BASE)
    seen = set()
    for _ in range(5):
        answer = client.get("/interview", query_string={"i": JOURNEY}, base_url=BASE, follow_redirects=True)
        nonce = re.search(r"script-src 'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]
        assert re.findall(r'<script nonce="([^"]+)"', answer.text) == [nonce]
        seen.add(nonce)
    assert len(seen) == 5


# -- what must not be told ------------------------------------------------------------------------------------


@pytest.mark.control("logs_without_answers")
def test_no_answer_key_or_token_in_an_address_a_log_or_an_error_page(client, capsys):
    secret = "Zanzibar-7731"
    path = client.get("/interview", query_string={"i": JOURNEY, "hint": secret}, base_url=BASE).location
    cookie = client.get_cookie(COOKIE, domain=DOMAIN).value
    page = client.get(path, base_url=BASE).text
    token = re.search(r'name="_csrf" value="([^"]+)"', page)[1]
    fields = {"_csrf": token, "_revision": "1", "field_1": "", "field_2": "44", "continue": ""}
    errors = [
        client.post(path, data={**fields, "field_0": secret, secret: secret}, base_url=BASE),
        client.post(path, data={**fields, "field_0": secret, "_revision": secret}, base_url=BASE),
        client.post(path, data={**fields, "field_0": secret, "_csrf": secret}, base_url=BASE),
        client.post(path, data={**fields, "field_0": secret * 100_000}, base_url=BASE),
        client.get(f"/{secret}", base_url=BASE),
        client.get("/interview", query_string={"i": secret}, base_url=BASE),
    ]
    sent = client.post(path, data={**fields, "field_0": secret}, base_url=BASE)
    stale = client.post(path, data={**fields, "field_0": secret}, base_url=BASE)
    assert [answer.status_code for answer in errors] == [400, 400, 400, 413, 404, 404]
    assert (sent.status_code, stale.status_code) == (303, 409)
    assert re.fullmatch(r"/session/[0-9a-f]{32}", sent.location)
    said = capsys.readouterr()
    told = [said.out, said.err, path, *(answer.text for answer in errors), sent.text, stale.text]
    for text in told:
        assert secret not in text
        assert cookie not in text
    assert token not in said.out + said.err
    # Those that went well, two pages and an answer, have no line.
    assert said.out.count('"event": "request"') == 7
    assert path.rpartition("/")[2] not in said.out


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://example.org/next", "Go on to example.org"),
        ("http://example.org", "Go on to example.org"),
        ("https://answers.example.org@evil.example/", "Go on to evil.example"),
        ("https://answers.example.org.evil.example/", "Go on to answers.example.org.evil.example"),
        ("https://answers.example.org:8443/", "Go on to answers.example.org:8443"),
        ("https://answers.example.org/interview?i=x", "/interview?i=x"),
        ("https://answers.example.org//evil.example/", "/evil.example/"),
        ("https://answers.example.org///evil.example/", "/evil.example/"),
        ("https://evil.example\\@answers.example.org/", "/"),
        ("https://evil.example\t.example", "/"),
        ("https://evil.example:x/", "/"),
        ("https://answers.example.org/\\evil.example", "/"),
        ("https://answers.example.org", "/"),
        ("/account/sign-in", "/account/sign-in"),
        ("/a/../b?c=d", "/a/../b?c=d"),
        ("/a b", "/"),
        ("/a\r\nSet-Cookie: a=b", "/"),
        ("javascript:alert(1)", "/"),
        ("data:text/html,x", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("https:///evil.example", "/"),
        ("https://[::1", "/"),
        ("", "/"),
        ("https://evil.example\r\nSet-Cookie: a=b", "/"),
    ],
)
def test_leaving_for_an_address_of_the_interview(app, visitor, url, wanted):
    view = View("0" * 32, InterviewInfo(name="a", version="1"), Screen(form=None), 1, False, url, left=True)
    with app.test_request_context("/", base_url=BASE):
        answer = interview._onward(view, visitor)
    if wanted.startswith("/"):
        assert answer.status_code == 303
        assert answer.location == wanted
    else:
        assert answer.status_code == 200
        assert wanted in answer.get_data(as_text=True)
        assert "Location" not in answer.headers
        assert "Refresh" not in answer.headers


# -- the proxy ------------------------------------------------------------------------------------------------

CLAIMS = {
    "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "evil.example",
}


def seen_through_proxy(environ: dict[str, str]) -> dict[str, str]:
    seen: dict[str, str] = {}
    middleware = ProxyOverSocket(lambda inner, _start: seen.update(inner) or [])
    middleware({"wsgi.url_scheme": "http", **environ}, None)
    return seen


def test_nginx_on_the_socket_is_believed_about_the_last_hop():
    seen = seen_through_proxy({"REMOTE_ADDR": "", **CLAIMS})
    assert seen["REMOTE_ADDR"] == "198.51.100.7"
    assert seen["wsgi.url_scheme"] == "https"
    assert "HTTP_X_FORWARDED_HOST" not in seen


def test_anyone_else_is_not_believed():
    seen = seen_through_proxy({"REMOTE_ADDR": "192.0.2.1", **CLAIMS})
    assert seen["REMOTE_ADDR"] == "192.0.2.1"
    assert seen["wsgi.url_scheme"] == "http"
    assert not set(CLAIMS) & set(seen)


def test_cookie_without_tls_does_not_claim_the_prefix(settings, app):
    plain = replace(settings, base_url="http://127.0.0.1:8000", environment_kind="dev")
    client = create_app(plain, sessions=app.extensions["chancery.sessions"]).test_client()
    answer = client.get("/interview", query_string={"i": JOURNEY}, base_url="http://127.0.0.1:8000")
    words = answer.headers["Set-Cookie"].split("; ")
    assert words[0].startswith("chancery-without-tls=")
    assert "Secure" not in words
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(words)
