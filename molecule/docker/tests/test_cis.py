"""Items of the CIS Docker Benchmark 1.6.0 on the running host, by number.

Those that a role can keep and that a host without a kernel of its own can show. Numbers and titles are those that
docker-bench-security prints.

Items on containers stand in the scenario `app`; the kernel's audit of Docker's files and AppArmor need a real host.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from testinfra.host import Host

ROOT_ONLY_WRITES = {
    "3.1 and 3.2": "/usr/lib/systemd/system/docker.service",
    "3.3 and 3.4": "/usr/lib/systemd/system/docker.socket",
    "3.5 and 3.6": "/etc/docker",
    "3.17 and 3.18": "/etc/docker/daemon.json",
    "without a number": "/var/lib/docker",
}


def options(host: Host) -> dict[str, object]:
    """Return the options that the engine was told."""
    said: dict[str, object] = json.loads(host.file("/etc/docker/daemon.json").content_string)
    return said


@pytest.mark.parametrize("path", ROOT_ONLY_WRITES.values(), ids=ROOT_ONLY_WRITES.keys())
def test_only_root_writes_the_engines_files(host: Host, path: str) -> None:
    file = host.file(path)
    assert (file.user, file.group) == ("root", "root")
    assert file.mode & 0o022 == 0


def test_1_1_2_nobody_is_in_the_group_of_the_engine(host: Host) -> None:
    assert host.check_output("getent group docker").split(":")[3] == ""


@pytest.mark.parametrize(
    "path", ["/run/docker.sock", "/run/containerd/containerd.sock"], ids=["3.15 and 3.16", "3.23 and 3.24"]
)
def test_sockets_are_roots(host: Host, path: str) -> None:
    socket = host.file(path)
    assert socket.is_socket
    assert socket.user == "root"
    assert socket.mode & 0o007 == 0


def test_2_what_the_engine_is_told(host: Host) -> None:
    told = options(host)
    assert told["icc"] is False  # 2.2
    assert told.get("log-level", "info") == "info"  # 2.3
    assert told.get("iptables", True) is True  # 2.4
    assert "insecure-registries" not in told  # 2.5
    assert "hosts" not in told  # 2.7
    assert told["default-ulimits"] == {"core": {"Name": "core", "Soft": 0, "Hard": 0}}  # 2.8
    assert told["live-restore"] is True  # 2.15
    assert told["userland-proxy"] is False  # 2.16
    assert told["no-new-privileges"] is True  # 2.14
    assert "experimental" not in told  # 2.18


def test_2_what_the_engine_does(host: Host) -> None:
    said = json.loads(host.check_output("docker info --format '{{json .}}'"))
    assert said["Driver"] == "overlay2"  # 2.6: not aufs
    # 5.22, and no other filter is needed, as 2.17 asks.
    assert any(option.startswith("name=seccomp,profile=builtin") for option in said["SecurityOptions"])
    assert said["Swarm"]["LocalNodeState"] == "inactive"  # 5.1


@pytest.fixture
def planted(standard: Host) -> Iterator[None]:
    """An engine that a careless operator has opened to the network."""
    unit = "/run/systemd/system/planted.service"
    program = "import socket, time; held = socket.create_server((str(), 2375)); time.sleep(600)"
    text = f"[Service]\nExecStart=/usr/bin/python3 -c '{program}'\n"
    standard.check_output(f"printf %s > {unit}", text)
    standard.check_output("systemctl daemon-reload && systemctl start planted")
    standard.check_output("timeout 20 sh -c 'until ss -Hltn | grep -q :2375; do sleep 0.2; done'")
    yield
    standard.check_output(f"systemctl stop planted && rm {unit} && systemctl daemon-reload")


def exposed(host: Host) -> list[str]:
    """Return what a network reaches of the engine: its usual ports, and what its processes listen on."""
    lines = [line for line in host.check_output("ss -H -ltnup").splitlines() if " 127.0.0.1:" not in line]
    return [line for line in lines if ":2375 " in line or ":2376 " in line or "docker" in line or "containerd" in line]


def test_the_engine_exposes_no_port(host: Host) -> None:
    assert exposed(host) == []


def test_an_exposed_port_would_be_seen(standard: Host, planted: None) -> None:
    assert len(exposed(standard)) == 1
