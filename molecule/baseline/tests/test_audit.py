"""The copy of the audit that leaves the host. The audit itself is the kernel's, which no test host has to itself."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from testinfra.host import Host

TREE = Path(__file__).parents[3]
PORT = 6060
QUEUE = "/var/spool/audit/remote.log"
# What auditd gives the program, unpacked beside the system: the package itself would bring and start an audit.
UNPACK = (
    "apt-get update -q && cd /var/tmp && apt-get download -q audispd-plugins "
    "&& dpkg-deb -x audispd-plugins_*.deb /var/tmp/plugins"
)
SENDS = "{ echo 'type=USER msg=audit(1.1:1): %s'; sleep 5; } | /var/tmp/plugins/usr/sbin/audisp-remote"
SERVER = f"""
import socket
server = socket.create_server(("127.0.0.1", {PORT}))
server.settimeout(30)
peer, _ = server.accept()
peer.settimeout(30)
print(peer.recv(65536).decode("utf-8", "replace"))
"""


@pytest.fixture(scope="module")
def sender(standard: Host) -> Iterator[Host]:
    """A host with the program that sends, and the role's settings for it; everything goes again afterwards."""
    standard.check_output(UNPACK)
    standard.check_output("install -d -m 0700 /etc/audit /var/spool/audit")
    role = TREE / "roles/baseline"
    source, defaults = role / "templates/audisp-remote.conf.j2", role / "defaults/main.yml"
    command = ["ansible", "standard", "-i", str(TREE / "molecule/inventory"), "-m", "ansible.builtin.template"]
    command += ["-a", f"src={source} dest=/etc/audit/audisp-remote.conf mode=0640", "-e", f"@{defaults}"]
    command += ["-e", json.dumps({"baseline_audit_server": "127.0.0.1", "baseline_audit_port": PORT})]
    environment = os.environ | {"ANSIBLE_CONFIG": str(TREE / "ansible.cfg")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    yield standard
    standard.check_output("rm -r /etc/audit /var/spool/audit /var/tmp/plugins /var/tmp/audispd-plugins_*.deb")


def test_what_cannot_be_sent_waits_and_goes_first(sender: Host) -> None:
    sender.run(SENDS % "while-nobody-listened")
    assert sender.run(f"grep -c while-nobody-listened {QUEUE}").stdout.strip() == "1"
    listens = f"python3 -c '{SERVER}' & sleep 1; "
    said = sender.check_output(f"{{ {listens} {SENDS % 'while-somebody-did'}; wait; }} 2>&1")
    assert "while-nobody-listened" in said


def test_only_root_reads_what_waits(sender: Host) -> None:
    sender.run(SENDS % "for-root-alone")
    assert sender.file(QUEUE).mode == 0o600
    assert sender.run(f"runuser -u operator -- cat {QUEUE}").rc != 0
