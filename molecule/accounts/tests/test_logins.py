"""Real logins from a second host: who is let in, who is not, and that a change of sshd locks nobody out."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from testinfra.backend.base import CommandResult
from testinfra.host import Host

DROP_IN = "/etc/ssh/sshd_config.d/00-chancery.conf"
PATIENCE_S = 90
Play = Callable[..., subprocess.CompletedProcess[str]]
Login = Callable[..., CommandResult]
Key = Any


@pytest.fixture(scope="module")
def people(play: Play, key: Callable[[str], Key]) -> dict[str, Any]:
    """An operator and a developer whose keys the tests have, let in by a run of the role."""
    known: dict[str, Any] = {
        "accounts_operators": [{"name": "ada", "keys": [key("ada").public]}],
        "accounts_developers": [{"name": "dora", "keys": [key("dora").public]}],
    }
    done = play("accounts", "standard", **known)
    assert done.returncode == 0, done.stdout
    return known


@pytest.fixture
def root_has_a_key(standard: Host, key: Callable[[str], Key]) -> Iterator[None]:
    """Plant a key that lets root in by sshd's own defaults."""
    standard.check_output("install -d -m 0700 /root/.ssh && echo %s > /root/.ssh/authorized_keys", key("ada").public)
    yield
    standard.check_output("rm -f /root/.ssh/authorized_keys")


def said(done: subprocess.CompletedProcess[str]) -> str:
    """Return what Ansible said, on one line."""
    return " ".join(done.stdout.split())


def over_ssh(standard: Host, user: str, key: Key) -> dict[str, str]:
    """Return the variables with which a run reaches the host as a person does."""
    name = standard.backend.name
    shape = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
    address = subprocess.run(
        ["docker", "inspect", "-f", shape, name], capture_output=True, text=True, check=True
    ).stdout.strip()
    return {
        "ansible_connection": "ssh",
        "ansible_host": address,
        "ansible_user": user,
        "ansible_ssh_private_key_file": str(key.path),
        "ansible_ssh_common_args": "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o IdentitiesOnly=yes",
    }


@pytest.mark.control("keys_only")
def test_who_is_listed_gets_in(people: dict[str, Any], login: Login, key: Callable[[str], Key]) -> None:
    assert login("ada", key("ada"), "sudo -n id -un").stdout == "root\n"
    assert login("dora", key("dora")).stdout == "dora\n"


@pytest.mark.control("keys_only")
def test_root_does_not_get_in(
    people: dict[str, Any], standard: Host, login: Login, key: Callable[[str], Key], root_has_a_key: None
) -> None:
    standard.check_output(f"mv {DROP_IN} /run/aside && systemctl reload ssh")
    try:
        assert login("root", key("ada")).stdout == "root\n", "the planted key would not let root in anyway"
    finally:
        standard.check_output(f"mv /run/aside {DROP_IN} && systemctl reload ssh")
    assert "Permission denied (publickey)" in login("root", key("ada")).stderr


@pytest.mark.control("keys_only")
def test_nobody_lets_in_a_key_of_their_own(
    people: dict[str, Any], standard: Host, login: Login, key: Callable[[str], Key]
) -> None:
    ssh = "install -d -m 0700 -o dora -g dora ~dora/.ssh"
    standard.check_output(f"{ssh} && echo %s | runuser -u dora -- tee ~dora/.ssh/authorized_keys", key("own").public)
    assert "Permission denied" in login("dora", key("own")).stderr


@pytest.mark.control("keys_only")
def test_an_account_in_neither_list_does_not_get_in(
    people: dict[str, Any], standard: Host, login: Login, key: Callable[[str], Key]
) -> None:
    """`operator` is the account of the host's image; even with a key in the right place it is in neither group."""
    path = "/etc/ssh/authorized_keys.d/operator"
    standard.check_output(f"echo %s > {path}", key("ada").public)
    try:
        assert "Permission denied" in login("operator", key("ada")).stderr
    finally:
        standard.check_output(f"rm {path}")


def test_whoever_runs_the_role_is_not_locked_out(
    people: dict[str, Any], standard: Host, play: Play, key: Callable[[str], Key]
) -> None:
    others = [{"name": "olga", "keys": people["accounts_operators"][0]["keys"]}]
    connected = over_ssh(standard, "ada", key("ada"))
    done = play("accounts", "standard", **people | connected | {"accounts_operators": others})
    assert done.returncode == 2
    assert "You are connected to standard as ada, whom sshd would not let in any more" in said(done)
    assert standard.user("ada").exists


def test_a_change_that_lets_nobody_in_is_taken_back(
    people: dict[str, Any], standard: Host, play: Play, login: Login, key: Callable[[str], Key]
) -> None:
    """sshd itself finds nothing wrong with this one; only a new connection shows what it does."""
    before = standard.file(DROP_IN).content_string
    shutting = {"accounts_sshd_settings": {"ForceCommand": "/bin/false"}, "accounts_sshd_confirm_seconds": 20}
    done = play("accounts", "standard", **people | over_ssh(standard, "ada", key("ada")) | shutting)
    assert done.returncode == 2
    assert "did not let anybody in with its new settings" in said(done)
    limit = time.monotonic() + PATIENCE_S
    while standard.file(DROP_IN).content_string != before:
        assert time.monotonic() < limit, "the earlier file did not come back"
        time.sleep(1)
    while login("ada", key("ada")).stdout != "ada\n":
        assert time.monotonic() < limit, "nobody gets in"
        time.sleep(1)


def test_a_change_that_lets_people_in_stays(
    people: dict[str, Any], standard: Host, play: Play, key: Callable[[str], Key]
) -> None:
    changed = {"accounts_sshd_settings": {"MaxAuthTries": "5"}, "accounts_sshd_confirm_seconds": 20}
    done = play("accounts", "standard", **people | over_ssh(standard, "ada", key("ada")) | changed)
    assert done.returncode == 0, done.stdout
    assert "maxauthtries 5" in standard.check_output("sshd -T")
    assert standard.run("systemctl is-active chancery-sshd-undo.timer").rc != 0
    assert standard.file("/etc/ssh/sshd_config.d").listdir() == ["00-chancery.conf"]


def test_another_file_that_opens_sshd_is_noticed(people: dict[str, Any], standard: Host, play: Play) -> None:
    planted = "/etc/ssh/sshd_config.d/00-a.conf"
    standard.check_output(f"echo 'PasswordAuthentication yes' > {planted}")
    try:
        done = play("accounts", "standard", **people)
    finally:
        standard.check_output(f"rm {planted} && systemctl reload ssh")
    assert done.returncode == 2
    assert "passwordauthentication yes" in said(done)


@pytest.mark.control("leavers_leave_nothing")
def test_an_operator_who_is_not_listed_any_more_is_gone(
    people: dict[str, Any], standard: Host, client: Host, play: Play, key: Callable[[str], Key]
) -> None:
    both = [*people["accounts_operators"], {"name": "omar", "keys": [key("omar").public]}]
    assert play("accounts", "standard", **people | {"accounts_operators": both}).returncode == 0
    session = "ssh -i /root/omar -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null omar@standard.test"
    client.check_output(f"nohup {session} sudo sleep 4711 > /root/session 2>&1 &")
    standard.check_output("timeout 60 sh -c \"until ps -eo args | grep -q '^[s]leep 4711'; do sleep 0.2; done\"")
    done = play("accounts", "standard", **people)
    assert done.returncode == 0, done.stdout
    assert "name: omar" in done.stdout
    assert not standard.user("omar").exists
    assert not standard.file("/etc/ssh/authorized_keys.d/omar").exists
    assert standard.run("ps -eo args | grep '[s]leep 4711'").rc == 1
    assert standard.check_output("find / -xdev -nouser") == ""
