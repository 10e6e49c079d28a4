"""The progress bar: it is where the author says, moves on by itself in between, and never goes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .notes import HIDDEN, Notes

# What an answered question adds to the bar, of what is left.
STEP = 0.05


def shown(notes: Notes, features: Mapping[str, Any], number: float | None) -> float | None:
    """Where the bar stands once a block with `progress: number` is shown; None if it is not shown."""
    if number is not None:
        # It never goes backward by itself.
        notes.progress = max(number, notes.progress or 0.0)
    is_shown = notes.progress is not None and notes.progress > 0 and features.get("progress bar")
    return min(notes.progress or 0.0, 100.0) if is_shown else None


def advance(notes: Notes, features: Mapping[str, Any]) -> None:
    """A question was answered: the bar moves on by a part of what is left, if it is shown at all."""
    if features.get("progress bar") and notes.progress != HIDDEN:
        before = notes.progress or 0.0
        notes.progress = max(before, before + (100.0 - before) * STEP)
