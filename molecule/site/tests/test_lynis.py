"""lynis as a judge of the whole host."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from testinfra.host import Host

PROFILE = Path(__file__).parents[1] / "files/lynis.prf"
LEAST = 80


@pytest.fixture(scope="module")
def report(site: Host) -> dict[str, list[str]]:
    """What lynis reports of the host, by the name of the entry."""
    site.check_output("apt-get install -y -q --no-install-recommends lynis")
    subprocess.run(["docker", "cp", "-q", str(PROFILE), f"{site.backend.name}:/etc/lynis/custom.prf"], check=True)
    site.check_output("cd /run && lynis audit system --quick --quiet --no-colors")
    found: dict[str, list[str]] = defaultdict(list)
    for line in site.file("/var/log/lynis-report.dat").content_string.splitlines():
        name, _, value = line.partition("=")
        found[name].append(value)
    return found


def test_lynis_gives_the_host_a_good_mark(report: dict[str, list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    mark = int(report["hardening_index"][0])
    with capsys.disabled():
        sys.stdout.write(f"\nlynis: {mark} of 100, at least {LEAST} wanted\n")
    assert mark >= LEAST, report["suggestion[]"]


def test_lynis_warns_of_nothing(report: dict[str, list[str]]) -> None:
    assert report["warning[]"] == []


def test_every_waiver_has_its_reason() -> None:
    lines = PROFILE.read_text().splitlines()
    assert not [
        line for before, line in pairwise(lines) if line.startswith("skip-test=") and not before.startswith("#")
    ]
