"""Section 5 of the CIS Docker Benchmark 1.6.0 on the running containers, by number, but for what test_app.py has.

Numbers and titles are those that docker-bench-security prints. Not here: 5.2 (AppArmor) needs a kernel that has it, and
these hosts have none of their own; 5.12 (shares of the processor) would slow a lone site down for nobody's sake, and
each screen has a limit of its own.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pytest
from testinfra.host import Host

# 5.6: what a container may have of its host lies below one of these, and is the application's.
OURS = ("/etc/chancery", "/run/chancery", "/run/postgresql", "/srv", "/var/lib/chancery")


@pytest.fixture
def containers(host: Host) -> list[dict[str, Any]]:
    """What the engine knows of every container that runs on the host."""
    known: list[dict[str, Any]] = json.loads(host.check_output("docker inspect $(docker ps --quiet)"))
    return known


@pytest.fixture
def settings(containers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How each was started."""
    return [container["HostConfig"] for container in containers]


def test_5_6_nothing_of_the_system_is_mounted(containers: list[dict[str, Any]]) -> None:
    sources = [PurePosixPath(mount["Source"]) for container in containers for mount in container["Mounts"]]
    assert sources
    assert [path for path in sources if not any(path.is_relative_to(ours) for ours in OURS)] == []


def test_5_7_no_sshd_runs_inside(host: Host, containers: list[dict[str, Any]]) -> None:
    for container in containers:
        assert "sshd" not in host.check_output("docker top %s -o pid,comm", container["Id"])


@pytest.mark.parametrize("name", ["NetworkMode", "PidMode", "IpcMode", "UTSMode", "UsernsMode"])
def test_5_10_5_16_5_17_5_21_5_31_no_namespace_is_the_hosts(settings: list[dict[str, Any]], name: str) -> None:
    assert "host" not in {setting[name] for setting in settings}
    assert not [setting[name] for setting in settings if setting[name].startswith("container:")]


def test_5_18_no_device_is_given(settings: list[dict[str, Any]]) -> None:
    assert [setting["Devices"] or setting["DeviceRequests"] for setting in settings] == [None] * len(settings)


def test_5_20_no_mount_goes_back_to_the_host(containers: list[dict[str, Any]]) -> None:
    assert {mount["Propagation"] for container in containers for mount in container["Mounts"]} == {"rprivate"}


def test_5_22_the_engines_filter_of_system_calls_is_on(settings: list[dict[str, Any]]) -> None:
    assert {tuple(setting["SecurityOpt"]) for setting in settings} == {("no-new-privileges:true",)}


def test_5_25_the_control_group_is_the_engines(settings: list[dict[str, Any]]) -> None:
    assert {setting["CgroupParent"] for setting in settings} == {""}


def test_5_27_each_says_whether_it_is_well(containers: list[dict[str, Any]]) -> None:
    assert {container["State"]["Health"]["Status"] for container in containers} <= {"healthy", "starting"}
    assert all(container["Config"]["Healthcheck"]["Test"][0] == "CMD" for container in containers)


def test_5_32_no_container_reaches_the_engine(containers: list[dict[str, Any]]) -> None:
    sources = {mount["Source"] for container in containers for mount in container["Mounts"]}
    assert not [path for path in sources if path in {"/", "/run", "/var/run"} or path.endswith("docker.sock")]


def test_the_items_see_a_container_that_keeps_none(host: Host) -> None:
    """A container made, never started, as somebody careless would: what the tests above look at differs on it."""
    image = host.check_output("docker inspect --format '{{.Config.Image}}' $(docker ps --quiet)").splitlines()[0]
    careless = "--pid host --ipc host --uts host --network host --device /dev/null --security-opt seccomp=unconfined"
    made = host.check_output(f"docker create {careless} --volume /etc:/host:rshared {image}")
    known = json.loads(host.check_output("docker inspect %s", made))[0]
    host.check_output("docker rm %s", made)
    setting = known["HostConfig"]
    assert {setting[name] for name in ("NetworkMode", "PidMode", "IpcMode", "UTSMode")} == {"host"}
    assert setting["Devices"]
    assert "seccomp=unconfined" in setting["SecurityOpt"]
    assert known["Mounts"][0]["Source"] == "/etc"
    assert known["Mounts"][0]["Propagation"] == "rshared"
