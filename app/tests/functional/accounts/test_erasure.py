"""Exit leaves a signed receipt and a line in the ledger, which is forgotten when no backup reaches back to it."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from chancery.accounts.rows import prune
from chancery.web.receipts import NotGenuine, verify

PASSWORD = "seven wet pelicans argue"


@pytest.fixture
def left(browser):
    """A browser that has erased an interview; the page it sees then, and the receipt that the page links to."""
    path = browser.begin()
    browser.answer(path, "blue")
    browser.farewell = browser.post(path + "/exit")
    link = re.search(r'href="(/farewell/[0-9a-f]{32}/receipt)"', browser.farewell.text)[1]
    browser.uid = path.rpartition("/")[2]
    browser.receipt = browser.get(link)
    browser.key = browser.get("/receipt-key").text
    return browser


@pytest.mark.control("erasure_receipt")
def test_a_receipt_can_be_downloaded_and_verified(left):
    assert left.receipt.headers["Content-Disposition"].startswith("attachment")
    statement = verify(left.receipt.data, left.key)
    assert f"session: {left.uid}\n" in statement
    assert "site: https://answers.example.org\n" in statement
    assert "answers and keys: deleted\nfiles: deleted\n" in statement
    assert "blue" not in statement


@pytest.mark.control("erasure_receipt")
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b"files: deleted", b"files: kept   "),
        lambda text: text.replace(b"session: ", b"session: 0"),
        lambda text: b"\n" + text,
        lambda text: text + b"x",
        lambda text: text[:-1],
        lambda text: text[:0],
        lambda text: text[:200] + b"\xff" * 200,
    ],
)
def test_a_changed_receipt_is_not_genuine(left, change):
    with pytest.raises(NotGenuine):
        verify(change(left.receipt.data), left.key)


def test_a_receipt_of_another_key_is_not_genuine(left):
    with pytest.raises(NotGenuine):
        verify(left.receipt.data, "0" * 64)


def test_the_command_says_it_too(left, tmp_path):
    file = tmp_path / "receipt.txt"
    file.write_bytes(left.receipt.data)
    command = [sys.executable, "-m", "chancery", "receipt", str(file), "--key", left.key.strip()]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (said.returncode, left.uid in said.stdout) == (0, True), said.stderr
    file.write_bytes(left.receipt.data.replace(b"deleted", b"kept"))
    assert subprocess.run(command, capture_output=True, timeout=60).returncode == 1


def test_what_is_not_erased_has_no_receipt(browser):
    path = browser.begin()
    uid = path.rpartition("/")[2]
    assert browser.get(f"/farewell/{uid}/receipt").status_code == 404
    assert browser.get(f"/farewell/{'0' * 32}/receipt").status_code == 404
    assert browser.get(f"/farewell/{uid}").request.path == "/farewell"


def test_a_receipt_says_if_files_are_still_to_be_removed(left, database):
    database.write(lambda connection: connection.execute(text("UPDATE erasure SET files_pending = true")))
    statement = verify(left.get(f"/farewell/{left.uid}/receipt").data, left.key)
    assert "they are being removed" in statement


def test_the_ledger_is_forgotten_after_its_days(left, sessions, database, settings):
    def lines() -> int:
        return database.read(lambda connection: connection.scalar(text("SELECT count(*) FROM erasure")))

    sessions.expire(datetime.now(UTC) + timedelta(days=settings.erasure_ledger_days - 1))
    assert lines() == 1
    sessions.expire(datetime.now(UTC) + timedelta(days=settings.erasure_ledger_days + 1))
    assert lines() == 0


def test_the_worker_forgets_logins_codes_and_attempts(browser, new_browser, database):
    browser.register()
    new_browser().post("/account/register", address="eve@example.org")
    database.write(lambda connection: prune(connection, datetime.now(UTC)))
    assert browser.is_in()
    database.write(lambda connection: prune(connection, datetime.now(UTC) + timedelta(days=3)))
    assert not browser.is_in()
    for table in ("login", "mailed_code", "attempt_limit"):
        count = f"SELECT count(*) FROM {table}"
        assert database.read(lambda connection, count=count: connection.scalar(text(count))) == 0, table


def test_an_accounts_inactive_session_expires_on_schedule(browser, sessions, settings):
    browser.register()
    path = browser.begin()
    assert sessions.expire(datetime.now(UTC) + timedelta(days=settings.session_lifetime_days - 1)) == 0
    assert browser.get(path).status_code == 200
    assert sessions.expire(datetime.now(UTC) + timedelta(days=settings.session_lifetime_days + 1)) == 1
    assert browser.get(path).status_code == 404
