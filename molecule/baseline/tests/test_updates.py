"""What becomes of services whose library an update replaced, and of a file that is not what its package brought."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from testinfra.host import Host

Play = Callable[..., subprocess.CompletedProcess[str]]
LIBRARY = "/usr/local/lib/libplanted.so"
# A service of anybody's, and one of ours that does one thing and must not be broken off.
SERVICES = ("planted.service", "chancery-planted.service")
UNIT = f"[Service]\\nEnvironment=LD_PRELOAD={LIBRARY}\\nExecStart=/usr/bin/sleep infinity\\n"
# The run of the day without its updates, which would need a mirror and some minutes.
DAILY = "/run/systemd/system/apt-daily-upgrade.service.d"
NO_UPDATES = "[Service]\\nExecStartPre=\\nExecStart=\\nExecStart=/bin/true\\n"
REPLACE = f"cp /usr/lib/x86_64-linux-gnu/libz.so.1 {LIBRARY}.new && mv {LIBRARY}.new {LIBRARY}"


def processes(host: Host) -> list[str]:
    """Return the numbers of the services' processes."""
    return [host.check_output("systemctl show --property MainPID --value %s", name) for name in SERVICES]


@contextmanager
def outdated(host: Host) -> Iterator[None]:
    """Let both services run with a library that is replaced meanwhile."""
    host.check_output(f"mkdir -p {DAILY} && printf '{NO_UPDATES}' > {DAILY}/99-test.conf && {REPLACE}")
    for name in SERVICES:
        host.check_output(f"printf '{UNIT}' > /run/systemd/system/{name}")
    host.check_output(f"systemctl daemon-reload && systemctl start {' '.join(SERVICES)}")
    try:
        for name in SERVICES:
            library = f"until grep -q {LIBRARY} /proc/$(systemctl show -P MainPID {name})/maps; do sleep 0.1; done"
            host.check_output(f"timeout 60 sh -c '{library}'")
        host.check_output(REPLACE)
        yield
    finally:
        host.check_output(f"systemctl stop {' '.join(SERVICES)} && cd /run/systemd/system && rm {' '.join(SERVICES)}")
        host.check_output(f"rm -r {DAILY} {LIBRARY} && systemctl daemon-reload")


@pytest.mark.control("updates_by_themselves")
def test_the_run_of_the_day_restarts_what_has_an_old_library(standard: Host) -> None:
    with outdated(standard):
        ordinary, ours = processes(standard)
        standard.check_output("systemctl start apt-daily-upgrade.service")
        after = processes(standard)
    assert after[0] not in {ordinary, "0"}
    assert after[1] == ours


def test_where_it_is_switched_off_nothing_restarts(alternative: Host) -> None:
    with outdated(alternative):
        before = processes(alternative)
        alternative.check_output("systemctl start apt-daily-upgrade.service")
        assert processes(alternative) == before


def test_a_play_that_installs_restarts_nothing(standard: Host, play: Play) -> None:
    with outdated(standard):
        before = processes(standard)
        done = play("baseline", "standard", baseline_packages_extra=["hello"])
        assert done.returncode == 0, done.stdout
        after = processes(standard)
        listed = standard.check_output("needrestart -b -r l")
    standard.check_output("apt-get purge -y -q hello")
    assert after == before
    assert "NEEDRESTART-SVC: planted.service" in listed


def test_the_weekly_comparison_names_a_file_that_was_changed(standard: Host) -> None:
    changed = "/usr/share/perl5/NeedRestart.pm"
    standard.check_output("cp -a %s /run/kept && echo '# planted' >> %s", changed, changed)
    try:
        said = standard.check_output("/etc/cron.weekly/debsums")
    finally:
        standard.check_output("mv /run/kept %s", changed)
    assert said.splitlines() == [changed]
    standard.check_output("journalctl --sync")
    assert changed in standard.check_output("journalctl --identifier debsums --output cat").splitlines()
