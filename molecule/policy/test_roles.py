"""What each role must have (DESIGN §7), read from its files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from readme import options, updated
from repository import load, role_tasks, roles
from written import OURS, Task, Written, entries, variables, written

# A file that a checker understands is checked before it is put in place.
CHECKED = (
    r"sshd_config",
    r"^/etc/nginx/",
    r"daemon\.json$",
    r"sudoers",
    r"/conf\.d/50-chancery\.conf$",
    r"/usr/local/s?bin/",
    r"\.nft$",
    r"/apt\.conf\.d/",
    r"^/etc/fail2ban/",
)
SECRET = re.compile(r"password|secret|token|passphrase|vault_")
# What a file may hold that is for its owner alone: the same, and keys.
KEPT = re.compile(rf"{SECRET.pattern}|_key\b|_key_path\b|privkey")
# An assertion shows its words only; a user's password field holds that there is none.
HARMLESS = {"ansible.builtin.assert", "ansible.builtin.user"}
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


def without_mode(one: Written) -> bool:
    """Whether the mode of what is written is left to chance."""
    return one.mode is None


def unchecked(one: Written) -> bool:
    """Whether a file that a checker understands is put in place unchecked; one that never replaces a file may."""
    return one.is_file and not one.is_validated and any(re.search(pattern, one.path) for pattern in CHECKED)


def open_to_others(one: Written) -> bool:
    """Whether people may read a secret, or write anything at all, whom the file does not belong to."""
    if one.mode is None or not re.fullmatch(r"[0-7]{4}", one.mode):
        return False
    mode = int(one.mode, 8)
    return bool(mode & 0o022) or (one.is_file and bool(mode & 0o007) and bool(KEPT.search(f"{one.path} {one.holds}")))


def faulty(role: Path, fault: Callable[[Written], bool]) -> list[str]:
    """Return what a role writes that has a fault, by task and path."""
    known = variables(role)
    return [
        f"{path.name}: {task['name']}: {one.path}"
        for path, task in role_tasks(role)
        for one in written(task, known)
        if fault(one)
    ]


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
    assert not faulty(role, without_mode)


@parametrise
def test_a_file_with_a_checker_is_checked(role: Path) -> None:
    assert not faulty(role, unchecked)


@parametrise
def test_nobody_else_reads_secrets_or_writes(role: Path) -> None:
    assert not faulty(role, open_to_others)


@parametrise
def test_a_task_that_bears_a_secret_hides_its_output(role: Path) -> None:
    assert not [f"{path.name}: {task['name']}" for path, task in role_tasks(role) if shows_secret(role.name, task)]


# Of each pair of entries the first has a fault.
PLANTED = """
- name: Named in place
  chancery.host.files:
    files:
      - {path: "{{ __planted_nginx }}/bad.conf", template: x.j2}
      - {path: "{{ __planted_nginx }}/good.conf", template: x.j2, validate: nginx-test %s}
      - {path: "/etc/sudoers.d/{name}-bad", template: x.j2, each: [ada]}
      - {path: "/etc/sudoers.d/{name}-good", template: x.j2, each: [ada], validate: visudo -cf %s}
      - {path: /usr/local/sbin/once-bad, source: x, mode: "0755"}
      - {path: /usr/local/sbin/once-good, source: x, mode: "0755", force: false}
      - {path: /srv/secret-bad, content: "{{ planted_password }}"}
      - {path: /srv/secret-good, content: "{{ planted_password }}", mode: "0600"}
      - {path: /srv/written-bad, content: x, mode: "0664"}
      - {path: /srv/written-good, content: x, mode: "0644"}
- name: Named by variables
  chancery.host.files:
    files: "{{ [__planted_one] + (__planted_several if planted_enabled else []) + __planted_made }}"
- name: As Ansible writes
  block:
    - name: One file
      ansible.builtin.template: {src: x.j2, dest: /etc/ssh/sshd_config.d/ansible-bad.conf, mode: "0600"}
    - name: Another
      ansible.builtin.copy: {content: x, dest: /srv/mode-bad}
"""
PLANTED_VARIABLES = """
__planted_nginx: "{{ __planted_etc }}/nginx"
__planted_etc: /etc
__planted_one: {path: /etc/apt/apt.conf.d/one-bad, content: x}
__planted_several:
  - {path: /etc/several-bad.nft, template: x.j2}
  - {path: /etc/several-good.nft, template: x.j2, validate: nft -c -f %s}
__planted_made: "{{ [{'path': '/srv/made', 'content': planted_secret}] }}"
"""


def test_a_planted_role_with_faults_is_noticed(tmp_path: Path) -> None:
    for name, text in {"tasks/main.yml": PLANTED, "vars/main.yml": PLANTED_VARIABLES}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    seen = {
        fault: [line.rpartition(": ")[2] for line in faulty(tmp_path, fault)]
        for fault in (without_mode, unchecked, open_to_others)
    }
    assert seen[without_mode] == ["/srv/mode-bad"]
    assert seen[unchecked] == [
        "/etc/nginx/bad.conf",
        "/etc/sudoers.d/{name}-bad",
        "/usr/local/sbin/once-bad",
        "/etc/apt/apt.conf.d/one-bad",
        "/etc/several-bad.nft",
        "/etc/ssh/sshd_config.d/ansible-bad.conf",
    ]
    # What Jinja makes has no path that could be told.
    assert seen[open_to_others] == ["/srv/secret-bad", "/srv/written-bad", ""]


@parametrise
def test_every_entry_that_a_role_names_is_found(role: Path) -> None:
    """What `chancery.host.files` gets by a variable is judged too: no variable of it leads nowhere."""
    known = variables(role)
    lists = [task[OURS]["files"] for _, task in role_tasks(role) if OURS in task]
    assert all(list(entries(listed, known)) for listed in lists)


def test_planted_secrets_are_noticed() -> None:
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
