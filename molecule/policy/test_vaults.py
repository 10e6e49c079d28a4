"""What is refused as a vault file that lies open, by preflight and by the hook before a commit."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from repository import ROOT, load, tree

OPEN_VAULTS = ROOT / "roles/preflight/files/open-vaults"
HOOK = next(hook for hook in load(ROOT / ".pre-commit-config.yaml")["repos"][0]["hooks"] if hook["id"] == "open-vaults")
# Ansible reads variables from these endings and from files without one.
READ = ["vault.yml", "vault.yaml", "vault.json", "vault", "vault_mail.yml", "vault-mail"]
OTHERS = ["vault.example.yml", "vault.yml.j2", "vault.md", "main.yml"]


def refused(*paths: Path) -> subprocess.CompletedProcess[str]:
    """Ask of files and directories."""
    return subprocess.run([OPEN_VAULTS, *paths], capture_output=True, text=True, check=False)


def hooked(path: str) -> bool:
    """Whether the hook looks at a file of the tree."""
    return bool(re.search(HOOK["files"], path)) and not re.search(HOOK["exclude"], path)


@pytest.mark.parametrize("name", READ)
def test_a_file_that_ansible_reads_is_refused_until_it_is_encrypted(tmp_path: Path, name: str) -> None:
    path = tmp_path / "group_vars/all" / name
    path.parent.mkdir(parents=True)
    path.write_text("vault_x: the-secret\n")
    done = refused(tmp_path)
    assert (done.returncode, str(path) in done.stdout, "the-secret" in done.stdout) == (1, True, False)
    path.write_text("$ANSIBLE_VAULT;1.1;AES256\n6162\n")
    assert refused(tmp_path).returncode == 0
    assert hooked(f"inventories/answers-1/group_vars/all/{name}")


@pytest.mark.parametrize("name", OTHERS)
def test_another_file_is_not(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("vault_x: change_me\n")
    assert refused(tmp_path).returncode == 0


def test_the_hook_lets_the_files_of_the_tree_pass() -> None:
    looked_at = [path for path in tree() if hooked(str(path.relative_to(ROOT)))]
    assert looked_at
    assert refused(*looked_at).returncode == 0
