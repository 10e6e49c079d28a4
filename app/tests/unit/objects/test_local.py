import os
import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from chancery.objects import InvalidName, NoSuchObject, ObjectsUnavailable, new_name, open_store

SESSION = uuid.UUID(int=7)


@pytest.fixture
def root(tmp_path):
    return tmp_path / "objects"


@pytest.fixture
def store(root):
    return open_store(root)


def files(root):
    return [path for path in root.rglob("*") if path.is_file()]


def test_what_is_put_can_be_got_listed_and_deleted(store):
    name = new_name(SESSION)
    assert store.put(name, [b"one ", b"", b"two"]) == 7
    assert b"".join(store.get(name)) == b"one two"
    assert list(store.list()) == [name]
    store.delete(name)
    assert list(store.list()) == []
    with pytest.raises(NoSuchObject):
        store.get(name)
    store.delete(name)


def test_an_empty_object(store):
    name = new_name(SESSION)
    assert store.put(name, []) == 0
    assert b"".join(store.get(name)) == b""


def test_a_large_object_comes_in_pieces(store):
    name = new_name(SESSION)
    store.put(name, (bytes([n]) * 700_000 for n in range(5)))
    pieces = list(store.get(name))
    assert sum(map(len, pieces)) == 3_500_000
    assert max(map(len, pieces)) <= 1 << 20


def test_a_sessions_objects_go_together(store):
    mine = [new_name(SESSION) for _ in range(3)]
    other = new_name(uuid.UUID(int=8))
    for name in (*mine, other):
        store.put(name, [b"x"])
    assert sorted(store.list(SESSION.hex)) == sorted(mine)
    assert store.delete_prefix(SESSION.hex) == 3
    assert list(store.list()) == [other]
    assert store.delete_prefix(SESSION.hex) == 0


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
def test_only_names_of_our_own_making(store, root, name):
    for act in (lambda: store.put(name, [b"x"]), lambda: store.get(name), lambda: store.delete(name)):
        with pytest.raises(InvalidName):
            act()
    assert not root.exists()


@pytest.mark.parametrize("prefix", ["..", "/", "0" * 31, "0" * 33, "0" * 32 + "/", "*"])
def test_only_prefixes_of_our_own_making(store, prefix):
    with pytest.raises(InvalidName):
        store.delete_prefix(prefix)
    with pytest.raises(InvalidName):
        list(store.list(prefix))


def test_nobody_else_can_read(store, root):
    store.put(new_name(SESSION), [b"x"])
    for path in root.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
    assert [path.stat().st_mode & 0o777 for path in files(root)] == [0o600]


def test_an_upload_that_breaks_off_leaves_nothing(store, root):
    def pieces():
        yield b"half"
        raise ConnectionResetError("the browser has gone")

    with pytest.raises(ConnectionResetError):
        store.put(new_name(SESSION), pieces())
    assert files(root) == []


def test_a_full_disk_acknowledges_nothing_and_leaves_nothing(store, root, full_disk):
    name = new_name(SESSION)
    with full_disk(1_000_000), pytest.raises(ObjectsUnavailable):
        store.put(name, [bytes(600_000), bytes(600_000)])
    assert files(root) == []
    with pytest.raises(NoSuchObject):
        store.get(name)
    assert store.put(name, [b"x"]) == 1


def test_the_old_bytes_stand_until_the_new_ones_are_whole(store):
    name = new_name(SESSION)
    store.put(name, [b"old"])

    def pieces():
        yield b"new"
        assert b"".join(store.get(name)) == b"old"

    store.put(name, pieces())
    assert b"".join(store.get(name)) == b"new"


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


def test_names_of_before_a_moment(store):
    name = new_name(SESSION)
    store.put(name, [b"x"])
    now, hour = datetime.now(UTC), timedelta(hours=1)
    assert list(store.list(before=now - hour)) == []
    assert list(store.list(before=now + hour)) == [name]


def test_the_length_of_an_object(store):
    name = new_name(SESSION)
    store.put(name, [b"one ", b"two"])
    assert store.size(name) == 7
    with pytest.raises(NoSuchObject):
        store.size(new_name(SESSION))


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


def test_many_at_once(store):
    names = [new_name(SESSION) for _ in range(40)]
    threads = [threading.Thread(target=store.put, args=(name, [os.urandom(1000)])) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(store.list(SESSION.hex)) == sorted(names)
