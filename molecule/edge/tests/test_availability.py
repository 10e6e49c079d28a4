"""The site goes on serving while it is loaded anew, and while somebody holds connections to tire it out."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from asking import address, ask, own_address, reload
from testinfra.host import Host

Load = Callable[..., AbstractContextManager[dict[str, Any]]]
SITE = ["standard.test", "443", "/", "/tmp/standard.pem"]


@pytest.mark.control("reload_unnoticed")
def test_nobody_notices_a_reload(client: Host, standard: Host, under_load: Load) -> None:
    """New connections are served all along, and so is an answer that was being made."""
    page = address("standard", "/slow?seconds=6")
    slow = f"curl -sS -4 --cacert /tmp/standard.pem -o /dev/null -w '%{{http_code}}' '{page}'"
    with under_load(client, *SITE) as seen:
        waiting = subprocess.Popen(["docker", "exec", client.backend.name, "sh", "-c", slow], stdout=subprocess.PIPE)
        time.sleep(1)
        for _ in range(4):
            reload(standard)
        said, _ = waiting.communicate()
    assert said == b"200"
    assert (set(seen["statuses"]), seen["failed"]) == ({"200"}, 0), seen
    assert seen["statuses"]["200"] > 20


def test_a_stop_is_noticed_so_the_load_looks(client: Host, standard: Host, under_load: Load) -> None:
    with under_load(client, *SITE) as seen:
        standard.check_output("systemctl stop nginx && sleep 1 && systemctl start nginx")
    assert seen["failed"] > 0


def attack(attacker: Host, place: str, connections: int, seconds: int) -> tuple[subprocess.Popen[str], dict[str, int]]:
    """Begin to hold half-sent requests; return when all that are let in are open, with how many those are."""
    command = ["docker", "exec", attacker.backend.name, "python3", "/tmp/slowloris.py", place, "443"]
    running = subprocess.Popen([*command, str(connections), str(seconds)], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    return running, json.loads(running.stdout.readline())


@pytest.mark.control("flood_survived")
@pytest.mark.parametrize("family", [4, 6])
def test_slow_requests_tire_nobody_but_who_sends_them(
    client: Host, attacker: Host, standard: Host, family: int
) -> None:
    """1,000 connections are tried: the kernel lets 200 through, nginx ends them in time, others are served."""
    running, begun = attack(attacker, own_address(standard, family), 1000, 25)
    asked = [ask(client, "standard", "/", "--max-time 5")[0] for _ in range(5)]
    said, _ = running.communicate()
    assert begun == {"held": 200, "refused": 800}
    assert asked == [200] * 5
    assert json.loads(said) == {"held": 0, "closed": 200}


def test_slow_requests_would_tire_a_server_without_the_limits(client: Host, attacker: Host, standard: Host) -> None:
    """The same attack on nginx as it would be: few connections, and nobody counts."""
    main = "/etc/nginx/nginx.conf"
    standard.check_output(f"systemctl stop chancery-edge-limits && cp {main} /run/nginx.conf.kept")
    standard.check_output(f"sed -i 's/worker_connections .*/worker_connections 32;/' {main}")
    reload(standard)
    try:
        running, _ = attack(attacker, own_address(standard), 300, 8)
        asked = client.run(f"curl -sS -4 --max-time 3 --cacert /tmp/standard.pem {address('standard')}")
        running.communicate()
    finally:
        standard.check_output(f"mv /run/nginx.conf.kept {main} && systemctl start chancery-edge-limits")
        reload(standard)
    assert asked.rc != 0


def test_the_limits_are_there_after_a_restart_of_nginx(standard: Host) -> None:
    standard.check_output("systemctl stop chancery-edge-limits var-lib-nginx-body.mount nginx; systemctl start nginx")
    assert standard.run("findmnt /var/lib/nginx/body").rc == 0
    assert "ct count over 200" in standard.check_output("nft list table inet chancery_edge")
