"""A backup is put back by the playbook: what it held is there, what was erased since stays erased."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from testinfra.host import Host

sys.path.insert(0, str(Path(__file__).parent))

from sites import Site, back_up

KEPT, ERASED, LATER = "1" * 32, "2" * 32, "3" * 32
# The functions of conftest.py, whose types pytest alone can see.
Restore = Any
Refusals = Any


@pytest.mark.control("restore_keeps_erased")
def test_what_was_erased_after_the_backup_stays_erased(lost: Site, restore: Restore) -> None:
    for uid in (KEPT, ERASED):
        lost.add_session(uid)
    back_up(lost.host)
    lost.erase(ERASED)
    lost.add_session(LATER)
    assert set(lost.sessions()) == {KEPT, LATER}
    done = restore("standard")
    assert done.returncode == 0, done.stdout[-3000:]
    assert lost.sessions() == {KEPT: (True, True)}
    ledger = lost.host.check_output(f"docker exec chancery-web-{lost.slot} chancery ledger")
    assert ERASED in ledger
    assert ERASED not in lost.sql(
        "SELECT string_agg(replace(session::text, '-', ''), ' ') FROM keystore.session_secret"
    )
    assert not lost.host.file(f"{lost.objects}/{ERASED[:2]}/{ERASED}").exists


def test_nothing_of_what_was_replaced_is_left_and_the_site_serves(lost: Site) -> None:
    names = "SELECT string_agg(datname, ' ') FROM pg_database WHERE datname LIKE 'chancery%'"
    assert lost.sql(names) == "chancery"
    for left in (f"{lost.objects}.replaced", f"{lost.objects}.restored", "/run/chancery-restore"):
        assert not lost.host.file(left).exists
    assert lost.ask("/readyz").startswith("HTTP/1.1 200")


def test_what_cannot_be_put_back_is_refused_before_anything_changes(
    standard: Host, refusals: Refusals, tmp_path: Path
) -> None:
    other = tmp_path / "other.key"
    other.write_text(standard.check_output("age-keygen"))
    newest = standard.check_output("ls -d /var/backups/chancery/long/* | tail -n 1")
    standard.check_output(f"cp -rp {newest} /run/kept && printf x >> {newest}/objects.tar.age")
    said = refusals(
        {"backup_identity_path": "/nowhere.key"},
        {"backup_restore_set": "20200101T000000Z"},
        {"backup_restore_set": "../keystore"},
        {"backup_restore_directory": "/srv/nowhere"},
        {"backup_restore_directory": "/var/backups/chancery/long"},
        {"backup_enabled": False},
        {},
    )
    standard.check_output(f"rm -r {newest} && mv /run/kept {newest}")
    said += refusals({"backup_identity_path": str(other)}, {})
    sentences = (
        "Name the file",
        "has no backup 20200101T000000Z",
        "Write the name",
        "in /srv/nowhere/long",
        "none within another",
        "backup_enabled is false",
        "is damaged",
        "does not open",
        "",
    )
    for sentence, words in zip(sentences, said, strict=True):
        assert sentence in words
        assert bool(sentence) == bool(words)
