"""`chancery.host.files` in a role, run by ansible-playbook: where it finds templates and sources, and what it shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[6]


@pytest.fixture
def role(tmp_path: Path) -> Path:
    """Make a role with a template and a source, and a playbook that runs it on this machine."""
    role = tmp_path / "roles/example"
    for name, text in {
        "templates/greeting.j2": "{% if loud %}\nHELLO {{ whom }}\n{% endif %}\n\n",
        "files/plain.txt": "  {{ not a template }}  \n\n",
        "vars/main.yml": "whom: everyone\n",
        "tasks/main.yml": "- chancery.host.files:\n    owner: '{{ me }}'\n    group: '{{ mine }}'\n"
        "    files: '{{ entries }}'\n",
        "../../play.yml": "- hosts: all\n  gather_facts: false\n  roles: [example]\n",
    }.items():
        (role / name).parent.mkdir(parents=True, exist_ok=True)
        (role / name).write_text(text)
    return tmp_path


def play(directory: Path, entries: str, *options: str) -> subprocess.CompletedProcess[str]:
    owner = f"me={directory.owner()} mine={directory.group()}"
    words = ["-i", "localhost,", "-c", "local", "-e", f"ansible_python_interpreter={sys.executable}", "-e", owner]
    return subprocess.run(
        [
            Path(sys.executable).parent / "ansible-playbook",
            *words,
            "-e",
            f'{{"entries": {entries}}}',
            *options,
            "play.yml",
        ],
        cwd=directory,
        env={**os.environ, "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "ANSIBLE_ROLES_PATH": "roles"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_templates_and_sources_are_found_as_in_any_role(role: Path) -> None:
    entries = f"""[
      {{"path": "{role}/out", "state": "directory"}},
      {{"path": "{role}/out/said", "template": "greeting.j2", "vars": {{"loud": true}}}},
      {{"path": "{role}/out/plain", "source": "plain.txt"}}
    ]"""
    ran = play(role, entries, "--diff")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (role / "out/said").read_text() == "HELLO everyone\n\n"
    assert (role / "out/plain").read_text() == "  {{ not a template }}  \n\n"
    assert "+HELLO everyone" in ran.stdout
    assert "changed=0" in play(role, entries).stdout


def test_each_makes_a_file_of_every_item(role: Path) -> None:
    (role / "roles/example/templates/item.j2").write_text("{{ item.level }} of {{ whom }}, {{ loud }}\n")
    entries = f"""[
      {{"path": "{role}/{{name}}.txt", "template": "item.j2", "vars": {{"loud": "aloud"}},
        "each": [{{"name": "a", "level": 1}}, {{"name": "b", "level": 2}}]}},
      {{"path": "{role}/of-{{name}}", "source": "{{name}}.txt", "each": ["plain"]}},
      {{"path": "{role}/none-{{name}}", "content": "", "each": []}}
    ]"""
    ran = play(role, entries)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (role / "a.txt").read_text() == "1 of everyone, aloud\n"
    assert (role / "b.txt").read_text() == "2 of everyone, aloud\n"
    assert (role / "of-plain").read_text() == "  {{ not a template }}  \n\n"
    assert not list(role.glob("none-*"))


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ('["/a/path"]', "write a mapping with a path"),
        ('[{"path": "/x", "template": "a.j2", "content": "b"}]', "/x has content and template: keep one of them"),
        ('[{"path": "/x", "template": "absent.j2"}]', "absent.j2"),
        ('[{"path": "/x", "source": "absent.txt"}]', "absent.txt"),
        ('[{"path": "/x", "content": "", "each": ["a"]}]', "/x has each: write a list there, and {name} in the path"),
        ('[{"path": "/{name}", "content": "", "each": "a"}]', "/{name} has each: write a list there"),
        ('[{"path": "/x/{name}", "content": "", "each": ["../a"]}]', "each of /x/{name} needs a name without a slash"),
        ('[{"path": "/x/{name}", "content": "", "each": [{"title": "a"}]}]', "in each of /x/{name} needs a name"),
    ],
)
def test_what_cannot_be_read_is_refused(role: Path, entries: str, says: str) -> None:
    ran = play(role, entries)
    assert ran.returncode != 0
    assert says in " ".join((ran.stdout + ran.stderr).split())
