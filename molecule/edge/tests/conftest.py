"""A stand-in for the application on both hosts, and the authorities' certificates on the clients."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from testinfra.host import Host

sys.path.insert(0, str(Path(__file__).parent))

from asking import reload

FILES = Path(__file__).parents[1] / "files"
UPSTREAM = "/etc/nginx/chancery/upstream.conf"


def bring(host: Host, *files: Path) -> None:
    """Copy files to a host's /tmp."""
    for file in files:
        text = file.read_bytes()
        command = ["docker", "exec", "-i", host.backend.name, "sh", "-c", f"cat > /tmp/{file.name}"]
        subprocess.run(command, input=text, check=True)


@pytest.fixture(scope="session", autouse=True)
def authority(standard: Host, alternative: Host, client: Host, attacker: Host) -> None:
    """Bring both authorities' certificates to the clients."""
    for name, host in (("standard", standard), ("alternative", alternative)):
        pem = host.check_output("cat /etc/chancery/ca/ca.pem")
        for one in (client, attacker):
            one.check_output("printf '%%s\\n' %s > /tmp/%s.pem", pem, name)
    bring(attacker, FILES / "slowloris.py")


@pytest.fixture(scope="session", autouse=True)
def stub(standard: Host, alternative: Host) -> Iterator[None]:
    """Let the stand-in answer for the application on both hosts."""
    for host in (standard, alternative):
        bring(host, FILES / "stub.py")
        host.check_output(f"cp {UPSTREAM} /run/upstream.kept")
        host.check_output("systemd-run --quiet --unit=chancery-stub python3 /tmp/stub.py /run/chancery-stub.sock")
        host.check_output("timeout 20 sh -c 'until [ -S /run/chancery-stub.sock ]; do sleep 0.1; done'")
        host.check_output(f"sed -i 's#unix:[^ ]*#unix:/run/chancery-stub.sock#' {UPSTREAM}")
        reload(host)
    yield
    for host in (standard, alternative):
        host.check_output(f"mv /run/upstream.kept {UPSTREAM} && systemctl reload nginx && systemctl stop chancery-stub")
