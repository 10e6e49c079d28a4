"""The host after the role: who runs, what is where, and what sshd lets in."""

from __future__ import annotations

import pytest
from testinfra.host import Host


def sshd(host: Host) -> dict[str, str]:
    """Return the settings that sshd would run with, by its own account."""
    lines = host.check_output("sshd -T").splitlines()
    return {line.split(" ", 1)[0]: line.split(" ", 1)[-1] for line in lines}


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


def test_sshd_listens_and_knows_keys_only(host: Host) -> None:
    assert host.service("ssh").is_running
    assert host.service("ssh").is_enabled
    assert host.socket("tcp://0.0.0.0:22").is_listening
    settings = sshd(host)
    assert settings["passwordauthentication"] == "no"
    assert settings["permitrootlogin"] in {"no", "without-password"}


def test_sshd_takes_the_chosen_values(standard: Host, alternative: Host) -> None:
    assert sshd(standard)["maxauthtries"] == "4"
    assert sshd(alternative)["maxauthtries"] == "2"
    assert sshd(alternative)["permitrootlogin"] == "no"


def test_a_broken_sshd_file_would_be_refused(standard: Host) -> None:
    """The checker that the role validates with notices a planted fault."""
    planted = standard.run("echo 'PermitRootLogin perhaps' > /run/planted && /usr/sbin/sshd -t -f /run/planted")
    standard.run("rm /run/planted")
    assert planted.rc != 0


def test_the_journal_is_kept_and_has_a_limit(standard: Host, alternative: Host) -> None:
    assert standard.file("/var/log/journal").is_directory
    assert "SystemMaxUse=500M" in standard.check_output("systemd-analyze cat-config systemd/journald.conf")
    assert "SystemMaxUse=64M" in alternative.check_output("systemd-analyze cat-config systemd/journald.conf")


def test_time_zone_and_locale(standard: Host, alternative: Host) -> None:
    assert standard.check_output("date +%Z") == "UTC"
    assert alternative.check_output("date +%Z") in {"GMT", "BST"}
    assert standard.file("/etc/default/locale").content_string == "LANG=C.UTF-8\n"
    assert alternative.file("/etc/default/locale").content_string == "LANG=C.utf8\n"
