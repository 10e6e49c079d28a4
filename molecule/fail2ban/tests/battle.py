"""Who attacks, and the site that is attacked, as the hosts of the scenario see them."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testinfra.host import Host

FILES = Path(__file__).parents[1] / "files"
FIXTURES = Path(__file__).parents[1] / "fixtures"
UPSTREAM = "/etc/nginx/chancery/upstream.conf"
ANSWERS = "/etc/nginx/conf.d/answers.conf"
PATIENCE_S = 30
Say = Callable[[str], None]


def bring(path: Path, host: Host, place: str) -> None:
    """Copy a file of the scenario to a host."""
    subprocess.run(["docker", "cp", "-q", str(path), f"{host.backend.name}:{place}"], check=True)


def address(host: Host, family: int) -> str:
    """Return a host's own address of that family on the hosts' network."""
    said: list[dict[str, Any]] = json.loads(
        host.check_output("ip -j -%s address show dev eth0 scope global", str(family))
    )
    return str(said[0]["addr_info"][0]["local"])


def request(path: str, name: str, *headers: str, method: str = "GET", host: str = "") -> str:
    """Return the text of a request."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {host or name}", *headers, "", ""])


def until(wanted: Callable[[], bool], words: str) -> None:
    """Wait for an outcome; fail with `words` when it does not come."""
    limit = time.monotonic() + PATIENCE_S
    while not wanted():
        assert time.monotonic() < limit, words
        time.sleep(0.2)


@dataclass(frozen=True)
class Site:
    """A host with the role, as the others reach it."""

    host: Host
    name: str
    port: int

    def address(self, family: int) -> str:
        """The address that it is asked at."""
        return address(self.host, family)

    def banned(self) -> str:
        """Whom the jails hold. Waits for fail2ban where it is just starting."""
        until(lambda: bool(self.host.run("fail2ban-client ping").rc == 0), "fail2ban does not run")
        return str(self.host.check_output("fail2ban-client banned"))

    def pardon(self) -> None:
        """Lift every ban."""
        self.host.check_output("fail2ban-client unban --all")

    def status(self, client: Host, *, family: int = 4, path: str = "/", options: str = "") -> str:
        """What a client gets for a path: its status, or 000 when nothing answers."""
        wanted = (
            f"curl -{family} -sSk -m 3 {options} -o /dev/null -w '%{{http_code}}' https://{self.name}:{self.port}{path}"
        )
        return str(client.run(wanted).stdout)


@dataclass(frozen=True)
class Attacker:
    """The attacking host."""

    host: Host
    say: Say

    def address(self, family: int) -> str:
        """The address that it attacks from."""
        return address(self.host, family)

    def attacks(
        self, site: Site, requests: list[str], times: int, *, family: int = 4, **more: object
    ) -> dict[str, Any]:
        """Fail that often, then ask until nothing answers; return what attack.py says."""
        told = {
            "address": site.address(family),
            "port": site.port,
            "name": site.name,
            "requests": requests,
            "times": times,
        }
        done = self.host.run("python3 /tmp/attack.py %s", json.dumps(told | more))
        assert done.rc == 0, done.stderr
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    def is_shut_out(self, site: Site, words: str, requests: list[str], times: int, **more: Any) -> dict[str, Any]:
        """Attack; assert that nothing answers two seconds after the last try, and print how long it took."""
        said = self.attacks(site, requests, times, **more)
        self.say(f"{words}: nothing answered {said['seconds']} s after the last of {len(said['statuses'])} tries")
        assert said["seconds"] is not None, said
        assert said["seconds"] <= 2, said
        return said
