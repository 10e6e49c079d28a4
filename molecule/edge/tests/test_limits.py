"""What one address may take: a person never meets a limit, a program does, and nobody else notices."""

from __future__ import annotations

import subprocess

import pytest
from asking import address, ask, echoed, own_address, parse, reload, statuses
from testinfra.host import Host

SPOOFED = "203.0.113.9"
# A network of 64 bits of a household, and an address of the next one.
HOUSEHOLD = ["fd00:ed6e:0:1::2", "fd00:ed6e:0:1:aaaa:bbbb:cccc:dddd", "fd00:ed6e:0:2::2"]


@pytest.mark.control("flood_survived")
def test_a_person_never_meets_a_limit(client: Host) -> None:
    """Ten screens one after another without a pause, each a form, its redirect and four files."""
    for _ in range(10):
        assert set(statuses(client, "standard", "/screen", 2)) == {200}
        assert set(statuses(client, "standard", "/file", 4, "--parallel")) == {200}


@pytest.mark.control("flood_survived")
def test_a_flood_gets_a_page_that_says_what_to_do_and_others_are_served(client: Host, attacker: Host) -> None:
    said = attacker.check_output(
        f"curl -sS -i -4 --cacert /tmp/alternative.pem --parallel '{address('alternative')}?[1-200]'"
    )
    refused = said.count("HTTP/2 429")
    assert refused > 100
    assert said.lower().count("retry-after: 10") == said.count("Wait ten seconds") == refused
    assert ask(client, "alternative", "/")[0] == 200


@pytest.mark.control("guessing_slowed")
@pytest.mark.parametrize("path", ["/account/sign-in", "//account/sign-in", "/%61ccount/sign-in", "/codes"])
def test_a_form_that_can_be_guessed_at_is_limited_sooner(client: Host, attacker: Host, path: str) -> None:
    sent = statuses(attacker, "alternative", path, 12, "--data x=y", "--path-as-is")
    assert sent.count(200) <= 4
    assert sent.count(429) >= 8
    assert set(statuses(client, "alternative", "/account/settings", 5)) == {200}


def test_how_many_requests_may_be_under_way(attacker: Host) -> None:
    """Ten at once are served, the others refused, however slowly they come."""
    slow = f"'{address('alternative', '/slow')}?seconds=3&[1-16]'"
    said = attacker.run(
        "sleep 3; curl -sS -4 --http2 --cacert /tmp/alternative.pem --parallel --parallel-max 16 -o /dev/null"
        f" -w '%{{http_code}} ' {slow}"
    ).stdout.split()
    assert (said.count("200"), said.count("429")) == (10, 6)


@pytest.mark.control("flood_survived")
def test_connections_are_counted_before_a_byte_is_read(client: Host, attacker: Host) -> None:
    said = attacker.check_output("python3 /tmp/slowloris.py alternative.test 8443 90 0").splitlines()[0]
    assert said == '{"held": 60, "refused": 30}'
    assert ask(client, "alternative", "/")[0] == 200


def test_a_household_counts_as_one_address(alternative: Host) -> None:
    """All addresses of an IPv6 network of 64 bits share the limit, and the next network has its own."""
    names = " && ".join(f"ip address add {one}/128 dev lo nodad" for one in HOUSEHOLD)
    alternative.check_output(
        f"{names} && sed -i 's/listen 8443 ssl;/& listen [::]:8443 ssl;/' /etc/nginx/conf.d/chancery.conf"
    )
    reload(alternative)
    ask_from = (
        "curl -sSk --resolve alternative.test:8443:[::1] --interface {} --parallel -o /dev/null -w '%{{http_code}} '"
        " 'https://alternative.test:8443/?[1-{}]'"
    )
    try:
        first, second, neighbour = (
            alternative.check_output(ask_from.format(one, count)).split()
            for one, count in zip(HOUSEHOLD, (60, 10, 5), strict=True)
        )
    finally:
        alternative.run(
            "sed -i 's/ listen \\[::\\]:8443 ssl;//' /etc/nginx/conf.d/chancery.conf; "
            + "; ".join(f"ip address del {one}/128 dev lo" for one in HOUSEHOLD)
        )
        reload(alternative)
    assert "429" in first
    assert "429" in second
    assert set(neighbour) == {"200"}


@pytest.mark.control("client_address_known")
def test_a_client_cannot_say_who_it_is(client: Host, standard: Host) -> None:
    told = [f"-H 'X-Forwarded-For: {SPOOFED}'", f"-H 'X-Real-IP: {SPOOFED}'", f"-H 'Forwarded: for={SPOOFED}'"]
    headers = echoed(ask(client, "standard", "/", *told))["headers"]
    assert (headers["X-Forwarded-For"], headers["X-Real-IP"]) == (own_address(client), own_address(client))
    assert "Forwarded" not in headers
    line = standard.check_output("tail -n 1 /var/log/nginx/chancery-access.log")
    assert line.startswith(f"{own_address(client)} [")


@pytest.mark.control("client_address_known")
def test_a_trusted_proxy_says_who_the_client_is_and_nobody_else_does(
    client: Host, attacker: Host, alternative: Host
) -> None:
    own = "/etc/nginx/conf.d/chancery.conf"
    alternative.check_output(f"sed -i 's/192.0.2.10;/{own_address(client)};/' {own}")
    reload(alternative)
    chain = f"-H 'X-Forwarded-For: 198.51.100.1, {SPOOFED}'"
    try:
        behind = echoed(ask(client, "alternative", "/", chain))["headers"]["X-Forwarded-For"]
        direct = echoed(ask(attacker, "alternative", "/", chain))["headers"]["X-Forwarded-For"]
    finally:
        alternative.check_output(f"sed -i 's/{own_address(client)};/192.0.2.10;/' {own}")
        reload(alternative)
    assert (behind, direct) == (SPOOFED, own_address(attacker))


@pytest.mark.control("uploads_off_disk")
def test_an_upload_waits_in_memory_and_leaves_nothing(client: Host, standard: Host) -> None:
    # nginx takes the name away as soon as the file is open, so that it is seen by its descriptor alone.
    look = "until ls -l /proc/[0-9]*/fd | grep -q '/var/lib/nginx/body/.*(deleted)'; do sleep 0.05; done"
    command = ["docker", "exec", standard.backend.name, "timeout", "60", "sh", "-c", f"exec 2>/dev/null; {look}"]
    looking = subprocess.Popen(command)
    said = client.check_output(
        "head -c 3000000 /dev/zero | curl -sS -4 --cacert /tmp/standard.pem --limit-rate 500k -H 'Expect:'"
        f" --data-binary @- {address('standard', '/upload')}"
    )
    assert '"length": 3000000' in said
    assert looking.wait() == 0
    options = standard.check_output("findmnt --noheadings --output FSTYPE,OPTIONS /var/lib/nginx/body")
    assert options.startswith("tmpfs")
    assert {"noexec", "nosuid", "nodev", "mode=700"} <= set(options.split()[1].split(","))
    assert standard.check_output("find /var/lib/nginx -type f") == ""


@pytest.mark.control("uploads_off_disk")
@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_a_long_upload_waits_nowhere_and_is_passed_on_as_it_comes(client: Host, standard: Host, version: str) -> None:
    """While most of it is still to come, nginx has no file for it, and the application has the beginning."""
    standard.check_output("rm -f /tmp/begun")
    sending = subprocess.Popen(
        ["docker", "exec", client.backend.name, "sh", "-c",
         f"head -c 12000000 /dev/zero | curl -sS -4 --cacert /tmp/standard.pem {version} --limit-rate 2M -H 'Expect:'"
         f" --data-binary @- {address('standard', '/begun')}"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    standard.check_output("timeout 60 sh -c 'until [ -e /tmp/begun ]; do sleep 0.05; done'")
    assert sending.poll() is None
    assert standard.run("ls -l /proc/[0-9]*/fd 2>/dev/null | grep /var/lib/nginx/body").rc != 0
    said, _ = sending.communicate()
    assert '"length": 12000000' in said
    assert standard.check_output("find /var/lib/nginx -type f") == ""


def test_how_many_long_uploads_one_address_may_have_under_way(attacker: Host) -> None:
    """What does not say how long it is counts as long."""
    target = address("alternative", "/slow?seconds=4")
    one = f"echo x | curl -sS -4 --cacert /tmp/alternative.pem -X POST -T - '{target}' -o /dev/null"
    said = attacker.run(f"sleep 3; for n in 1 2 3 4; do {one} -w '%{{http_code}} ' & done; wait").stdout.split()
    assert sorted(said) == ["200"] * 3 + ["429"]


def test_while_the_application_is_away_a_long_upload_gets_the_page_that_says_so(client: Host, standard: Host) -> None:
    standard.check_output("systemctl stop chancery-stub")
    client.check_output("truncate --size 12M /tmp/long")
    try:
        status, headers, body = ask(client, "standard", "/", "--data-binary @/tmp/long -H 'Expect:'", "--http1.1")
    finally:
        standard.check_output(
            "systemd-run --quiet --unit=chancery-stub python3 /tmp/stub.py /run/chancery-stub.sock;"
            " timeout 20 sh -c 'until curl -s --unix-socket /run/chancery-stub.sock http://a/; do sleep 0.1; done'"
        )
    assert (status, headers["retry-after"]) == (503, "5")
    assert "Please try again in a moment" in body


def test_one_address_cannot_fill_the_space_for_uploads(attacker: Host) -> None:
    attacker.check_output("head -c 500000 /dev/zero > /tmp/half")
    target = address("alternative", "/upload")
    one = f"curl -sS -4 --cacert /tmp/alternative.pem --limit-rate 100k -H 'Expect:' --data-binary @/tmp/half {target}"
    said = attacker.run(
        f"sleep 3; for n in 1 2 3 4 5 6; do {one} -o /dev/null -w '%{{http_code}} ' & done; wait"
    ).stdout.split()
    assert sorted(said) == ["200"] * 4 + ["429"] * 2


@pytest.mark.parametrize(
    ("options", "path", "wanted"),
    [
        pytest.param(["-H 'Host: bank.test'"], "/", 421, id="unknown name"),
        pytest.param(["-X TRACE"], "/", 405, id="method"),
        pytest.param([f"-H 'X-Long: {'x' * 40000}'"], "/", 400, id="long header"),
        pytest.param(["--data-binary @/tmp/large -H 'Expect:'"], "/", 413, id="large body"),
    ],
)
def test_pages_of_nginx_are_ours_and_have_the_headers_of_ours(
    client: Host, options: list[str], path: str, wanted: int
) -> None:
    client.check_output("truncate --size 120M /tmp/large")
    status, headers, body = ask(client, "standard", path, "--http1.1", *options)
    assert status == wanted
    assert '<html lang="en">' in body
    assert headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert headers["cache-control"] == "no-store"


def test_plain_http_does_not_speak_of_https_for_ever(client: Host) -> None:
    """The header means nothing there, and RFC 6797 forbids it."""
    for options in ("", "-H 'Host: bank.test'"):
        _, headers, _ = parse(client.check_output(f"curl -sS -i -4 {options} http://standard.test/"))
        assert "strict-transport-security" not in headers
