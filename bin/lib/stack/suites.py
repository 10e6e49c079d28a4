"""Run the suites of tests, two at a time where they are independent, and count."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from stack import engine, images, judges, machine
from stack.checkout import LOCAL, ROOT, VENV, Choices, Failed, chosen
from stack.console import STOPPING, Log, elapsed, say, together

RESULTS = LOCAL / "results"
TAIL_LINES = 40
EXCERPT_LINES = 30


@dataclass
class Outcome:
    """What a suite came to: counts, and a few words on each failure."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    faults: list[str] = field(default_factory=list)
    excerpt: str = ""

    def add(self, good: bool, fault: str) -> None:
        """Count one test that has no result file of its own."""
        self.passed += good
        self.failed += not good
        self.faults += [] if good else [fault]

    def merge(self, other: Outcome) -> None:
        """Count what another suite came to as part of this one."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.faults += other.faults

    @property
    def words(self) -> str:
        """The counts, for people."""
        return f"{self.passed:>4} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")


@dataclass(frozen=True)
class Suite:
    """A named suite and what runs it."""

    name: str
    run: Callable[[Log], Outcome]


def count(result: Path, status: int) -> Outcome:
    """Read a JUnit result file; a suite that left none, or that pytest gave up on, has failed."""
    if not result.exists():
        return Outcome(failed=1, faults=[f"no result file: pytest ended with status {status}"])
    outcome = Outcome()
    for case in ET.parse(result).getroot().iter("testcase"):  # noqa: S314 -- pytest's own file, just written
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.add(good=False, fault=name)
        elif case.find("skipped") is not None:
            outcome.skipped += 1
        else:
            outcome.passed += 1
    if status not in {0, 1} or (status == 1 and not outcome.failed):
        outcome.add(good=False, fault=f"pytest ended with status {status}")
    return outcome


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
            tag = images.build_all(choices)
            images.archive(tag)
            outcome.add(good=True, fault="")
        except Failed as failure:
            with log.path.open("a") as file:
                file.write(f"{failure}\n")
            outcome.add(good=False, fault=str(failure))
        return outcome

    return run


def scenarios() -> list[str]:
    """Return the scenarios but `default`, or those that SCENARIO names: roles as in the playbook, then the rest."""
    found = {path.parent.name for path in ROOT.glob("molecule/*/molecule.yml")} - {"default"}
    playbook = (ROOT / "playbooks/site.yml").read_text()
    roles = [role for role in re.findall(r"- role: (\w+)", playbook) if role in found]
    wanted = chosen("SCENARIO").replace(",", " ").split()
    for name in wanted:
        if name not in found:
            raise Failed(f"There is no scenario {name}: choose among {', '.join(sorted(found))}")
    return [name for name in [*roles, *sorted(found - set(roles))] if not wanted or name in wanted]


def excerpt(text: str) -> str:
    """Return the lines of a scenario's log that say why it failed: those of the task, or those of the first test."""
    lines = text.splitlines()
    for begin, end in (
        (r"\[ERROR\]|fatal: |failed: ", r"PLAY RECAP"),
        (r"=+ FAILURES =+$", r"-+ journal of |=+ short test"),
    ):
        first = next((number for number, line in enumerate(lines) if re.match(begin, line)), None)
        if first is not None:
            rest = lines[first : first + EXCERPT_LINES]
            last = next((number for number, line in enumerate(rest) if re.match(end, line)), len(rest))
            return "\n".join(rest[:last]).rstrip()
    return "\n".join(lines[-EXCERPT_LINES:])


def remembered(name: str) -> dict[str, str]:
    """Return where molecule remembers what it has done for a scenario: in this checkout, and nothing of earlier hosts.

    By itself it keeps that in the home directory, by the name of the checkout's directory alone, and so would leave out
    the preparation of new hosts because some other hosts were prepared once.
    """
    directory = LOCAL / "molecule" / name
    shutil.rmtree(directory, ignore_errors=True)
    return {"MOLECULE_EPHEMERAL_DIRECTORY": str(directory)}


def scenario(name: str, env: dict[str, str]) -> Outcome:
    """Run one scenario; its verifier's tests count one by one, and so does a failure before them."""
    result = RESULTS / f"molecule-{name}.xml"
    result.unlink(missing_ok=True)
    log = Log(f"molecule-{name}")
    status = log.run(VENV / "bin/molecule", "test", "-s", name, env=env | remembered(name), check=False)
    outcome = count(result, status) if result.exists() else Outcome()
    if status and not outcome.failed:
        outcome.add(good=False, fault=f"ended with status {status} before its tests")
    outcome.excerpt = excerpt(log.path.read_text(errors="replace")) if outcome.failed else ""
    outcome.faults = [f"{name}: {fault} ({log.path.relative_to(ROOT)})" for fault in outcome.faults]
    return outcome


def molecule(choices: Choices) -> Callable[[Log], Outcome]:
    """Return the suite that creates the hosts, runs each scenario on them, and destroys them."""
    names = scenarios()

    def run(log: Log) -> Outcome:
        total = Outcome()
        env = molecule_environment(choices)
        hosts = env | remembered("default")
        tool = VENV / "bin/molecule"
        # What a run that was killed has left; molecule would take it for the hosts of this one.
        log.run(tool, "destroy", "-s", "default", env=hosts, check=False)
        try:
            created = log.run(tool, "create", "-s", "default", env=hosts, check=False) == 0
            total.add(created, "no hosts could be created")
            for name in names if created else []:
                if STOPPING.is_set():
                    break
                begin = time.monotonic()
                outcome = scenario(name, env)
                line = f"  molecule {name:<13} {outcome.words}  {elapsed(time.monotonic() - begin)}"
                say(f"{line}\n{outcome.excerpt}" if outcome.failed else line)
                total.merge(outcome)
        finally:
            total.add(log.run(tool, "destroy", "-s", "default", env=hosts, check=False) == 0, "the hosts remain")
        return total

    return run


def molecule_environment(choices: Choices) -> dict[str, str]:
    """Return what the scenarios are told of this checkout and of its images, which are built unless they are there."""
    tag = images.build_all(choices)
    return {
        "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}",
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "ANSIBLE_FORCE_COLOR": "0",
        "CHANCERY_NAME": choices.name,
        "CHANCERY_APP_VERSION": tag.split(":")[1],
        "CHANCERY_APP_ARCHIVE": str(images.archive(tag)),
        "CHANCERY_SSLYZE": str(machine.ensure_tool("sslyze", Log("sslyze"))),
    }


def lanes(choices: Choices) -> list[list[Suite]]:
    """Return the suites in the lanes that run side by side: what needs only Python, and what needs containers."""
    image = {"CHANCERY_APP_IMAGE": images.app_tag(choices)}
    return [
        [
            Suite("lint", lint),
            pytest_suite("unit", "app/tests/unit", "bin/tests"),
            pytest_suite("functional", "app/tests/functional"),
            pytest_suite("security", "app/tests/security"),
            pytest_suite("browser", "app/tests/browser"),
        ],
        [
            Suite("build", build(choices)),
            pytest_suite("images", "images/app/tests", env=image),
            pytest_suite("policy", "molecule/policy"),
            Suite("molecule", molecule(choices)),
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
    label = f"chancery.test={choices.name}"
    for kind, words in (("container", ["--force", "--volumes"]), ("volume", []), ("network", [])):
        for found in engine.listed(kind, label):
            subprocess.run(["docker", kind, "rm", *words, found], capture_output=True, check=False)
