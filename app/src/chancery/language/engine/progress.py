"""The progress bar: it is where the author says, and moves on by itself in between.

How is said by `features`: `progress bar`, `progress bar multiplier`, `progress bar method` and `progress can go
backwards`, and by `progress` of questions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..blocks.model.question import HIDDEN
from .notes import Notes

# What an answered question adds to the bar, of what is left.
STEP = 0.05
_END = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """How the bar of one interview moves."""

    is_shown: bool = False
    # What an answered question adds, of what is left to the next of the points, or to the end.
    step: float = STEP
    points: tuple[float, ...] = ()
    # Whether a question with a lower `progress` moves it back.
    goes_back: bool = False


def bar_of(features: Mapping[str, Any], numbers: Iterable[float | None]) -> Bar:
    """The bar that `features` ask for, in an interview with `progress` of these numbers."""
    step = features.get("progress bar multiplier")
    stepped = str(features.get("progress bar method")).strip().lower() == "stepped"
    return Bar(
        is_shown=bool(features.get("progress bar")),
        step=float(step) if isinstance(step, int | float) and 0 < step <= 1 else STEP,
        points=tuple(sorted({number for number in numbers if number and number > 0})) if stepped else (),
        goes_back=bool(features.get("progress can go backwards")),
    )


def shown(notes: Notes, bar: Bar, number: float | None) -> float | None:
    """Where the bar stands on a question with `progress: number`; None if it is not shown on it."""
    if number == HIDDEN or (number is not None and bar.goes_back):
        notes.progress = number
    elif number is not None:
        notes.progress = max(number, notes.progress or 0.0)
    if not bar.is_shown or number == 0 or notes.progress is None or notes.progress <= 0:
        return None
    return min(notes.progress, _END)


def advance(notes: Notes, bar: Bar) -> None:
    """A question was answered: the bar moves on by a part of what is left, if it is shown at all."""
    if bar.is_shown and notes.progress != HIDDEN:
        before = notes.progress or 0.0
        following = bar.points[bisect_right(bar.points, before) :]
        target = following[0] if following else _END
        notes.progress = max(before, before + (target - before) * bar.step)
