"""Networks of hosts get addresses that neither Docker, the machine nor the containers inside a host use."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from ipaddress import IPv4Network
from pathlib import Path

import pytest
from stack import engine, networks
from stack.checkout import ROOT, Failed


@pytest.fixture
def network() -> Iterator[str]:
    """The name of a network, which is removed at the end."""
    name = f"chancery-test-{uuid.uuid4().hex[:8]}"
    yield name
    engine.docker("network", "rm", name)


def test_what_docker_has_given_away_is_not_chosen_again(network: str) -> None:
    before = networks.choose(network)
    engine.docker("network", "create", "--subnet", before, network)
    assert IPv4Network(before) in networks.of_docker()
    after = IPv4Network(networks.choose(network))
    assert not any(after.overlaps(other) for other in [*networks.of_docker(), *networks.of_machine()])


def test_routes_are_read_as_the_kernel_writes_them(tmp_path: Path) -> None:
    routes = tmp_path / "route"
    routes.write_text(
        "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
        "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
        "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
        "vpn\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0\n"
    )
    assert networks.of_machine(routes) == [IPv4Network("172.17.0.0/16"), IPv4Network("10.0.0.0/8")]


def test_a_vpn_that_takes_a_range_leaves_the_others() -> None:
    assert networks.free("here", [IPv4Network("10.0.0.0/8")]).subnet_of(IPv4Network("172.16.0.0/12"))


def test_the_containers_inside_a_host_keep_their_addresses() -> None:
    taken = [IPv4Network("10.0.0.0/8"), IPv4Network("192.168.0.0/16")]
    taken += [other for other in IPv4Network("172.16.0.0/12").subnets(new_prefix=16) if other != networks.INSIDE]
    with pytest.raises(Failed, match="docker network prune"):
        networks.free("here", taken)
    assert f"- base: {networks.INSIDE}\n" in (ROOT / "roles/docker/defaults/main.yml").read_text()


def test_two_checkouts_begin_at_different_places() -> None:
    assert networks.free("chancery-a1b2c3", []) != networks.free("chancery-a1b2c3-two", [])
