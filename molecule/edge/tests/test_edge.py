"""nginx after the role, asked from a second host: what it answers, to whom, and what it writes down."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from asking import SITES, ask, parse, reload
from testinfra.host import Host

Play = Callable[..., subprocess.CompletedProcess[str]]
both = pytest.mark.parametrize("name", ["standard", "alternative"])


@both
@pytest.mark.control("tls_modern_enough")
def test_plain_http_only_redirects(client: Host, named: Host, name: str) -> None:
    site, http, _, port = SITES[name]
    status, headers, _ = parse(client.check_output(f"curl -sS -i 'http://{site}:{http}/interview?i=a'"))
    assert (status, headers["location"]) == (308, f"https://{site}{port}/interview?i=a")


@both
def test_a_challenge_of_an_authority_is_answered_over_plain_http(client: Host, named: Host, name: str) -> None:
    site, http, _, _ = SITES[name]
    named.check_output("echo proof > /var/www/acme/.well-known/acme-challenge/token")
    url = f"http://{site}:{http}/.well-known/acme-challenge/"
    assert parse(client.check_output(f"curl -sS -i {url}token"))[::2] == (200, "proof")
    assert parse(client.check_output(f"curl -sS -i {url}other"))[0] == 404
    named.check_output("rm /var/www/acme/.well-known/acme-challenge/token")


@both
def test_while_the_application_is_away_people_are_asked_to_try_again(client: Host, named: Host, name: str) -> None:
    upstream = "/etc/nginx/chancery/upstream.conf"
    elsewhere = f"sed 's#unix:[^ ]*#unix:/run/nobody.sock#' /run/kept > {upstream}"
    named.check_output(f"mv {upstream} /run/kept && {elsewhere}")
    reload(named)
    try:
        status, headers, body = ask(client, name, "/interview?i=x")
    finally:
        named.check_output(f"mv /run/kept {upstream}")
        reload(named)
    assert status == 503
    assert "Please try again in a moment" in body
    assert headers["retry-after"] == "5"
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]


def test_browsers_are_told_to_stay_with_https_unless_switched_off(
    client: Host, standard: Host, alternative: Host
) -> None:
    assert ask(client, "standard", "/")[1]["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert "strict-transport-security" not in ask(client, "alternative", "/")[1]


@both
@pytest.mark.control("host_spoof_refused")
def test_another_name_is_refused(client: Host, named: Host, name: str) -> None:
    site, http, _, _ = SITES[name]
    assert parse(client.check_output(f"curl -sS -i -H 'Host: bank.test' http://{site}:{http}/"))[0] == 421
    assert ask(client, name, "/", "-H 'Host: bank.test'")[0] == 421


def test_a_handshake_for_another_name_shows_no_certificate(client: Host, standard: Host) -> None:
    said = client.run("curl -sSk --connect-to bank.test:443:standard.test:443 https://bank.test/")
    assert said.rc == 35
    assert "unrecognized name" in said.stderr


@both
def test_http2_is_spoken(client: Host, named: Host, name: str) -> None:
    site, _, https, _ = SITES[name]
    command = f"curl -sS --http2 --cacert /tmp/{name}.pem -o /dev/null -w '%{{http_version}}' https://{site}:{https}/"
    assert client.run(command).stdout == "2"


def test_a_body_that_is_too_large_is_refused(client: Host, alternative: Host) -> None:
    sent = "--data-binary @/tmp/large -H 'Expect:'"
    client.check_output("head -c 1100000 /dev/zero > /tmp/large")
    assert ask(client, "alternative", "/", sent)[0] == 413


@pytest.mark.control("logs_without_answers")
def test_no_log_holds_a_query_string(client: Host, standard: Host) -> None:
    ask(client, "standard", "/interview?planted-answer-4711", "-X POST --data planted-answer-4711")
    client.check_output("curl -sS -o /dev/null 'http://standard.test/x?planted-answer-4711'")
    assert '"POST /interview HTTP' in standard.check_output("tail -n 5 /var/log/nginx/chancery-access.log")
    assert standard.run("grep -r planted-answer-4711 /var/log/nginx").rc == 1


def test_the_server_does_not_say_what_it_is(client: Host, standard: Host) -> None:
    assert ask(client, "standard", "/")[1]["server"] == "nginx"


def test_the_checker_notices_a_fault_anywhere_and_changes_nothing(standard: Host) -> None:
    path = "/etc/nginx/conf.d/chancery.conf"
    before = standard.file(path).sha256sum
    good = standard.run("cp %s /run/candidate && chancery-nginx-test %s /run/candidate", path, path)
    bad = standard.run(
        "echo 'upstream chancery_web { server unix:; }' > /run/candidate; chancery-nginx-test %s /run/candidate", path
    )
    standard.run("rm /run/candidate")
    assert good.rc == 0, good.stderr
    assert bad.rc != 0
    assert standard.file(path).sha256sum == before
    assert standard.run("find /tmp -maxdepth 1 -name 'tmp.*' | grep .").rc == 1


def test_another_name_of_the_site_leads_to_it(client: Host, alternative: Host) -> None:
    there = "--connect-to www.alternative.test:8443:alternative.test:8443 https://www.alternative.test:8443/a?b=c"
    status, headers, _ = parse(client.check_output(f"curl -sS -i --cacert /tmp/alternative.pem {there}"))
    assert (status, headers["location"]) == (308, "https://alternative.test:8443/a?b=c")


@pytest.mark.parametrize(
    ("variables", "advice"),
    [
        pytest.param({"edge_trusted_proxies": ["0.0.0.0/0"]}, "networks no larger than /8", id="everyone"),
        pytest.param({"edge_trusted_proxies": ["proxy.test"]}, "List addresses", id="a name"),
        pytest.param({"edge_requests_per_second": 1}, "lower than what one browser needs", id="no person passes"),
        pytest.param({"edge_signin_paths": ["account"]}, "begins with a slash", id="no path"),
        pytest.param({"edge_upload_space": "32m"}, "one address could fill it", id="space too small"),
        pytest.param({"edge_body_size": "lots"}, "Sizes are numbers", id="no size"),
    ],
)
def test_values_that_do_not_fit_are_refused(play: Play, variables: dict[str, object], advice: str) -> None:
    done = play("edge", "standard", **variables)
    assert done.returncode != 0
    assert advice in " ".join(done.stdout.split())
