"""Files by their names and first bytes."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from chancery.objects import LocalStore
from chancery.protocol import Cleaned, Field, Form, Unfit, Upload
from chancery.sessions import Sent
from chancery.sessions.files import Arrivals, Files
from chancery.sessions.kinds import KINDS, fits, kind_of
from chancery.sessions.uploads import END_BYTES, MAX_OPENED_BYTES, Intake
from chancery.vault import Key

GIF, PDF, ZIP, JPEG = b"GIF89a\1\0\1\0", b"%PDF-1.7\n", b"PK\x03\x04rest", b"\xff\xd8\xff\xe0"
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
# The beginnings of honest files, by the ending of their names.
HONEST = {
    "a.pdf": PDF, "a.JPG": JPEG, "a.jpeg": JPEG, "a.gif": GIF, "a.png": b"\x89PNG\r\n\x1a\n", "a.docx": ZIP,
    "a.webp": b"RIFF\0\0\0\0WEBPVP8 ", "a.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.zip": b"PK\x05\x06" + bytes(18),
    "a.txt": "Żółw, <b>2</b>".encode(), "empty.txt": b"", "a.csv": "a,ł\n".encode("utf-16"), "a.rtf": b"{\\rtf1 x}",
    "a.mp4": b"\0\0\0\x18ftypmp42", "a.mov": b"\0\0\0\x08wide", "a.mp3": b"ID3\4", "a.wav": b"RIFF\0\0\0\0WAVE",
    "a.xml": b'<?xml version="1.0"?><answers/>', "a.json": b"{}", "a.eml": b"From: a@b.example\n", "a.ogg": b"OggS",
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_what_is_what_its_name_says_is_taken(name: str):
    assert fits(kind_of(name), HONEST[name])


@pytest.mark.control("uploads_are_what_they_say")
@pytest.mark.parametrize("disguised", [HTML, b"\xef\xbb\xbf \n" + HTML, SVG, b"#!/bin/sh\nrm", b"MZ\x90\0", b"\x7fELF"])
@pytest.mark.parametrize("ending", KINDS)
def test_pages_and_programs_pass_under_no_name(ending: str, disguised: bytes):
    assert not fits(KINDS[ending], disguised)


@pytest.mark.control("uploads_are_what_they_say")
@pytest.mark.parametrize(("name", "content"), [
    ("a.jpg", PDF), ("a.pdf", JPEG), ("a.txt", PDF), ("a.txt", ZIP), ("a.txt", b"a\0b"), ("a.csv", b"{\\rtf1"),
    ("a.docx", PDF), ("a.png", GIF), ("a.mp4", ZIP), ("a.pdf", b"\n" + PDF), ("a.zip", b"MZ" + ZIP), ("a.gif", b""),
])  # fmt: skip
def test_a_file_of_another_kind_than_its_name_is_not_taken(name: str, content: bytes):
    assert not fits(kind_of(name), content)


@pytest.mark.control("uploads_are_what_they_say")
@pytest.mark.parametrize("name", [
    "a.html", "a.svg", "a.js", "a.exe", "a.docm", "a.xlsm", "a", ".pdf", "a.pdf.", "a.pdf.html", "a.heic", "a.sh", "a.",
])  # fmt: skip
def test_other_kinds_are_not_taken(name: str):
    assert kind_of(name) is None


KEY, SESSION = Key(bytes(32)), uuid.UUID(int=1)


@pytest.fixture
def store(tmp_path) -> LocalStore:
    return LocalStore(tmp_path)


@pytest.fixture
def take(store) -> Callable[..., list[Upload]]:
    """What is said of files that come for one field, in pieces of odd sizes; those without a fault are stored."""

    def taken(*files: tuple[str, bytes], clean=None, **field) -> list[Upload]:
        form = Form(question="q", fields=[Field(key="field_0", input="file", several=True, **field)])
        intake = Intake(form, Arrivals(store, KEY, SESSION), clean or (lambda _order: Cleaned()), 1 << 30)
        sent = (
            Sent("field_0", name, (content[at : at + 70_001] for at in range(0, len(content), 70_001)))
            for name, content in files
        )
        return intake.take(sent)["field_0"]

    return taken


@pytest.fixture
def kept(store) -> Callable[[Upload], tuple[str, str, bytes]]:
    """What is stored of a file: name, type and content."""

    def read(one: Upload) -> tuple[str, str, bytes]:
        opened = Files(store).open([KEY], SESSION, one.id)
        return opened.label.name, opened.label.type, b"".join(opened.content)

    return read


def test_what_is_told_and_kept_is_the_file_as_it_was_made_anew(take, kept):
    [one] = take(("a.pdf", PDF + b"script"), clean=lambda _order: Cleaned(PDF))
    assert (one.fault, one.mimetype, one.size) == ("", "application/pdf", len(PDF))
    assert kept(one) == ("a.pdf", "application/pdf", PDF)


@pytest.mark.parametrize("length", [0, 1, 65_535, 65_536, 65_537, 200_000, 9 << 20])
def test_what_passes_through_is_kept_bit_for_bit(take, kept, length):
    content = (bytes(range(1, 256)) * (length // 255 + 1))[:length]
    [one] = take(("a.txt", content))
    assert (one.fault, one.size) == ("", length)
    assert kept(one) == ("a.txt", "text/plain", content)


def test_a_picture_that_becomes_another_kind_is_called_so(take, kept):
    orders = []

    def clean(order):
        orders.append(order)
        return Cleaned(b"\x89PNG\r\n\x1a\n")

    [one] = take(("my.photo.jpg", JPEG), clean=clean, picture_type="png", pixels=300)
    assert (one.fault, one.name, one.mimetype) == ("", "my.photo.png", "image/png")
    assert kept(one)[:2] == ("my.photo.png", "image/png")
    assert (orders[0].opened, orders[0].picture_type, orders[0].pixels) == ("jpeg", "png", 300)
    # The order is about pictures: a PDF stays one.
    assert take(("a.pdf", PDF), picture_type="png")[0].name == "a.pdf"


def test_what_is_wrong_is_said_and_what_is_no_such_file_is_not_opened(take, store):
    def never(_order):
        raise AssertionError("opened")

    assert take(("a.html", HTML), clean=never)[0].fault == "kind"
    assert take(("a.jpg", HTML), clean=never)[0].fault == "content"
    assert take(("a.pdf", PDF), clean=lambda _order: Unfit("locked"))[0].fault == "locked"
    assert take(("a.zip", ZIP), clean=lambda _order: Unfit("bulky"))[0].fault == "bulky"
    assert list(store.list()) == []
    assert take(("a.txt", b"a text"), clean=never)[0].fault == ""


def test_what_has_to_be_opened_has_a_bound_and_is_not_read_beyond_it(store):
    read = []

    def endless():
        yield PDF
        while True:
            read.append(1 << 20)
            yield bytes(1 << 20)

    form = Form(question="q", fields=[Field(key="field_0", input="file")])
    intake = Intake(form, Arrivals(store, KEY, SESSION), lambda _order: Cleaned(), 1 << 30)
    [one] = intake.take([Sent("field_0", "a.pdf", endless())])["field_0"]
    assert one.fault == "large"
    assert sum(read) <= MAX_OPENED_BYTES + (1 << 20)


def test_of_an_archive_the_end_is_judged(take, kept):
    orders = []

    def clean(order):
        orders.append(order)
        return Cleaned()

    content = ZIP + bytes(END_BYTES) + bytes(range(256))
    [one] = take(("a.zip", content), clean=clean)
    assert (orders[0].opened, orders[0].size, orders[0].content) == ("zip", len(content), content[-END_BYTES:])
    assert kept(one) == ("a.zip", "application/zip", content)


@pytest.mark.control("uploads_made_anew")
def test_what_a_taken_over_decoder_gives_back_has_to_be_of_the_kind(take, store):
    assert take(("a.jpg", JPEG), clean=lambda _order: Cleaned(HTML))[0].fault == "damaged"
    assert take(("a.jpg", JPEG), clean=lambda order: Cleaned(order.content), picture_type="png")[0].fault == "damaged"
    assert list(store.list()) == []


@pytest.mark.control("archives_bounded")
def test_after_some_faults_no_more_files_are_opened(take):
    """Fifty bombs in one answer cost no more than three."""
    opened = []

    def clean(order):
        opened.append(order)
        return Unfit("bulky")

    assert [one.fault for one in take(*[("a.jpg", JPEG)] * 50, clean=clean)] == ["bulky"] * 50
    assert len(opened) == 3
