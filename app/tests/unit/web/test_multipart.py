"""Forms with files, however they are cut on their way, and those that are none."""

from __future__ import annotations

import io
import socket
import threading
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from chancery.web import incoming
from chancery.web.incoming import Watch
from chancery.web.multipart import Parts

FORM = (
    b'--b\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\ntoken\r\n'
    b'--b\r\nContent-Disposition: form-data; name="one"; filename="a.txt"\r\n\r\n\r\n--b \r\r\n--bb\r\n'
    b'--b\r\nContent-Disposition: form-data; name="between"\r\n\r\nZo\xc3\xab\r\n'
    b'--b\r\nContent-Disposition: form-data; name="two"; filename=""\r\n\r\n\r\n'
    b'--b\r\nContent-Disposition: form-data; name="behind"\r\n\r\n\r\n--b--\r\n'
)
FIRST = b"\r\n--b \r\r\n--bb"


def parts(form: bytes, step: int = 7, most_bytes: int = 1000, most_parts: int = 50) -> Parts:
    stream = io.BytesIO(form)
    return Parts(lambda: stream.read(step), "b", most_bytes, most_parts)


@given(step=st.integers(1, len(FORM) + 1))
def test_what_stands_before_the_first_file_is_known_before_it(step):
    form = parts(FORM.replace(FIRST, b"text"), step)
    form.read_fields()
    assert form.fields.to_dict(flat=False) == {"_csrf": ["token"]}
    seen = [(file.key, file.name, b"".join(file.pieces)) for file in form.files()]
    assert seen == [("one", "a.txt", b"text"), ("two", "", b"")]
    assert form.fields.to_dict() == {"_csrf": "token", "between": "Zo\u00eb", "behind": ""}
    assert form.has_ended


@given(content=st.lists(st.sampled_from([b"\r", b"\n", b"-", b"b", b"xyz"])).map(b"".join), step=st.integers(1, 40))
def test_no_file_has_a_byte_too_many_or_too_few(content, step):
    head = b'--b0undary\r\nContent-Disposition: form-data; name="one"; filename="a"\r\n\r\n'
    stream = io.BytesIO(head + content + b"\r\n" + head + content + b"\r\n--b0undary--\r\n")
    form = Parts(lambda: stream.read(step), "b0undary", 1000, 50)
    assert [b"".join(file.pieces) for file in form.files()] == [content, content]


@given(step=st.integers(1, 60), read=st.booleans())
def test_what_is_not_read_of_a_file_is_passed_over(step, read):
    form = parts(FORM, step)
    assert [file.key for file in form.files() if not read or next(iter(file.pieces), None) is not None or True] == [
        "one",
        "two",
    ]
    assert form.fields["behind"] == ""


def test_all_that_is_left_can_be_read_away():
    form = parts(FORM)
    form.read_fields()
    form.drain()
    assert form.has_ended
    assert list(form.files()) == []


@pytest.mark.parametrize("form", [FORM[:cut] for cut in (0, 3, 30, 60, 120, 200, len(FORM) - 6)] + [b"x" * 5000])
def test_a_form_that_ends_in_the_middle_is_none(form):
    with pytest.raises(BadRequest):
        parts(form).drain()


def test_a_form_without_a_boundary_is_none():
    with pytest.raises(BadRequest):
        Parts(lambda: b"", "", 1, 1)


@pytest.mark.parametrize("bounds", [{"most_bytes": 4}, {"most_parts": 2}])
def test_a_form_with_too_much_in_its_fields_is_refused(bounds):
    with pytest.raises(RequestEntityTooLarge):
        for _ in parts(FORM, **bounds).files():
            pass


def test_headers_do_not_grow_for_ever():
    def endless():
        return b"x" * 65536

    form = Parts(endless, "b", 1000, 10)
    with pytest.raises(RequestEntityTooLarge):
        form.read_fields()


@pytest.mark.control("uploads_take_bounded_room")
def test_a_request_that_comes_too_slowly_is_ended(monkeypatch):
    monkeypatch.setattr(incoming, "PIECE_S", 0.2)
    monkeypatch.setattr(incoming, "_LOOK_S", 0.05)
    near, far = socket.socketpair()
    done = threading.Event()

    def trickle() -> None:
        with suppress(BrokenPipeError):
            while not done.wait(0.05):
                far.send(b"x")

    sender = threading.Thread(target=trickle)
    with near, far, near.makefile("rb") as stream:
        watch = Watch(near)
        sender.start()
        # Each byte comes soon after the one before it, the piece never: reading ends all the same.
        assert 0 < len(watch.read(stream)) < incoming.PIECE_BYTES
        done.set()
        sender.join()
        watch.end()


def test_a_request_that_nobody_waits_for_is_not_ended(monkeypatch):
    """While a file of it is looked into, for instance."""
    monkeypatch.setattr(incoming, "PIECE_S", 0.05)
    monkeypatch.setattr(incoming, "_LOOK_S", 0.01)
    near, far = socket.socketpair()
    with near, far, near.makefile("rb") as stream:
        watch = Watch(near)
        threading.Event().wait(0.3)
        far.sendall(bytes(incoming.PIECE_BYTES // 64))
        far.shutdown(socket.SHUT_WR)
        assert len(watch.read(stream)) == incoming.PIECE_BYTES // 64
        watch.end()
