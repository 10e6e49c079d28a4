"""The host after the role: who runs, and what is where."""

from __future__ import annotations

import pytest
from testinfra.host import Host


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
