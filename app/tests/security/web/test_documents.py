"""Assembled documents from end to end: made in the jail, kept encrypted, given to their own session alone."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from chancery.web import documents

BASE = "https://answers.example.org"
INTERVIEW = "chancery.kinds:data/questions/documents.yml"
NAME = "Zebedee Quartzbottom"


def page_of(client: FlaskClient, path: str, **query: str) -> str:
    return client.get(path, query_string=query, base_url=BASE, follow_redirects=True).text


@pytest.fixture
def session(client: FlaskClient) -> tuple[str, str]:
    """The address of a session with documents, and its page."""
    started = client.get(
        "/interview", query_string={"i": INTERVIEW, "reset": "2"}, base_url=BASE, follow_redirects=True
    )
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', started.text))
    key = re.search(r'<input[^>]*name="(field_\d+)"', started.text)[1]
    path = started.request.path
    sent = client.post(path, data={**form, key: NAME, "continue": ""}, base_url=BASE)
    assert sent.status_code == 303, sent.text
    return path, page_of(client, path)


def links_of(page: str) -> list[str]:
    return re.findall(r'href="(/session/[0-9a-f]{32}/file/[0-9a-f]{32})"', page)


def stored(settings) -> list[Path]:
    return [path for path in settings.objects.rglob("*") if path.is_file()]


@pytest.mark.parametrize("streamed", [False, True])
def test_a_download_that_broke_off_goes_on_where_it_was(client, session, monkeypatch, streamed):
    if streamed:
        monkeypatch.setattr(documents, "_AT_ONCE", 0)
    whole = client.get(pdf := links_of(session[1])[0], base_url=BASE)
    assert (whole.status_code, whole.headers["Accept-Ranges"]) == (200, "bytes")
    size = len(whole.data)

    def part(ranges: str, tag: str = whole.headers["ETag"]):
        return client.get(pdf, base_url=BASE, headers={"Range": ranges, "If-Range": tag})

    for ranges, begin, end in (
        ("bytes=0-0", 0, 1),
        (f"bytes={size // 2}-", size // 2, size),
        ("bytes=-7", size - 7, size),
    ):
        answer = part(ranges)
        assert answer.status_code == 206
        assert answer.data == whole.data[begin:end]
        assert answer.headers["Content-Range"] == f"bytes {begin}-{end - 1}/{size}"
        assert answer.headers["Content-Disposition"] == whole.headers["Content-Disposition"]
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    # Another file, or words that are no range: the whole of it, as if nobody had asked.
    for answer in (part("bytes=5-", '"another"'), *map(part, ("lines=5-", "bytes=x-", "bytes=0-1,3-4"))):
        assert (answer.status_code, answer.data) == (200, whole.data)
    beyond = part(f"bytes={size}-")
    assert (beyond.status_code, beyond.headers["Content-Range"], beyond.data) == (416, f"bytes */{size}", b"")


@pytest.mark.control("documents_confined")
def test_documents_are_downloads_and_nothing_else(client, session):
    pdf, docx, note = links_of(session[1])
    answer = client.get(pdf, base_url=BASE)
    assert answer.headers["Content-Disposition"] == "attachment; filename=letter.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/pdf"
    assert NAME in pypdf.PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    assert "of 1 page" in pypdf.PdfReader(io.BytesIO(client.get(note, base_url=BASE).data)).pages[0].extract_text()
    assert client.get(docx, base_url=BASE).data.startswith(b"PK")


def test_all_of_them_come_in_one_file_under_names_of_their_own(client, session):
    path, _ = session
    answer = client.get(f"{path}/documents.zip", base_url=BASE)
    assert answer.headers["Content-Disposition"] == "attachment; filename=everything.zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["letter.pdf", "letter.docx", "letter-2.pdf"]


@pytest.mark.control("documents_confined")
def test_another_browser_gets_nothing(app: Flask, client, session):
    path, page = session
    other = app.test_client()
    other.get("/interview", query_string={"i": INTERVIEW}, base_url=BASE)
    for url in (*links_of(page), f"{path}/documents.zip"):
        assert other.get(url, base_url=BASE).status_code == 404
        assert app.test_client().get(url, base_url=BASE).status_code == 404
        assert client.get(url, base_url=BASE).status_code == 200


@pytest.mark.parametrize("name", ["0" * 32, "../../../etc/passwd", "A" * 32, "0" * 31 + "g"])
def test_a_name_that_is_no_files_is_not_found(client, session, name):
    assert client.get(f"{session[0]}/file/{name}", base_url=BASE).status_code == 404


@pytest.mark.control("answers_encrypted")
def test_nothing_on_the_disk_can_be_read(client, session, settings):
    assert len(stored(settings)) >= 3
    for path in stored(settings):
        data = path.read_bytes()
        assert not any(mark in data for mark in (NAME.encode(), b"%PDF", b"PK\x03\x04", b"letter"))


def test_an_altered_file_is_said_to_be_so_and_not_sent(client, session, settings):
    (pdf, *_) = links_of(session[1])
    file = next(path for path in stored(settings) if path.name == pdf.rpartition("/")[2])
    data = bytearray(file.read_bytes())
    data[-20] ^= 1
    file.write_bytes(bytes(data))
    answer = client.get(pdf, base_url=BASE)
    assert answer.status_code == 404
    assert "This file cannot be opened" in answer.text


def test_exit_deletes_them(client, session, settings):
    path, _ = session
    uid = path.rpartition("/")[2]
    assert any(uid in str(file) for file in stored(settings))
    form = dict(re.findall(r'name="(_\w+)" value="([^"]*)"', page_of(client, f"{path}/exit")))
    client.post(f"{path}/exit", data=form, base_url=BASE)
    assert not any(uid in str(file) for file in stored(settings))


def test_a_file_of_an_earlier_screen_is_fetched_for_a_later_one(client):
    """The child asks for the bytes, `web` opens the file and gives the job again."""
    started = client.get(
        "/interview", query_string={"i": INTERVIEW.replace("documents", "later")}, base_url=BASE, follow_redirects=True
    )
    assert "It has 1 page." in started.text
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', started.text))
    client.post(started.request.path, data={**form, "continue": ""}, base_url=BASE)
    page = page_of(client, started.request.path)
    assert "Together 2 pages" in page
    link, _ = links_of(page)
    answer = client.get(link, base_url=BASE)
    assert answer.headers["Content-Disposition"] == "attachment; filename=both.pdf"
    assert [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(answer.data)).pages] == ["The first.\n1"] * 2


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("letter.pdf", "attachment; filename=letter.pdf"),
        ("Né.pdf", "attachment; filename=N_.pdf; filename*=UTF-8''N%C3%A9.pdf"),
        ("Ж; x=1.pdf", "attachment; filename=\"_; x=1.pdf\"; filename*=UTF-8''%D0%96%3B%20x%3D1.pdf"),
    ],
)
def test_the_name_of_a_download_is_whole_and_nothing_but_a_name(name, told):
    assert documents.disposition(name) == told
    assert told.isascii()
