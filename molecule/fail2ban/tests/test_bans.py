"""An attacker is shut out within two seconds, wherever he is and whatever came before; a bystander never is."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable

import pytest
from battle import Attacker, Say, Site, request, until
from testinfra.host import Host

pytestmark = pytest.mark.control("abusers_banned")

# What is asked for, and how often the role's defaults forgive it, the last time included.
FAILURES = {"login": ("/sign-in", 10), "guess": ("/session/" + "0" * 32, 10), "scan": ("/wp-login.php", 30)}
MARGIN = 3


def failure(kind: str, site: Site, *headers: str) -> tuple[list[str], int]:
    """Return requests of that kind, and how often to send them."""
    path, times = FAILURES[kind]
    return [request(path, site.name, *headers)], times


@pytest.mark.parametrize("family", [4, 6])
@pytest.mark.parametrize("kind", FAILURES)
def test_an_attacker_is_shut_out_within_two_seconds(
    site: Site, enemy: Attacker, client: Host, kind: str, family: int
) -> None:
    requests, times = failure(kind, site)
    said = enemy.is_shut_out(site, f"{kind} over IPv{family}", requests, times, family=family)
    assert set(said["statuses"]) <= {404, 422}
    assert enemy.address(family) in site.banned()
    assert site.status(client, family=family) == "200"


def test_a_connection_that_is_open_is_shut_too(site: Site, enemy: Attacker, client: Host) -> None:
    requests, times = failure("login", site)
    enemy.is_shut_out(site, "on a connection that was open", requests, times, keep=True)
    assert site.status(client) == "200"


def test_a_flood_just_before_hides_nothing(site: Site, enemy: Attacker, client: Host) -> None:
    requests, times = failure("guess", site)
    said = enemy.is_shut_out(site, "after a flood of 60,000 requests", requests, times, flood=60_000)
    enemy.say(f"the flood: {said['flooded']} requests a second")
    assert site.status(client) == "200"


def test_failures_of_many_others_only_delay(site: Site, enemy: Attacker, client: Host) -> None:
    """Six thousand failures of three thousand addresses, as nginx would write them: fail2ban has to read them all."""
    write = """awk -v now="$(date +%Y-%m-%dT%H:%M:%S+00:00)" 'BEGIN {
        for (i = 0; i < 6000; i++) printf "2001:db8::%x [%s] scan 404\\n", i % 3000, now
    }' >> /var/log/nginx/chancery-failures.log"""
    site.host.check_output(write)
    requests, times = failure("login", site)
    said = enemy.attacks(site, requests, times)
    enemy.say(f"after 6,000 failures of others: nothing answered {said['seconds']} s after the last try")
    assert said["seconds"] is not None
    assert "2001:db8:" not in site.banned()
    assert site.status(client) == "200"


def test_a_port_that_a_container_publishes_is_shut_too(site: Site, enemy: Attacker, client: Host) -> None:
    image = site.host.check_output("docker images --format '{{.Repository}}:{{.Tag}}' chancery-app | head -n 1")
    serve = "python3 -m http.server 8099 --bind 0.0.0.0 --directory /run"
    site.host.check_output(f"docker run --detach --name published -p 8099:8099 --entrypoint '' {image} {serve}")
    page = f"curl -sS -m 3 -o /dev/null -w '%{{http_code}}' http://{site.name}:8099/"
    # The firewall would let nobody through to it.
    site.host.check_output("systemctl stop chancery-firewall")
    try:
        until(lambda: enemy.host.run(page).stdout == "200", "the published port does not answer anybody")
        requests, times = failure("login", site)
        enemy.is_shut_out(site, "with a published port", requests, times)
        assert enemy.host.run(page).stdout == "000"
        assert client.run(page).stdout == "200"
    finally:
        site.host.check_output("docker rm --force published")
        site.host.check_output("systemctl start chancery-firewall")


def test_a_ban_can_be_lifted(site: Site, enemy: Attacker, say: Say) -> None:
    requests, times = failure("login", site)
    enemy.is_shut_out(site, "before a pardon", requests, times)
    assert site.host.check_output("fail2ban-client unban %s", enemy.address(4)) == "1"
    began = time.monotonic()
    until(lambda: site.status(enemy.host) == "200", "a pardoned address is still shut out")
    say(f"answered again {time.monotonic() - began:.2f} s after the pardon")


def test_the_log_may_be_rotated_meanwhile(site: Site, enemy: Attacker) -> None:
    log = "/var/log/nginx/chancery-failures.log"
    requests, times = failure("login", site)
    enemy.attacks(site, requests, 1, wait=0)
    before = site.host.check_output(f"stat -c %i {log}")
    site.host.check_output("logrotate --force /etc/logrotate.d/nginx")
    assert site.host.check_output(f"stat -c %i {log}") != before
    assert site.host.check_output(f"stat -c '%U %G %a' {log}") == "www-data adm 640"
    enemy.is_shut_out(site, "after the log was rotated", requests, times)


def test_bans_end_and_the_next_one_is_longer(short: Site, enemy: Attacker, say: Say) -> None:
    # What it remembers of earlier bans would make these longer.
    database = "/var/lib/fail2ban/fail2ban.sqlite3"
    forget = f"rm {database} && truncate -s 0 /var/log/fail2ban.log"
    short.host.check_output(f"systemctl stop fail2ban && {forget} && systemctl start fail2ban")
    assert enemy.address(4) not in short.banned()
    requests = [request("/sign-in", short.name)]
    for _ in range(2):
        enemy.is_shut_out(short, "with a short ban", requests, 3 + MARGIN)
        until(lambda: short.status(enemy.host) == "200", "a ban does not end")
    query = "SELECT bantime FROM bans WHERE jail = 'chancery-login' ORDER BY timeofban"
    look = f"import sqlite3; print(*(row[0] for row in sqlite3.connect('{database}').execute(\"{query}\")))"
    lasted = short.host.check_output("python3 -c %s", look).split()
    say(f"the bans lasted {' and '.join(lasted)} s")
    assert lasted == ["10", "20"]


def test_who_is_banned_often_is_banned_for_long(site: Site, enemy: Attacker) -> None:
    requests, times = failure("login", site)

    def is_banned_for_long() -> bool:
        return f"'recidive': ['{enemy.address(4)}']" in site.banned()

    # One more than the three that are needed: an earlier test's bans may have just been counted.
    for _ in range(4):
        site.pardon()
        enemy.is_shut_out(site, "once more", requests, times)
        if is_banned_for_long():
            break
    until(is_banned_for_long, "three bans do not lead to a long one")


@pytest.mark.parametrize(
    "restart",
    ["systemctl restart fail2ban", "systemctl restart nginx", "systemctl restart docker"],
)
def test_a_ban_survives_a_restart(site: Site, enemy: Attacker, client: Host, restart: str) -> None:
    requests, times = failure("login", site)
    enemy.is_shut_out(site, f"before {restart}", requests, times)
    site.host.check_output(restart)
    until(lambda: enemy.address(4) in site.banned(), "the ban is forgotten")
    until(lambda: site.status(client) == "200", "the site does not answer the bystander")
    assert site.status(enemy.host) == "000"


def test_a_ban_survives_a_reboot(site: Site, enemy: Attacker, client: Host, container: Callable[[str], str]) -> None:
    requests, times = failure("login", site)
    enemy.is_shut_out(site, "before a reboot", requests, times)
    subprocess.run(["docker", "restart", container("standard")], check=True, capture_output=True)
    until(lambda: site.status(client) == "200", "the site does not answer after the reboot")
    until(lambda: enemy.address(4) in site.banned(), "the ban is forgotten")
    assert site.status(enemy.host) == "000"
