"""Files that people send, from end to end: judged, made anew in the jail, kept, and given back as downloads alone."""

from __future__ import annotations

import html
import io
import re

import pikepdf
import pytest
from flask.testing import FlaskClient
from PIL import ExifTags, Image

BASE = "https://answers.example.org"
INTERVIEW = "chancery.kinds:data/questions/uploads.yml"
PAGE = b"<!doctype html><script>alert(document.domain)</script>"
PLACE = "4711 Mill Lane"


def send(client: FlaskClient, *files: tuple[bytes, str]):
    """Begin the interview and send files."""
    started = client.get(
        "/interview", query_string={"i": INTERVIEW, "reset": "1"}, base_url=BASE, follow_redirects=True
    )
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', started.text))
    form[re.search(r'<input[^>]*name="(field_\d+)"', started.text)[1]] = [(io.BytesIO(b), name) for b, name in files]
    return client.post(started.request.path, data={**form, "continue": ""}, base_url=BASE, follow_redirects=True)


def kept(client: FlaskClient, page) -> list:
    """What is given back of the files."""
    assert "We have it." in page.text, page.text
    return [client.get(link, base_url=BASE) for link in re.findall(r'href="(/session/\w+/file/\w+)"', page.text)]


def stored(settings) -> int:
    return sum(path.is_file() for path in settings.objects.rglob("*"))


def photograph() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = PLACE
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (51.0, 30.0, 26.0)
    written = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(written, "JPEG", exif=exif)
    return written.getvalue() + PAGE


def pdf(**options: object) -> bytes:
    with pikepdf.new() as made:
        made.add_blank_page()
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        written = io.BytesIO()
        made.save(written, **options)
        return written.getvalue()


@pytest.mark.control("uploads_made_anew")
def test_where_a_photograph_was_taken_is_not_kept(client):
    sent = photograph()
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert PLACE.encode() in sent
    [answer] = kept(client, send(client, (sent, "where.jpg")))
    assert not Image.open(io.BytesIO(answer.data)).getexif()
    assert PLACE.encode() not in answer.data
    assert PAGE not in answer.data
    assert (answer.mimetype, answer.headers["Content-Disposition"]) == ("image/jpeg", "attachment; filename=where.jpg")


@pytest.mark.control("uploads_made_anew")
def test_the_script_of_a_pdf_is_not_kept(client):
    assert b"app.alert" in pdf()
    [answer] = kept(client, send(client, (pdf(), "lease.pdf")))
    with pikepdf.open(io.BytesIO(answer.data)) as opened:
        assert len(opened.pages) == 1
        assert "/OpenAction" not in opened.Root
    assert b"app.alert" not in answer.data


@pytest.mark.control("uploads_are_what_they_say")
@pytest.mark.parametrize(("content", "name", "said"), [
    (PAGE, "page.html", "Files of this kind are not taken."),
    (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg", "Files of this kind are not taken."),
    (PAGE, "holiday.jpg", "This file is not what its name says."),
    (PAGE, "notes.txt", "This file is not what its name says."),
    (pdf(), "holiday.jpg", "This file is not what its name says."),
    (photograph()[:300], "holiday.jpg", "This file cannot be read; it may be damaged."),
    (pdf(encryption=pikepdf.Encryption(user="a", owner="b")), "a.pdf", "This PDF is locked with a password."),
])  # fmt: skip
def test_what_is_not_taken_is_said_at_the_field_and_not_kept(client, settings, content, name, said):
    before = stored(settings)
    page = send(client, (content, name))
    assert page.status_code == 422
    assert said in html.unescape(page.text)
    assert "What do you have?" in page.text
    assert stored(settings) == before


@pytest.mark.control("uploads_are_what_they_say")
def test_of_several_files_none_is_kept_if_one_is_not_taken(client, settings):
    before = stored(settings)
    page = send(client, (b"A text.", "a.txt"), (PAGE, "b.txt"))
    assert "File 2: This file is not what its name says." in html.unescape(page.text)
    assert stored(settings) == before


def test_other_kinds_are_kept_as_they_came_and_never_shown_inline(client):
    text = b"<b>Not</b> a page, <script>alert(1)</script>"
    [answer] = kept(client, send(client, (b"A line.\n" + text, "a.txt")))
    assert answer.data == b"A line.\n" + text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
