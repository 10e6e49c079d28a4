"""Backups on the running host: who can read them, what is left out, what goes when, and what is said when one fails."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from testinfra.host import Host

sys.path.insert(0, str(Path(__file__).parent))

from sites import back_up

DIRECTORY = {"standard": "/var/backups/chancery", "alternative": "/srv/backups/chancery"}
UNITS = ("chancery-backup.service", "chancery-backup-keep.service")
PG_RESTORE = "/usr/lib/postgresql/17/bin/pg_restore --file=-"
# The function of conftest.py, whose type pytest alone can see.
Decrypt = Any
both = pytest.mark.parametrize("name", ["standard", "alternative"])


def listed(host: Host, kind: str, directory: str = DIRECTORY["standard"]) -> list[str]:
    """Return the names of the backups of a kind, oldest first, with those that are not whole."""
    return sorted(str(host.check_output(f"ls -A {directory}/{kind}")).split())


def stamp(hours: float) -> str:
    """Return the name of a backup that was made so many hours ago."""
    return f"{datetime.now(UTC) - timedelta(hours=hours):%Y%m%dT%H%M%SZ}"


def said(host: Host, unit: str) -> str:
    """Return what a unit said last."""
    return str(host.check_output(f"journalctl --no-pager --output=cat --unit={unit} --lines=20"))


@both
def test_the_units_are_confined(named: Host, name: str) -> None:
    for unit in UNITS:
        said = named.check_output("systemd-analyze security --no-pager %s | tail -n 1", unit)
        assert float(said.split(": ")[1].split()[0]) <= 1, said
        assert named.run("systemd-analyze verify --man=no %s", unit).stderr == ""
        assert named.check_output(f"systemctl show -P User {unit}") == "chancery"


@both
def test_a_deployment_makes_the_first_one_and_starts_the_timers(named: Host, name: str) -> None:
    for kind in ("long", "keystore", "ledger"):
        assert listed(named, kind, DIRECTORY[name])
    for unit in ("chancery-backup.timer", "chancery-backup-keep.timer"):
        assert named.check_output("systemctl is-active %s", unit) == "active"
        assert named.check_output("systemctl is-enabled %s", unit) == "enabled"


@both
@pytest.mark.control("backups_encrypted")
def test_every_file_is_encrypted_and_nobody_else_can_list_them(named: Host, name: str) -> None:
    files = named.check_output(f"find {DIRECTORY[name]} -type f ! -name SHA256SUMS").split()
    assert {path.rsplit("/", 1)[1] for path in files} == {
        "database.dump.age",
        "objects.tar.age",
        "keystore.dump.age",
        "ledger.jsonl.age",
    }
    for path in files:
        assert named.check_output(f"head -c 21 {path}") == "age-encryption.org/v1"
        assert named.run(f"age-keygen -o /run/other.key && age --decrypt --identity /run/other.key {path}").rc != 0
        named.run("rm /run/other.key")
    assert named.run(f"runuser -u nobody -- ls {DIRECTORY[name]}").rc != 0


@pytest.mark.control("backups_forget")
def test_a_long_backup_holds_no_half_of_a_key(standard: Host, decrypt: Decrypt) -> None:
    statement = "INSERT INTO keystore.session_secret VALUES ('00000000-0000-4000-8000-000000004711', 'PLANTED-HALF')"
    standard.check_output("runuser -u postgres -- psql -d chancery -c %s", statement)
    back_up(standard)
    newest = f"{DIRECTORY['standard']}/{{}}/{listed(standard, 'long')[-1]}"
    half = b"PLANTED-HALF".hex()
    assert half not in decrypt(f"{newest.format('long')}/database.dump.age", PG_RESTORE)
    # The same search finds it where it is.
    assert half in decrypt(f"{newest.format('keystore')}/keystore.dump.age", PG_RESTORE)
    standard.check_output("runuser -u postgres -- psql -d chancery -c 'DELETE FROM keystore.session_secret'")


@pytest.mark.control("backups_forget")
def test_what_is_past_its_time_goes_and_the_newest_stays(standard: Host) -> None:
    planted = {
        "long": [stamp(24 * 31), stamp(24 * 29)],
        "keystore": [stamp(49), stamp(47)],
        "ledger": [stamp(49), stamp(47)],
    }
    for kind, names in planted.items():
        for name in names:
            standard.check_output(f"install -d -o chancery {DIRECTORY['standard']}/{kind}/{name}")
    standard.check_output("systemctl start chancery-backup-keep")
    for kind, (old, new) in planted.items():
        assert old not in listed(standard, kind)
        assert new in listed(standard, kind)
        standard.check_output(f"rm -r {DIRECTORY['standard']}/{kind}/{new}")


@pytest.fixture
def only_old(standard: Host) -> Iterator[None]:
    """Backups that are too old, and no others."""
    directory = DIRECTORY["standard"]
    standard.check_output(
        f"mkdir /run/aside && mv {directory}/long/* {directory}/keystore/* /run/aside --backup=numbered"
    )
    for kind in ("long", "keystore"):
        standard.check_output(f"install -d -o chancery {directory}/{kind}/{stamp(24 * 40)}")
    yield
    # What follows a backup looks again whether all is well.
    standard.check_output(f"rm -r {directory}/long/* /run/aside")
    back_up(standard)


@pytest.mark.control("backups_watched")
def test_a_missing_backup_is_a_failed_unit_and_no_half_of_a_key_stays_for_it(standard: Host, only_old: None) -> None:
    assert standard.run("systemctl start chancery-backup-keep").rc != 0
    words = said(standard, "chancery-backup-keep")
    assert "The backups are not as they should be. No long backup was made for 30 hours" in words
    assert len(listed(standard, "long")) == 1
    assert listed(standard, "keystore") == []


def test_backups_within_one_second_do_not_meet(standard: Host) -> None:
    before = listed(standard, "ledger")
    standard.check_output("for turn in 1 2 3; do systemctl start chancery-backup-keep || exit 1; done")
    assert len(set(listed(standard, "ledger")) - set(before)) >= 3


@pytest.mark.control("backups_watched")
def test_a_full_disk_fails_before_anything_is_written(standard: Host) -> None:
    before = listed(standard, "long")
    settings = "/etc/chancery/backup.json"
    standard.check_output(f"cp -p {settings} /run/backup.json")
    standard.check_output(f'sed -i \'s/"reserve_mb": 1024/"reserve_mb": 1000000000/\' {settings}')
    failed = standard.run("systemctl start chancery-backup")
    standard.check_output(f"mv /run/backup.json {settings}")
    assert failed.rc != 0
    assert "MiB free, and a backup may need" in said(standard, "chancery-backup")
    assert standard.check_output("systemctl is-failed chancery-backup") == "failed"
    assert listed(standard, "long") == before
    standard.check_output("systemctl reset-failed chancery-backup")


@pytest.mark.control("backups_watched")
@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ("/usr/bin/age", "age could not encrypt database.dump.age"),
        ("/usr/lib/postgresql/17/bin/pg_dump", "pg_dump failed"),
    ],
)
def test_a_backup_that_cannot_be_finished_leaves_nothing(standard: Host, broken: str, sentence: str) -> None:
    before = listed(standard, "long")
    standard.check_output(
        f"mv {broken} {broken}.kept && printf '#!/bin/sh\\nexit 3\\n' > {broken} && chmod 755 {broken}"
    )
    failed = standard.run("systemctl start chancery-backup")
    standard.check_output(f"mv {broken}.kept {broken}")
    assert failed.rc != 0
    assert f"No backup was finished. {sentence}" in said(standard, "chancery-backup")
    assert listed(standard, "long") == before
    back_up(standard)
