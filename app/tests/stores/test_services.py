"""What services alone have, shown on servers that check signatures: pages of names, prefixes, keys, clocks."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from botocore import auth

from chancery.objects import NoSuchObject, ObjectsUnavailable, new_name, open_store, remote

SESSION = uuid.UUID(int=7)
LATER = timedelta(hours=1)


def test_more_than_one_page(store, monkeypatch):
    monkeypatch.setattr(remote, "PAGE_NAMES", 2)
    names = [new_name(SESSION) for _ in range(5)]
    for name in names:
        store.put(name, [b"x"])
    assert sorted(store.list()) == sorted(names)


def test_an_environment_sees_nothing_of_another(place, store):
    other = open_store(replace(place, prefix=place.prefix + "2"))
    name = new_name(SESSION)
    store.put(name, [b"x"])
    assert list(other.list()) == []
    with pytest.raises(NoSuchObject):
        other.get(name)
    assert other.delete_prefix(SESSION.hex) == 0
    assert list(store.list()) == [name]


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
