"""The two containers after the role: how they are confined, who reaches what, and what another deployment does."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from testinfra.host import Host

Play = Callable[..., subprocess.CompletedProcess[str]]
SITE = {"standard": "https://standard.test", "alternative": "https://alternative.test:8443"}


def state(host: Host) -> dict[str, str]:
    """Return which slot serves, by the fact that the role writes."""
    said: dict[str, str] = json.loads(host.file("/etc/ansible/facts.d/chancery_app.fact").content_string)
    return said


def inspect(host: Host, container: str) -> dict[str, Any]:
    """Return what the engine knows of a container."""
    known: dict[str, Any] = json.loads(host.check_output("docker inspect %s", container))[0]
    return known


def both(host: Host) -> list[dict[str, Any]]:
    """Return the two containers of the slot that serves."""
    slot = state(host)["slot"]
    return [inspect(host, f"chancery-{name}-{slot}") for name in ("web", "evaluator")]


def test_the_slot_serves(host: Host, client: Host) -> None:
    url = SITE["standard" if "standard" in host.backend.name else "alternative"]
    said = client.run(f"curl -sSk -o /dev/null -w '%{{http_code}}' --retry 3 {url}/readyz")
    assert said.stdout == "200", said.stderr


def test_a_play_that_looks_twice_knows_the_deployment_again(play: Play, standard: Host) -> None:
    done = play("app", "standard", book="twice.yml")
    assert done.returncode == 0, done.stdout


def test_a_container_that_has_more_than_it_should_is_made_anew(play: Play, alternative: Host) -> None:
    same = play("app", "alternative", book="containers.yml")
    assert re.search(r"alternative +: ok=\d+ +changed=0 +unreachable=0 +failed=0", same.stdout), same.stdout
    # Without accounts it would have fewer settings and mounts, and nothing else.
    fewer = {"app_accounts_enabled": False, "app_providers": []}
    less = play("app", "alternative", book="containers.yml", **fewer)
    assert re.search(r"alternative +: ok=\d+ +changed=1 +unreachable=0 +failed=0", less.stdout), less.stdout


@pytest.mark.control("containers_confined")
def test_both_containers_are_confined(host: Host) -> None:
    for container in both(host):
        settings = container["HostConfig"]
        assert container["Config"]["User"] == "10001:10001"
        assert settings["ReadonlyRootfs"] is True
        assert settings["CapDrop"] == ["ALL"]
        assert not settings["CapAdd"]
        assert "no-new-privileges:true" in settings["SecurityOpt"]
        assert settings["Privileged"] is False
        assert settings["PidsLimit"] > 0
        assert settings["Memory"] > 0
        assert not settings["PortBindings"]
        assert settings["RestartPolicy"]["Name"] == "unless-stopped"
        mounts = host.check_output("cat /proc/%s/mountinfo", str(container["State"]["Pid"])).splitlines()
        tmp = next(line.split() for line in mounts if line.split()[4] == "/tmp")
        assert {"rw", "noexec", "nosuid", "nodev"} <= set(tmp[5].split(","))
        assert "docker.sock" not in json.dumps(container["Mounts"])


@pytest.mark.control("containers_confined")
@pytest.mark.control("temporary_files_reaped")
def test_temporary_files_of_an_erased_interview_are_gone_after_one_period(standard: Host) -> None:
    """The application's own way of making one, in the container; then an impatient run of the host's remover."""
    unit, slot = "chancery-tmpreaper-application.service", state(standard)["slot"]
    script = "import tempfile; f = tempfile.NamedTemporaryFile(delete=False); f.write(b'Planted-Answer-0815')"
    standard.check_output("docker exec %s python3 -c %s", f"chancery-web-{slot}", script)
    search = f"grep -rl Planted-Answer-0815 /run/chancery/{slot}/tmp /tmp /var/tmp"
    assert len(standard.check_output(search).splitlines()) == 1
    directory = f"/run/systemd/system/{unit}.d"
    standard.check_output(f"mkdir -p {directory} && printf '[Service]\\nEnvironment=AGE=1s\\n' > {directory}/age.conf")
    standard.check_output(f"systemctl daemon-reload && sleep 3 && systemctl start {unit}")
    standard.check_output(f"rm -r {directory} && systemctl daemon-reload")
    assert standard.run(search).rc == 1
    # What the supervisor needs is protected.
    assert standard.file(f"/run/chancery/{slot}/tmp/supervisord.pid").exists


def test_the_kernel_agrees(host: Host) -> None:
    for container in both(host):
        status = host.check_output("cat /proc/%s/status", str(container["State"]["Pid"]))
        facts = {line.split(":")[0]: line.split(":")[1].split() for line in status.splitlines()}
        assert set(facts["Uid"]) == set(facts["Gid"]) == {"10001"}
        assert facts["CapEff"] == facts["CapBnd"] == ["0000000000000000"]
        assert facts["NoNewPrivs"] == ["1"]
        assert facts["Seccomp"] == ["2"]


def test_the_evaluator_has_no_network_no_secret_and_no_database(host: Host) -> None:
    _, evaluator = both(host)
    assert evaluator["HostConfig"]["NetworkMode"] == "none"
    mounts = {mount["Destination"]: mount["RW"] for mount in evaluator["Mounts"]}
    assert mounts == {"/run/evaluator": True, "/srv/interviews": False}
    assert not [entry for entry in evaluator["Config"]["Env"] if entry.startswith("CHANCERY_")]
    interfaces = host.check_output("ls /proc/%s/root/sys/class/net", str(evaluator["State"]["Pid"]))
    assert interfaces.split() == ["lo"]


def test_the_evaluators_limits_are_the_inventorys(alternative: Host) -> None:
    words = " ".join(next(found["Args"] for found in both(alternative) if "evaluator" in found["Args"]))
    assert "--limit wall_s=4 --limit zygotes=3" in words


def test_the_web_container_has_a_network_only_if_asked(standard: Host, alternative: Host) -> None:
    assert both(standard)[0]["HostConfig"]["NetworkMode"] == "none"
    assert both(alternative)[0]["HostConfig"]["NetworkMode"] == "chancery"
    assert both(alternative)[0]["HostConfig"]["Memory"] == 512 * 1024**2


def test_nginx_reaches_the_web_socket_and_nothing_else(host: Host) -> None:
    run = f"/run/chancery/{state(host)['slot']}"
    assert host.file(f"{run}/web").mode == 0o2710
    assert (host.file(f"{run}/web").user, host.file(f"{run}/web").group) == ("chancery", "www-data")
    assert (host.file(f"{run}/evaluator").mode, host.file(f"{run}/evaluator").user) == (0o700, "chancery")
    ask = "runuser -u %s -- curl -sS -o /dev/null -w '%%{http_code}' --unix-socket %s http://localhost/healthz"
    assert host.run(ask, "www-data", f"{run}/web/web.sock").stdout == "200"
    assert host.run(ask, "nobody", f"{run}/web/web.sock").stdout != "200"
    assert host.run("runuser -u www-data -- ls %s", f"{run}/web").rc != 0
    assert host.run("runuser -u www-data -- test -e %s", f"{run}/evaluator/evaluator.sock").rc != 0


@pytest.mark.parametrize("name", ["standard", "alternative"])
def test_files_of_people_are_the_service_users_alone(request: pytest.FixtureRequest, name: str) -> None:
    directory = {"standard": "/var/lib/chancery/objects", "alternative": "/srv/objects"}[name]
    objects = request.getfixturevalue(name).file(directory)
    assert (objects.user, objects.mode) == ("chancery", 0o700)


def test_packages_of_the_controller_are_served(standard: Host, alternative: Host) -> None:
    listed = "docker exec chancery-evaluator-%s chancery interviews --interviews /srv/interviews"
    name = "chancery.scenario:data/questions/hello.yml"
    assert name in alternative.check_output(listed, state(alternative)["slot"])
    assert name not in standard.check_output(listed, state(standard)["slot"])


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        pytest.param(
            {"app_web_environment": {"CHANCERY_SESSION_LIFETIME_DAYS": "never"}},
            "CHANCERY_SESSION_LIFETIME_DAYS",
            id="a setting it cannot use",
        ),
        pytest.param({"app_evaluator_pids": 1, "app_ready_seconds": 3}, "did not become ready", id="it cannot start"),
    ],
)
def test_a_version_that_fails_never_serves(
    play: Play, standard: Host, client: Host, variables: dict[str, object], words: str
) -> None:
    before = state(standard)
    done = play("app", "standard", **variables)
    assert done.returncode != 0
    assert words in done.stdout
    assert state(standard) == before
    running = standard.check_output("docker ps --format '{{.Names}}'").split()
    assert sorted(running) == [f"chancery-evaluator-{before['slot']}", f"chancery-web-{before['slot']}"]
    test_the_slot_serves(standard, client)


def test_another_deployment_takes_the_other_slot_and_keeps_the_first(play: Play, standard: Host, client: Host) -> None:
    before = state(standard)
    done = play("app", "standard", app_tmp_size="32m", app_drain_seconds=0)
    assert done.returncode == 0, done.stdout
    after = state(standard)
    assert {before["slot"], after["slot"]} == {"blue", "green"}
    running = standard.check_output("docker ps --format '{{.Names}}'").split()
    assert sorted(running) == [f"chancery-evaluator-{after['slot']}", f"chancery-web-{after['slot']}"]
    assert inspect(standard, f"chancery-web-{before['slot']}")["State"]["Status"] == "exited"
    assert f"/{after['slot']}/web/web.sock" in standard.file("/etc/nginx/chancery/upstream.conf").content_string
    test_the_slot_serves(standard, client)
    test_both_containers_are_confined(standard)


def test_accounts_are_there_where_the_inventory_wants_them(host: Host, client: Host) -> None:
    wanted = "alternative" in host.backend.name
    url = SITE["alternative" if wanted else "standard"]
    said = client.run(f"curl -sSk -o /dev/null -w '%{{http_code}}' --retry 3 {url}/account/sign-in")
    assert said.stdout == ("200" if wanted else "404"), said.stderr


def test_the_credentials_are_the_web_containers_alone(host: Host) -> None:
    web, evaluator = both(host)
    held = host.file("/etc/chancery/credentials")
    if "standard" in host.backend.name:
        # An earlier deployment may have left the directory.
        assert not held.exists or not held.listdir()
        return
    (mount,) = [mount for mount in web["Mounts"] if mount["Source"] == held.path]
    assert mount["RW"] is False
    assert held.path not in json.dumps(evaluator["Mounts"])
    assert (held.mode, held.user, held.group) == (0o750, "root", "chancery")
    secret = host.file(f"{held.path}/site-key").content_string.strip()
    assert len(secret) == 64
    for name in held.listdir():
        assert host.file(f"{held.path}/{name}").mode == 0o440
    # Not where whoever may look at containers sees it.
    assert secret not in json.dumps([web, evaluator])
    assert "not-a-secret" not in json.dumps([web, evaluator])


def test_the_first_administrators_code_is_kept_for_root(play: Play, host: Host) -> None:
    kept = host.file("/etc/chancery/administrator")
    if "standard" in host.backend.name:
        assert not kept.exists
        return
    assert (kept.mode, kept.user, kept.group) == (0o600, "root", "root")
    (code,) = re.findall(r"^ {4}([0-9A-Z-]{39})$", kept.content_string, re.MULTILINE)
    # Nothing that the run printed shows it, and another run makes no other while it is good.
    done = play("app", "alternative")
    assert done.returncode == 0, done.stdout
    assert code not in done.stdout
    assert code in kept.content_string
    assert code not in json.dumps(both(host))
