#!/usr/bin/python
"""Ansible module that says which Debian packages apt still has something to do for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: packages
short_description: Have Debian packages installed, and ask apt only if one is missing
description:
  - Looks into dpkg's own list first, which takes a fraction of the time that apt needs to open its index; only if a
    package is missing, or would be removed with another that once asked for it, C(apt) does one transaction for all.
  - Nothing recommended is installed, and the index is fetched anew if it is older than an hour.
options:
  names:
    description: The packages, as in C(apt).
    type: list
    elements: str
    required: true
"""

EXAMPLES = """
- name: A server
  chancery.host.packages:
    names: [nginx, openssl]
"""

RETURN = """
missing: {description: What apt was asked for., type: list, elements: str, returned: always}
"""

ARGUMENTS: dict[str, dict[str, Any]] = {"names": {"type": "list", "elements": "str", "required": True}}
# What apt remembers of packages that came as a dependency, and that it removes with the last package that wants them.
DEPENDENCIES = Path("/var/lib/apt/extended_states")


def installed(said: str) -> set[str]:
    """Return the packages that dpkg-query calls whole and either wanted or held; a line is a state and a name."""
    lines = (line.split() for line in said.splitlines())
    return {words[1] for words in lines if words[:1] in (["ii"], ["hi"])}


def came_along(states: str) -> set[str]:
    """Return the packages that apt has marked as installed for another, from the text of its extended_states."""
    paragraphs = [dict(re.findall(r"^([\w-]+): (.*)$", part, re.MULTILINE)) for part in states.split("\n\n")]
    return {found["Package"] for found in paragraphs if found.get("Auto-Installed") == "1"}


def main() -> None:
    """Compare what is wanted with what is there; the controller's half does the rest."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    # It fails if it knows one of the names not at all, and still says what it knows of the others.
    _, said, _ = module.run_command(
        ["dpkg-query", "--show", "--showformat=${db:Status-Abbrev} ${Package}\n", "--", *module.params["names"]]
    )
    states = DEPENDENCIES.read_text() if DEPENDENCIES.exists() else ""
    there = installed(said) - came_along(states)
    module.exit_json(changed=False, missing=[name for name in module.params["names"] if name not in there])


if __name__ == "__main__":
    main()
