"""What a directory alone has: rights, half-written files, links, a full disk. The contract is in tests/stores."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from chancery.objects import NoSuchObject, ObjectsUnavailable, new_name, open_store

SESSION = uuid.UUID(int=7)


@pytest.fixture
def root(tmp_path):
    return tmp_path / "objects"


@pytest.fixture
def store(root):
    return open_store(root)


def files(root):
    return [path for path in root.rglob("*") if path.is_file()]


def test_nobody_else_can_read(store, root):
    store.put(new_name(SESSION), [b"x"])
    for path in root.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
    assert [path.stat().st_mode & 0o777 for path in files(root)] == [0o600]


def test_a_full_disk_acknowledges_nothing_and_leaves_nothing(store, root, full_disk):
    name = new_name(SESSION)
    with full_disk(1_000_000), pytest.raises(ObjectsUnavailable):
        store.put(name, [bytes(600_000), bytes(600_000)])
    assert files(root) == []
    with pytest.raises(NoSuchObject):
        store.get(name)
    assert store.put(name, [b"x"]) == 1


def test_half_written_files_are_not_listed_but_erased(store, root):
    store.put(new_name(SESSION), [b"x"])
    [file] = files(root)
    (file.parent / f".{uuid.uuid4().hex}").write_bytes(b"left by a power cut")
    assert len(list(store.list())) == 1
    assert store.delete_prefix(SESSION.hex) == 1
    assert files(root) == []


def test_the_sweep_takes_half_written_files_of_before_a_moment(store, root):
    name = new_name(SESSION)
    store.put(name, [b"x"])
    [file] = files(root)
    (file.parent / f".{uuid.uuid4().hex}").write_bytes(b"left by a power cut")
    now, hour = datetime.now(UTC), timedelta(hours=1)
    assert store.sweep(now - hour) == 0
    assert store.sweep(now + hour) == 1
    assert files(root) == [file]


def test_a_link_in_the_place_of_an_object_is_not_followed(store, root, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    name = new_name(SESSION)
    store.put(name, [b"x"])
    [file] = files(root)
    file.unlink()
    file.symlink_to(secret)
    with pytest.raises(ObjectsUnavailable):
        store.get(name)


def test_the_probe_leaves_nothing_and_tells_what_is_wrong(store, root, tmp_path, full_disk):
    store.probe()
    assert files(root) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(ObjectsUnavailable, match="Not a directory"):
        open_store(tmp_path / "file").probe()
    with full_disk(10), pytest.raises(ObjectsUnavailable, match="File too large"):
        store.probe()


def test_errors_do_not_name_the_path(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ObjectsUnavailable) as caught:
        open_store(tmp_path / "file").put(new_name(SESSION), [b"x"])
    assert str(tmp_path) not in str(caught.value)
