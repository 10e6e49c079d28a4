"""A new production inventory: made whole or not at all, with encrypted secrets, and accepted by preflight."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

TREE = Path(__file__).parents[3]
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "D" * 43 + " ada@laptop"
OPEN_VAULTS = TREE / "roles/preflight/files/open-vaults"
GIVEN = {"name": "answers-1", "address": "203.0.113.7", "site": "answers.invalid", "operator": "ada", "version": "abc"}


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program of the environment in the tree."""
    environment = os.environ | {"ANSIBLE_CONFIG": str(TREE / "ansible.cfg")}
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=TREE, env=environment)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the inventories are made, with the public key of an operator."""
    directory = tmp_path_factory.mktemp("inventories")
    (directory / "ada.pub").write_text(KEY + "\n")
    return directory


def add(place: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Add a host as a person would, with some of the words changed."""
    where = {
        "inventories": str(place / "all"),
        "vault_password_file": str(place / "password"),
        "operator_key": str(place / "ada.pub"),
    }
    (place / "all").mkdir(exist_ok=True)
    return run("ansible-playbook", "playbooks/add_host.yml", "-e", json.dumps(GIVEN | where | changes))


def words(done: subprocess.CompletedProcess[str]) -> str:
    """Return what Ansible said, on one line."""
    return " ".join(done.stdout.split())


@pytest.fixture(scope="module")
def added(place: Path) -> Path:
    """An inventory that was made."""
    done = add(place)
    assert done.returncode == 0, done.stdout
    assert "3. Only if root alone reaches the host so far" in words(done)
    return place / "all/answers-1"


def held(added: Path) -> dict[str, object]:
    """Return what Ansible makes of the host's variables."""
    password = added.parents[1] / "password"
    done = run("ansible-inventory", "-i", added, "--vault-password-file", password, "--host", "answers-1")
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_the_inventory_says_what_was_given(added: Path) -> None:
    known = held(added)
    assert (known["ansible_host"], known["ansible_user"]) == ("203.0.113.7", "ada")
    assert known["site_base_url"] == "https://answers.invalid"
    assert known["accounts_operators"] == [{"name": "ada", "keys": [KEY]}]
    assert known["environment_kind"] == "production"


def test_secrets_are_made_and_lie_encrypted(added: Path) -> None:
    known = held(added)
    example = yaml.safe_load((TREE / "inventories/production/group_vars/all/vault.example.yml").read_text())
    for name, value in example.items():
        assert (re.fullmatch("[0-9a-f]{64}", str(known[name])) is not None) == (value == "generate_me"), name
    assert "generate_me" in example.values()
    vault = added / "group_vars/all/vault.yml"
    assert vault.read_text().startswith("$ANSIBLE_VAULT;")
    assert vault.stat().st_mode & 0o077 == 0
    assert (added.parents[1] / "password").stat().st_mode & 0o077 == 0
    assert not (added / "group_vars/all/vault.example.yml").exists()


def test_nothing_is_overwritten(added: Path, place: Path) -> None:
    before = {path: path.read_bytes() for path in sorted(added.rglob("*.yml"))}
    done = add(place, site="other.invalid")
    assert done.returncode == 2
    assert "is there already, and nothing of it was touched" in words(done)
    assert {path: path.read_bytes() for path in sorted(added.rglob("*.yml"))} == before


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("name", "Answers_1", "names in small letters, digits and dashes"),
        ("name", "../production", "names in small letters, digits and dashes"),
        ("site", "https://answers.invalid", "without https://"),
        ("address", "-oProxyCommand=x", "Give all four"),
        ("operator_key", "/nowhere.pub", "Name the file of the operator's public key"),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing(place: Path, name: str, value: str, sentence: str) -> None:
    before = sorted((place / "all").rglob("*")) if (place / "all").exists() else []
    done = add(place, **({"name": "answers-2"} | {name: value}))
    assert done.returncode == 2
    assert sentence in words(done)
    assert sorted((place / "all").rglob("*")) == before


@pytest.mark.parametrize("comment", ["CORP\\ada@laptop", 'ada "the first"'])
def test_a_comment_that_an_inventory_cannot_hold_is_refused(place: Path, comment: str) -> None:
    key = place / "other.pub"
    key.write_text(KEY.replace("ada@laptop", comment) + "\n")
    done = add(place, name="answers-3", operator_key=str(key))
    assert done.returncode == 2
    assert "its comment may hold no quotation mark and no backslash" in words(done)
    assert not (place / "all/answers-3").exists()


def preflight(added: Path, container: Callable[[str], str]) -> subprocess.CompletedProcess[str]:
    """Ask preflight of the inventory, with a host of the tests in the place of the new one."""
    there = {
        "ansible_connection": "community.docker.docker",
        "ansible_user": "root",
        "ansible_host": container("standard"),
    }
    overlay = added.parents[1] / "overlay"
    overlay.mkdir(exist_ok=True)
    (overlay / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": {"answers-1": {}}}}))
    (overlay / "host_vars").mkdir(exist_ok=True)
    (overlay / "host_vars/answers-1.yml").write_text(yaml.safe_dump(there))
    choices = {
        "images_registry_repository": "registry.invalid/app",
        "images_registry_digest": f"sha256:{'0' * 64}",
        "preflight_waivers": [{"control": "self_signed_certificate", "reason": "a test of the inventory"}],
        "backup_recipients": [f"age1{'q' * 58}"],
    }
    password = added.parents[1] / "password"
    told = ["-i", added, "-i", overlay, "--vault-password-file", password, "-e", json.dumps(choices)]
    return run("ansible-playbook", *told, "playbooks/preflight.yml")


def test_preflight_accepts_it(added: Path, container: Callable[[str], str]) -> None:
    done = preflight(added, container)
    assert done.returncode == 0, done.stdout
    assert " changed=0 " in words(done)


@pytest.mark.control("production_refuses_development")
def test_preflight_refuses_it_with_an_open_vault(added: Path, container: Callable[[str], str]) -> None:
    vault = added / "group_vars/all/vault.yml"
    encrypted = vault.read_text()
    password = added.parents[1] / "password"
    assert run("ansible-vault", "decrypt", "--vault-password-file", password, vault).returncode == 0
    try:
        done = preflight(added, container)
    finally:
        vault.write_text(encrypted)
    assert done.returncode == 2
    assert f"Not encrypted: {vault} Type for each: ansible-vault encrypt FILE" in words(done)


@pytest.mark.control("production_refuses_development")
def test_the_hook_refuses_an_open_vault(tmp_path: Path) -> None:
    hooks = {
        hook["id"]: hook for hook in yaml.safe_load((TREE / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    }
    hook = hooks["open-vaults"]
    assert TREE / hook["entry"] == OPEN_VAULTS
    assert re.search(hook["files"], "inventories/answers-1/group_vars/all/vault.yml")
    vault = tmp_path / "vault.yml"
    vault.write_text("---\nvault_x: secret\n")
    done = run(OPEN_VAULTS, vault)
    assert (done.returncode, "ansible-vault encrypt FILE" in done.stdout, "secret" in done.stdout) == (1, True, False)
    vault.write_text("$ANSIBLE_VAULT;1.1;AES256\n6162\n")
    assert run(OPEN_VAULTS, vault).returncode == 0
