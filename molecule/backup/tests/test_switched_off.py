"""Backups that are no longer wanted. The last of the files, because nothing is put back on such a host."""

from __future__ import annotations

from typing import Any

from testinfra.host import Host


def test_switched_off_makes_no_more_and_keeps_what_there_is(alternative: Host, play: Any) -> None:
    look = "ls -A /srv/backups/chancery/long"
    before = alternative.check_output(look)
    done = play("backup", "alternative", backup_enabled=False)
    assert done.returncode == 0, done.stdout
    assert "chancery-backup" not in alternative.check_output("systemctl list-timers --all")
    assert alternative.check_output(look) == before
