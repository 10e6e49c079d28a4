"""Calendar amounts: what can be added to a date, and a day, month or weekday that it is put to."""

from __future__ import annotations

import datetime
from calendar import monthrange
from typing import Any

from .. import state
from ..text import Shown, build
from .dates import as_datetime
from .lists import comma_and_list
from .moments import DADateTime, shift
from .weekdays import Weekday

_UNITS = ("years", "months", "weeks", "days", "hours", "minutes", "seconds", "microseconds")
_FIELDS = ("year", "month", "day", "hour", "minute", "second", "microsecond")
_SECONDS = {"weeks": 604800, "days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}


class DateInterval(Shown):
    """Calendar amounts to add to a date or take from it; and, by `relativedelta`, what parts of the date become."""

    def __init__(self, amounts: dict[str, Any]) -> None:
        self.amounts = amounts

    def __radd__(self, moment: Any) -> Any:
        if isinstance(moment, DateInterval):
            return moment.__add__(self)
        return self._moved(moment, 1)

    def __add__(self, other: Any) -> Any:
        if isinstance(other, DateInterval):
            both = {**self.amounts, **other.amounts}
            return DateInterval({
                name: self.amounts.get(name, 0) + other.amounts.get(name, 0) if name in _UNITS else value
                for name, value in both.items()
            })  # fmt: skip
        return self._moved(other, 1)

    def __sub__(self, other: Any) -> Any:
        return self + -other if isinstance(other, DateInterval) else NotImplemented

    def __rsub__(self, moment: Any) -> Any:
        return self._moved(moment, -1)

    def __mul__(self, count: Any) -> Any:
        return DateInterval({
            name: amount * count if name in _UNITS else amount for name, amount in self.amounts.items()
        })  # fmt: skip

    __rmul__ = __mul__

    def __neg__(self) -> DateInterval:
        return DateInterval({name: -each if name in _UNITS else each for name, each in self.amounts.items()})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DateInterval) and all(
            getattr(self, name) == getattr(other, name) for name in (*_UNITS, *_FIELDS)
        )

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in _UNITS))

    def __getattr__(self, name: str) -> Any:
        if name in _FIELDS:
            return self.amounts.get(name)
        if name not in _UNITS:
            raise AttributeError(name)
        return self._carried()[name]

    def _carried(self) -> dict[str, Any]:
        """Every amount, with no more than 11 months, 23 hours, 59 minutes and seconds; weeks are of the days."""
        given = self.amounts
        months = given.get("years", 0) * 12 + given.get("months", 0)
        found = {"years": int(months / 12), "microseconds": given.get("microseconds", 0)}
        found["months"] = months - found["years"] * 12
        rest = sum(given.get(unit, 0) * size for unit, size in _SECONDS.items())
        for unit in ("days", "hours", "minutes", "seconds"):
            found[unit] = int(rest / _SECONDS[unit])
            rest -= found[unit] * _SECONDS[unit]
        return {**found, "weeks": int(found["days"] / 7)}

    def _moved(self, moment: Any, sign: int) -> Any:
        if not isinstance(moment, datetime.date):
            return NotImplemented
        moment = as_datetime(moment)
        fields = {name: value for name, value in self.amounts.items() if name in _FIELDS}
        amounts = {name: value for name, value in self.amounts.items() if name in _UNITS}
        if fields:
            # The day comes last: the 31st of a month that is shorter is its last.
            day = fields.pop("day", moment.day)
            moment = DADateTime.of(moment.replace(day=1, **fields))
            moment = shift(moment, sign, {name: amounts.pop(name, 0) for name in ("years", "months")})
            moment = DADateTime.of(moment.replace(day=min(day, monthrange(moment.year, moment.month)[1])))
        moment = shift(moment, sign, amounts)
        return _on(moment, *self.amounts["weekday"]) if "weekday" in self.amounts else moment

    def __str__(self) -> str:
        return comma_and_list([
            build([str(amount), " ", unit]) for unit, amount in self.amounts.items() if unit in _UNITS
        ])  # fmt: skip


def _on(moment: DADateTime, weekday: int, nth: int) -> DADateTime:
    """The nth such weekday from a day on (the first may be that day), or before it."""
    away = (weekday - moment.weekday()) % 7 if nth > 0 else -((moment.weekday() - weekday) % 7)
    return shift(moment, 1, {"days": away + 7 * (nth - 1 if nth > 0 else nth + 1)})


def date_interval(**amounts: float) -> DateInterval:
    """Calendar amounts: `date_interval(days=2)` can be added to a date.

    Raises:
        TypeError: an amount has a name that is no unit of time.
    """
    unknown = set(amounts) - set(_UNITS)
    if unknown:
        raise TypeError(f"{min(unknown)} is no unit of time; use {', '.join(_UNITS)}")
    return DateInterval(amounts)


def relativedelta(later: Any = None, earlier: Any = None, **amounts: Any) -> DateInterval:
    """The time between two dates in years, months, days ...; or amounts to add, and parts that a date gets.

    Raises:
        TypeError: an argument is none of these.
    """
    if later is not None and earlier is not None:
        return _between(as_datetime(later), as_datetime(earlier))
    unknown = set(amounts) - {*_UNITS, *_FIELDS, "weekday"}
    if unknown or later is not None or earlier is not None:
        raise TypeError(f"give two dates, or amounts by name: {', '.join((*_UNITS, *_FIELDS, 'weekday'))}")
    given = {name: value for name, value in amounts.items() if value is not None}
    if "weekday" in given:
        day = given["weekday"]
        given["weekday"] = (day.day, day.nth) if isinstance(day, Weekday) else (int(day), 1)
    return DateInterval(given)


def _between(later: DADateTime, earlier: DADateTime) -> DateInterval:
    sign = 1 if later >= earlier else -1
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    moved = shift(earlier, 1, {"months": months})
    if (moved > later) if sign > 0 else (moved < later):
        months -= sign
        moved = shift(earlier, 1, {"months": months})
    left = later - moved
    whole = DateInterval({"months": months, "seconds": int(left.total_seconds())})
    return DateInterval({name: getattr(whole, name) for name in _UNITS if name != "weeks" and getattr(whole, name)})


state.register(state.Codec("DateInterval", DateInterval, dump=lambda it: it.amounts, build=DateInterval))

NAMESPACE: dict[str, Any] = {"date_interval": date_interval}
