"""What every store must do, shown on each in turn: a directory, and servers that check signatures."""

from __future__ import annotations

import os
import threading
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chancery.objects import Head, InvalidName, NoSuchObject, ObjectStore, new_name, open_store
from chancery.objects.remote import PART_BYTES

SESSION = uuid.UUID(int=7)
LATER = timedelta(hours=1)


@pytest.fixture(params=["directory", "s3", "azure"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """An empty store of each kind in turn."""
    if request.param == "directory":
        return open_store(tmp_path / "objects")
    return open_store(request.getfixturevalue("below")(request.param))


def test_what_is_put_can_be_got_listed_and_deleted(store):
    name = new_name(SESSION)
    assert store.put(name, [b"one ", b"", b"two"]) == 7
    assert b"".join(store.get(name)) == b"one two"
    assert (list(store.list()), store.size(name)) == ([name], 7)
    store.delete(name)
    assert list(store.list()) == []
    for act in (store.get, store.size):
        with pytest.raises(NoSuchObject):
            act(name)
    store.delete(name)


def test_an_empty_object(store):
    name = new_name(SESSION)
    assert store.put(name, []) == 0
    assert b"".join(store.get(name)) == b""


@pytest.mark.parametrize("length", [PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES + 12345])
def test_a_large_object_goes_in_parts_and_comes_in_pieces(store, length):
    name, written = new_name(SESSION), os.urandom(length)
    assert store.put(name, (written[start : start + 700_001] for start in range(0, length, 700_001))) == length
    pieces = list(store.get(name))
    assert b"".join(pieces) == written
    assert max(map(len, pieces)) <= 1 << 20
    assert store.size(name) == length


@pytest.mark.parametrize("length", [0, 1000, PART_BYTES - 65_000, PART_BYTES, 2 * PART_BYTES + 12345])
def test_what_stands_first_can_be_made_last(store, length):
    name, written = new_name(SESSION), os.urandom(length)
    ended = []

    def pieces():
        yield from (written[start : start + 700_001] for start in range(0, length, 700_001))
        ended.append(True)

    def make() -> bytes:
        assert ended
        return b"h" * 65_000

    assert store.put(name, pieces(), Head(65_000, make)) == 65_000 + length
    assert b"".join(store.get(name)) == b"h" * 65_000 + written


def test_a_sessions_objects_go_together(store):
    mine = [new_name(SESSION) for _ in range(3)]
    other = new_name(uuid.UUID(int=8))
    for name in (*mine, other):
        store.put(name, [b"x"])
    assert sorted(store.list(SESSION.hex)) == sorted(mine)
    assert store.delete_prefix(SESSION.hex) == 3
    assert list(store.list()) == [other]
    assert store.delete_prefix(SESSION.hex) == 0


def test_only_those_stored_before_a_moment(store):
    name = new_name(SESSION)
    store.put(name, [b"x"])
    now = datetime.now(UTC)
    assert list(store.list(before=now - LATER)) == []
    assert list(store.list(before=now + LATER)) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "../" + "0" * 32,
        "0" * 32,
        "0" * 32 + "/..",
        "0" * 32 + "/" + "0" * 31,
        "0" * 32 + "/" + "0" * 32 + "/x",
        "0" * 32 + "/" + "0" * 32 + "\n",
        "A" * 32 + "/" + "A" * 32,
        "0" * 32 + "\\" + "0" * 32,
        "0" * 32 + "/" + "0" * 31 + "\0",
        "%2e%2e/" + "0" * 32,
        "\u0660" * 32 + "/" + "0" * 32,
    ],
)
def test_only_names_of_our_own_making(store, name):
    for act in (lambda: store.put(name, [b"x"]), lambda: store.get(name), lambda: store.delete(name)):
        with pytest.raises(InvalidName):
            act()
    assert list(store.list()) == []


@pytest.mark.parametrize("prefix", ["..", "/", "0" * 31, "0" * 33, "0" * 32 + "/", "*"])
def test_only_prefixes_of_our_own_making(store, prefix):
    with pytest.raises(InvalidName):
        store.delete_prefix(prefix)
    with pytest.raises(InvalidName):
        list(store.list(prefix))


def test_an_upload_that_the_browser_breaks_off_leaves_nothing(store):
    def pieces():
        yield os.urandom(PART_BYTES + 1)
        raise ConnectionResetError("the browser has gone")

    with pytest.raises(ConnectionResetError):
        store.put(new_name(SESSION), pieces())
    assert list(store.list()) == []
    assert store.sweep(datetime.now(UTC) + LATER) == 0


def test_the_old_bytes_stand_until_the_new_ones_are_whole(store):
    name = new_name(SESSION)
    store.put(name, [b"old"])

    def pieces():
        yield b"new"
        assert b"".join(store.get(name)) == b"old"

    store.put(name, pieces())
    assert b"".join(store.get(name)) == b"new"


def test_the_probe_leaves_nothing(store):
    store.probe()
    assert list(store.list()) == []


def test_many_at_once(store):
    names = [new_name(SESSION) for _ in range(40)]
    threads = [threading.Thread(target=store.put, args=(name, [os.urandom(1000)])) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(store.list(SESSION.hex)) == sorted(names)
