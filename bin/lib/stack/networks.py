"""The networks that hosts in containers are on, with addresses that nothing else needs."""

from __future__ import annotations

import hashlib
import json
import socket
import struct
import subprocess
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network
from pathlib import Path

from stack import engine
from stack.checkout import Failed

# What the engine inside a host gives to its containers: default-address-pools of the role docker.
INSIDE = IPv4Network("172.30.0.0/16")
# Private ranges (RFC 1918), the roomiest first, and how much of one a network takes.
RANGES = (IPv4Network("10.0.0.0/8"), IPv4Network("172.16.0.0/12"), IPv4Network("192.168.0.0/16"))
PREFIX = 24
ROUTES = Path("/proc/net/route")


def of_docker() -> list[IPv4Network]:
    """Return the addresses of every network that Docker has made on this machine."""
    words = ["docker", "network", "inspect", *engine.docker("network", "ls", "--quiet").split()]
    # One that is gone meanwhile makes Docker complain, and tell of the others.
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)
    configured = [config.get("Subnet", "") for network in found for config in network["IPAM"]["Config"] or ()]
    return [IPv4Network(subnet) for subnet in configured if "." in subnet]


def of_machine(routes: Path = ROUTES) -> list[IPv4Network]:
    """Return what this machine has routes to, but for the default route; `routes` is as proc(5) describes it."""
    found = []
    for line in routes.read_text().splitlines()[1:]:
        # The second field is the destination, the eighth its mask: numbers in the machine's own order of bytes.
        fields = line.split()
        destination, mask = (socket.inet_ntoa(struct.pack("=L", int(fields[index], 16))) for index in (1, 7))
        if mask != "0.0.0.0":  # noqa: S104  a mask, and nothing listens there
            found.append(IPv4Network(f"{destination}/{mask}"))
    return found


def candidates(name: str) -> Iterator[IPv4Network]:
    """Yield addresses for a network, beginning at a place that its name decides, so that two networks seldom meet."""
    for whole in RANGES:
        count = 2 ** (PREFIX - whole.prefixlen)
        first = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
        for step in range(count):
            offset = (first + step) % count * 2 ** (32 - PREFIX)
            yield IPv4Network((int(whole.network_address) + offset, PREFIX))


def free(name: str, taken: Iterable[IPv4Network]) -> IPv4Network:
    """Return addresses for a network of that name; Failed when every private one is taken."""
    known = [*taken, INSIDE]
    for network in candidates(name):
        if not any(network.overlaps(other) for other in known):
            return network
    raise Failed(
        "Every private address is taken by a network of Docker's or a route of this machine, so a host can get none. "
        "Remove networks that nothing uses, docker network prune, or leave the VPN that takes all private addresses."
    )


def choose(name: str) -> str:
    """Return addresses for a network of that name that neither Docker, this machine nor containers inside use."""
    return str(free(name, [*of_docker(), *of_machine()]))
