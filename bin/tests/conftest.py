"""The commands are tested as they are run: from bin/lib, on the standard library."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "lib"))

from stack import checkout, console


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin as if nothing stood on the command line of make."""
    for name in ("NAME", "PORT", "HTTP_PORT", "BASE_IMAGE", "APT_MIRROR", "CA_BUNDLE", "SUITE", "INTERVIEWS", "COMPAT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the logs of a test out of the checkout."""
    monkeypatch.setattr(console, "LOGS", tmp_path)
    monkeypatch.setattr(console, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def choices() -> checkout.Choices:
    """Choices of a checkout that has nothing in Docker."""
    return checkout.Choices(name="chancery-nothing-here")
