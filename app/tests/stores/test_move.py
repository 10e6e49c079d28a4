"""Copying between stores: everything arrives, a break is no harm, a wrong copy is found."""

from __future__ import annotations

import itertools
import os
import uuid

import pytest

from chancery.objects import NoSuchObject, ObjectsUnavailable, new_name, open_store
from chancery.objects.move import NotTheSame, move
from chancery.objects.remote import PART_BYTES

SESSION = uuid.UUID(int=7)


def quiet(_):
    pass


@pytest.fixture
def directory(tmp_path):
    store = open_store(tmp_path / "objects")
    for length in (0, 1, 70_000, PART_BYTES + 5):
        store.put(new_name(SESSION), [os.urandom(length)])
    return store


def content(store):
    return {name: b"".join(store.get(name)) for name in store.list()}


def test_there_and_back(directory, store, tmp_path):
    seen = []
    done = move(directory, store, lambda moved: seen.append(moved.seen))
    assert (done.copied, done.there, done.length, seen) == (4, 0, 70_001 + PART_BYTES + 5, [1, 2, 3, 4])
    assert content(store) == content(directory)
    back = open_store(tmp_path / "back")
    move(store, back, quiet)
    assert content(back) == content(directory)


def test_it_goes_on_where_it_broke_off(directory, store, over, way):
    way.up = 300_000
    with pytest.raises(ObjectsUnavailable):
        move(directory, over, quiet)
    assert len(list(store.list())) < 4
    before = len(list(store.list()))
    done = move(directory, store, quiet)
    assert (done.there, done.copied) == (before, 4 - before)
    assert content(store) == content(directory)


@pytest.mark.parametrize("thorough", [False, True])
def test_another_content_of_the_same_length_is_found_when_asked(directory, store, thorough):
    move(directory, store, quiet)
    name = next(name for name in directory.list() if directory.size(name) == 70_000)
    store.put(name, [bytes(70_000)])
    assert move(directory, store, quiet, thorough=thorough).copied == thorough


def test_another_length_is_always_found(directory, store):
    move(directory, store, quiet)
    name = next(name for name in directory.list() if directory.size(name) == 70_000)
    store.put(name, [b"cut"])
    assert move(directory, store, quiet).copied == 1
    assert content(store) == content(directory)


def test_a_copy_that_is_not_the_same_is_deleted_and_told(directory, store, monkeypatch):
    """No real store does this on demand: the one here alters what it gives back."""
    get = store.get
    monkeypatch.setattr(store, "get", lambda name: itertools.chain(get(name), [b"more"]))
    with pytest.raises(NotTheSame):
        move(directory, store, quiet)
    assert list(store.list()) == []


def test_what_is_erased_meanwhile_is_not_copied(directory, store, monkeypatch):
    names = list(directory.list())
    directory.delete(names[0])
    monkeypatch.setattr(directory, "list", lambda: iter(names))
    assert move(directory, store, quiet).copied == 3
    with pytest.raises(NoSuchObject):
        store.get(names[0])
