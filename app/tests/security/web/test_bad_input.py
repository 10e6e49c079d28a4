"""Everything bad that can arrive by HTTP: each gets a page that says what to do, and changes nothing."""

from __future__ import annotations

import re

import pytest

from chancery.vault import Visitor

BASE = "https://answers.example.org"
JOURNEY = "web.tests:data/questions/journey.yml"
COOKIE = "__Host-chancery"
DOMAIN = "answers.example.org"
GOOD = {"field_0": "Ann", "field_1": "", "field_2": "44", "continue": ""}


def start(client) -> str:
    answer = client.get("/interview", query_string={"i": JOURNEY}, base_url=BASE)
    assert answer.status_code == 303, answer.text
    return answer.location


def form(client, path: str) -> dict[str, str]:
    text = client.get(path, base_url=BASE).text
    return dict(re.findall(r'type="hidden" name="(_\w+)" value="([^"]*)"', text))


def multipart(data: dict[str, str]) -> dict[str, object]:
    parts = [f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{data[key]}\r\n' for key in data]
    return {"data": "".join([*parts, "--x--\r\n"]).encode(), "content_type": "multipart/form-data; boundary=x"}


def title(client, path: str) -> str:
    return re.search(r"<h1[^>]*>(.*?)</h1>", client.get(path, base_url=BASE).text, re.DOTALL)[1]


# -- names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "nothing",
        "web.tests:data/questions/nothing.yml",
        "/etc/passwd",
        "../../../etc/passwd",
        "web.tests:../../../../etc/passwd",
        "web.tests:data/questions/../questions/journey.yml",
        "web.tests:/etc/passwd",
        "file:///etc/passwd",
        "http://evil.example/x.yml",
        "web.tests:data/questions/journey.yml\0.txt",
        "\0",
        "%2e%2e%2fetc%2fpasswd",
        "web.tests:data/questions/journey.yml/",
        "WEB.TESTS:data/questions/journey.yml",
        "x" * 5000,
        "\u202egnp.yml",
        "<script>alert(1)</script>",
    ],
)
def test_a_name_that_is_no_interview(client, name):
    answer = client.get("/interview", query_string={"i": name}, base_url=BASE)
    assert answer.status_code == 404
    assert "There is no such interview" in answer.text
    assert "root:" not in answer.text
    assert "<script>alert" not in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2fetc%2fpasswd",
        "/static/%00",
        "/session/../../etc/passwd",
        "/session/%00",
        "/session/" + "0" * 33,
        "/etc/passwd",
        "/.git/config",
        "/session/" + "z" * 32,
        "/session/" + "0" * 32,
        "/session/" + "0" * 32 + "/exit",
    ],
)
def test_a_path_that_leads_nowhere(client, path):
    answer = client.get(path, base_url=BASE)
    assert answer.status_code == 404
    assert "See the list of interviews" in answer.text


# -- fields ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "extra", ["field_9", "rents", "mail", "__class__", "field_0.x", "field_0[0]", "", "x" * 3000, "state", "\0"]
)
@pytest.mark.control("names_are_not_code")
def test_a_field_that_the_question_did_not_define(client, extra):
    path = start(client)
    answer = client.post(path, data={**form(client, path), **GOOD, extra: "True"}, base_url=BASE)
    assert answer.status_code == 400
    assert "That is not what was asked" in answer.text
    assert title(client, path) == "What is your name?"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"field_2": "many"}, "whole number"),
        ({"field_2": "1e400"}, "whole number"),
        ({"field_2": "-1"}, "at least 0"),
        ({"field_1": "not an address"}, "e-mail"),
        ({"field_0": ""}, "required"),
        ({"field_0": "x" * 41}, "40"),
        ({"field_2": "9" * 5000}, "number"),
    ],
)
def test_a_value_of_the_wrong_type_is_shown_again(client, changed, sentence):
    path = start(client)
    answer = client.post(path, data={**form(client, path), **GOOD, **changed}, base_url=BASE)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert title(client, path) == "What is your name?"


def test_several_values_where_one_was_asked(client):
    path = start(client)
    data = {**form(client, path), **GOOD, "field_0": ["Ann", "Bea"]}
    assert client.post(path, data=data, base_url=BASE).status_code == 303


def test_ten_megabytes_of_text(client):
    path = start(client)
    data = {**form(client, path), **GOOD, "field_0": "x" * 10_000_000}
    for options in ({"data": data}, multipart(data)):
        answer = client.post(path, base_url=BASE, **options)
        assert answer.status_code == 413
        assert "That is too much at once" in answer.text
    assert title(client, path) == "What is your name?"


def test_very_many_fields(client):
    path = start(client)
    data = {**form(client, path), **{f"f{number}": "" for number in range(20_000)}}
    assert client.post(path, base_url=BASE, **multipart(data)).status_code == 413


def test_control_characters_and_direction_marks_are_tamed(client):
    path = start(client)
    typed = "A\0n\x1bn\x07 \u202eedo\u2066 N\ud800ym"
    data = {**form(client, path), **GOOD, "field_0": typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
    assert client.post(path, data=data, base_url=BASE).status_code == 303
    for answer in ({"field_0": "choice_0"},):
        client.post(path, data={**form(client, path), **answer}, base_url=BASE)
    text = client.get(path, base_url=BASE).text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", text)


@pytest.mark.parametrize("revision", ["", "x", "-1", "1.5", "\u0661", "9" * 30, "1 or 1=1"])
def test_a_revision_that_is_no_number(client, revision):
    path = start(client)
    answer = client.post(path, data={**form(client, path), **GOOD, "_revision": revision}, base_url=BASE)
    assert answer.status_code == 400
    assert title(client, path) == "What is your name?"


def test_bytes_that_are_no_form(client):
    path = start(client)
    token = form(client, path)["_csrf"]
    for body, kind in (
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b'{"field_0": "Ann"}', "application/json"),
        (b"--x\r\nnothing", "multipart/form-data; boundary=x"),
        (f"_csrf={token}".encode(), "application/x-www-form-urlencoded; charset=utf-7"),
    ):
        answer = client.post(path, data=body, content_type=kind, base_url=BASE)
        assert answer.status_code == 400
    assert title(client, path) == "What is your name?"


# -- the cookie -----------------------------------------------------------------------------------------------


def set_cookie(client, value: str) -> None:
    client.set_cookie(COOKIE, value, domain=DOMAIN)


def damaged(good: str, other: str) -> dict[str, str]:
    return {
        "forged": Visitor.new().cookie(),
        "empty": "",
        "truncated": good[:-1],
        "extended": good + "A",
        "flipped in the key": good[:-3] + ("A" if good[-3] != "A" else "B") + good[-2:],
        "flipped in the name": good[:5] + ("A" if good[5] != "A" else "B") + good[6:],
        "swapped for another's": other,
        "half of each": good[:24] + other[24:],
        "another version": "Ag" + good[2:],
        "quoted": '"',
        "not base64": "é" * 66,
        "huge": "A" * 4000,
    }


CASES = list(damaged("A" * 66, "B" * 66))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.control("cookie_bound")
def test_a_cookie_that_is_not_hers_opens_nothing(app, client, case):
    path = start(client)
    token = form(client, path)
    good = client.get_cookie(COOKIE, domain=DOMAIN).value
    neighbour = app.test_client()
    start(neighbour)
    other = neighbour.get_cookie(COOKIE, domain=DOMAIN).value
    thief = app.test_client()
    set_cookie(thief, damaged(good, other)[case])
    read = thief.get(path, base_url=BASE)
    # A cookie with the right name and a wrong key finds the row and cannot open it; any other finds nothing.
    assert read.status_code == (409 if case in ("flipped in the key", "half of each") else 404)
    assert "What is your name?" not in read.text
    # With the right key the form's mark fits, but the name finds nothing; with any other key it does not fit.
    for action in ("", "/back", "/exit"):
        refused = thief.post(path + action, data={**token, **GOOD}, base_url=BASE).status_code
        assert refused == (404 if case == "flipped in the name" else 400)
    assert path not in thief.get("/", base_url=BASE).text
    assert title(client, path) == "What is your name?"


@pytest.mark.control("cookie_bound")
def test_a_cookie_replayed_after_exit_opens_nothing(client):
    path = start(client)
    good = client.get_cookie(COOKIE, domain=DOMAIN).value
    client.post(path + "/exit", data=form(client, path), base_url=BASE)
    set_cookie(client, good)
    assert client.get(path, base_url=BASE).status_code == 404
    assert path not in client.get("/", base_url=BASE).text


def test_cookie_is_for_this_host_alone(client):
    answer = client.get("/interview", query_string={"i": JOURNEY}, base_url=BASE)
    words = answer.headers["Set-Cookie"].split("; ")
    assert words[0].startswith("__Host-chancery=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(words)
    assert not any(word.startswith("Domain") for word in words)


# -- hosts, methods, redirects --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "answers.example.org.evil.example", "", "a@evil.example", "[::1", "evil.example:443"]
)
@pytest.mark.parametrize("path", ["/", "/interview?i=" + JOURNEY, "/nowhere"])
@pytest.mark.control("host_spoof_refused")
def test_another_host_name_is_refused(client, host, path):
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == 421
    assert "This is another site" in answer.text
    assert "evil" not in answer.text
    assert "Location" not in answer.headers


def test_a_forwarded_host_is_not_believed(client):
    for name in ("X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"):
        answer = client.get("/interview", query_string={"i": JOURNEY}, base_url=BASE, headers={name: "evil.example"})
        assert answer.status_code == 303
        assert answer.location.startswith("/session/")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/"), ("DELETE", "/interview"), ("POST", "/"), ("PATCH", "/farewell"), ("POST", "/healthz"),
        ("TRACE", "/"), ("POST", "/interview?i=" + JOURNEY), ("BREW", "/"), ("GET", "/session/" + "0" * 32 + "/back"),
    ],
)  # fmt: skip
def test_another_method_is_refused(client, method, path):
    answer = client.open(path, method=method, base_url=BASE)
    assert answer.status_code == 405
    assert "This page cannot be used that way" in answer.text
    assert "Allow" in answer.headers


def test_a_method_in_disguise_is_not_believed(client):
    path = start(client)
    data = {**form(client, path), "_method": "DELETE"}
    answer = client.post(path + "/back", data=data, headers={"X-HTTP-Method-Override": "DELETE"}, base_url=BASE)
    assert answer.status_code == 303
    assert title(client, path) == "What is your name?"


@pytest.mark.parametrize(
    "path", ["//evil.example/", "//evil.example/%2f..", "/\\evil.example", "/session//evil.example"]
)
def test_no_redirect_to_another_host(client, path):
    answer = client.open("/", base_url=BASE, environ_overrides={"PATH_INFO": path, "REQUEST_URI": path})
    assert answer.status_code in (200, 308, 404)
    assert re.fullmatch(r"|/([^/\\].*)?|https://answers\.example\.org/.*", answer.headers.get("Location", ""))
