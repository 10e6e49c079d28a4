"""The table of variables in a role's README, written from the role's argument specification.

`python molecule/policy/readme.py` writes the tables of all roles; the policy tests fail when one is out of date.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

ROLES = Path(__file__).resolve().parents[2] / "roles"
BEGIN = "<!-- variables: written by molecule/policy/readme.py -->"
END = "<!-- end of variables -->"


def options(role: Path) -> dict[str, dict[str, Any]]:
    """Return the options that the role's argument specification declares, by name."""
    specification = yaml.safe_load((role / "meta/argument_specs.yml").read_text())
    declared: dict[str, dict[str, Any]] = specification["argument_specs"]["main"]["options"]
    return declared


def cell(text: str) -> str:
    """Return `text` as it may stand in a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ").strip()


def plain(description: str) -> str:
    """Return a description with the specification's own markup, C(...), as Markdown."""
    return re.sub(r"C\(([^)]*)\)", r"`\1`", description)


def row(name: str, option: dict[str, Any]) -> str:
    """Return the line of the table for one option."""
    kind = option["type"] + (f" of {option['elements']}" if "elements" in option else "")
    default = option.get("default", "")
    shown = default if isinstance(default, str) else json.dumps(default)
    choices = f" One of {', '.join(f'`{choice}`' for choice in option['choices'])}." if "choices" in option else ""
    value = f"`{cell(shown)}`" if shown else "(empty)"
    return f"| `{name}` | {kind} | {value} | {cell(plain(option['description']))}{choices} |"


def table(role: Path) -> str:
    """Return the table of the role's variables, between its two marks."""
    rows = [row(name, option) for name, option in options(role).items()]
    return "\n".join([BEGIN, "", "| Variable | Type | Default | What it is |", "|---|---|---|---|", *rows, "", END])


def updated(role: Path) -> str:
    """Return the role's README as it should be; ValueError when it lacks the marks."""
    text = (role / "README.md").read_text()
    begin, end = text.find(BEGIN), text.find(END)
    if begin < 0 or end < begin:
        raise ValueError(f"{role / 'README.md'} lacks the marks of the table of variables: add {BEGIN} and {END}")
    return text[:begin] + table(role) + text[end + len(END) :]


def main() -> int:
    """Write the table into every role's README."""
    for role in sorted(path for path in ROLES.iterdir() if path.is_dir()):
        (role / "README.md").write_text(updated(role))
    return 0


if __name__ == "__main__":
    sys.exit(main())
