"""A backup is put back by the playbook: what it held is there, what was erased since stays erased."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from testinfra.host import Host

OBJECTS = "/var/lib/chancery/objects"
KEPT, ERASED, LATER = "1" * 32, "2" * 32, "3" * 32
# The functions of conftest.py, whose types pytest alone can see.
Restore = Any
Refusals = Any


def sql(host: Host, statement: str) -> str:
    """Return the answer to a statement."""
    return str(host.check_output("runuser -u postgres -- psql -X -q -t -A -d chancery -c %s", statement))


def slot(host: Host) -> str:
    """Return the slot that serves."""
    return str(json.loads(host.file("/etc/ansible/facts.d/chancery_app.fact").content_string)["slot"])


def add_session(host: Host, uid: str) -> None:
    """Add a session with a step, both halves of a key and a file, none of which anything but a copy looks at."""
    sql(
        host,
        "INSERT INTO interview_session (uid, interview, revision, floor, stored_bytes, created, last_active, expires)"
        f" VALUES ('{uid}', 'x', 1, 1, 4, now(), now(), now() + interval '1 day');"
        f" INSERT INTO step SELECT id, 1, 'step' FROM interview_session WHERE uid = '{uid}';"
        f" INSERT INTO keystore.session_secret VALUES ('{uid}', 'half')",
    )
    directory = f"{OBJECTS}/{uid[:2]}/{uid}"
    host.check_output(f"runuser -u chancery -- mkdir -p -m 0700 {directory}")
    host.check_output(f"runuser -u chancery -- sh -c 'umask 077; printf encrypted > {directory}/{uid}'")


def erase(host: Host, uid: str) -> None:
    """Erase a session as Exit does, by the application."""
    line = json.dumps({"session": uid, "erased": "2026-11-28T10:00:00+00:00", "reason": "exit"})
    words = ["docker", "exec", "-i", f"chancery-web-{slot(host)}", "chancery", "replay", "-"]
    done = subprocess.run(
        ["docker", "exec", "-i", host.backend.name, *words], input=line, capture_output=True, text=True, check=False
    )
    assert "Erased 1 session again" in done.stdout, done.stderr


def sessions(host: Host) -> dict[str, tuple[bool, bool]]:
    """Return, by uid, whether the server's half of the key and the file of a planted session are there."""
    uids = sql(host, "SELECT replace(uid::text, '-', '') FROM interview_session WHERE interview = 'x'").split()
    halves = sql(host, "SELECT replace(session::text, '-', '') FROM keystore.session_secret").split()
    return {uid: (uid in halves, host.file(f"{OBJECTS}/{uid[:2]}/{uid}/{uid}").exists) for uid in uids}


@pytest.mark.control("restore_keeps_erased")
def test_what_was_erased_after_the_backup_stays_erased(standard: Host, restore: Restore) -> None:
    for uid in (KEPT, ERASED):
        add_session(standard, uid)
    standard.check_output("systemctl start chancery-backup")
    erase(standard, ERASED)
    add_session(standard, LATER)
    assert set(sessions(standard)) == {KEPT, LATER}
    done = restore()
    assert done.returncode == 0, done.stdout[-3000:]
    assert sessions(standard) == {KEPT: (True, True)}
    ledger = standard.check_output(f"docker exec chancery-web-{slot(standard)} chancery ledger")
    assert ERASED in ledger
    assert ERASED not in sql(
        standard, "SELECT string_agg(replace(session::text, '-', ''), ' ') FROM keystore.session_secret"
    )
    assert not standard.file(f"{OBJECTS}/{ERASED[:2]}/{ERASED}").exists


def test_nothing_of_what_was_replaced_is_left_and_the_site_serves(standard: Host) -> None:
    names = "SELECT string_agg(datname, ' ') FROM pg_database WHERE datname LIKE 'chancery%'"
    assert sql(standard, names) == "chancery"
    for left in (f"{OBJECTS}.replaced", f"{OBJECTS}.restored", "/run/chancery-restore"):
        assert not standard.file(left).exists
    web = f"/run/chancery/{slot(standard)}/web/web.sock"
    ask = f"curl -sS -o /dev/null -w '%{{http_code}}' -H 'X-Forwarded-Proto: https' --unix-socket {web} https://standard.test/readyz"
    assert standard.check_output(ask.replace("https://standard", "http://standard")) == "200"


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
        {},
    )
    standard.check_output(f"rm -r {newest} && mv /run/kept {newest}")
    said += refusals({"backup_identity_path": str(other)}, {})
    for sentence, words in zip(
        ("Name the file", "has no backup 20200101T000000Z", "Write the name", "is damaged", "does not open", ""),
        said,
        strict=True,
    ):
        assert sentence in words
        assert bool(sentence) == bool(words)
