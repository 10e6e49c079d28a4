"""What a suite of tests came to: counts, and a few words on each failure."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

from stack.checkout import LOCAL

RESULTS = LOCAL / "results"


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
