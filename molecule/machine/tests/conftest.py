"""What the emulated machine of `make test-machine` answered."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import Answers


@pytest.fixture(scope="session")
def told() -> list[Answers]:
    """What the machine told: of its first boot, of its second, of what a newcomer gets there."""
    lines = Path(os.environ["CHANCERY_MACHINE_ANSWERS"]).read_text().splitlines()
    found = [json.loads(line) for line in lines if line.strip()]
    console = Path(os.environ["CHANCERY_MACHINE_CONSOLE"]).read_text(errors="replace").splitlines()
    faults = [answers["fault"] for answers in found if "fault" in answers]
    assert (len(found), faults) == (3, []), "the machine did not answer everything: " + "\n".join(console[-40:])
    return found


@pytest.fixture(scope="session")
def first(told: list[Answers]) -> Answers:
    """The answers of the first boot, which is of a disk that a host in a container left behind."""
    return told[0]


@pytest.fixture(scope="session")
def again(told: list[Answers]) -> Answers:
    """The answers after the reboot."""
    return told[1]


@pytest.fixture(scope="session")
def newcomer(told: list[Answers]) -> Answers:
    """What a newcomer gets on the machine."""
    return told[2]


@pytest.fixture(scope="session")
def kernel(first: Answers) -> Answers:
    """What the kernel answers."""
    return dict(first["kernel"])


@pytest.fixture(params=["first", "again"])
def boot(request: pytest.FixtureRequest, first: Answers, again: Answers) -> Answers:
    """The answers of one boot after the other."""
    return {"first": first, "again": again}[request.param]
