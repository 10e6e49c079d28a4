"""Serve the recorded interviews on the dev host, replay their scenarios in a browser, and count by family."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

from stack import deploy, engine, host
from stack.checkout import LOCAL, ROOT, VENV, Choices, Failed, chosen
from stack.console import say

RESULT = LOCAL / "compat.json"
ON_HOST = "/srv/chancery/interviews"


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
    """Copy the interview packages to where the dev host's evaluator reads them."""
    name = host.container(choices)
    with subprocess.Popen(["tar", "-C", str(packages), "-cf", "-", "."], stdout=subprocess.PIPE) as pack:
        words = ["docker", "exec", "-i", name, "tar", "-C", ON_HOST, "--no-same-owner", "-xf", "-"]
        done = subprocess.run(words, stdin=pack.stdout, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(
            f"The interviews could not be copied to {name}:{ON_HOST}: {done.stderr.strip()}. Is it up? make up"
        )
    running = engine.docker("exec", name, "docker", "ps", "--format", "{{.Names}}").split()
    engine.docker(
        "exec", name, "docker", "restart", *[entry for entry in running if entry.startswith("chancery-evaluator-")]
    )
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


def replay(choices: Choices) -> int:
    """Run the replayer against the dev host; print the totals and return 0 when it ran."""
    directory = source()
    if host.state(choices) != "running" or deploy.ready(choices):
        raise Failed("The dev host is not up: make up starts it.")
    chromium = shutil.which("chromium")
    if not chromium:
        raise Failed("Chromium is not installed: make setup installs it.")
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
    passed = sum(bool(result["passed"]) for result in results)
    say(f"{passed} of {len(results)} scenarios. Details: {RESULT.relative_to(ROOT)}")
    return 0
