"""What people type and upload lies nowhere on the host in clear; after Exit nothing opens it, not even from a backup.

The tests stand in the order in which a person's visit goes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from testinfra.host import Host

sys.path.insert(0, str(Path(__file__).parent))

from planting import PLACES, plant, slot, weed
from visiting import Visit, leave, seen_again, visit_everything

KEY = Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"]) / "backup.key"
BACKUPS = "/var/backups/chancery"
OBJECTS = "/var/lib/chancery/objects"
# The function of conftest.py, whose type pytest alone can see.
Search = Any


@pytest.fixture(scope="module")
def planted(standard: Host, search: Search) -> dict[str, list[str]]:
    """What the search finds of a mark that was put into every place, and is taken away again."""
    mark = "plantedcanarymark"
    plant(standard, mark)
    found: dict[str, list[str]] = search({"planted": mark.encode()})
    weed(standard)
    return found


@pytest.mark.parametrize("place", PLACES)
def test_the_search_finds_what_lies_in_clear(planted: dict[str, list[str]], standard: Host, place: str) -> None:
    where = PLACES[place][1].format(slot=slot(standard))
    assert any(found.startswith(where) for found in planted["planted"]), planted["planted"]


@pytest.fixture(scope="module")
def visit(browser: Browser, standard: Host, mark: str) -> Visit:
    """A person's whole visit, with a backup of the sessions, and a process that crashes with all that it holds."""
    done = visit_everything(browser, standard, mark)
    standard.check_output("systemctl start chancery-backup")
    standard.check_output("pkill --signal ABRT --newest --full 'chancery [w]eb'")
    return done


@pytest.mark.control("answers_encrypted")
def test_before_exit_nothing_lies_in_clear(visit: Visit, search: Search) -> None:
    assert search({"mark": visit.mark.encode(), **visit.documents}) == {}


@pytest.fixture(scope="module")
def cookies(visit: Visit) -> list[Any]:
    """The person's cookies of before Exit, which whoever took them has too."""
    kept: list[Any] = list(visit.context.cookies())
    return kept


@pytest.mark.control("exit_erases")
def test_after_exit_nothing_is_shown_and_nothing_lies_in_clear(
    visit: Visit, browser: Browser, cookies: list[Any], search: Search
) -> None:
    assert len(seen_again(browser, visit, cookies)) > 2
    leave(visit)
    assert seen_again(browser, visit, cookies) == []
    assert search({"mark": visit.mark.encode(), **visit.documents}) == {}


def run(host: Host, words: str) -> None:
    """Run words of a shell on the host, which find the operator's key on standard input."""
    command = ["docker", "exec", "-i", host.backend.name, "bash", "-euo", "pipefail", "-c", words]
    done = subprocess.run(command, input=KEY.read_text(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def put_back(host: Host, kind: str, database: str) -> None:
    """Load the newest backup of a kind into a database, as somebody who stole all of it would."""
    newest = host.check_output(f"ls -d {BACKUPS}/{kind}/* | tail -n 1")
    name = {"long": "database", "keystore": "keystore"}[kind]
    loader = f"runuser -u chancery -- /usr/lib/postgresql/17/bin/pg_restore --exit-on-error -d {database}"
    run(host, f"age --decrypt --identity - {newest}/{name}.dump.age | {loader} --no-owner --no-privileges")


@pytest.fixture
def stolen(standard: Host) -> Iterator[None]:
    """The site on what a thief of the long backup has, without the ledger of erasures; afterwards as it was."""
    serving = slot(standard)
    sql = "runuser -u postgres -- psql -q -c"
    newest = standard.check_output(f"ls -d {BACKUPS}/long/* | tail -n 1")
    run(standard, f"docker stop chancery-web-{serving}; {sql} 'ALTER DATABASE chancery RENAME TO chancery_live'")
    run(standard, f"{sql} 'CREATE DATABASE chancery OWNER chancery TEMPLATE template0'; mv {OBJECTS} {OBJECTS}.live")
    run(standard, f"install -d -m 0700 -o chancery -g chancery {OBJECTS}")
    put_back(standard, "long", "chancery")
    run(
        standard, f"age --decrypt --identity - {newest}/objects.tar.age | runuser -u chancery -- tar -xf - -C {OBJECTS}"
    )
    run(standard, f"docker start chancery-web-{serving}")
    yield
    run(standard, f"docker stop chancery-web-{serving}; {sql} 'DROP DATABASE chancery'; rm -r {OBJECTS}")
    run(standard, f"{sql} 'ALTER DATABASE chancery_live RENAME TO chancery'; mv {OBJECTS}.live {OBJECTS}")
    run(standard, f"docker start chancery-web-{serving}")
    wait_until_ready(standard)


def wait_until_ready(host: Host) -> None:
    """Wait until the site says that it is ready."""
    web = f"/run/chancery/{slot(host)}/web/web.sock"
    ask = f"curl -sSf --unix-socket {web} -H 'X-Forwarded-Proto: https' http://standard.test/readyz"
    run(host, f"for try in $(seq 120); do if {ask}; then exit 0; fi; sleep 0.5; done; exit 1")


@pytest.mark.control("exit_erases", "backups_forget")
def test_a_long_backup_with_password_and_cookies_opens_nothing(
    visit: Visit, browser: Browser, cookies: list[Any], stolen: None, standard: Host
) -> None:
    wait_until_ready(standard)
    assert seen_again(browser, visit, cookies) == []
    # With the other halves of the keys, which are kept for three days at most, the very same opens.
    put_back(standard, "keystore", "chancery")
    assert len(seen_again(browser, visit, cookies)) > 2
