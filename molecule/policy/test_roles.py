"""What each role must have (DESIGN §7), read from its files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from readme import options, updated
from repository import load, role_tasks, roles

WRITERS = {
    "ansible.builtin.copy",
    "ansible.builtin.template",
    "ansible.builtin.file",
    "ansible.builtin.unarchive",
    "ansible.builtin.assemble",
    "community.crypto.openssl_privatekey",
    "community.crypto.openssl_csr",
    "community.crypto.x509_certificate",
}
# A file that a checker understands is checked before it is put in place.
CHECKED = (
    r"sshd_config",
    r"^/etc/nginx/",
    r"daemon\.json$",
    r"sudoers",
    r"/conf\.d/50-chancery\.conf$",
    r"/usr/local/s?bin/",
)
SECRET = re.compile(r"password|secret|token|passphrase|vault_")
# An assertion shows its words only; a user's password field holds that there is none.
HARMLESS = {"ansible.builtin.assert", "ansible.builtin.user"}
Task = dict[str, Any]
parametrise = pytest.mark.parametrize("role", roles(), ids=lambda role: role.name)


def names(role: Path) -> set[str]:
    """Return the public variables of a role."""
    return set(load(role / "defaults/main.yml") or {})


@parametrise
def test_defaults_specification_and_readme_name_the_same_variables(role: Path) -> None:
    assert names(role) == set(options(role))
    assert (role / "README.md").read_text() == updated(role), "run: python molecule/policy/readme.py"


@parametrise
def test_defaults_and_specification_agree_on_the_values(role: Path) -> None:
    defaults = load(role / "defaults/main.yml") or {}
    assert {name: option.get("default") for name, option in options(role).items()} == defaults


@parametrise
def test_variables_carry_the_name_of_the_role(role: Path) -> None:
    wrong = {name for name in names(role) if not name.startswith(f"{role.name}_")}
    private = (
        {name for name in load(role / "vars/main.yml") if not name.startswith(f"__{role.name}_")}
        if (role / "vars/main.yml").exists()
        else set()
    )
    assert not wrong | private


@parametrise
def test_switches_end_in_enabled(role: Path) -> None:
    switches = {name for name, option in options(role).items() if option["type"] == "bool"}
    assert not {name for name in switches if not name.endswith(("_enabled", "_secure_logging"))}


@parametrise
def test_a_role_begins_by_refusing_what_does_not_fit(role: Path) -> None:
    if role.name == "preflight":
        return
    first = load(role / "tasks/main.yml")[0]
    assert first["ansible.builtin.import_tasks"] == {"file": "preflight.yml"}
    modules = {next(key for key in task if "." in key) for task in load(role / "tasks/preflight.yml")}
    assert modules == {"ansible.builtin.assert"}


@parametrise
def test_every_refusal_says_what_to_do(role: Path) -> None:
    silent = [
        task["name"]
        for _, task in role_tasks(role)
        if not task.get("ansible.builtin.assert", {"fail_msg": 1}).get("fail_msg")
    ]
    assert not silent


def without_mode(task: Task) -> bool:
    """Whether a task writes a file and leaves its mode to chance."""
    written = [task[module] for module in WRITERS & task.keys()]
    return any(arguments.get("state") != "absent" and "mode" not in arguments for arguments in written)


def unchecked(task: Task) -> bool:
    """Whether a task puts a file in place that a checker understands, unchecked; one that never replaces a file may."""
    written = [task[module] for module in {"ansible.builtin.copy", "ansible.builtin.template"} & task.keys()]
    return any(
        any(re.search(pattern, arguments["dest"]) for pattern in CHECKED)
        and "validate" not in arguments
        and arguments.get("force") is not False
        for arguments in written
    )


def shows_secret(role: str, task: Task) -> bool:
    """Whether a task bears a secret in its arguments, or in its environment, and may print it."""
    module = next((key for key in task if "." in key), "")
    if module in HARMLESS or not isinstance(task.get(module), dict):
        return False
    held = task[module] | task.get("environment", {})
    bears = any(SECRET.search(f"{key}: {value}") for key, value in held.items() if key not in {"name", "query"})
    return bears and task.get("no_log") != f"{{{{ {role}_secure_logging }}}}"


@parametrise
def test_every_written_file_has_its_mode(role: Path) -> None:
    assert not [f"{path.name}: {task['name']}" for path, task in role_tasks(role) if without_mode(task)]


@parametrise
def test_a_file_with_a_checker_is_checked(role: Path) -> None:
    assert not [f"{path.name}: {task['name']}" for path, task in role_tasks(role) if unchecked(task)]


@parametrise
def test_a_task_that_bears_a_secret_hides_its_output(role: Path) -> None:
    assert not [f"{path.name}: {task['name']}" for path, task in role_tasks(role) if shows_secret(role.name, task)]


def test_planted_faults_are_noticed() -> None:
    drop_in = {"src": "x.j2", "dest": "/etc/ssh/sshd_config.d/x.conf"}
    assert without_mode({"ansible.builtin.template": drop_in})
    assert not without_mode({"ansible.builtin.template": drop_in | {"mode": "0600"}})
    assert unchecked({"ansible.builtin.template": drop_in})
    assert not unchecked({"ansible.builtin.template": drop_in | {"validate": "sshd -t -f %s"}})
    login = {"community.docker.docker_login": {"username": "x", "password": "{{ images_registry_password }}"}}
    assert shows_secret("images", login)
    assert shows_secret("images", login | {"no_log": False})
    assert not shows_secret("images", login | {"no_log": "{{ images_secure_logging }}"})
    assert shows_secret("images", {"ansible.builtin.command": {"argv": ["x", "{{ vault_key }}"]}})


@parametrise
def test_no_role_knows_the_groups_of_an_inventory(role: Path) -> None:
    texts = [path.read_text() for path in role.rglob("*") if path.is_file() and path.suffix in {".yml", ".j2"}]
    assert not [text for text in texts if re.search(r"\bgroups\[|\bgroups\.|group_names", text)]


@parametrise
def test_no_task_forgives_every_error(role: Path) -> None:
    assert not [
        task["name"] for _, task in role_tasks(role) if "ignore_errors" in task or task.get("failed_when") is False
    ]


@parametrise
def test_no_task_publishes_a_port(role: Path) -> None:
    containers = [
        task["community.docker.docker_container"]
        for _, task in role_tasks(role)
        if "community.docker.docker_container" in task
    ]
    assert not [
        arguments
        for arguments in containers
        if arguments.keys() & {"ports", "published_ports", "exposed_ports", "publish_all_ports"}
    ]
