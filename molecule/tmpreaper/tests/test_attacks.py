"""The attacks of tmpreaper's README.security, with system calls held back until they cannot miss.

Each is first shown to succeed against what the role does not do.
"""

from __future__ import annotations

import shlex
import time

import pytest
from reaping import PLANTED, PRIVATE, as_user, commands, fill, slowed
from testinfra.host import Host

pytestmark = [pytest.mark.usefixtures("people"), pytest.mark.control("temporary_files_reaped")]
HELD_S = 8
TMPREAPER = ["tmpreaper", "--ctime", "--mtime-dir", "--symlinks", "1s"]
REMOVER = "chancery-tmpreaper-application.service"


def of_the_application(standard: Host) -> list[str]:
    """Return the command of the application's remover, with an age of a second."""
    return fill(commands(standard, REMOVER)[0], AGE="1s")


def of_the_victim(standard: Host) -> list[str]:
    """Return the command that removes the victim's files of /tmp, with an age of a second."""
    return fill(commands(standard, "chancery-tmp@.service")[0], AGE="1 seconds", i="1101")


def running(standard: Host, slow: str) -> None:
    """Start a slowed remover in the background and wait until it is held back for the first time."""
    standard.check_output("sh -c %s", f"({slow}; touch /run/remover-done) >/run/remover 2>&1 &")
    limit = time.monotonic() + 30
    while standard.run("pgrep -x strace").rc:
        assert time.monotonic() < limit, standard.file("/run/remover").content_string
        time.sleep(0.1)
    time.sleep(2)


def finished(standard: Host) -> None:
    """Wait until the remover has ended."""
    standard.check_output("timeout 90 sh -c 'until test -e /run/remover-done; do sleep 0.2; done'")
    standard.check_output("rm /run/remover /run/remover-done")


def won(standard: Host, directory: str, slow: str) -> bool:
    """Race: whether the attacker ends up owning the name under which the victim has a fresh file.

    His decoy is old; while the remover is between looking and removing he takes it away, and the victim's program
    makes its own file of that name, which is then removed in the place of the decoy.
    """
    path = f"{directory}/job.tmp"
    as_user(standard, "attacker", f"touch {path} && chmod 0666 {path}")
    time.sleep(2)
    running(standard, slow)
    as_user(standard, "attacker", f"rm -f {path}")
    as_user(standard, "victim", f"set -C; umask 077; echo confidential > {path}")
    finished(standard)
    as_user(standard, "attacker", f"set -C; echo forged > {path}")
    owner = standard.run("stat --format %%U %s", path).stdout.strip()
    standard.check_output("rm -f %s", path)
    return bool(owner == "attacker")


def test_the_race_is_won_against_a_remover_that_is_root(standard: Host) -> None:
    assert won(standard, PLANTED, slowed([*TMPREAPER, PLANTED], "root", "unlink", HELD_S))


def test_the_race_is_won_against_tmpreaper_as_the_victim_in_a_shared_directory(standard: Host) -> None:
    """Why the host's own /tmp is not tmpreaper's: it does not ask whose a file is."""
    assert won(standard, PLANTED, slowed([*TMPREAPER, PLANTED], "victim", "unlink", HELD_S))


def test_the_race_is_lost_against_the_role(standard: Host) -> None:
    assert as_user(standard, "chancery", f"touch {PRIVATE}/other") == 0
    assert not won(standard, PRIVATE, slowed(of_the_application(standard), "chancery", "unlink", HELD_S))
    assert not standard.file(f"{PRIVATE}/other").exists, "the remover removed nothing, so nothing was tried"
    # An old file of the victim's own keeps the remover busy.
    assert as_user(standard, "victim", "touch /tmp/other") == 0
    assert not won(standard, "/tmp", slowed(of_the_victim(standard), "victim", "unlinkat", HELD_S))
    assert not standard.file("/tmp/other").exists, "the remover removed nothing, so nothing was tried"


def swapped(standard: Host, directory: str, user: str, slow: str) -> bool:
    """Whether a file elsewhere is removed when a directory becomes a link to it while the remover is on its way."""
    target = "/var/lib/elsewhere"
    standard.check_output(f"install -d -o {user} {target}")
    assert as_user(standard, user, f"mkdir -p {directory}/sub && touch {directory}/sub/precious {target}/precious") == 0
    time.sleep(2)
    running(standard, slow)
    assert as_user(standard, user, f"mv {directory}/sub {directory}/away && ln -s {target} {directory}/sub") == 0
    finished(standard)
    gone = not standard.file(f"{target}/precious").exists
    standard.check_output(f"rm -rf {target} {directory}/sub {directory}/away")
    return gone


def test_a_link_in_the_place_of_a_directory_leads_only_a_careless_remover_away(standard: Host) -> None:
    careless = f"rm {PLANTED}/sub/precious"
    slow = slowed(["sh", "-c", careless], "root", "unlinkat", HELD_S)
    assert swapped(standard, PLANTED, "victim", slow)
    assert not swapped(standard, PRIVATE, "chancery", slowed(of_the_application(standard), "chancery", "chdir", HELD_S))
    assert not swapped(standard, "/tmp", "victim", slowed(of_the_victim(standard), "victim", "openat", 1))


def test_a_hard_link_brings_nobody_elses_file_within_reach(standard: Host) -> None:
    link = shlex.join(["ln", "/tmp/linked", "/tmp/taken"])
    assert as_user(standard, "victim", "touch /tmp/linked && chmod 0666 /tmp/linked") == 0
    assert as_user(standard, "attacker", link) == 0, "a file that everybody may write to can be linked"
    standard.check_output("rm /tmp/taken")
    assert as_user(standard, "victim", "chmod 0644 /tmp/linked") == 0
    assert as_user(standard, "attacker", link) != 0
    assert as_user(standard, "chancery", f"ln /tmp/linked {PRIVATE}/taken") != 0
    assert as_user(standard, "chancery", "touch /var/tmp/own") == 0
    refused = standard.run("runuser -u chancery -- ln /var/tmp/own %s", f"{PRIVATE}/taken")
    assert "Invalid cross-device link" in refused.stderr
    standard.check_output("rm /tmp/linked /var/tmp/own")
