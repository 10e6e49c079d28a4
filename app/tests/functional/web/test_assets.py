"""Static files: found by hashed names alone, kept for ever, small."""

from __future__ import annotations

import gzip
import re

BASE = "https://answers.example.org"


def addresses(text: str) -> list[str]:
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', text)


def test_every_file_that_a_page_names_is_there(app_of, draw, gallery):
    client = app_of(gallery.TEXT).test_client()
    found = addresses(draw(gallery.TEXT))
    assert len(found) == 4
    for address in found:
        answer = client.get(address, base_url=BASE, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Encoding"] == "gzip"
        plain = client.get(address, base_url=BASE)
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(answer.data) == plain.data
        again = client.get(address, base_url=BASE, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def test_a_name_that_was_not_made_is_not_found(app_of, gallery):
    client = app_of(gallery.TEXT).test_client()
    for name in ("chancery.css", "..%2f..%2fetc%2fpasswd", "chancery-0000000000000000.css", "%00"):
        assert client.get(f"/static/{name}", base_url=BASE).status_code == 404


def test_first_visit_weighs_less_than_100_kilobytes(app_of, draw, gallery):
    client = app_of(gallery.TEXT).test_client()
    page = draw(gallery.FURNISHED)
    weight = len(page.encode())
    for address in addresses(page):
        weight += len(client.get(address, base_url=BASE, headers={"Accept-Encoding": "gzip"}).data)
    assert weight < 100_000
