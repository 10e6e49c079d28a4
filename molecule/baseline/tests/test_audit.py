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
SEND = "/var/tmp/plugins/usr/sbin/audisp-remote"
RECORD = "type=USER msg=audit(1.1:1): %s"
# Seconds for what is to come about, on a busy machine.
PATIENCE_S = 60
# Gives it a record, and ends when that lies in the queue.
FAILS_TO_SEND = (
    f"{{ echo '{RECORD}'; timeout {PATIENCE_S} sh -c 'until grep -qs %s {QUEUE}; do sleep 0.1; done'; }} | {SEND}"
)
# Tells the first record that arrives; it comes in pieces, a head first.
SERVER = f"""
import socket
server = socket.create_server(("127.0.0.1", {PORT}))
server.settimeout({PATIENCE_S})
peer, _ = server.accept()
peer.settimeout({PATIENCE_S})
came = b""
while b"msg=audit" not in came and (piece := peer.recv(65536)):
    came += piece
print(came.decode("utf-8", "replace"))
"""
LISTENS = f"""
python3 -c '{SERVER}' &
listener=$!
until ss -Hltn 'sport = :{PORT}' | grep -q .; do sleep 0.1; done
{{ echo '{RECORD}'; tail --pid=$listener -f /dev/null; }} | {SEND}
wait $listener
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
    sender.run(FAILS_TO_SEND % ("while-nobody-listened", "while-nobody-listened"))
    assert sender.run(f"grep -c while-nobody-listened {QUEUE}").stdout.strip() == "1"
    said = sender.check_output(f"{{ {LISTENS % 'while-somebody-did'} }} 2>&1")
    assert "while-nobody-listened" in said


def test_only_root_reads_what_waits(sender: Host) -> None:
    sender.run(FAILS_TO_SEND % ("for-root-alone", "for-root-alone"))
    assert sender.file(QUEUE).mode == 0o600
    assert sender.run(f"runuser -u operator -- cat {QUEUE}").rc != 0
