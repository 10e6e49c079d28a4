"""What a second host reaches of this one, over IPv4 and IPv6, and whose tables stay as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from testinfra.host import Host

CLOSED = 9999
LISTEN = """
import socket, time
held = socket.create_server(("::", 9999), family=socket.AF_INET6, dualstack_ipv6=True)
time.sleep(600)
"""
pytestmark = pytest.mark.control("only_three_ports")


def address(host: Host, family: int) -> str:
    """Return the host's own address of a family, 4 or 6, as others of its network reach it."""
    found = json.loads(host.check_output(f"ip -json -{family} address show dev eth0 scope global"))
    return str(found[0]["addr_info"][0]["local"])


def reached(client: Host, where: str, port: int) -> bool:
    """Return whether a connection can be made."""
    script = f"import socket; socket.create_connection(('{where}', {port}), 3).close()"
    return bool(client.run("python3 -c %s", script).rc == 0)


@pytest.fixture(scope="module")
def listening(standard: Host) -> Iterator[None]:
    """A program that listens where none should, over both families."""
    standard.check_output("systemd-run --quiet --unit planted-listener python3 -c %s", LISTEN)
    standard.check_output("timeout 30 sh -c 'until ss -Hltn | grep -q :9999; do sleep 0.2; done'")
    yield
    standard.check_output("systemctl stop planted-listener")


@pytest.mark.parametrize("family", [4, 6])
def test_only_open_ports_are_reached(standard: Host, client: Host, listening: None, family: int) -> None:
    where = address(standard, family)
    assert reached(client, where, 22)
    assert not reached(client, where, CLOSED)
    standard.check_output("systemctl stop chancery-firewall")
    try:
        assert reached(client, where, CLOSED), "the planted hole cannot be seen"
    finally:
        standard.check_output("systemctl start chancery-firewall")
    assert not reached(client, where, CLOSED)


def test_the_site_opens_its_own_ports(alternative: Host) -> None:
    rules = alternative.check_output("nft list table inet chancery")
    assert "tcp dport { 22, 8080, 8443 } accept" in rules
    assert "tcp dport 9100 accept" in rules
    assert "chain forward" not in rules


def test_the_tables_of_others_stay(standard: Host) -> None:
    """A table that fail2ban or Docker might have made survives a reload, a stop and a start."""
    standard.check_output("nft add table inet f2b-planted")
    standard.check_output("nft 'add set inet f2b-planted banned { type ipv4_addr; elements = { 192.0.2.1 }; }'")
    for verb in ("reload", "stop", "start"):
        standard.check_output("systemctl %s chancery-firewall", verb)
        assert "192.0.2.1" in standard.check_output("nft list table inet f2b-planted")
    standard.check_output("nft delete table inet f2b-planted")
    assert standard.run("systemctl is-enabled nftables.service").stdout.strip() == "masked"


def test_broken_rules_are_refused_before_they_are_loaded(standard: Host) -> None:
    standard.check_output("sed 's/policy drop/policy perhaps/' /etc/nftables/chancery.nft > /run/planted")
    assert standard.run("nft --check --file /run/planted").rc != 0
    standard.check_output("rm /run/planted")
    assert "policy drop" in standard.check_output("nft list table inet chancery")
