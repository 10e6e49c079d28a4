"""What the policy tests read: the tree of the repository, its roles, its plays and its tasks."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = ("block", "rescue", "always")


class Loader(yaml.SafeLoader):
    """YAML as Ansible writes it: `!vault` and `!unsafe` are texts."""


Loader.add_constructor("!vault", lambda loader, node: loader.construct_scalar(node))
Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def load(path: Path) -> Any:
    """Return what a YAML file holds."""
    return yaml.load(path.read_text(), Loader=Loader)  # a subclass of SafeLoader


def flat(tasks: list[dict[str, Any]] | None) -> Iterator[dict[str, Any]]:
    """Yield each task, those inside blocks too, with the no_log of the blocks around it."""
    for task in tasks or []:
        yield task
        for part in BLOCKS:
            yield from flat(task.get(part))


def roles() -> list[Path]:
    """Return the directories of the roles."""
    return sorted(path for path in (ROOT / "roles").iterdir() if path.is_dir())


def role_tasks(role: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the tasks and handlers of a role with the file each stands in."""
    for path in sorted([*role.glob("tasks/**/*.yml"), *role.glob("handlers/**/*.yml")]):
        for task in flat(load(path)):
            yield path, task


def plays() -> list[tuple[Path, dict[str, Any]]]:
    """Return the plays of the playbooks."""
    found = []
    for path in sorted((ROOT / "playbooks").glob("*.yml")):
        found += [(path, play) for play in load(path) if "ansible.builtin.import_playbook" not in play]
    return found


def variables(inventory: str) -> dict[str, dict[str, Any]]:
    """Return the variables of an inventory by the file that sets them."""
    directory = ROOT / "inventories" / inventory / "group_vars"
    return {str(path.relative_to(directory)): load(path) or {} for path in sorted(directory.rglob("*.yml"))}


def tree() -> list[Path]:
    """Return every file that is, or is about to be, under version control."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
