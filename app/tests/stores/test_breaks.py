"""A service that stops in the middle: nothing is acknowledged that is not stored, nothing is left after the sweep."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from chancery.objects import NoSuchObject, ObjectsUnavailable, new_name
from chancery.objects.remote import PART_BYTES

SESSION = uuid.UUID(int=7)
LATER = timedelta(hours=1)


@pytest.mark.control("acknowledged_is_stored")
@pytest.mark.parametrize("passed", [100, 300_000, PART_BYTES + 300_000])
def test_an_upload_over_a_way_that_breaks(store, over, way, passed):
    name = new_name(SESSION)
    way.up = passed
    with pytest.raises(ObjectsUnavailable):
        over.put(name, [os.urandom(1 << 20)] * 20)
    with pytest.raises(NoSuchObject):
        store.get(name)
    assert list(store.list()) == []
    now = datetime.now(UTC)
    assert store.sweep(now - LATER) == 0
    # S3 knows of an upload before its first part, Azure from its first block on.
    assert (passed > PART_BYTES) <= store.sweep(now + LATER) <= 1
    assert store.sweep(now + LATER) == 0
    assert store.put(name, [b"x"]) == 1


def test_what_a_broken_upload_left_goes_with_its_session(store, over, way):
    way.up = PART_BYTES + 300_000
    with pytest.raises(ObjectsUnavailable):
        over.put(new_name(SESSION), [os.urandom(1 << 20)] * 20)
    store.delete_prefix(SESSION.hex)
    assert store.sweep(datetime.now(UTC) + LATER) == 0


@pytest.mark.control("acknowledged_is_stored")
def test_fewer_bytes_than_were_stored_are_noticed(store, over, way):
    name = new_name(SESSION)
    store.put(name, [os.urandom(900_000)])
    assert sum(map(len, over.get(name))) == 900_000
    way.down = 500_000
    with pytest.raises(ObjectsUnavailable):
        list(over.get(name))


def test_a_service_that_is_gone(over, way):
    way.close()
    for act in (over.probe, lambda: list(over.list()), lambda: over.delete(new_name(SESSION))):
        with pytest.raises(ObjectsUnavailable, match="does not answer"):
            act()
