"""What is locked is what the project files ask for, every file of it by hash, and from no named index."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from repository import ROOT

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
LOCKS = sorted([*ROOT.glob("requirements/*.txt"), ROOT / "app/requirements.txt"])


def asked(project: Path) -> list[Requirement]:
    """Return what a project file asks for, in all its groups."""
    held = tomllib.loads(project.read_text())
    lists = [held["project"]["dependencies"], *held.get("dependency-groups", {}).values()]
    return [Requirement(text) for entries in lists for text in entries]


def locked(lock: Path) -> dict[str, set[str]]:
    """Return the versions that a lock has of each package; there are several where markers choose."""
    found: dict[str, set[str]] = {}
    for line in lock.read_text().splitlines():
        if pinned := PINNED.match(line):
            found.setdefault(canonicalize_name(pinned[1]), set()).add(pinned[2])
    return found


def stale(requirements: list[Requirement], versions: dict[str, set[str]]) -> Iterator[str]:
    """Yield what is asked for and is not locked, or in a version that is not wanted."""
    for requirement in requirements:
        there = versions.get(canonicalize_name(requirement.name), set())
        if not there or not all(requirement.specifier.contains(version) for version in there):
            yield str(requirement)


@pytest.mark.parametrize(
    ("project", "lock"),
    [
        ("app/pyproject.toml", "app/requirements.txt"),
        ("app/pyproject.toml", "requirements/dev.txt"),
        ("pyproject.toml", "requirements/dev.txt"),
    ],
)
def test_what_a_project_asks_for_is_locked(project: str, lock: str) -> None:
    assert not list(stale(asked(ROOT / project), locked(ROOT / lock))), "run: make lock"


@pytest.mark.parametrize("source", sorted(ROOT.glob("requirements/*.in")), ids=lambda path: path.name)
def test_what_a_list_asks_for_is_locked(source: Path) -> None:
    wanted = [Requirement(line) for line in source.read_text().splitlines() if line]
    assert wanted
    assert not list(stale(wanted, locked(source.with_suffix(".txt")))), "run: make lock"


def test_what_runs_is_what_is_tested() -> None:
    runs, tested = locked(ROOT / "app/requirements.txt"), locked(ROOT / "requirements/dev.txt")
    assert {name: tested.get(name) for name in runs} == runs


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_package_has_hashes_and_no_index(lock: Path) -> None:
    entries = [entry for entry in re.split(r"\n(?! )", lock.read_text()) if entry.strip()]
    assert entries
    assert not [entry for entry in entries if not PINNED.match(entry) or "--hash=sha256:" not in entry]


def test_a_stale_lock_is_noticed() -> None:
    wanted = [Requirement(text) for text in ("Flask>=3", "click>=9", "none", "psycopg[binary]>=3")]
    versions = {"flask": {"3.1"}, "click": {"8.4", "9.1"}, "psycopg": {"3.3"}}
    assert list(stale(wanted, versions)) == ["click>=9", "none"]
