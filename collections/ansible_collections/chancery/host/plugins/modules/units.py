#!/usr/bin/python
"""Ansible module that has several units of systemd enabled and running, or masked, in one visit to the host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: units
short_description: Have several units of systemd enabled and running, or masked
description:
  - One visit to the host for all of them, where C(systemd_service) needs one for each.
  - systemd says itself whether it has to read a file anew, of a unit that is named or of what that unit starts later;
    so it is told to whenever it has to, also when an earlier run was broken off in between.
  - In check mode a unit that is not there counts as one that an earlier task would have written.
options:
  started:
    description: Units that are enabled, and started in this order.
    type: list
    elements: str
    default: []
  masked:
    description: Units that nothing may start.
    type: list
    elements: str
    default: []
"""

EXAMPLES = """
- name: A mount, and the timer that looks after it
  chancery.host.units:
    started: [srv-example.mount, example.timer]
"""

RETURN = """
enabled: {description: What was enabled., type: list, elements: str, returned: always}
started: {description: What was started., type: list, elements: str, returned: always}
masked: {description: What was masked., type: list, elements: str, returned: always}
"""

ARGUMENTS: dict[str, dict[str, Any]] = {
    "started": {"type": "list", "elements": "str", "default": []},
    "masked": {"type": "list", "elements": "str", "default": []},
}
# systemctl(1): for these is-enabled says yes.
ENABLED = {"enabled", "enabled-runtime", "static", "alias", "indirect", "generated"}
RUNNING = {"active", "activating", "reloading", "refreshing"}
PROPERTIES = ("LoadState", "ActiveState", "UnitFileState", "NeedDaemonReload", "Triggers")


class Refused(Exception):
    """What is asked for cannot be; the text says why and what to do."""


@dataclass(frozen=True)
class Unit:
    """What systemd says of a unit, in its own words: see systemctl(1) and org.freedesktop.systemd1(5)."""

    name: str
    load: str
    active: str
    file: str
    stale: bool
    triggers: tuple[str, ...]

    @property
    def absent(self) -> bool:
        """Whether there is no such unit, as far as systemd knows."""
        return self.load == "not-found"


def read(names: list[str], said: str) -> list[Unit]:
    """Return what `systemctl show` said of units, a paragraph for each in the order they were asked for.

    Raises:
        Refused: it said something of fewer or more.
    """
    paragraphs = [dict(line.split("=", 1) for line in part.splitlines() if "=" in line) for part in said.split("\n\n")]
    if len(paragraphs) != len(names):
        raise Refused(
            f"systemd described {len(paragraphs)} units where {', '.join(names)} were asked for: name each once"
        )
    return [
        Unit(
            name=name,
            load=found.get("LoadState", ""),
            active=found.get("ActiveState", ""),
            file=found.get("UnitFileState", ""),
            stale=found.get("NeedDaemonReload") == "yes",
            triggers=tuple(found.get("Triggers", "").split()),
        )
        for name, found in zip(names, paragraphs, strict=True)
    ]


def systemctl(module: AnsibleModule, *words: str) -> str:
    """Run systemctl and return what it said.

    Raises:
        Refused: it failed.
    """
    status, out, err = module.run_command(["systemctl", *words])
    if status:
        raise Refused(f"systemctl {' '.join(words)}: {(err or out).strip()}")
    return str(out)


def look(module: AnsibleModule, names: list[str]) -> list[Unit]:
    """Ask systemd for units by their names."""
    if not names:
        return []
    return read(names, systemctl(module, "show", f"--property={','.join(PROPERTIES)}", "--", *names))


def is_behind(module: AnsibleModule, units: list[Unit]) -> bool:
    """Whether systemd has to read the files of these units, or of what they trigger, before it can be relied on."""
    triggered = sorted({name for unit in units for name in unit.triggers})
    return any(unit.stale or unit.absent for unit in [*units, *look(module, triggered)])


def refuse(units: list[Unit], check: bool) -> None:
    """Refuse what cannot be started.

    Raises:
        Refused: a unit is masked or broken, or is not there although this is no rehearsal.
    """
    for unit in units:
        if unit.load == "masked":
            raise Refused(f"{unit.name} is masked: if it is to run, type systemctl unmask {unit.name}")
        if unit.absent and not check:
            raise Refused(f"There is no unit {unit.name}: install or write it first")
        if unit.load not in {"loaded", "not-found"}:
            raise Refused(f"systemd cannot use the file of {unit.name}: systemctl status {unit.name} says why")


def main() -> None:
    """Look, let systemd catch up, and do what is left to do."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    wanted, unwanted = module.params["started"], module.params["masked"]
    try:
        units = look(module, wanted)
        if not module.check_mode and is_behind(module, units):
            systemctl(module, "daemon-reload")
            units = look(module, wanted)
        refuse(units, module.check_mode)
        done = {
            "masked": [unit.name for unit in look(module, unwanted) if unit.load != "masked"],
            "enabled": [unit.name for unit in units if unit.file not in ENABLED],
            "started": [unit.name for unit in units if unit.active not in RUNNING],
        }
        if not module.check_mode:
            for verb, names in (("mask", done["masked"]), ("enable", done["enabled"])):
                if names:
                    systemctl(module, verb, "--", *names)
            for name in done["started"]:
                systemctl(module, "start", "--", name)
    except Refused as refused:
        module.fail_json(msg=str(refused))
    module.exit_json(changed=any(done.values()), **done)


if __name__ == "__main__":
    main()
