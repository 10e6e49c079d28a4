"""Two people on the host who do not trust each other, and removers with little patience, so that files are soon old."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from testinfra.host import Host

sys.path.insert(0, str(Path(__file__).parent))

from reaping import AGE_S, PLANTED, PRIVATE

IMPATIENT = {
    "chancery-tmpreaper-application.service": f"Environment=AGE={AGE_S}s",
    "chancery-tmp@.service": f'Environment="AGE={AGE_S} seconds" "VAR_AGE={AGE_S} seconds"',
}


@pytest.fixture(scope="session")
def people(standard: Host) -> Iterator[None]:
    """The attacker and the victim, and a directory that everyone may write to, as /tmp is."""
    for name, uid in (("attacker", "1100"), ("victim", "1101")):
        standard.check_output("useradd --no-create-home --uid %s %s", uid, name)
    standard.check_output("install -d -m 1777 %s", PLANTED)
    yield
    standard.check_output("rm -rf %s", PLANTED)
    standard.check_output("rm -f /tmp/job.tmp %s/job.tmp", PRIVATE)
    for name in ("attacker", "victim"):
        standard.check_output("userdel %s", name)


@pytest.fixture(scope="session")
def impatient(standard: Host) -> Iterator[None]:
    """Ages of seconds instead of hours and days, until the next boot."""
    for unit, setting in IMPATIENT.items():
        directory = f"/run/systemd/system/{unit}.d"
        standard.check_output(
            f"mkdir -p {directory} && printf '[Service]\\n%%s\\n' %s > {directory}/impatient.conf", setting
        )
    standard.check_output("systemctl daemon-reload")
    yield
    for unit in IMPATIENT:
        standard.check_output(f"rm -r /run/systemd/system/{unit}.d")
    standard.check_output("systemctl daemon-reload")
