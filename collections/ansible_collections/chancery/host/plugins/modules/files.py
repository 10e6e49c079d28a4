#!/usr/bin/python
"""Ansible module that puts a list of small files and directories in place, in one visit to the host."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import re
import shlex
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: files
short_description: Put a list of small files and directories in place
description:
  - One visit to the host for the whole list, where C(template), C(copy) and C(file) need one or two for every entry.
  - Whatever has to be validated is validated before anything is written, so that a refused file leaves the host as it
    was.
  - A file is written beside its place with its owner and mode, and then renamed, so that nobody ever reads half of it
    or reads it with other rights.
  - A symbolic link is never followed at the last part of a path; it is refused.
options:
  files:
    description: What is wanted, in the order in which it is made.
    type: list
    elements: dict
    required: true
    suboptions:
      path: {description: Where it goes., type: path, required: true}
      state: {description: What it is., type: str, choices: [file, directory], default: file}
      content: {description: What the file holds., type: str}
      template: {description: "A template on the controller, found as C(template) finds it.", type: str}
      source: {description: "A text file on the controller, found as C(copy) finds it.", type: str}
      vars: {description: What the template is told besides the variables of the task., type: dict}
      each:
        description:
          - Makes one file of every item, which is a name or a mapping with C(name).
          - C({name}) in C(path), C(template) and C(source) stands for the name; the template is told C(item).
        type: list
        elements: raw
      validate: {description: "A command that must succeed; C(%s) is the file with the new content.", type: str}
      force: {description: Whether a file that is there gets this content., type: bool, default: true}
      owner: {description: Its owner, if not the one of the list., type: str}
      group: {description: Its group, if not the one of the list., type: str}
      mode: {description: "Its mode in octal digits, if not the one of the list.", type: str}
  owner: {description: The owner of what names none., type: str, default: root}
  group: {description: The group of what names none., type: str, default: root}
  mode: {description: "The mode of files that name none; directories have 0755.", type: str, default: "0644"}
"""

EXAMPLES = """
- name: A unit and the directory of its settings
  chancery.host.files:
    files:
      - {path: /etc/example.d, state: directory}
      - {path: /etc/systemd/system/example.service, template: example.service.j2}

- name: A file for each person
  chancery.host.files:
    files:
      - {path: "/etc/example.d/{name}", template: person.j2, each: [{name: ada, level: 3}, {name: ben, level: 1}]}
"""

RETURN = """
paths:
  description: What was made or changed, or would be in check mode.
  type: list
  elements: str
  returned: always
"""

ENTRY: dict[str, dict[str, Any]] = {
    "path": {"type": "path", "required": True},
    "state": {"type": "str", "choices": ["file", "directory"], "default": "file"},
    "content": {"type": "str"},
    "template": {"type": "str"},
    "source": {"type": "str"},
    "vars": {"type": "dict"},
    "each": {"type": "list", "elements": "raw"},
    "validate": {"type": "str"},
    "force": {"type": "bool", "default": True},
    "owner": {"type": "str"},
    "group": {"type": "str"},
    "mode": {"type": "str"},
}
ARGUMENTS: dict[str, dict[str, Any]] = {
    "files": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": ENTRY,
        "mutually_exclusive": [("content", "template", "source")],
    },
    "owner": {"type": "str", "default": "root"},
    "group": {"type": "str", "default": "root"},
    "mode": {"type": "str", "default": "0644"},
}
DIRECTORY_MODE = "0755"


class Refused(Exception):
    """What is asked for cannot be; the text says why and what to do."""


# Ansible has no types.
class Module(AnsibleModule):  # type: ignore[misc]
    """An Ansible module that does not write its arguments, which hold whole files, into the host's journal."""

    def _log_invocation(self) -> None:
        return


@dataclass(frozen=True)
class Entry:
    """One file or directory as it is wanted; an owner that does not exist yet is None, which only check mode allows."""

    path: Path
    content: bytes | None
    keep: bool
    validate: str | None
    uid: int | None
    gid: int | None
    mode: int

    @property
    def is_directory(self) -> bool:
        """Whether it is a directory."""
        return self.content is None


@dataclass(frozen=True)
class Change:
    """What has to be done for an entry: make it or give it its content, or only its owner and mode."""

    entry: Entry
    makes: bool
    before: bytes | None


def wanted(given: dict[str, Any], defaults: dict[str, Any], check: bool) -> Entry:
    """Return one item of the list as an entry.

    Args:
        given: the item.
        defaults: the owner, group and mode of the list.
        check: whether accounts may be missing, because an earlier task would have made them.

    Raises:
        Refused: it is neither a directory nor has a content, or its owner, group or mode is none.
    """
    path, is_directory = Path(given["path"]), given["state"] == "directory"
    if not path.is_absolute():
        raise Refused(f"{path} is not an absolute path: begin it with /")
    if is_directory == (given["content"] is not None):
        raise Refused(f"{path} needs one of content, template and source, and a directory none of them")
    mode = given["mode"] or (DIRECTORY_MODE if is_directory else defaults["mode"])
    if not re.fullmatch("[0-7]{4}", mode):
        raise Refused(f'The mode {mode} of {path} is none: write four octal digits between quotes, like "0644"')
    return Entry(
        path=path,
        content=None if is_directory else given["content"].encode(),
        keep=not given["force"],
        validate=given["validate"],
        uid=account(given["owner"] or defaults["owner"], path, check),
        gid=account(given["group"] or defaults["group"], path, check, group=True),
        mode=int(mode, 8),
    )


def account(name: str, path: Path, check: bool, group: bool = False) -> int | None:
    """Return the number of a user or group; None if it is missing in check mode.

    Raises:
        Refused: it is missing.
    """
    try:
        return grp.getgrnam(name).gr_gid if group else pwd.getpwnam(name).pw_uid
    except KeyError:
        if check:
            return None
        raise Refused(f"There is no {'group' if group else 'user'} {name} to own {path}: make it first") from None


def compare(entry: Entry) -> Change | None:
    """Return what has to be done for an entry, or None.

    Raises:
        Refused: something else is in its place.
    """
    try:
        there = entry.path.lstat()
    except FileNotFoundError:
        return Change(entry, makes=True, before=None)
    except NotADirectoryError:
        raise Refused(f"A directory above {entry.path} is a file: move it away") from None
    if not (stat.S_ISDIR if entry.is_directory else stat.S_ISREG)(there.st_mode):
        kind = "directory" if entry.is_directory else "regular file"
        raise Refused(f"{entry.path} is there and is no {kind}: move it away")
    before = None if entry.is_directory or entry.keep else entry.path.read_bytes()
    if before is not None and before != entry.content:
        return Change(entry, makes=True, before=before)
    if (there.st_uid, there.st_gid, stat.S_IMODE(there.st_mode)) != (entry.uid, entry.gid, entry.mode):
        return Change(entry, makes=False, before=before)
    return None


def validate(module: AnsibleModule, change: Change) -> None:
    """Run the command that judges the new content, on a copy that only this user can read.

    Raises:
        Refused: the command says no.
    """
    entry = change.entry
    if not (change.makes and entry.validate and entry.content is not None):
        return
    with tempfile.NamedTemporaryFile(dir=module.tmpdir) as copy:
        copy.write(entry.content)
        copy.flush()
        status, out, err = module.run_command(shlex.split(entry.validate.replace("%s", shlex.quote(copy.name))))
    if status:
        raise Refused(f"{entry.path} was refused by {entry.validate}: {(err or out).strip()}")


def apply(change: Change) -> None:
    """Do what has to be done.

    Raises:
        Refused: its directory is missing.
    """
    entry = change.entry
    if not change.makes:
        with opened(entry) as descriptor:
            own(descriptor, entry)
    elif entry.content is None:
        make_directory(entry)
    else:
        write(entry, entry.content)


@contextlib.contextmanager
def opened(entry: Entry) -> Iterator[int]:
    """Open what is there, unless it became a symbolic link meanwhile."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | (os.O_DIRECTORY if entry.is_directory else 0)
    descriptor = os.open(entry.path, flags)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def own(descriptor: int, entry: Entry) -> None:
    """Give an open file or directory its owner and mode; the owner first, for that takes bits away from the mode."""
    os.fchown(descriptor, -1 if entry.uid is None else entry.uid, -1 if entry.gid is None else entry.gid)
    os.fchmod(descriptor, entry.mode)


def make_directory(entry: Entry) -> None:
    """Make a directory, and those above it that are missing, which belong to root and have the usual mode."""
    for missing in reversed([parent for parent in entry.path.parents if not parent.exists()]):
        missing.mkdir(mode=0o755)
        missing.chmod(0o755)
    entry.path.mkdir(mode=0o700)
    with opened(entry) as descriptor:
        own(descriptor, entry)


def write(entry: Entry, content: bytes) -> None:
    """Write a file beside its place, with its owner and mode, and rename it.

    Raises:
        Refused: its directory is missing.
    """
    try:
        # A name that nothing takes for a drop-in: it begins with a dot and ends in no suffix that is looked for.
        descriptor, name = tempfile.mkstemp(prefix=f".{entry.path.name}.", suffix=".new", dir=entry.path.parent)
    except FileNotFoundError:
        raise Refused(f"The directory of {entry.path} is missing: list it before, with state directory") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            own(descriptor, entry)
            file.flush()
            os.fsync(descriptor)
        Path(name).replace(entry.path)
    except BaseException:
        Path(name).unlink()
        raise


def difference(change: Change) -> dict[str, str]:
    """Return what `--diff` shows of a change."""
    entry = change.entry
    shown = {"before_header": str(entry.path), "after_header": str(entry.path)}
    if entry.content is None or not change.makes:
        return shown | {"before": "", "after": f"mode {entry.mode:04o}\n"}
    before = (change.before or b"").decode(errors="replace")
    return shown | {"before": before, "after": entry.content.decode()}


def main() -> None:
    """Compare, validate, write."""
    module = Module(argument_spec=ARGUMENTS, supports_check_mode=True)
    given = module.params
    try:
        entries = [wanted(item, given, module.check_mode) for item in given["files"]]
        changes = [change for change in map(compare, entries) if change is not None]
        if not module.check_mode:
            for change in changes:
                validate(module, change)
            for change in changes:
                apply(change)
    except Refused as refused:
        module.fail_json(msg=str(refused))
    except OSError as error:
        module.fail_json(msg=f"{error.filename}: {error.strerror}")
    result: dict[str, Any] = {"changed": bool(changes), "paths": [str(change.entry.path) for change in changes]}
    if module._diff:
        result["diff"] = [difference(change) for change in changes]
    module.exit_json(**result)


if __name__ == "__main__":
    main()
