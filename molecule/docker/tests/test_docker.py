"""The engine after the role: it runs, it is closed, and what it starts is hardened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from testinfra.host import Host


def info(host: Host) -> dict[str, Any]:
    """Return what the engine says of itself."""
    said: dict[str, Any] = json.loads(host.check_output("docker info --format '{{json .}}'"))
    return said


def test_the_engine_runs_and_comes_back_after_a_reboot(host: Host) -> None:
    assert host.service("docker").is_running
    assert host.service("docker").is_enabled


def test_the_engine_listens_on_its_unix_socket_only(host: Host) -> None:
    assert "dockerd" not in host.check_output("ss -H -ltnup")
    socket = host.file("/run/docker.sock")
    assert (socket.user, socket.group, socket.mode) == ("root", "docker", 0o660)
    assert host.check_output("getent group docker").endswith(":")


def test_the_options_are_in_force(standard: Host, alternative: Host) -> None:
    assert info(standard)["LoggingDriver"] == "journald"
    assert info(alternative)["LoggingDriver"] == "local"
    for said in (info(standard), info(alternative)):
        assert said["LiveRestoreEnabled"] is True
        assert "name=no-new-privileges" in said["SecurityOptions"]


def test_containers_do_not_reach_each_other_by_default(host: Host) -> None:
    bridge = json.loads(host.check_output("docker network inspect bridge"))[0]
    assert bridge["Options"]["com.docker.network.bridge.enable_icc"] == "false"
    assert bridge["IPAM"]["Config"][0]["Subnet"].startswith("172.")


def test_the_checker_notices_a_broken_file(standard: Host) -> None:
    planted = standard.run(
        'echo \'{"live-restore": "perhaps"}\' > /run/planted; dockerd --validate --config-file /run/planted'
    )
    standard.run("rm /run/planted")
    assert planted.rc != 0


@pytest.fixture(params=["172.30.200.0/24", "172.24.0.0/13"])
def route(request: pytest.FixtureRequest, standard: Host) -> Iterator[str]:
    """A route into the addresses of containers, or to a network that holds them all."""
    standard.check_output("ip route add %s dev eth0", request.param)
    yield request.param
    standard.check_output("ip route del %s dev eth0", request.param)


def test_addresses_that_the_host_reaches_by_another_way_are_refused(standard: Host, play: Any, route: str) -> None:
    done = play("docker", "standard")
    assert done.returncode != 0
    said = " ".join(done.stdout.split())
    assert f"standard reaches {route}, and Docker gives containers addresses of 172.30.0.0/16" in said
    assert "default-address-pools: [{base: 10.214.0.0/16, size: 24}]" in said
