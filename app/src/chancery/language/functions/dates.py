"""The date functions of the interview language."""

from __future__ import annotations

import contextlib
import datetime
from typing import Any

from .. import current, state, zones
from ..text import Shown, string
from . import tongues
from .lists import comma_and_list
from .moments import DADateTime, from_date, parse, parse_time, shift
from .numbers import noun_plural, quantity_noun
from .patterns import format_pattern, time_pattern
from .phrases import capitalize as capitalized
from .phrases import word

_DAYS_OF_A_YEAR = 365.2425


def as_datetime(value: Any, timezone: str | None = None) -> DADateTime:
    """A date, or a text that says one, as a `DADateTime`.

    Raises:
        ValueError: the text is no date.
    """
    zone = current.zone(timezone) if timezone else current.zone()
    if isinstance(value, datetime.date):
        moment = from_date(value, zone)
        return moment.astimezone(zone) if timezone else moment
    with contextlib.suppress(ValueError):
        # A time of day alone is one of today.
        return DADateTime.combine(current.now().astimezone(zone).date(), parse_time(string(value)), tzinfo=zone)
    try:
        return parse(string(value), zone)
    except (ValueError, OverflowError):
        raise ValueError("the text is no date; write one as 2026-04-30 or April 30, 2026") from None


def current_datetime(timezone: str | None = None) -> DADateTime:
    """The time of the request."""
    return DADateTime.of(current.now().astimezone(current.zone(timezone)))


def today(timezone: str | None = None, format: str | None = None) -> Any:  # noqa: A002  # docassemble's name
    """The date of the request, at midnight; in words if there is a `format`."""
    moment = current_datetime(timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    return moment.format_date(format) if format else moment


def _is_nothing(value: Any) -> bool:
    """Whether a date was left out: its box was empty."""
    return value is None or (isinstance(value, str) and not value.strip())


def format_date(value: Any, format: str | None = None, timezone: str | None = None, **_options: Any) -> str:  # noqa: A002  # docassemble's name
    """A date in words, "" for none; `format` is full, long, medium, short or a pattern such as 'MMMM d, yyyy'."""
    return "" if _is_nothing(value) else as_datetime(value, timezone).format_date(format)


def format_datetime(value: Any, format: str | None = None, timezone: str | None = None, **_options: Any) -> str:  # noqa: A002  # docassemble's name
    """A date and time in words."""
    return "" if _is_nothing(value) else as_datetime(value, timezone).format_datetime(format)


def format_time(value: Any, format: str | None = None, timezone: str | None = None, **_options: Any) -> str:  # noqa: A002  # docassemble's name
    """A time of day in words; `format` is a length or a pattern such as 'h:mm a'."""
    if _is_nothing(value):
        return ""
    if isinstance(value, datetime.time):
        moment = datetime.datetime.combine(datetime.date(2000, 1, 1), value)
        return format_pattern(moment, time_pattern(format))
    try:
        return as_datetime(value, timezone).format_time(format)
    except ValueError:
        return format_time(parse_time(string(value)), format)


def year_of(value: Any, **_options: Any) -> int:
    """The year of a date."""
    return as_datetime(value).year


def month_of(value: Any, as_word: bool = False, **_options: Any) -> int | str:
    """The month of a date, from 1, or its name."""
    month = as_datetime(value).month
    return tongues.of(current.language()).months[month - 1] if as_word else month


def day_of(value: Any, **_options: Any) -> int:
    """The day of the month of a date."""
    return as_datetime(value).day


def dow_of(value: Any, as_word: bool = False, **_options: Any) -> int | str:
    """The day of the week of a date, 1 for Monday, or its name."""
    day = as_datetime(value).isoweekday()
    return tongues.of(current.language()).days[day - 1] if as_word else day


class DateTimeDelta(Shown):
    """The time between two dates: each attribute is all of it in that unit, as a float."""

    def __init__(self, delta: datetime.timedelta, starting: Any = None) -> None:
        self.delta, self.starting = delta, starting
        self.seconds = delta.total_seconds()
        self.minutes = self.seconds / 60
        self.hours = self.minutes / 60
        self.days = self.hours / 24
        self.weeks = self.days / 7
        self.months = self.days / (_DAYS_OF_A_YEAR / 12)
        self.years = self.days / _DAYS_OF_A_YEAR

    def describe(
        self, specificity: str | None = None, capitalize: bool = False, nice: bool = True, **_options: Any
    ) -> str:
        """The time in words (figures unless `nice`): `two years and three days`, down to `specificity` or to days."""

        def counted(count: int, unit: str) -> str:
            return quantity_noun(count, word(unit)) if nice else f"{count:,} {noun_plural(word(unit), count)}"

        months, rest = self._months()
        counts = {"year": months // 12, "month": months % 12}
        for unit, size in _SECONDS.items():
            counts[unit] = int(rest // size)
            rest -= counts[unit] * size
        parts: list[str] = []
        for unit, count in counts.items():
            if count:
                parts.append(counted(count, unit))
            if specificity == unit or (specificity is None and unit == "day" and parts):
                break
        shown = comma_and_list(parts) if parts else counted(0, specificity or "second")
        return capitalized(shown) if capitalize else shown

    def _months(self) -> tuple[int, float]:
        """How many whole months there are, as the calendar counts them, and how many seconds are left."""
        if self.starting is None:
            months, rest = divmod(abs(self.seconds), _DAYS_OF_A_YEAR * 7200)
            return int(months), rest
        first, last = sorted((as_datetime(self.starting), as_datetime(self.starting) + self.delta))
        months = (last.year - first.year) * 12 + last.month - first.month
        if shift(first, 1, {"months": months}) > last:
            months -= 1
        return months, (last - shift(first, 1, {"months": months})).total_seconds()

    def __str__(self) -> str:
        return self.describe()


_SECONDS = {
    "week": 604800,
    "day": 86400,
    "hour": 3600,
    "minute": 60,
    "second": 1,
}


def date_difference(starting: Any = None, ending: Any = None, timezone: str | None = None) -> DateTimeDelta:
    """The time from `starting` to `ending`, either of which is now where it is left out."""
    first, last = (current_datetime(timezone) if value is None else as_datetime(value, timezone)
                   for value in (starting, ending))  # fmt: skip
    return DateTimeDelta(last - first, first)


def time_between(kept: Any) -> DateTimeDelta:
    """What the state kept of a time between two dates; once, that was not when it began."""
    return DateTimeDelta(*kept) if isinstance(kept, tuple | list) else DateTimeDelta(kept)


def get_default_timezone() -> str:
    """The time zone of this interview."""
    return current.context().timezone


def timezone_list() -> list[str]:
    """The names of all time zones."""
    return zones.names()


state.register(state.Codec("DateTimeDelta", DateTimeDelta, dump=lambda it: (it.delta, it.starting), build=time_between))

NAMESPACE: dict[str, Any] = {
    function.__name__: function
    for function in (as_datetime, current_datetime, today, format_date, format_datetime, format_time, year_of, month_of,
                     day_of, dow_of, date_difference, get_default_timezone, timezone_list)
}  # fmt: skip
NAMESPACE["DADateTime"] = DADateTime
