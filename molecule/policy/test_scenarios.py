"""Every scenario takes the steps that .config/molecule has for all, or says why it leaves one out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from repository import ROOT, load

ALL = load(ROOT / ".config/molecule/config.yml")["scenario"]["test_sequence"]
# `prepare` is what a scenario needs of others, which may be nothing; `default` owns the hosts and has no role.
JUDGING = [step for step in ALL if step != "prepare"]
SCENARIOS = sorted(path for path in ROOT.glob("molecule/*/molecule.yml") if path.parent.name != "default")


def unexplained(steps: list[str], text: str) -> set[str]:
    """Return the judging steps that `steps` lacks and no comment of `text` names between backticks."""
    comments = " ".join(line for line in text.splitlines() if line.lstrip().startswith("#"))
    return {step for step in Counter(JUDGING) - Counter(steps) if f"`{step}`" not in comments}


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.parent.name)
def test_a_scenario_says_why_it_leaves_a_step_out(path: Path) -> None:
    steps = (load(path).get("scenario") or {}).get("test_sequence", ALL)
    left = unexplained(steps, path.read_text())
    assert not left, f"{path.relative_to(ROOT)}: take {', '.join(left)} in, or say why not in a comment, as others do"


def test_the_steps_of_all_scenarios_are_the_whole_sequence() -> None:
    assert JUDGING == ["check", "converge", "idempotence", "check", "verify"]


def test_a_step_left_out_in_silence_is_seen() -> None:
    shorter = ["converge", "check", "verify"]
    assert unexplained(shorter, "# Why not.\nscenario: {}\n") == {"check", "idempotence"}
    assert unexplained(shorter, "# No `idempotence` and one `check`: planted.\n") == set()
