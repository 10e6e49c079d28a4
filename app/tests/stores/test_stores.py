"""What every service must do as the directory does, shown on servers that check signatures."""

from __future__ import annotations

import os
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from botocore import auth

from chancery.objects import InvalidName, NoSuchObject, ObjectsUnavailable, new_name, open_store, remote
from chancery.objects.remote import PART_BYTES

SESSION = uuid.UUID(int=7)
LATER = timedelta(hours=1)


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


def test_more_than_one_page(store, monkeypatch):
    monkeypatch.setattr(remote, "PAGE_NAMES", 2)
    names = [new_name(SESSION) for _ in range(5)]
    for name in names:
        store.put(name, [b"x"])
    assert sorted(store.list()) == sorted(names)


@pytest.mark.parametrize("name", ["", "../" + "0" * 32, "0" * 32, "0" * 32 + "/..", "0" * 32 + "/" + "0" * 32 + "/x"])
def test_only_names_of_our_own_making(store, name):
    for act in (lambda: store.put(name, [b"x"]), lambda: store.get(name), lambda: store.delete(name)):
        with pytest.raises(InvalidName):
            act()
    assert list(store.list()) == []


def test_an_environment_sees_nothing_of_another(place, store):
    other = open_store(replace(place, prefix=place.prefix + "2"))
    name = new_name(SESSION)
    store.put(name, [b"x"])
    assert list(other.list()) == []
    with pytest.raises(NoSuchObject):
        other.get(name)
    assert other.delete_prefix(SESSION.hex) == 0
    assert list(store.list()) == [name]


def test_the_probe_leaves_nothing(store):
    store.probe()
    assert list(store.list()) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"secret": "d3Jvbmc="}, "the key is wrong"),
        ({"account": "nobody"}, "the key's id is unknown|the key is wrong|the service refuses"),
        ({"name": "no-such-bucket"}, "there is no such (bucket|container)"),
    ],
)
def test_the_probe_tells_what_is_wrong(place, change, words):
    store = open_store(replace(place, **change))
    for act in (store.probe, lambda: list(store.list()), lambda: store.put(new_name(SESSION), [b"x"])):
        with pytest.raises(ObjectsUnavailable, match=f"^({words})") as caught:
            act()
        for secret in (place.secret, place.account, place.endpoint):
            assert secret not in str(caught.value)


def test_a_wrong_clock_is_told(s3, monkeypatch):
    """The service refuses what is signed an hour off; here our clock is moved, not its."""
    store = open_store(replace(s3, prefix=f"tests/{uuid.uuid4().hex}"))
    store.probe()
    right = auth.get_current_datetime
    monkeypatch.setattr(auth, "get_current_datetime", lambda *args, **kw: right(*args, **kw) - LATER)
    with pytest.raises(ObjectsUnavailable, match="clock is wrong"):
        store.probe()
