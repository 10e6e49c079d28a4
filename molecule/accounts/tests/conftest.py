"""People with keys, who try to log in from a second host."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from testinfra.backend.base import CommandResult
from testinfra.host import Host

STRANGER = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
# While sshd reads its settings anew nobody listens.
PATIENT = "-o ConnectTimeout=10 -o ConnectionAttempts=20"
OPTIONS = f"-o BatchMode=yes -o IdentitiesOnly=yes {PATIENT} {STRANGER}"


@dataclass(frozen=True)
class Key:
    """A key pair; the private half lies on the second host as well."""

    path: Path
    public: str


@pytest.fixture(scope="session")
def key(client: Host, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Key]:
    """How a test makes a key: `key(name)`."""
    directory = tmp_path_factory.mktemp("keys")

    def make(name: str) -> Key:
        path = directory / name
        if not path.exists():
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)], check=True)
            subprocess.run(["docker", "cp", "-q", str(path), f"{client.backend.name}:/root/{name}"], check=True)
            client.check_output("chown root:root /root/%s", name)
        return Key(path, path.with_suffix(".pub").read_text().strip())

    return make


@pytest.fixture(scope="session")
def login(client: Host) -> Callable[..., CommandResult]:
    """How a test logs in from the second host: `login(user, key, command)`."""

    def ssh(user: str, key: Key, command: str = "id -un", host: str = "standard.test") -> CommandResult:
        return client.run(f"ssh -i /root/{key.path.name} {OPTIONS} {user}@{host} -- %s", command)

    return ssh
