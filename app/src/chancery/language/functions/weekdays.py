"""The days of the week, as `relativedelta` takes them."""

from __future__ import annotations


class Weekday:
    """A day of the week, or with a number the nth one: `FR(-1)` is the last Friday up to a date."""

    __slots__ = ("day", "nth")

    def __init__(self, day: int, nth: int = 1) -> None:
        self.day, self.nth = day, nth

    def __call__(self, nth: int) -> Weekday:
        """The nth such day from a date on, or before it."""
        if not isinstance(nth, int) or nth == 0:
            raise ValueError("the number of a weekday is a whole number, and not 0")
        return Weekday(self.day, nth)
