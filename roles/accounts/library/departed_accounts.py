#!/usr/bin/python3
"""Ansible module: removes the accounts that do not belong on a host, with all that they have left, and reports it."""

from __future__ import annotations

import os
import pwd
import shutil
import time
from pathlib import Path
from typing import Any

from ansible.module_utils import accounts_files as files
from ansible.module_utils import accounts_people as people
from ansible.module_utils import accounts_traces as traces
from ansible.module_utils.accounts_people import Person
from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: departed_accounts
short_description: Remove the accounts that do not belong, with all that they have left
description:
  - In this order, login and keys, scheduled work, sessions and processes, home and mail, files elsewhere, the account.
  - Home, mail and scheduled work go into an archive for root, without credentials. Files elsewhere are handed to root.
options:
  belong:
    description: Names of operators and developers.
    type: list
    elements: str
    required: true
  kept:
    description: Names of further accounts that stay.
    type: list
    elements: str
    default: []
  keys:
    description: Public keys of those who belong, which stay wherever they are.
    type: list
    elements: str
    default: []
  everybody:
    description: Whether every account of a person is meant, and not only the members of C(groups).
    type: bool
    default: false
  groups:
    description: Groups of those who belong.
    type: list
    elements: str
    required: true
  key_directory:
    description: Directory with a file of keys for each account.
    type: path
    required: true
  archive_directory:
    description: Directory of the archives; empty to keep nothing.
    type: str
    required: true
"""
RETURN = """
departed:
  description: For each account, what it had; in check mode, what it has.
  type: list
  elements: dict
  returned: always
handed_to_root:
  description: C(count) of the files that root owns now, and the C(topmost) of their paths.
  type: dict
  returned: always
stray_key_files:
  description: Files of keys that were nobody's.
  type: list
  elements: str
  returned: always
"""
ARGUMENTS: dict[str, dict[str, Any]] = {
    "belong": {"type": "list", "elements": "str", "required": True},
    "kept": {"type": "list", "elements": "str", "default": []},
    "keys": {"type": "list", "elements": "str", "default": [], "no_log": False},
    "everybody": {"type": "bool", "default": False},
    "groups": {"type": "list", "elements": "str", "required": True},
    "key_directory": {"type": "path", "required": True, "no_log": False},
    "archive_directory": {"type": "str", "required": True},
}
MAIL = Path("/var/mail")


class Departure:
    """One person who leaves: what they have, and the steps that end it."""

    def __init__(self, module: AnsibleModule, someone: Person, others: list[Path]) -> None:
        """Look at what someone has; `others` are files that let people in elsewhere."""
        self.module = module
        self.person = someone
        self.let_in = Path(module.params["key_directory"]) / someone.name
        own = [path for path in (self.let_in, *traces.key_files(someone.home)) if path.is_file()]
        self.keys = traces.keys_in(own) - set(traces.KEY.findall(" ".join(module.params["keys"])))
        self.shared = [path for path in others if self.keys & traces.keys_in([path])]
        self.spool = traces.spooled(someone)
        self.mail = [path for path in (MAIL / someone.name,) if path.is_file()]
        self.report: dict[str, Any] = {
            "name": someone.name,
            "uid": someone.uid,
            "processes": sorted({name for _, name in traces.processes(someone)}),
            "services": sorted(traces.units(someone)),
            "scheduled": [str(path) for path in self.spool],
            "mail": bool(self.mail),
            "keys": [str(path) for path in (*own, *self.shared)],
            "named_in": [str(path) for path, _, _ in traces.lines_of(someone)],
            "home": str(someone.home) if files.has_home(someone) else "",
        }

    def run(self, words: list[str]) -> object:
        """Run a program; what it says to a thing that is not there any more does not matter."""
        return self.module.run_command(words)

    def check(self) -> None:
        """Raise RuntimeError for what would stop a removal half-way."""
        number = os.getpid()
        while number > 1:
            said = traces.status(Path(f"/proc/{number}"))
            if self.person.owns(int(said["Uid"].split()[0])):
                raise RuntimeError(f"this very connection is one of {self.person.name}: connect as somebody who stays")
            number = int(said["PPid"])
        if self.module.params["archive_directory"] and files.has_home(self.person):
            files.check_room(self.person, Path(self.module.params["archive_directory"]))

    def shut_out(self) -> None:
        """Let nobody in as this person from now on."""
        self.module.run_command(["usermod", "--lock", "--expiredate", "1", self.person.name], check_rc=True)
        self.let_in.unlink(missing_ok=True)
        for path in self.shared:
            traces.rewrite(path, traces.without_keys(path, self.keys) or "")

    def end(self, moment: str) -> None:
        """End what runs and what would start again, and keep home and mail."""
        self.run(["loginctl", "disable-linger", self.person.name])
        for path, left, _ in traces.lines_of(self.person):
            traces.rewrite(path, "".join(left))
        traces.end_processes(self.person, self.run)
        if self.module.params["archive_directory"]:
            directory = Path(self.module.params["archive_directory"])
            kept = [path for path in (*self.spool, *self.mail) if path.is_file()]
            self.report["archive"] = str(files.archive(self.person, kept, directory, moment))
        for path in (*self.spool, *self.mail):
            path.unlink(missing_ok=True)
        if files.has_home(self.person):
            shutil.rmtree(self.person.home)
        # What cron or at may have started between their last look and the removal of its table.
        traces.end_processes(self.person, self.run)

    def remove(self) -> None:
        """Remove the account itself."""
        self.module.run_command(["userdel", self.person.name], check_rc=True)


def orphans(module: AnsibleModule, leaving: list[Person]) -> list[Path]:
    """Return the files of keys in the directory that are nobody's who belongs, and nobody's who leaves."""
    names = {*module.params["belong"], *(someone.name for someone in leaving)}
    return sorted(path for path in Path(module.params["key_directory"]).glob("*") if path.name not in names)


def doors(module: AnsibleModule) -> list[Path]:
    """Return the files in homes that may hold a key of somebody who leaves: root's, and those of operators.

    Where there are developers, what they have at home is their own business, and nothing for root to write to.
    """
    trusted = module.params["belong"] if module.params["everybody"] else []
    homes = [Path(entry.pw_dir) for entry in pwd.getpwall() if entry.pw_name in {"root", *trusted}]
    return [path for home in homes for path in traces.key_files(home)]


def carry_out(departures: list[Departure], moment: str) -> None:
    """End everything of those who leave but their files elsewhere and their accounts."""
    for departure in departures:
        departure.check()
    for departure in departures:
        departure.shut_out()
    for departure in departures:
        departure.end(moment)


def main() -> None:
    """Find who does not belong, and remove them unless this is check mode."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    known, change = module.params, not module.check_mode
    leaving = people.departed(known["belong"], known["kept"], known["groups"], everybody=known["everybody"])
    departures = [Departure(module, someone, doors(module)) for someone in leaving]
    stray = orphans(module, leaving)
    result: dict[str, Any] = {
        "departed": [departure.report for departure in departures],
        "handed_to_root": {"count": 0, "topmost": []},
        "stray_key_files": [str(path) for path in stray],
    }
    try:
        if change:
            carry_out(departures, time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()))
        if leaving:
            result["handed_to_root"] = files.hand_over(leaving, change=change)
        for path in stray if change else []:
            path.unlink()
        for departure in departures if change else []:
            departure.remove()
    except (RuntimeError, OSError) as error:
        module.fail_json(msg=f"{str(error)[0].upper()}{str(error)[1:]}.", **result)
    module.exit_json(changed=bool(leaving or stray), **result)


if __name__ == "__main__":
    main()
