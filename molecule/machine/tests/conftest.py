"""What the emulated machine of `make test-machine` answered."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

MARK = "ANSWERS "


@pytest.fixture(scope="session")
def answers() -> dict[str, Any]:
    """The answers, by question; of a command its status and what it said."""
    lines = Path(os.environ["CHANCERY_MACHINE_CONSOLE"]).read_text(errors="replace").splitlines()
    found = [line.partition(MARK)[2] for line in lines if MARK in line]
    assert len(found) == 1, "the machine did not answer: " + "\n".join(lines[-40:])
    return dict(json.loads(found[0]))
