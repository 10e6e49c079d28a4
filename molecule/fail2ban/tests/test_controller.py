"""Neither the machine that Ansible runs on nor a trusted proxy can be shut out, however it behaves and whoever asks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from battle import FILES, Attacker, Site, address, request, until
from testinfra.host import Host

pytestmark = pytest.mark.control("controller_not_banned")
HOME_KEYS = "/home/operator/.ssh/authorized_keys"
TRIES = 40
Play = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def over_ssh(standard: Host, tmp_path: Path, play: Play) -> Iterator[dict[str, str]]:
    """Variables with which a play reaches the host over SSH, as an operator's does. What it changed is put back."""
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    # Where the role accounts has run, its operators alone get in; elsewhere the one that the image has.
    is_listed = standard.file("/etc/ssh/authorized_keys.d/ada").exists
    user, keys = ("ada", "/etc/ssh/authorized_keys.d/ada") if is_listed else ("operator", HOME_KEYS)
    if not is_listed:
        standard.check_output("install -d -o operator -g operator -m 700 /home/operator/.ssh")
        standard.check_output(f"install -o operator -g operator -m 600 /dev/null {HOME_KEYS}")
    standard.check_output(f"cp -p {keys} {keys}.kept && printf '%%s' %s >> {keys}", key.with_suffix(".pub").read_text())
    yield {
        "ansible_connection": "ssh",
        "ansible_host": address(standard, 4),
        "ansible_user": user,
        "ansible_ssh_private_key_file": str(key),
        "ansible_ssh_common_args": "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null",
    }
    standard.check_output(f"mv {keys}.kept {keys}")
    restored = play("fail2ban", "standard")
    assert restored.returncode == 0, restored.stdout


def from_here(site: Site, text: str, times: int) -> list[int]:
    """Send a request that often from this machine, the controller; return the statuses."""
    told = {"address": site.address(4), "port": site.port, "name": site.name, "requests": [text], "times": times}
    command = [sys.executable, FILES / "attack.py", json.dumps(told | {"wait": 0})]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    statuses: list[int] = json.loads(done.stdout)["statuses"]
    return statuses


def test_controller_and_proxies_stay(
    site: Site,
    enemy: Attacker,
    client: Host,
    play: Play,
    over_ssh: dict[str, str],
) -> None:
    proxy = address(client, 4)
    site.host.check_output("fail2ban-client set sshd banip %s", proxy)
    until(lambda: site.status(client) == "000", "a ban by hand bans nobody")

    done = play("fail2ban", "standard", fail2ban_trusted_proxies=[proxy], **over_ssh)
    assert done.returncode == 0, done.stdout
    assert proxy not in site.banned()

    ignored = site.host.check_output("fail2ban-client get sshd ignoreip")
    controller = site.host.check_output("ip route | sed -n 's/^default via \\([0-9.]*\\) .*/\\1/p'")
    assert {controller, proxy} <= {line.split()[-1] for line in ignored.splitlines()}

    bad = request("/wp-login.php", site.name)
    assert from_here(site, bad, TRIES) == [404] * TRIES
    client_as_attacker = Attacker(client, enemy.say)
    assert client_as_attacker.attacks(site, [bad], TRIES, wait=0)["statuses"] == [404] * TRIES
    enemy.is_shut_out(site, "who is not protected", [bad], TRIES)

    # Even told to, fail2ban cannot.
    site.host.check_output("fail2ban-client set sshd banip %s %s", controller, proxy)
    until(lambda: f"{proxy}" in site.host.check_output("nft list set inet chancery-bans addr-set-sshd"), "no such ban")
    assert from_here(site, request("/", site.name), 3) == [200] * 3
    assert site.status(client) == "200"
    assert site.status(enemy.host) == "000"


def test_who_is_protected_is_named_by_address(play: Play, standard: Host) -> None:
    before = standard.file("/etc/fail2ban/jail.d/chancery.local").sha256sum
    good = ["192.0.2.1", "192.0.2.0/24", "2001:db8::1", "2001:db8::/32"]
    bad = ["proxy.internal", "0.0.0.0/0", "::/0", "10.0.0.0/7", ""]
    done = play("fail2ban", "standard", fail2ban_controllers=good + bad)
    assert done.returncode != 0
    assert "List addresses, or networks no larger than" in done.stdout
    refused = done.stdout.split("fail2ban_trusted_proxies hold ")[1].split(". List")[0]
    assert json.loads(re.sub(r"\s+", " ", refused).replace("'", '"')) == bad
    assert standard.file("/etc/fail2ban/jail.d/chancery.local").sha256sum == before
