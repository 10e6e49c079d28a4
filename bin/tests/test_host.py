"""A dev host that does not come up is given up, with a sentence that says where to look."""

from __future__ import annotations

from pathlib import Path

import pytest
from stack import host
from stack.checkout import Choices, Failed

# What Docker is asked while a host starts: how its container is, and systemd in it.
DOCKER = """#!/bin/sh
case "$1" in
  container) echo '[{"State": {"Status": "STATE"}}]' ;;
  exec) SYSTEMD ;;
esac
"""


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program in Docker's place; return where it is to be written."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(host, "START_LIMIT_S", 1)
    program = tmp_path / "docker"
    program.touch(mode=0o755)
    return program


@pytest.mark.parametrize(
    ("systemd", "state", "says"),
    [
        (
            "exec sleep 60",
            "running",
            r"did not start in nothing-dev within \d+ s: it is still starting; docker exec .* list-jobs",
        ),
        ("echo offline", "running", r"within \d+ s: offline\. See docker logs nothing-dev"),
        ("echo 'is not running' >&2; exit 1", "exited", r"within \d+ s: is not running\. See docker logs"),
    ],
    ids=["hangs", "never", "stopped"],
)
def test_a_host_that_does_not_start_is_given_up(docker: Path, systemd: str, state: str, says: str) -> None:
    docker.write_text(DOCKER.replace("SYSTEMD", systemd).replace("STATE", state))
    with pytest.raises(Failed, match=says):
        host.wait(Choices(name="nothing"))


@pytest.mark.parametrize("answer", ["running", "degraded"])
def test_a_host_that_has_started_is_asked_once(docker: Path, answer: str) -> None:
    asked = docker.with_name("asked")
    docker.write_text(DOCKER.replace("SYSTEMD", f"echo {answer} | tee -a {asked}").replace("STATE", "running"))
    host.wait(Choices(name="nothing"))
    assert asked.read_text() == f"{answer}\n"
