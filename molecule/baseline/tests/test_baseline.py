"""The host after the role: who runs, and what is where."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from testinfra.host import Host

Play = Callable[..., subprocess.CompletedProcess[str]]


def test_the_service_user_cannot_log_in(host: Host) -> None:
    user = host.user("chancery")
    assert (user.uid, user.gid) == (10001, 10001)
    assert user.shell == "/usr/sbin/nologin"
    assert host.run("su -s /bin/sh -c 'exit 0' chancery").rc == 0  # it is a user that processes can run as
    assert host.check_output("getent shadow chancery").split(":")[1] == "!"


@pytest.mark.parametrize("path", ["/etc/chancery", "/srv/chancery", "/var/lib/chancery"])
def test_only_root_writes_to_the_directories(host: Host, path: str) -> None:
    directory = host.file(path)
    assert (directory.is_directory, directory.user, directory.group, directory.mode) == (True, "root", "root", 0o755)


def test_the_journal_is_kept_and_has_a_limit(standard: Host, alternative: Host) -> None:
    assert standard.file("/var/log/journal").is_directory
    assert "SystemMaxUse=500M" in standard.check_output("systemd-analyze cat-config systemd/journald.conf")
    assert "SystemMaxUse=64M" in alternative.check_output("systemd-analyze cat-config systemd/journald.conf")


def test_time_zone_and_locale(standard: Host, alternative: Host) -> None:
    assert standard.check_output("date +%Z") == "UTC"
    assert alternative.check_output("date +%Z") in {"GMT", "BST"}
    assert standard.file("/etc/default/locale").content_string == "LANG=C.UTF-8\n"
    assert alternative.file("/etc/default/locale").content_string == "LANG=C.utf8\n"


@pytest.mark.control("updates_by_themselves")
def test_updates_install_themselves_and_the_host_reboots_at_its_hour(standard: Host, alternative: Host) -> None:
    for host, reboot, hour in ((standard, "true", "04:00"), (alternative, "false", "23:30")):
        settings = host.check_output("apt-config dump")
        assert 'APT::Periodic::Unattended-Upgrade "1";' in settings
        assert f'Unattended-Upgrade::Automatic-Reboot "{reboot}";' in settings
        assert f'Unattended-Upgrade::Automatic-Reboot-Time "{hour}";' in settings
        assert host.service("apt-daily-upgrade.timer").is_enabled
        # Its own account of where updates may come from, after its own file and ours.
        said = host.run("unattended-upgrade --dry-run --verbose")
        assert said.rc == 0, said.stderr
        assert "label=Debian-Security" in said.stdout + said.stderr
    assert 'Unattended-Upgrade::Mail "operators@alternative.test";' in alternative.check_output("apt-config dump")


def test_the_clock_follows_its_servers(standard: Host, alternative: Host) -> None:
    assert standard.service("systemd-timesyncd").is_enabled
    assert "NTP=ntp1.alternative.test ntp2.alternative.test" in alternative.check_output(
        "systemd-analyze cat-config systemd/timesyncd.conf"
    )


@pytest.mark.control("nothing_in_clear_on_disk")
def test_a_program_that_crashes_leaves_no_core(host: Host) -> None:
    """Of a service and of a person: neither may write one, whatever the kernel's pattern says."""
    host.check_output("systemctl reset-failed")
    command = "systemd-run --quiet --wait --pipe {} sh -c 'ulimit -H -c'"
    assert host.check_output(command.format("")) == "0"
    assert host.check_output(command.format("--property=LimitCORE=infinity")) == "unlimited"  # the probe sees one
    assert host.check_output("runuser -u operator -- sh -c 'ulimit -H -c'") == "0"


def test_modules_that_a_server_does_not_need_are_refused(host: Host) -> None:
    settings = host.file("/etc/modprobe.d/50-chancery.conf").content_string.splitlines()
    for module in ("dccp", "sctp", "rds", "tipc", "usb-storage"):
        assert f"install {module} /bin/false" in settings


def test_whoever_logs_in_is_told_that_the_host_is_private(host: Host) -> None:
    assert "authorised people alone" in host.file("/etc/issue").content_string
    assert host.file("/etc/issue.net").content_string == host.file("/etc/issue").content_string


def test_a_container_leaves_its_machine_alone(host: Host) -> None:
    """The machine that the test hosts share a kernel with keeps its switches, its swap and its audit."""
    assert not host.file("/etc/sysctl.d/90-chancery.conf").exists
    assert not host.file("/etc/audit/rules.d/50-chancery.rules").exists
    assert not host.file("/etc/systemd/system/swap.target").exists


@pytest.mark.parametrize(
    "variable", ["baseline_real_host_enabled", "baseline_sysctl_enabled", "baseline_audit_enabled"]
)
def test_a_container_that_is_to_set_the_kernel_is_refused(play: Play, variable: str) -> None:
    done = play("baseline", "standard", **{variable: True})
    assert done.returncode != 0
    assert "is a container" in done.stdout


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        pytest.param({"baseline_firewall_tcp_ports": [80, 443]}, "does not hold 22", id="the way in is closed"),
        pytest.param({"baseline_updates_reboot_time": "4 am"}, "hours and minutes", id="no hour"),
        pytest.param({"baseline_audit_server": "192.0.2.9"}, "the audit is off", id="no audit to send"),
        pytest.param({"baseline_audit_server": "log 1; rm"}, "not the name or address", id="no name of a server"),
        pytest.param({"baseline_audit_port": 0}, "or not a port", id="no port"),
    ],
)
def test_what_does_not_fit_is_refused(play: Play, variables: dict[str, object], words: str) -> None:
    done = play("baseline", "standard", **variables)
    assert done.returncode != 0
    assert words in done.stdout
