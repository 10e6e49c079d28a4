"""Serve the recorded interviews on the dev host, replay their scenarios in a browser, and count by family."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

from stack import deploy, host, images
from stack.checkout import LOCAL, ROOT, VENV, Choices, Failed, chosen
from stack.console import Log, Steps, say

REASONS = ROOT / "docs/compatibility.md"
RESULT = LOCAL / "compat.json"


def source() -> Path:
    """Return the directory with replay.py, scenarios.json and packages; Failed when it is not there."""
    directory = Path(chosen("COMPAT") or ROOT.parent / "shared/compat")
    for name in ("replay.py", "scenarios.json", "packages"):
        if not (directory / name).exists():
            raise Failed(
                f"{directory} has no {name}: name the directory of the recorded interviews with COMPAT=/path/to/compat"
            )
    return directory


def serve(choices: Choices, packages: Path) -> None:
    """Deploy the application with the recorded interviews beside its own; the next make up takes them away."""
    tag = images.build_all(choices, ("bare",))
    every = sorted(path for path in packages.iterdir() if path.is_dir())
    deploy.write_variables(choices, tag, images.archive(tag), every)
    if not deploy.current(choices):
        deploy.deploy(choices, Log("deploy"))
    deploy.wait_ready(choices)


def totals(results: list[dict[str, object]], scenarios: list[dict[str, object]]) -> list[str]:
    """Return a table of passed scenarios by the families of the language that they use."""
    passed = {str(result["name"]) for result in results if result["passed"]}
    ran = {str(result["name"]) for result in results}
    every: Counter[str] = Counter()
    good: Counter[str] = Counter()
    for scenario in scenarios:
        families = scenario["families"]
        if scenario["name"] in ran and isinstance(families, list):
            every.update(families)
            good.update(families if scenario["name"] in passed else [])
    return [f"  {family}  {good[family]:>4} of {every[family]:>4}" for family in sorted(every)]


def unexplained(results: list[dict[str, object]], table: str) -> list[str]:
    """Return the interviews of failed scenarios that have no line in the table of reasons."""
    return sorted(name for name in _of(results, passed=False) if f"| `{name}` |" not in table)


def excused(results: list[dict[str, object]], table: str) -> list[str]:
    """Return the interviews that have a line in the table of reasons, though every scenario of theirs passed."""
    good = _of(results, passed=True) - _of(results, passed=False)
    return sorted(name for name in good if f"| `{name}` |" in table)


def _of(results: list[dict[str, object]], *, passed: bool) -> set[str]:
    """Return the files of the interviews of which a scenario passed, or failed."""
    return {str(result["interview"]).rpartition("/")[2] for result in results if bool(result["passed"]) is passed}


def replay(choices: Choices) -> int:
    """Run the replayer against the dev host; print the totals and return 0 when it ran."""
    directory = source()
    if host.state(choices) != "running" or deploy.ready(choices):
        raise Failed("The dev host is not up: make up starts it.")
    chromium = shutil.which("chromium")
    if not chromium:
        raise Failed("Chromium is not installed: make setup installs it.")
    with Steps(1).step("Deploying the recorded interviews"):
        serve(choices, directory / "packages")
    scenarios = directory / "scenarios.json"
    RESULT.unlink(missing_ok=True)
    words = [str(VENV / "bin/python"), str(directory / "replay.py"), "--base", deploy.base_url(choices), str(scenarios)]
    words += ["--only", chosen("ONLY"), "--jobs", chosen("JOBS") or "2", "--json", str(RESULT), "--chromium", chromium]
    status = subprocess.run(words, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, check=False).returncode
    if not RESULT.exists():
        raise Failed(f"The replayer ended with status {status} and wrote no result.")
    results = json.loads(RESULT.read_text())
    say(
        "\n".join(
            ["By family (a scenario counts in each that it uses):", *totals(results, json.loads(scenarios.read_text()))]
        )
    )
    reasons, name = REASONS.read_text(), REASONS.relative_to(ROOT)
    for fault, interviews in (
        (f"Without a reason in {name}", unexplained(results, reasons)),
        (f"With a reason in {name} to fail, but passed", excused(results, reasons)),
    ):
        if interviews:
            say(f"{fault}: {', '.join(interviews)}")
    passed = sum(bool(result["passed"]) for result in results)
    say(f"{passed} of {len(results)} scenarios. Details: {RESULT.relative_to(ROOT)}")
    return 0
