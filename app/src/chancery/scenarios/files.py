"""Scenarios as they are written: a JSON list of `{"name": …, "interview": …, "steps": [sentence, …]}`.

They lie in `data/scenarios/*.json` of a package. Other keys of a scenario are for people and are not looked at.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class BadScenarios(Exception):
    """There are no scenarios, or a file of them cannot be read; the text says what to write."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What one person does, sentence by sentence.

    Args:
        name: what it shows.
        steps: see `steps.SENTENCES`.
        folder: where the files lie that it uploads.
    """

    name: str
    steps: tuple[str, ...]
    folder: Path


def read_scenarios(target: Path) -> list[Scenario]:
    """The scenarios of a package's directory, or of one file.

    Raises:
        BadScenarios: see there.
    """
    files = [target] if target.is_file() else sorted((target / "data" / "scenarios").glob("*.json"))
    if not files:
        raise BadScenarios(f"There are no scenarios in {target}. Write them to {target.name}/data/scenarios/NAME.json.")
    return [scenario for file in files for scenario in _read(file)]


def package_of(target: Path) -> Path:
    """The package that the scenarios of `target` belong to.

    Raises:
        BadScenarios: the file is not where scenarios lie.
    """
    package = target.parents[2] if target.is_file() and len(target.parents) > 2 else target
    if target.is_file() and target.parent != package / "data" / "scenarios":
        raise BadScenarios(f"{target} is not in an interview package. Put it at PACKAGE/data/scenarios/{target.name}.")
    return package


def _read(file: Path) -> list[Scenario]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadScenarios(f"{file} cannot be read as JSON: {error}.") from None
    if not isinstance(content, list) or not content or not all(_is_scenario(item) for item in content):
        raise BadScenarios(
            f'{file} must be a list of scenarios. Write [{{"name": "…", "steps": ["I start the interview …"]}}].'
        )
    return [Scenario(item["name"], tuple(item["steps"]), file.parent) for item in content]


def _is_scenario(item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("name"), str):
        return False
    steps = item.get("steps")
    return isinstance(steps, list) and bool(steps) and all(isinstance(step, str) for step in steps)
