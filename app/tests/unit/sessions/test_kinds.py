"""Files by their names and first bytes."""

from __future__ import annotations

import pytest

from chancery.protocol import Cleaned, Field, Form, NewFile, Unfit
from chancery.sessions.kinds import KINDS, fits, kind_of
from chancery.sessions.uploads import Received, judged

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


def judge(name: str, content: bytes, answer=None, **field) -> Received:
    form = Form(question="q", fields=[Field(key="field_0", input="file", **field)])
    file = NewFile("0" * 32, name, "application/octet-stream", content)
    [one] = judged(form, {"field_0": [file]}, answer or (lambda order: Cleaned(order.content)))["field_0"]
    return one


def test_what_is_told_and_kept_is_the_file_as_it_was_made_anew():
    one = judge("a.pdf", PDF + b"script", lambda _order: Cleaned(PDF))
    assert (one.fault, one.file.mimetype, one.file.content) == ("", "application/pdf", PDF)


def test_a_picture_that_becomes_another_kind_is_called_so():
    orders = []

    def answer(order):
        orders.append(order)
        return Cleaned(b"\x89PNG\r\n\x1a\n")

    one = judge("my.photo.jpg", JPEG, answer, picture_type="png", pixels=300)
    assert (one.fault, one.file.name, one.file.mimetype) == ("", "my.photo.png", "image/png")
    assert (orders[0].opened, orders[0].picture_type, orders[0].pixels) == ("jpeg", "png", 300)
    # The order is about pictures: a PDF stays one.
    assert judge("a.pdf", PDF, picture_type="png").file.name == "a.pdf"


def test_what_is_wrong_is_said_and_what_is_no_such_file_is_not_opened():
    def never(_order):
        raise AssertionError("opened")

    assert judge("a.html", HTML, never).fault == "kind"
    assert judge("a.jpg", HTML, never).fault == "content"
    assert judge("a.txt", b"a text", never).fault == ""
    assert judge("a.pdf", PDF, lambda _order: Unfit("locked")).fault == "locked"


@pytest.mark.control("uploads_made_anew")
def test_what_a_taken_over_decoder_gives_back_has_to_be_of_the_kind():
    assert judge("a.jpg", JPEG, lambda _order: Cleaned(HTML)).fault == "damaged"
    assert judge("a.jpg", JPEG, lambda order: Cleaned(order.content), picture_type="png").fault == "damaged"


@pytest.mark.control("archives_bounded")
def test_after_some_faults_no_more_files_are_opened():
    """Fifty bombs in one answer cost no more than three."""
    opened = []

    def answer(order):
        opened.append(order)
        return Unfit("bulky")

    form = Form(question="q", fields=[Field(key="field_0", input="file", several=True)])
    files = [NewFile(f"{number:032x}", "a.jpg", "application/octet-stream", JPEG) for number in range(50)]
    judgements = judged(form, {"field_0": files}, answer)["field_0"]
    assert [one.fault for one in judgements] == ["bulky"] * 50
    assert len(opened) == 3
