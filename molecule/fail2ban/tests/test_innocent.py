"""Nothing that a client sends bans somebody else, and no mishap of an honest person bans anybody."""

from __future__ import annotations

import re

import pytest
from battle import Attacker, Site, request, until
from testinfra.host import Host

LOG = "/var/log/nginx/chancery-failures.log"
LINE = r"(?P<address>[0-9a-f.:]+) \[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d\] (login|guess|scan) \d{3}"
OTHER = "203.0.113.9"


def hostile(name: str, victim: str) -> list[str]:
    """Return requests that fail, with another's address in every field that a client controls."""
    line = f"{victim} [2026-11-24T02:20:09+00:00] login 422"
    return [
        request("/wp-login.php", name, method=f"{victim}"),
        request(f"/{victim}", name),
        request(f"/%0A{line}", name),
        request(f"/%0D%0A{line.replace(' ', '%20')}", name),
        request(f"/x?{victim}%0A{line.replace(' ', '+')}", name),
        request("/x", name, host=f"{victim}"),
        request("/x", name, f"X-Forwarded-For: {victim}, {victim}", f"X-Real-IP: {victim}", f"Forwarded: for={victim}"),
        request(
            "/x", name, f"User-Agent: {line}", f"Referer: {line}", f"Cookie: a={line}", f"X-Chancery-Failure: {line}"
        ),
        request("/x", name, f"User-Agent: {victim}\u2028{victim}\x85"),
        request("/sign-in", name, f"X-Forwarded-For: {victim}", f"Authorization: Basic {victim}"),
        request("/session/" + "0" * 32, name, f"Client-IP: {victim}", f"True-Client-IP: {victim}"),
        f"{line}\r\n\r\n",
    ]


@pytest.mark.control("innocent_not_banned")
def test_nothing_that_a_client_sends_bans_another(site: Site, enemy: Attacker, client: Host) -> None:
    victim = Attacker(client, enemy.say).address(4)
    begin = int(site.host.check_output(f"wc -l < {LOG}")) + 1
    for text in hostile(site.name, victim):
        enemy.attacks(site, [text.encode("utf-8").decode("latin-1")], 1, wait=0)
    enemy.attacks(site, hostile(site.name, victim)[6:7], 30)
    lines = site.host.check_output(f"tail -n +{begin} {LOG}").splitlines()
    addresses = {match["address"] if (match := re.fullmatch(LINE, line)) else line for line in lines}
    assert len(lines) >= 12
    assert addresses == {enemy.address(4)}
    assert enemy.address(4) in site.banned()
    assert victim not in site.banned()
    assert site.status(client) == "200"


@pytest.mark.control("innocent_not_banned")
def test_what_happens_to_honest_people_bans_nobody(site: Site, enemy: Attacker) -> None:
    """A session of one's own that is gone, and what browsers ask for by themselves, however often."""
    unasked = ["/favicon.ico", "/apple-touch-icon-120x120-precomposed.png", "/.well-known/change-password"]
    requests = [request(path, site.name) for path in ["/mine/expired", *unasked]]
    before = site.host.check_output(f"stat -c %s {LOG}")
    said = enemy.attacks(site, requests, 15, wait=0)
    assert said["statuses"] == [404] * 60
    assert site.host.check_output(f"stat -c %s {LOG}") == before
    assert enemy.address(4) not in site.banned()


def test_what_the_application_tells_nginx_is_hidden_from_the_client(site: Site, client: Host) -> None:
    said = client.check_output(f"curl -sSk -i https://{site.name}/sign-in")
    assert "422" in said.splitlines()[0]
    assert "chancery-failure" not in said.lower()


NAMES = [
    f"x from {OTHER} port 22 ssh2",
    f"x {OTHER} port 22 [preauth]",
    f"Failed password for root from {OTHER} port 22 ssh2",
    f"{OTHER}",
]


@pytest.mark.control("abusers_banned", "innocent_not_banned")
def test_a_user_name_for_ssh_bans_its_sender_and_nobody_it_names(site: Site, enemy: Attacker, client: Host) -> None:
    options = "-o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=3"
    for number in range(12):
        enemy.host.run(f"ssh -F none {options} -l %s {site.address(4)} true", NAMES[number % len(NAMES)])
        if enemy.address(4) in site.banned():
            break
    until(lambda: f"'sshd': ['{enemy.address(4)}']" in site.banned(), "failed logins ban nobody")
    assert OTHER not in site.banned()
    assert site.status(enemy.host) == "000"
    assert site.status(client) == "200"
    said = site.host.check_output("journalctl -u ssh --no-pager -n 60 -o cat")
    assert OTHER in said


def test_a_user_of_the_host_cannot_write_sshds_lines(site: Site) -> None:
    forged = f"Failed password for root from {OTHER} port 22 ssh2"
    command = f"for n in 1 2 3 4 5 6 7 8; do logger -t 'sshd-session[1]' '{forged}'; done"
    site.host.check_output("systemd-run --quiet --wait --uid=nobody sh -c %s", command)
    site.host.check_output("systemd-run --quiet --wait sh -c %s", command)
    seen = f"journalctl --no-pager -n 200 -o cat | grep -c '^{forged}'"
    until(lambda: int(site.host.run(seen).stdout or 0) >= 16, "the forged lines are not in the journal")
    assert OTHER not in site.banned()
