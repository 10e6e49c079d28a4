"""What the emulated machine waits for has a limit, and a sentence that says what to look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from stack import emulated
from stack.checkout import ROOT, Choices, Failed
from stack.console import Log


def test_a_machine_that_hangs_is_given_up(tmp_path: Path, logs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docker = tmp_path / "docker"
    docker.write_text("#!/bin/sh\necho '203 s: systemctl is-system-running --wait'\nexec sleep 60\n")
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(emulated, "ROOT", logs)
    monkeypatch.setattr(emulated, "MACHINE_LIMIT_S", 2)
    said = r"(?s)was not done within 2 s\..*203 s: systemctl is-system-running.*Look at .*try\.log"
    with pytest.raises(Failed, match=said):
        emulated.run(Choices(), "emulator", Log("try"))


def test_a_disk_that_cannot_be_made_says_why() -> None:
    with pytest.raises(Failed, match=r"^The disk was not made: No space left on device\. Is the disk full\?"):
        emulated.pipe(["true"], ["sh", "-c", "echo No space left on device >&2; exit 1"], "The disk was not made")


def test_a_disk_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emulated, "DISK_LIMIT_S", 0.1)
    with pytest.raises(Failed, match=r"^The disk was not made within 0 s\. Is the disk slow or full\?"):
        emulated.pipe(["sleep", "60"], ["sleep", "60"], "The disk was not made")


def test_the_machine_gets_the_commands_of_this_checkout(tmp_path: Path) -> None:
    for name in emulated.COMMANDS:
        emulated.copy(ROOT / name, tmp_path / name)
    assert (tmp_path / "bin/stack").stat().st_mode & 0o111
    assert (tmp_path / "app/pyproject.toml").is_file()
    assert not list(tmp_path.rglob("__pycache__"))
