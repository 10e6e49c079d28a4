"""Parts of what is sent to a service: all of them but the last are as large as each other, the first may come last."""

from __future__ import annotations

import pytest

from chancery.objects import Head, LocalStore, remote

SIZE = 10


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(remote, "PART_BYTES", SIZE)


@pytest.mark.parametrize("length", [0, 1, 9, 10, 11, 20, 35])
@pytest.mark.parametrize("head", [b"", b"h", b"headhead"])
def test_they_are_numbered_and_make_the_whole(length, head):
    body = bytes(range(length))
    ended = []

    def pieces():
        for at in range(0, length, 3):
            yield body[at : at + 3]
        ended.append(True)

    def make():
        assert ended
        return head

    parts = list(remote.parts(pieces(), Head(len(head), make) if head else None))
    whole = dict(parts)
    assert sorted(whole) == list(range(1, len(parts) + 1))
    assert b"".join(whole[number] for number in sorted(whole)) == head + body
    assert all(len(whole[number]) == SIZE for number in range(1, len(parts)))
    assert parts[-1][0] == (1 if head else len(parts))


def test_in_a_directory_the_head_is_written_last_and_stands_first(tmp_path):
    store = LocalStore(tmp_path)
    said = []

    def pieces():
        yield b"one "
        said.append("all")
        yield b"two"

    name = f"{0:032x}/{1:032x}"
    assert store.put(name, pieces(), Head(5, lambda: b"".join([b"head", *[b" " for _ in said]]))) == 12
    assert b"".join(store.get(name)) == b"head one two"
