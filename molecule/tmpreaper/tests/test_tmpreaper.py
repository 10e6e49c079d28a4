"""What is mounted, what runs as whom, and which files go and which stay."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from reaping import AGE_S, PRIVATE, as_user, mount, show
from testinfra.host import Host

REMOVERS = ["chancery-tmpreaper-application.service", "chancery-tmp@1000.service", "chancery-tmp.service"]
HOLD = "flock --shared --no-fork {} sleep 120 >/dev/null 2>&1 &"
OPEN = "sleep 120 3<{} >/dev/null 2>&1 &"
# In a private directory of the application, and in the host's own, as a user of the host.
PLACES = {PRIVATE: "chancery", "/tmp/place": "operator", "/var/tmp/place": "operator"}


@pytest.mark.control("temporary_files_reaped")
@pytest.mark.parametrize("slot", ["blue", "green"])
def test_the_application_has_a_file_system_of_its_own(standard: Host, alternative: Host, slot: str) -> None:
    path = f"/run/chancery/{slot}/tmp"
    for host, size in ((standard, "size=262144k"), (alternative, "size=65536k")):
        assert {"tmpfs", "noexec", "nosuid", "nodev", size} <= mount(host, path)
        directory = host.file(path)
        assert (directory.user, directory.group, directory.mode) == ("chancery", "chancery", 0o700)
        assert as_user(host, "operator", f"ls {path}") != 0


def test_the_hosts_own_tmp_has_a_limit_and_holds_no_program(standard: Host, alternative: Host) -> None:
    assert {"tmpfs", "noexec", "nosuid", "nodev", "nr_inodes=1048576"} <= mount(standard, "/tmp")
    assert "size=131072k" in mount(alternative, "/tmp")
    script = "echo '#!/bin/sh' > /tmp/program && chmod +x /tmp/program && /tmp/program"
    assert as_user(standard, "operator", script) == 126
    standard.check_output("rm /tmp/program")


@pytest.mark.control("temporary_files_reaped")
def test_one_owner_of_ageing(host: Host) -> None:
    """The system's own ageing is off, and so is the daily run as root that the package brings."""
    lines = host.check_output("systemd-tmpfiles --cat-config").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    ages = {rule[1]: rule[5] for rule in rules if rule[0][0] in "qQdDv" and rule[1] in {"/tmp", "/var/tmp"}}
    assert ages == {"/tmp": "-", "/var/tmp": "-"}
    host.check_output("touch --date '1 year ago' /var/tmp/ancient")
    traced = host.check_output("strace -f -e trace=execve sh /etc/cron.daily/tmpreaper 2>&1")
    host.check_output("rm /var/tmp/ancient")
    assert "cron.daily/tmpreaper" in traced
    assert '/tmpreaper", ["tmpreaper' not in traced


@pytest.mark.parametrize("timer", ["chancery-tmpreaper-application.timer", "chancery-tmp.timer"])
def test_timers_run(host: Host, timer: str) -> None:
    assert show(host, timer, "ActiveState", "UnitFileState") == {"ActiveState": "active", "UnitFileState": "enabled"}


@pytest.mark.control("temporary_files_reaped")
@pytest.mark.parametrize("unit", REMOVERS)
def test_exposure_is_at_most_one(host: Host, unit: str) -> None:
    said = host.check_output("systemd-analyze security --no-pager %s | tail -n 1", unit)
    assert float(said.split(":", 1)[1].split()[0]) <= 1.0, said
    assert host.run("systemd-analyze verify --man=no %s", unit).stderr == ""


def test_removers_are_not_root(host: Host) -> None:
    assert [show(host, unit, "User")["User"] for unit in REMOVERS] == ["10001", "1000", ""]
    # The one without a user lists, and removes nothing: it sees both directories read-only.
    assert "/tmp" in show(host, REMOVERS[2], "ReadOnlyPaths")["ReadOnlyPaths"]


def test_the_sandbox_is_in_force(standard: Host) -> None:
    """The unit runs a probe instead of its program, and says what that could do."""
    unit = REMOVERS[0]
    directory = f"/run/systemd/system/{unit}.d"
    probe = (
        "id -u; grep CapEff /proc/self/status; touch /etc/planted 2>&1; ls /var/lib 2>&1; ls -A /root 2>&1; "
        f"ls /sys/class/net 2>&1; unshare --user true 2>&1; touch {PRIVATE}/made && rm {PRIVATE}/made && echo writes"
    )
    text = f'[Service]\\nExecStartPre=\\nExecStart=\\nExecStart=/bin/sh -c "{probe}"\\n'
    standard.check_output(f"mkdir -p {directory} && printf %s > {directory}/probe.conf", text.replace("\\n", "\n"))
    standard.check_output("systemctl daemon-reload")
    standard.run("systemctl start %s", unit)
    # What the probe said may still be on its way into the journal.
    standard.check_output("journalctl --sync")
    said = standard.check_output(
        "journalctl --output cat --no-pager --lines 40 _SYSTEMD_INVOCATION_ID=%s",
        show(standard, unit, "InvocationID")["InvocationID"],
    )
    standard.check_output(f"rm {directory}/probe.conf && systemctl daemon-reload && systemctl reset-failed")
    assert "10001" in said.splitlines()
    assert "0000000000000000" in said
    assert "touch: cannot touch '/etc/planted': Read-only file system" in said
    assert "ls: cannot access '/var/lib': No such file or directory" in said
    assert "ls: cannot open directory '/root'" in said
    assert "unshare: unshare failed: Operation not permitted" in said
    assert "writes" in said.splitlines()


@pytest.fixture(scope="module")
def reaped(standard: Host, impatient: None) -> Iterator[None]:
    """Files of every kind, some of them used, after the removers ran once."""
    for place, user in PLACES.items():
        script = f"""
            mkdir -p {place} && cd {place} && mkdir -p empty full deep/er locked
            touch old unwritable chancery-fatal open full/open deep/er/old locked/old
            chmod 0400 unwritable; ln -sf /etc/passwd link; mkfifo fifo
            {OPEN.format("open")} {OPEN.format("full/open")} {HOLD.format("locked")}
        """
        assert as_user(standard, user, script) == 0
    standard.check_output("touch /tmp/of-root")
    time.sleep(AGE_S + 3)
    for place, user in PLACES.items():
        # Old by the times that a program may set, which is how an unpacked archive looks.
        assert as_user(standard, user, f"cd {place} && touch fresh && touch --date '1 year ago' unpacked") == 0
    standard.check_output("systemctl start %s chancery-tmp@1000.service", REMOVERS[0])
    yield
    standard.check_output("pkill -x sleep")
    standard.check_output("rm -rf /tmp/place /var/tmp/place /tmp/of-root && cd %s && rm -rf ./*", PRIVATE)


@pytest.mark.control("temporary_files_reaped")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["old", "link", "empty", "deep/er/old"])
def test_what_is_old_goes(standard: Host, reaped: None, place: str, name: str) -> None:
    assert standard.run("test -e %s -o -L %s", f"{place}/{name}", f"{place}/{name}").rc == 1


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["fresh", "unpacked", "open", "full/open", "locked/old", "fifo"])
def test_what_is_fresh_open_or_locked_stays(standard: Host, reaped: None, place: str, name: str) -> None:
    assert standard.file(f"{place}/{name}").exists


def test_what_is_protected_stays(standard: Host, reaped: None) -> None:
    assert standard.file(f"{PRIVATE}/chancery-fatal").exists
    assert not standard.file("/tmp/place/chancery-fatal").exists
    # tmpreaper leaves what its owner has made unwritable; find, in the host's own directories, does not.
    assert standard.file(f"{PRIVATE}/unwritable").exists
    assert not standard.file("/tmp/place/unwritable").exists


def test_roots_files_are_nobodys_to_remove(standard: Host, reaped: None) -> None:
    assert standard.file("/tmp/of-root").exists


def test_the_lister_starts_a_remover_for_each_owner_but_root(standard: Host, reaped: None) -> None:
    assert as_user(standard, "www-data", "touch /tmp/of-www") == 0
    standard.check_output("systemctl start chancery-tmp.service")
    limit = time.monotonic() + 60
    while "Finished" not in standard.check_output("journalctl --no-pager --unit chancery-tmp@33.service"):
        assert time.monotonic() < limit, "no remover for www-data"
        time.sleep(0.5)
    standard.check_output("rm /tmp/of-www")
    units = standard.check_output("systemctl list-units --all --plain --no-legend 'chancery-tmp@*'")
    assert "chancery-tmp@0." not in units
    assert standard.check_output("systemctl --failed --no-legend --plain") == ""
