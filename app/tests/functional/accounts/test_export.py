"""A person takes away what is stored, in a form that any program opens."""

import io
import json
import os
import re
import subprocess
import uuid
import zipfile

import pytest

from chancery.sessions import Visitor
from chancery.sessions.stored import open_session
from chancery.vault import LoginCookie
from chancery.vault.files import Label, seal_file
from chancery.vault.passwords import Busy, Gate

PASSWORD = "seven wet pelicans argue"


def keep_file(browser, sessions, accounts, path: str, name: str, content: bytes) -> str:
    """Store a file of the session at `path`, as an assembled document is."""
    login = accounts.logins.open(LoginCookie.from_cookie(browser.login))
    uid = path.rpartition("/")[2]
    key = open_session(login, sessions._storage.read(login, uid)).key
    file = uuid.UUID(bytes=os.urandom(16))
    sessions.store.put(f"{uid}/{file.hex}", seal_file(key, file, Label(name, "text/plain", len(content)), [content]))
    return file.hex


def fetch(browser) -> zipfile.ZipFile:
    answer = browser.post("/account/export", how="plain", password=PASSWORD)
    assert answer.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.data))


def test_the_archive_holds_every_session_with_its_files(browser, sessions, accounts):
    browser.register()
    path = browser.begin()
    browser.answer(path, "blue")
    content = os.urandom(200_000)
    file = keep_file(browser, sessions, accounts, path, "letter to the court.pdf", content)
    with fetch(browser) as packed:
        assert packed.testzip() is None
        assert json.loads(packed.read("01-demo/answers.json")) == ["blue"]
        assert json.loads(packed.read("01-demo/session.json"))["interview"] == "demo:data/questions/demo.yml"
        assert packed.read(f"01-demo/files/{file[:6]}-letter to the court.pdf") == content


def test_nothing_of_others_is_in_it(browser, new_browser):
    browser.register()
    browser.answer(browser.begin(), "blue")
    other = new_browser()
    other.register("eve@example.org")
    with fetch(other) as packed:
        assert packed.namelist() == []


def test_a_name_cannot_leave_the_archives_folder(browser, sessions, accounts):
    browser.register()
    path = browser.begin()
    keep_file(browser, sessions, accounts, path, "../../etc/passwd", b"x")
    with fetch(browser) as packed:
        assert all(".." not in name and not name.startswith("/") for name in packed.namelist())


def test_what_does_not_open_is_said_and_the_rest_is_there(browser, sessions, accounts):
    browser.register()
    path = browser.begin()
    browser.answer(path, "blue")
    file = keep_file(browser, sessions, accounts, path, "letter.txt", b"Dear judge")
    name = f"{path.rpartition('/')[2]}/{file}"
    damaged = b"".join(sessions.store.get(name))[:-1]
    sessions.store.delete(name)
    sessions.store.put(name, [damaged])
    with fetch(browser) as packed:
        assert json.loads(packed.read("01-demo/answers.json")) == ["blue"]
        assert b"does not open" in packed.read(f"01-demo/files/{file[:6]}-unreadable.txt")


@pytest.mark.parametrize("password", ["", "not the one at all"])
def test_the_password_is_asked_for(browser, password):
    browser.register()
    refused = browser.post("/account/export", how="plain", password=password)
    assert refused.status_code == 422
    assert refused.headers["X-Chancery-Failure"] == "login"


def test_a_browser_without_a_login_gets_no_archive(browser):
    assert browser.get("/account/export").request.path == "/account/sign-in"
    assert list(browser.app.extensions["chancery.sessions"].export(Visitor.new()))


@pytest.fixture
def stored(browser):
    """A browser whose account holds an answer."""
    browser.register()
    browser.answer(browser.begin(), "blue")
    return browser


def answers(packed: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return json.loads(archive.read("01-demo/answers.json"))


def test_an_archive_for_a_recipient_is_opened_by_age(stored, tmp_path):
    subprocess.run(["age-keygen", "-o", tmp_path / "key"], check=True, capture_output=True)
    recipient = re.search(r"age1\w+", (tmp_path / "key").read_text())[0]
    answer = stored.post("/account/export", how="recipient", recipient=recipient, password=PASSWORD)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="answers.zip.age"'
    assert b"blue" not in answer.data
    opened = subprocess.run(
        ["age", "-d", "-i", tmp_path / "key"], input=answer.data, check=True, capture_output=True
    ).stdout
    assert answers(opened) == ["blue"]


def test_an_archive_with_a_passphrase_is_opened_by_age(stored, tmp_path):
    phrase = "ten quiet otters emigrate"
    answer = stored.post("/account/export", how="passphrase", passphrase=phrase, password=PASSWORD)
    (tmp_path / "sealed").write_bytes(answer.data)
    # age reads a passphrase from a terminal alone; `script` gives it one.
    command = ["script", "-qec", f"age -d -o {tmp_path}/out {tmp_path}/sealed", "/dev/null"]
    subprocess.run(command, input=f"{phrase}\n".encode(), check=True, capture_output=True)
    assert answers((tmp_path / "out").read_bytes()) == ["blue"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose whether the archive is encrypted"),
        ({"how": "somehow"}, "Choose whether the archive is encrypted"),
        ({"how": "passphrase"}, "at least 10 characters"),
        ({"how": "passphrase", "passphrase": "password12"}, "easy to guess"),
        ({"how": "recipient"}, "not a recipient of age"),
        ({"how": "recipient", "recipient": "AGE-SECRET-KEY-1" + "Q" * 58}, "Never type the line"),
    ],
)
def test_nothing_is_sent_in_clear_where_encryption_was_meant(stored, fields, sentence):
    refused = stored.post("/account/export", password=PASSWORD, **fields)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert "Content-Disposition" not in refused.headers
    assert 'href="#f-' in refused.text


def test_keys_of_archives_are_made_in_line_with_passwords(stored, accounts):
    login = accounts.logins.open(LoginCookie.from_cookie(stored.login))
    accounts.passwords._gate = Gate(1, patience_s=0)
    with accounts.passwords._gate.pass_through(), pytest.raises(Busy):
        accounts.archive_key(login, "ten quiet otters emigrate")
