"""Run the suites of tests, two at a time where they are independent, and count."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stack import engine, images, judges, scenarios
from stack.checkout import LOCAL, ROOT, VENV, Choices, Failed, chosen
from stack.console import STOPPING, Log, elapsed, say, together
from stack.outcomes import RESULTS, Outcome, count

TAIL_LINES = 40


@dataclass(frozen=True)
class Suite:
    """A named suite and what runs it."""

    name: str
    run: Callable[[Log], Outcome]


def pytest_suite(name: str, *paths: str, env: dict[str, str] | None = None) -> Suite:
    """Return a suite that runs pytest on those of `paths` that exist."""

    def run(log: Log) -> Outcome:
        result = RESULTS / f"{name}.xml"
        result.unlink(missing_ok=True)
        there = [path for path in paths if (ROOT / path).exists()]
        if not there:
            return Outcome(failed=1, faults=[f"{' '.join(paths)} is not there"])
        words: list[str | Path] = [VENV / "bin/pytest", *there, f"--junitxml={result}", "-o", "junit_family=xunit2"]
        variables = {"PATH": f"{VENV / 'bin'}:{os.environ['PATH']}", **(env or {})}
        return count(result, log.run(*words, env=variables, check=False))

    return Suite(name, run)


def lint(log: Log) -> Outcome:
    """Run every judge; each is one test."""
    outcome = Outcome()
    for name in judges.judges():
        outcome.add(judges.judge(name, log), f"{name} has something to say")
    return outcome


def build(choices: Choices) -> Callable[[Log], Outcome]:
    """Return the suite that builds every image from this checkout: it passes when they are built and small enough."""

    def run(log: Log) -> Outcome:
        outcome = Outcome()
        try:
            tag = images.build_all(choices, stores=True)
            images.archive(tag)
            outcome.add(good=True, fault="")
        except Failed as failure:
            with log.path.open("a") as file:
                file.write(f"{failure}\n")
            outcome.add(good=False, fault=str(failure))
        return outcome

    return run


def stores(choices: Choices) -> Suite:
    """Return the suite of the object stores, whose servers are built unless they are there."""

    def run(log: Log) -> Outcome:
        image = images.build_stores(choices)
        return pytest_suite("stores", "app/tests/stores", env={"CHANCERY_STORES_IMAGE": image}).run(log)

    return Suite("stores", run)


def lanes(choices: Choices) -> list[list[Suite]]:
    """Return the suites in the lanes that run side by side: what needs only Python, and what needs containers."""
    image = {"CHANCERY_APP_IMAGE": images.app_tag(choices)}
    return [
        [
            Suite("lint", lint),
            pytest_suite("unit", "app/tests/unit", "bin/tests", "collections"),
            pytest_suite("functional", "app/tests/functional"),
            pytest_suite("security", "app/tests/security"),
            pytest_suite("browser", "app/tests/browser"),
        ],
        [
            Suite("build", build(choices)),
            pytest_suite("images", "images/app/tests", env=image),
            stores(choices),
            pytest_suite("policy", "molecule/policy"),
            Suite("molecule", scenarios.molecule(choices)),
        ],
    ]


def selected(choices: Choices) -> list[list[Suite]]:
    """Return the lanes with only the suites that SUITE names (words between spaces or commas); all when it is empty."""
    every = lanes(choices)
    names = chosen("SUITE").replace(",", " ").split()
    known = [suite.name for lane in every for suite in lane]
    for name in names:
        if name not in known:
            raise Failed(f"There is no suite {name}: choose among {', '.join(known)}, as in make test SUITE=unit")
    return [[suite for suite in lane if not names or suite.name in names] for lane in every]


def run_lane(lane: list[Suite], outcomes: dict[str, Outcome]) -> None:
    """Run the suites of a lane one after another; one line for each, and the end of the log of one that failed."""
    for suite in lane:
        if STOPPING.is_set():
            return
        log = Log(f"test-{suite.name}")
        begin = time.monotonic()
        outcome = suite.run(log)
        outcomes[suite.name] = outcome
        line = f"{suite.name:<12} {outcome.words}  {elapsed(time.monotonic() - begin)}"
        if outcome.failed:
            line += f"\n{log.tail(TAIL_LINES)}\n" + "\n".join(
                f"  FAILED {suite.name}: {fault}" for fault in outcome.faults
            )
            line += f"\n  the whole log: {log.path.relative_to(ROOT)}"
        say(line)


def run_all(choices: Choices) -> int:
    """Run what was selected, clean up whatever happens, and end with the counts; return the exit status."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    outcomes: dict[str, Outcome] = {}
    begin = time.monotonic()
    chosen_lanes = selected(choices)
    try:
        together(*[lambda lane=lane: run_lane(lane, outcomes) for lane in chosen_lanes if lane])
    finally:
        sweep(choices)
    passed = sum(outcome.passed for outcome in outcomes.values())
    failed = sum(outcome.failed for outcome in outcomes.values())
    say(f"\n{elapsed(time.monotonic() - begin)} in all. Logs: {LOCAL.name}/log, results: {RESULTS.relative_to(ROOT)}")
    say(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def sweep(choices: Choices) -> None:
    """Remove the containers, volumes and networks of tests of this checkout, which an interrupted run may leave."""
    labels = [f"chancery.test={name}" for name in scenarios.names_of_hosts(choices)]
    for kind, words in (("container", ["--force", "--volumes"]), ("volume", []), ("network", [])):
        for found in (found for label in labels for found in engine.listed(kind, label)):
            subprocess.run(["docker", kind, "rm", *words, found], capture_output=True, check=False)
