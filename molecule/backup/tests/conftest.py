"""What the operator has: the private key, and a program to put a backup back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from testinfra.host import Host

sys.path.insert(0, str(Path(__file__).parent))

from sites import Site

TREE = Path(__file__).parents[3]
KEY = Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"]) / "backup.key"
Decrypt = Callable[[str, str], str]


@pytest.fixture(scope="session")
def decrypt(standard: Host) -> Decrypt:
    """Decrypt a file with the operator's key, pass it through a command of the host, and return what that said."""

    def run(path: str, then: str) -> str:
        words = f"set -o pipefail; age --decrypt --identity - {path} | {then}"
        command = ["docker", "exec", "-i", standard.backend.name, "bash", "-c", words]
        done = subprocess.run(command, input=KEY.read_text(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def ansible(host: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a playbook on a host, with the inventory of the scenarios."""
    command = ["ansible-playbook", "-i", TREE / "molecule/inventory", "--limit", host, *words]
    environment = os.environ | {"ANSIBLE_CONFIG": str(TREE / "ansible.cfg")}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=TREE)


@pytest.fixture(scope="session")
def lost(standard: Host) -> Site:
    """The site whose backups are put back."""
    return Site(standard, "standard", "chancery", "/var/lib/chancery/objects", "/var/backups/chancery")


@pytest.fixture(scope="session")
def new(alternative: Host) -> Site:
    """Another site, with other names for everything."""
    return Site(alternative, "alternative", "interviews", "/srv/objects", "/srv/backups/chancery", port=":8443")


@pytest.fixture(scope="session")
def restore(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """How a test puts the newest backup back: `restore(host, "variable=value", …)`."""
    directory = tmp_path_factory.mktemp("inventory")

    def run(host: str, *variables: str) -> subprocess.CompletedProcess[str]:
        groups = directory / f"{host}.ini"
        groups.write_text(f"[app]\n{host}\n")
        extra = [word for variable in (f"backup_identity_path={KEY}", *variables) for word in ("-e", variable)]
        return ansible(host, "-i", groups, *extra, TREE / "playbooks/restore.yml")

    return run


@pytest.fixture(scope="session")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[str]]:
    """How a test asks what is said to each of several wishes, before anything changes: empty for what is accepted."""
    directory = tmp_path_factory.mktemp("refusals")

    def case(number: int, variables: dict[str, object]) -> dict[str, object]:
        look = {
            "name": "Look",
            "ansible.builtin.include_role": {"name": "backup", "tasks_from": "choose"},
            "vars": {"backup_identity_path": str(KEY)} | variables,
        }
        failed = "{{ ansible_failed_result.msg ~ ansible_failed_result.stdout | default('') }}"
        keep = {"name": "Keep", "ansible.builtin.set_fact": {f"said_{number}": failed}}
        return {"name": f"Case {number}", "block": [look], "rescue": [keep]}

    def run(*wishes: dict[str, object]) -> list[str]:
        result = directory / "said.json"
        said = "{{ [" + ", ".join(f"said_{number} | default('')" for number in range(len(wishes))) + "] }}"
        write = {
            "name": "Write it down",
            "ansible.builtin.copy": {"dest": str(result), "content": said, "mode": "0600"},
            "delegate_to": "localhost",
            "become": False,
        }
        tasks = [*(case(number, wish) for number, wish in enumerate(wishes)), write]
        play = {"name": "Refusals", "hosts": "standard", "become": True, "gather_facts": False, "tasks": tasks}
        (directory / "play.yml").write_text(yaml.safe_dump([play], sort_keys=False))
        done = ansible("standard", directory / "play.yml")
        assert done.returncode == 0, done.stdout + done.stderr
        held: list[str] = json.loads(result.read_text())
        return held

    return run
