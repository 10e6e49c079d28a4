"""What `chancery.host.files` leaves on a host, and what it refuses."""

from __future__ import annotations

import os
import resource
import signal
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.testing import patch_module_args

from .conftest import Run


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(directory: Path) -> set[str]:
    return {path.name for path in directory.rglob("*")}


def test_a_list_is_made_in_its_order_and_found_made_the_next_time(files: Run, tmp_path: Path) -> None:
    entries: list[dict[str, Any]] = [
        {"path": str(tmp_path / "deep/er"), "state": "directory", "mode": "0700"},
        {"path": str(tmp_path / "deep/er/one"), "content": "1\n", "mode": "0440"},
        {"path": str(tmp_path / "deep/two"), "content": ""},
    ]
    made = files(*entries)
    assert (made["changed"], made["paths"]) == (True, [entry["path"] for entry in entries])
    assert [mode(Path(entry["path"])) for entry in entries] == [0o700, 0o440, 0o644]
    assert mode(tmp_path / "deep") == 0o755
    assert (tmp_path / "deep/er/one").read_text() == "1\n"
    again = files(*entries)
    assert (again["changed"], again["paths"]) == (False, [])


@pytest.mark.parametrize("spoil", ["content", "mode"])
def test_only_what_differs_is_changed(files: Run, tmp_path: Path, spoil: str) -> None:
    paths = [tmp_path / "one", tmp_path / "two"]
    entries = [{"path": str(path), "content": path.name} for path in paths]
    files(*entries)
    kept = paths[0].stat().st_ino
    if spoil == "content":
        paths[1].write_text("else")
    else:
        paths[1].chmod(0o600)
    assert files(*entries)["paths"] == [str(paths[1])]
    assert paths[0].stat().st_ino == kept
    assert (paths[1].read_text(), mode(paths[1])) == ("two", 0o644)


def test_check_mode_says_what_would_change_and_changes_nothing(files: Run, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("old")
    entries: list[dict[str, Any]] = [
        {"path": str(tmp_path / "new"), "state": "directory", "owner": "nobody-yet"},
        {"path": str(tmp_path / "new/file"), "content": "x", "group": "nobodies-yet", "validate": "false %s"},
        {"path": str(tmp_path / "there"), "content": "new\n"},
    ]
    answer = files(*entries, check=True, diff=True)
    assert answer["paths"] == [entry["path"] for entry in entries]
    assert (answer["diff"][2]["before"], answer["diff"][2]["after"]) == ("old", "new\n")
    assert names(tmp_path) == {"there"}
    assert (tmp_path / "there").read_text() == "old"


def test_a_file_that_is_not_forced_keeps_its_content_but_not_its_mode(files: Run, tmp_path: Path) -> None:
    entry = {"path": str(tmp_path / "log"), "content": "", "force": False, "mode": "0640"}
    files(entry)
    (tmp_path / "log").write_text("a line\n")
    assert not files(entry)["changed"]
    (tmp_path / "log").chmod(0o644)
    assert files(entry)["changed"]
    assert ((tmp_path / "log").read_text(), mode(tmp_path / "log")) == ("a line\n", 0o640)


def test_where_one_is_refused_none_is_written(files: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    bad.write_text("before")
    answer = files(
        {"path": str(good), "content": "fine"},
        {"path": str(bad), "content": "broken", "validate": "grep -q fine %s"},
    )
    assert answer["failed"]
    assert str(bad) in answer["msg"]
    assert "grep" in answer["msg"]
    assert names(tmp_path) == {"bad"}
    assert bad.read_text() == "before"


def test_what_is_validated_is_the_new_content_that_nobody_else_can_read(files: Run, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    look = f'sh -c \'cat "$0" > {seen}; stat -c %a "$0" >> {seen}\' %s'
    assert files({"path": str(tmp_path / "file"), "content": "new\n", "validate": look})["changed"]
    assert seen.read_text() == "new\n600\n"


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"path": "relative", "content": ""}, "begin it with /"),
        ({"path": "/there/x", "content": "", "mode": "644"}, 'like "0644"'),
        ({"path": "/there/x", "content": "", "mode": 420}, 'like "0644"'),
        ({"path": "/there/x", "content": "", "mode": "u=rw"}, 'like "0644"'),
        ({"path": "/there/x"}, "needs one of content, template and source"),
        ({"path": "/there/x", "content": "", "state": "directory"}, "needs one of content, template and source"),
        ({"path": "/there/x", "content": "", "template": "x"}, "mutually exclusive"),
        ({"path": "/there/x", "content": "", "owner": "no-such-user"}, "make it first"),
        ({"path": "/there/x", "content": "", "group": "no-such-group"}, "make it first"),
        ({"path": "/there/x", "contents": ""}, "Unsupported parameters"),
        ({"content": ""}, "path"),
        ({"path": "/there/missing/x", "content": ""}, "list it before, with state directory"),
        ({"path": "/there/file/x", "content": ""}, "is a file: move it away"),
        ({"path": "/there/file", "state": "directory"}, "is no directory: move it away"),
        ({"path": "/there/directory", "content": ""}, "is no regular file: move it away"),
        ({"path": "/there/link", "content": ""}, "is no regular file: move it away"),
        ({"path": "/there/link", "state": "directory"}, "is no directory: move it away"),
        ({"path": "/there/pipe", "content": ""}, "is no regular file: move it away"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    files: Run, tmp_path: Path, entry: dict[str, Any], says: str
) -> None:
    (tmp_path / "file").write_text("kept")
    (tmp_path / "directory").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "directory")
    os.mkfifo(tmp_path / "pipe")
    before = names(tmp_path)
    if "path" in entry:
        entry = entry | {"path": entry["path"].replace("/there", str(tmp_path))}
    answer = files(entry)
    assert answer["failed"]
    assert says in answer["msg"]
    assert names(tmp_path) == before
    assert (tmp_path / "file").read_text() == "kept"


def test_a_write_that_fails_leaves_what_was_there(files: Run, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("before")
    # A limit on the size of files ends the same write as a full disk does.
    limit, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limit[1]))
    try:
        answer = files({"path": str(path), "content": "x" * 8192})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handler)
    assert answer["failed"]
    assert "File too large" in answer["msg"]
    assert names(tmp_path) == {"file"}
    assert path.read_text() == "before"


def test_a_reader_never_sees_half_a_file_or_other_rights(files: Run, tmp_path: Path) -> None:
    path, seen, over = tmp_path / "file", set(), threading.Event()
    texts = ["a" * 100_000, "b" * 100_000]
    files({"path": str(path), "content": texts[0], "mode": "0600"})

    def read() -> None:
        while not over.is_set():
            with path.open() as file:
                seen.add((file.read(), stat.S_IMODE(os.fstat(file.fileno()).st_mode)))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(40):
            files({"path": str(path), "content": texts[number % 2], "mode": "0600"})
    finally:
        over.set()
        reader.join()
    assert seen
    assert seen <= {(text, 0o600) for text in texts}


def test_no_content_reaches_the_journal(files: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[str] = []
    monkeypatch.setattr(AnsibleModule, "log", lambda _self, text, **_: logged.append(text))
    files({"path": str(tmp_path / "file"), "content": "the-secret"})
    assert "the-secret" not in " ".join(logged)
    # What any other module does, and this test would catch.
    with patch_module_args({"content": "the-secret"}):
        AnsibleModule({"content": {"type": "str"}})
    assert "the-secret" in " ".join(logged)
