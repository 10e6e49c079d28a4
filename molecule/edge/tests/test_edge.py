"""nginx after the role, asked from a second host: what it answers, to whom, and what it writes down."""

from __future__ import annotations

import pytest
from testinfra.host import Host

SITES = {"standard": ("standard.test", 80, 443, ""), "alternative": ("alternative.test", 8080, 8443, ":8443")}
both = pytest.mark.parametrize("name", ["standard", "alternative"])


@pytest.fixture
def named(request: pytest.FixtureRequest, name: str) -> Host:
    """The host with that name."""
    chosen: Host = request.getfixturevalue(name)
    return chosen


@pytest.fixture(scope="session", autouse=True)
def authority(standard: Host, alternative: Host, client: Host) -> None:
    """Bring both authorities' certificates to the client."""
    for name, host in (("standard", standard), ("alternative", alternative)):
        pem = host.check_output("cat /etc/chancery/ca/ca.pem")
        client.check_output("printf '%%s\\n' %s > /tmp/%s.pem", pem, name)


def ask(client: Host, name: str, path: str, *options: str) -> tuple[int, dict[str, str], str]:
    """Ask the site as a browser would; return status, headers and body."""
    site, _, https, _ = SITES[name]
    words = " ".join(options)
    said = client.run(f"curl -sS -i --cacert /tmp/{name}.pem {words} 'https://{site}:{https}{path}'")
    assert said.rc == 0, said.stderr
    return parse(said.stdout)


def parse(text: str) -> tuple[int, dict[str, str], str]:
    """Return status, headers by lower-case name and body of an answer that curl -i printed."""
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    status, *lines = head.splitlines()
    headers = {line.split(":", 1)[0].lower(): line.split(":", 1)[1].strip() for line in lines}
    return int(status.split()[1]), headers, body


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
    named.check_output(f"mv {upstream} /run/kept && {elsewhere} && systemctl reload nginx")
    try:
        status, headers, body = ask(client, name, "/interview?i=x", "--retry 5 --retry-delay 1")
    finally:
        named.check_output(f"mv /run/kept {upstream} && systemctl reload nginx")
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
@pytest.mark.parametrize(("version", "answers"), [("tlsv1.1", False), ("tlsv1.2", True), ("tlsv1.3", True)])
@pytest.mark.control("tls_modern_enough")
def test_old_versions_of_tls_are_refused(client: Host, named: Host, name: str, version: str, answers: bool) -> None:
    site, _, https, _ = SITES[name]
    bounds = f"--{version} --tls-max {version.removeprefix('tlsv')} --ciphers DEFAULT@SECLEVEL=0"
    assert (client.run(f"curl -sSk {bounds} -o /dev/null https://{site}:{https}/").rc == 0) is answers


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
