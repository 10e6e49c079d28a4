"""What the roles write onto a host: each file and directory of a task, whichever module puts it there.

Ansible's own writers place one file a task; `chancery.host.files` places a list, of mappings that stand in the task or
in the variables of the role. Names of variables in a path are replaced by their values as far as the role says them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repository import load

OURS = "chancery.host.files"
# What the module gives to what names no mode; Ansible's own writers leave it to chance.
FILE_MODE, DIRECTORY_MODE = "0644", "0755"
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
CONTENT = ("content", "template", "source", "src")
VARIABLE = re.compile(r"\{\{ (\w+) \}\}")
Task = dict[str, Any]


@dataclass(frozen=True)
class Written:
    """A file or directory as a task writes it; `mode` is None where nothing says it, `holds` says what goes in."""

    path: str
    mode: str | None
    holds: str
    is_file: bool
    is_validated: bool


def variables(role: Path) -> dict[str, Any]:
    """Return the variables of a role that have a value in it: its defaults and its own."""
    files = (role / "defaults/main.yml", role / "vars/main.yml")
    return {name: value for file in files if file.exists() for name, value in (load(file) or {}).items()}


def resolved(text: str, known: dict[str, Any]) -> str:
    """Return a text with the variables in it replaced by their values, as long as those are texts themselves."""
    for _ in known:
        replaced = VARIABLE.sub(lambda found: str(known.get(found[1], found[0])), text)
        if replaced == text:
            break
        text = replaced
    return text


def entries(listed: Any, known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the entries of a list of `chancery.host.files`, those too that it names by a variable.

    One that Jinja makes has no path that could be read here: its whole text is its content.
    """
    if isinstance(listed, dict):
        yield listed
    elif isinstance(listed, list):
        for each in listed:
            yield from entries(each, known)
    elif "'path'" in listed:
        yield {"path": "", "content": listed}
    else:
        for name in re.findall(r"\b__\w+", listed):
            value = known.get(name, "")
            if not isinstance(value, str) or "'path'" in value:
                yield from entries(value, known)


def ours(arguments: Any, known: dict[str, Any]) -> Iterator[Written]:
    """Yield what a task of `chancery.host.files` writes."""
    for entry in entries(arguments["files"], known):
        is_file = entry.get("state") != "directory"
        usual = arguments.get("mode", FILE_MODE) if is_file else DIRECTORY_MODE
        holds = " ".join(str(entry[key]) for key in CONTENT if key in entry)
        is_validated = "validate" in entry or entry.get("force") is False
        yield Written(resolved(entry["path"], known), str(entry.get("mode", usual)), holds, is_file, is_validated)


def written(task: Task, known: dict[str, Any]) -> Iterator[Written]:
    """Yield what a task writes; a link, or what it takes away, is nothing written."""
    if OURS in task:
        yield from ours(task[OURS], known)
    for module in WRITERS & task.keys():
        arguments = task[module]
        if arguments.get("state") in {"absent", "link"}:
            continue
        path = str(arguments.get("dest", arguments.get("path", "")))
        is_file = arguments.get("state") != "directory" and module != "ansible.builtin.unarchive"
        holds = " ".join(str(arguments[key]) for key in CONTENT if key in arguments)
        is_validated = "validate" in arguments or arguments.get("force") is False
        mode = str(arguments["mode"]) if "mode" in arguments else None
        yield Written(resolved(path, known), mode, holds, is_file, is_validated)
