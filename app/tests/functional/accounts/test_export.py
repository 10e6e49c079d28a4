"""A person takes away what is stored, in a form that any program opens."""

import io
import json
import os
import uuid
import zipfile

import pytest

from chancery.sessions import Visitor
from chancery.sessions.stored import open_session
from chancery.vault import LoginCookie
from chancery.vault.files import Label, seal_file

PASSWORD = "seven wet pelicans argue"


def keep_file(browser, sessions, accounts, path: str, name: str, content: bytes) -> str:
    """Store a file of the session at `path`, as an assembled document is."""
    login = accounts.open(LoginCookie.from_cookie(browser.login))
    uid = path.rpartition("/")[2]
    key = open_session(login, sessions._storage.read(login, uid)).key
    file = uuid.UUID(bytes=os.urandom(16))
    sessions.store.put(f"{uid}/{file.hex}", seal_file(key, file, Label(name, "text/plain", len(content)), [content]))
    return file.hex


def fetch(browser) -> zipfile.ZipFile:
    answer = browser.post("/account/export", password=PASSWORD)
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
    refused = browser.post("/account/export", password=password)
    assert refused.status_code == 422
    assert refused.headers["X-Chancery-Failure"] == "login"


def test_a_browser_without_a_login_gets_no_archive(browser):
    assert browser.get("/account/export").request.path == "/account/sign-in"
    assert list(browser.app.extensions["chancery.sessions"].export(Visitor.new()))
