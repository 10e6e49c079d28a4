"""Files of interview packages that everyone may see."""

import pytest

from .conftest import BASE


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.mark.parametrize(
    ("path", "kind", "content"),
    [("demo/a%20b.png", "image/png", b"PNG"), ("demo/in/x.svg", "image/svg+xml", b"<svg/>")],
)
def test_a_picture(client, path: str, kind: str, content: bytes):
    answer = client.get(f"/package/{path}", base_url=BASE)
    assert (answer.status_code, answer.content_type, answer.data) == (200, kind, content)
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    again = client.get(f"/package/{path}", base_url=BASE, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_player_gets_the_part_that_it_asks_for(client):
    answer = client.get("/package/demo/in/x.svg", base_url=BASE, headers={"Range": "bytes=1-3"})
    assert (answer.status_code, answer.data) == (206, b"svg")
    assert answer.headers["Content-Range"] == "bytes 1-3/6"
    assert client.get("/package/demo/in/x.svg", base_url=BASE, headers={"Range": "bytes=9-"}).status_code == 416


def test_a_kind_that_is_not_known_is_only_saved(client):
    answer = client.get("/package/demo/x.html", base_url=BASE)
    assert (answer.content_type, answer.headers["Content-Disposition"]) == ("application/octet-stream", "attachment")


@pytest.mark.parametrize("path", ["demo/none.png", "demo/../questions/demo.yml", "other/a b.png", "demo/%00", "demo/"])
def test_what_is_no_packages_file(client, path: str):
    assert client.get(f"/package/{path}", base_url=BASE).status_code in (308, 404)


def test_without_an_evaluator(client, plain_evaluator):
    plain_evaluator.down = True
    assert client.get("/package/demo/a%20b.png", base_url=BASE).status_code == 503
