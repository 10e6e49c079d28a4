"""`dateutil`: the parts of it that interviews use with dates, made of the language's own."""

from __future__ import annotations

from typing import Any

from .. import functions
from ..functions.weekdays import Weekday

# The functions of dates are found when they are called: what they are made of needs `modules` itself.


def relativedelta(*dates: Any, **amounts: Any) -> Any:
    """The time between two dates, or amounts to add to one; see `functions.intervals`."""
    return functions.intervals.relativedelta(*dates, **amounts)


def parse(timestr: Any) -> Any:
    """A date and time that a text says, in the time zone of the interview."""
    return functions.dates.as_datetime(timestr)


RELATIVE: dict[str, Any] = {
    "relativedelta": relativedelta,
    **{name: Weekday(day) for day, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))},
}
PARSER: dict[str, Any] = {"parse": parse}
