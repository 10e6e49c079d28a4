"""What `chancery.host.units` does with systemd, which is a real one here."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from testinfra.host import Host

TREE = Path(__file__).parents[3]
DIRECTORY = "/etc/systemd/system"
TIMER = "[Timer]\\nOnCalendar=2099-01-01\\n[Install]\\nWantedBy=timers.target\\n"
SERVICE = "[Service]\\nType=oneshot\\nExecStart=/bin/{}\\n"


def units(*options: str, **arguments: list[str]) -> dict[str, Any]:
    """Run the module on the host `standard` and return its answer."""
    command = ["ansible", "standard", "-i", str(TREE / "molecule/inventory"), "--one-line", *options]
    done = subprocess.run(
        [*command, "-m", "chancery.host.units", "-a", json.dumps(arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"ANSIBLE_CONFIG": str(TREE / "ansible.cfg")},
    )
    answer: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    # Of a failure Ansible shows the words alone.
    return answer | {"failed": bool(done.returncode)}


@pytest.fixture
def planted(standard: Host) -> Iterator[Host]:
    """A host with a timer and its service, of which systemd has heard nothing yet."""
    standard.check_output(f"printf '{TIMER}' > {DIRECTORY}/planted.timer")
    standard.check_output(f"printf '{SERVICE.format('true')}' > {DIRECTORY}/planted.service")
    yield standard
    standard.run("systemctl disable --now planted.timer; systemctl unmask planted.service planted.timer")
    standard.check_output(f"rm -f {DIRECTORY}/planted.*; systemctl daemon-reload; systemctl reset-failed")


def shown(host: Host, unit: str, what: str) -> str:
    """Return what systemd says of a unit."""
    return str(host.check_output("systemctl show --property %s --value %s", what, unit))


def test_units_are_enabled_and_started_once(planted: Host) -> None:
    first = units(started=["planted.timer"])
    assert (first["failed"], first["enabled"], first["started"]) == (False, ["planted.timer"], ["planted.timer"])
    assert planted.service("planted.timer").is_enabled
    assert planted.service("planted.timer").is_running
    assert not units(started=["planted.timer"])["changed"]


def test_systemd_reads_anew_what_a_timer_starts(planted: Host) -> None:
    units(started=["planted.timer"])
    planted.check_output(f"printf '{SERVICE.format('false')}' > {DIRECTORY}/planted.service")
    assert shown(planted, "planted.service", "NeedDaemonReload") == "yes"
    assert not units(started=["planted.timer"])["changed"]
    assert shown(planted, "planted.service", "NeedDaemonReload") == "no"


def test_a_rehearsal_says_what_it_would_do_and_does_nothing(planted: Host) -> None:
    said = units("--check", started=["planted.timer", "to-come.service"], masked=["planted.service"])
    assert said["started"] == ["planted.timer", "to-come.service"]
    assert said["masked"] == ["planted.service"]
    assert not planted.service("planted.timer").is_enabled
    assert not planted.file(f"{DIRECTORY}/planted.service").is_symlink


def test_what_is_masked_stays_so(planted: Host) -> None:
    planted.check_output(f"rm {DIRECTORY}/planted.timer")
    assert units(masked=["planted.timer"])["masked"] == ["planted.timer"]
    assert shown(planted, "planted.timer", "LoadState") == "masked"
    assert not units(masked=["planted.timer"])["changed"]
    assert "systemctl unmask planted.timer" in units(started=["planted.timer"])["msg"]


@pytest.mark.parametrize(
    ("spoil", "unit", "says"),
    [
        ("true", "nowhere.service", "There is no unit nowhere.service: install or write it first"),
        ("echo '[Service]' > planted.service", "planted.service", "systemctl status planted.service says why"),
        (f"printf '{SERVICE.format('false')}' > planted.service", "planted.service", "planted.service failed"),
    ],
)
def test_what_does_not_start_is_said(planted: Host, spoil: str, unit: str, says: str) -> None:
    planted.check_output(f"cd {DIRECTORY} && {spoil}")
    answer = units(started=[unit])
    assert answer["failed"]
    assert says in answer["msg"]
