"""A host is lost: copies of its backups are put back onto another, which has other names, places and keys."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sites import Site, back_up

BROUGHT = "/srv/lost-host"
KEPT, ERASED = "4" * 32, "5" * 32
# The function of conftest.py, whose type pytest alone can see.
Restore = Any


def carry(lost: Site, new: Site) -> None:
    """Bring the newest backup of each kind to the new host, as the operator's tools do, by way of another machine."""
    names = " ".join(lost.newest(kind) for kind in ("long", "keystore", "ledger"))
    new.host.check_output(f"mkdir {BROUGHT}")
    taken = ["docker", "exec", lost.host.backend.name, "sh", "-c", f"cd {lost.backups} && tar -cf - {names}"]
    brought = ["docker", "exec", "-i", new.host.backend.name, "tar", "-xf", "-", "-C", BROUGHT]
    with subprocess.Popen(taken, stdout=subprocess.PIPE) as process:
        subprocess.run(brought, stdin=process.stdout, check=True)
    assert process.returncode == 0


@pytest.mark.control("restore_keeps_erased", "backups_forget")
def test_people_go_on_at_the_new_host_and_what_they_erased_stays_erased(
    lost: Site, new: Site, restore: Restore
) -> None:
    person, cookie = lost.begin()
    for uid in (KEPT, ERASED):
        lost.add_session(uid)
    back_up(lost.host)
    long = lost.newest("long")
    lost.erase(ERASED)
    lost.host.check_output("systemctl start chancery-backup-keep")
    counted = "SELECT count(*), count(secret) FROM interview_session LEFT JOIN keystore.session_secret ON uid = session"
    held, opened = lost.sql(counted).split("|")
    carry(lost, new)
    # A host that was just deployed has made backups too, and of nothing.
    stranger, _ = new.begin()
    back_up(new.host)
    done = restore("alternative", f"backup_restore_directory={BROUGHT}")
    assert done.returncode == 0, done.stdout[-3000:]
    said = " ".join(done.stdout.split())
    assert f"{Path(long).name} is back, with {held} sessions." in said
    assert f"half of the key is there for {opened} of them;" in said
    # The cookie of the lost host opens the answers at the new one.
    page = new.ask(f"/session/{person}", cookie)
    assert page.startswith("HTTP/1.1 200")
    assert new.ask(f"/session/{person}").startswith("HTTP/1.1 404")
    assert new.sessions() == {KEPT: (True, True)}
    assert stranger not in new.sql("SELECT replace(uid::text, '-', '') FROM interview_session").split()
    # Copies of the keystore are under the host's own rule from now on, and the newest backup is of what was put back.
    assert new.host.check_output(f"find {BROUGHT}") == BROUGHT
    assert new.host.file(f"{new.backups}/{long}").user == "chancery"
    assert new.newest("long") > long
    # What follows counts its own.
    lost.erase(KEPT)
