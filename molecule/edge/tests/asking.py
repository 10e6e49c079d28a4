"""How the tests ask a site from a second host, and what they know of both sites."""

from __future__ import annotations

import json
from typing import Any

from testinfra.host import Host

# Name, port of HTTP, port of HTTPS, and how that port shows in an address.
SITES = {"standard": ("standard.test", 80, 443, ""), "alternative": ("alternative.test", 8080, 8443, ":8443")}
Answer = tuple[int, dict[str, str], str]


def own_address(host: Host, family: int = 4) -> str:
    """Return the address that a host has on the network of the tests; its bridge of Docker has others."""
    return str(host.check_output(f"ip -{family} -brief address show dev eth0 scope global")).split()[2].split("/")[0]


def parse(text: str) -> Answer:
    """Return status, headers by lower-case name and body of an answer that curl -i printed."""
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    status, *lines = head.splitlines()
    headers = {line.split(":", 1)[0].lower(): line.split(":", 1)[1].strip() for line in lines}
    return int(status.split()[1]), headers, body


def address(name: str, path: str = "/") -> str:
    """Return the address of a page of the site, with its port."""
    site, _, https, _ = SITES[name]
    return f"https://{site}:{https}{path}"


def ask(client: Host, name: str, path: str, *options: str) -> Answer:
    """Ask the site as a browser would, over IPv4; return status, headers and body."""
    said = client.run(f"curl -sS -i -4 --cacert /tmp/{name}.pem {' '.join(options)} '{address(name, path)}'")
    assert said.rc == 0, said.stderr
    return parse(said.stdout)


def statuses(client: Host, name: str, path: str, count: int, *options: str) -> list[int]:
    """Ask as often as that over one connection, as fast as it goes; return the statuses."""
    targets = f"'{address(name, path)}?[1-{count}]'"
    said = client.run(
        f"curl -sS -4 --cacert /tmp/{name}.pem {' '.join(options)} -o /dev/null -w '%{{http_code}} ' {targets}"
    )
    assert said.rc == 0, said.stderr
    return [int(word) for word in said.stdout.split()]


def reload(host: Host) -> None:
    """Let nginx load its configuration again; return when no process answers with the old one."""
    ended = 'while [ -e /proc/$p ] && ! grep -q "shutting down" /proc/$p/cmdline; do sleep 0.1; done'
    host.check_output(
        "old=$(pgrep -f 'nginx: worker process'); systemctl reload nginx;"
        f" timeout 60 sh -c 'for p in $0; do {ended}; done' \"$old\""
    )


def echoed(answer: Answer) -> dict[str, Any]:
    """Return what the stand-in for the application saw of a request."""
    status, _, body = answer
    assert status == 200, body
    said: dict[str, Any] = json.loads(body)
    return said
