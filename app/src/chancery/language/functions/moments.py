"""`DADateTime`, the date and time that interviews work with, and reading one from text."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from typing import Any

from .. import current, state
from ..text import plain
from .patterns import date_pattern, format_pattern, moment_pattern, time_pattern
from .tongues import ENGLISH

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_NAMED = re.compile(
    r"(?:(?P<first>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>[A-Za-z]{3,9})\.?\s*"
    r"(?:(?P<second>\d{1,2})(?:st|nd|rd|th)?\s*,?\s+)?(?P<year>\d{4})"
)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?\s*([AaPp])?\.?(?:[Mm]\.?)?")
_HOUR = re.compile(r"(\d{1,2})\s*([AaPp])\.?[Mm]\.?")
_ZONE = re.compile(r"\s*(?:Z|UTC|([+-])(\d{2}):?(\d{2}))")
_LONGEST = 60  # characters that a date can have


class DADateTime(datetime.datetime):
    """A date and time with docassemble's additions; shown, it is a date in words."""

    @classmethod
    def of(cls, moment: datetime.datetime) -> DADateTime:
        """The same moment of this class."""
        return cls(moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second,
                   moment.microsecond, tzinfo=moment.tzinfo, fold=moment.fold)  # fmt: skip

    def __str__(self) -> str:
        return self.format_date()

    def __format__(self, spec: str) -> str:
        return self.strftime(spec) if spec else str(self)

    # datetime's own arithmetic gives this class again, except for these.
    def astimezone(self, tz: datetime.tzinfo | None = None) -> DADateTime:
        """This moment in another time zone."""
        return DADateTime.of(super().astimezone(tz))

    @property
    def nanosecond(self) -> int:
        """Always 0: nothing here is that exact."""
        return 0

    @property
    def dow(self) -> int:
        """The day of the week, 1 for Monday."""
        return self.isoweekday()

    @property
    def week(self) -> int:
        """The week of the year, as ISO 8601 counts."""
        return self.isocalendar()[1]

    def format(self, format: str | None = None, **_options: Any) -> str:  # noqa: A002  # docassemble's name
        """The date in words; `format` is a length (long, ...) or a pattern."""
        return self.format_date(format=format)

    def format_date(self, format: str | None = None, **_options: Any) -> str:  # noqa: A002  # docassemble's name
        """The date in words; `format` is a length (long, ...) or a pattern."""
        return format_pattern(self, date_pattern(format))

    def format_datetime(self, format: str | None = None, **_options: Any) -> str:  # noqa: A002  # docassemble's name
        """The date and time in words."""
        return format_pattern(self, moment_pattern(format))

    def format_time(self, format: str | None = None, **_options: Any) -> str:  # noqa: A002  # docassemble's name
        """The time of day in words."""
        return format_pattern(self, time_pattern(format))

    def plus(self, **amounts: float) -> DADateTime:
        """Later by years, months, weeks, days, hours, minutes, seconds (a day that a month lacks is its last)."""
        return shift(self, 1, amounts)

    def minus(self, **amounts: float) -> DADateTime:
        """Earlier by the same amounts as `plus` takes."""
        return shift(self, -1, amounts)

    def replace_time(self, time: datetime.time) -> DADateTime:
        """The same day at `time`."""
        return self.replace(hour=time.hour, minute=time.minute, second=time.second, microsecond=time.microsecond)


def shift(moment: DADateTime, sign: int, amounts: dict[str, Any]) -> DADateTime:
    """`moment` plus or minus calendar amounts.

    Raises:
        TypeError: an amount has a name that is none of time.
        OverflowError, ValueError: the result is before the year 1 or after 9999.
    """
    months = sign * (int(amounts.pop("years", 0)) * 12 + int(amounts.pop("months", 0)))
    total = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(total, 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        raise ValueError("the date is outside the years 1 to 9999")
    day = min(moment.day, monthrange(year, month + 1)[1])
    return DADateTime.of(moment.replace(year=year, month=month + 1, day=day) + sign * datetime.timedelta(**amounts))


def from_date(value: datetime.date, zone: datetime.tzinfo | None = None) -> DADateTime:
    """A `date` (at midnight) or `datetime` as a `DADateTime`; one without a zone is taken to be of `zone`."""
    zone = zone or current.zone()
    if isinstance(value, datetime.datetime):
        return DADateTime.of(value if value.tzinfo else value.replace(tzinfo=zone))
    return DADateTime(value.year, value.month, value.day, tzinfo=zone)


def parse(text: str, zone: datetime.tzinfo | None = None) -> DADateTime:
    """A date, with or without a time, as people write one: 2026-04-01, 4/1/2026 (month first), April 1, 2026.

    Raises:
        ValueError: it is no such date.
    """
    text = plain(text).strip()[: _LONGEST + 1]
    day, rest = _read_date(text)
    time, rest = _read_time(rest.lstrip(" T,").removeprefix("at ").lstrip())
    offset = _ZONE.match(rest) if rest.strip() else None
    if rest.strip() and (offset is None or rest[offset.end() :].strip()):
        raise ValueError("not a date")
    moment = DADateTime.combine(day, time, tzinfo=zone or current.zone())
    if offset is None:
        return moment
    minutes = int(offset[2]) * 60 + int(offset[3]) if offset[1] else 0
    fixed = datetime.timezone(datetime.timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    return moment.replace(tzinfo=fixed).astimezone(zone or current.zone())


def parse_time(text: str) -> datetime.time:
    """A time of day: 16:05, 4:05 pm, 4 pm.

    Raises:
        ValueError: it is none.
    """
    time, rest = _read_time(plain(text).strip()[: _LONGEST + 1])
    if rest.strip() or not text.strip():
        raise ValueError("not a time of day")
    return time


def _read_date(text: str) -> tuple[datetime.date, str]:
    if match := _ISO.match(text):
        return datetime.date(int(match[1]), int(match[2]), int(match[3])), text[match.end() :]
    if match := _NUMERIC.match(text):
        first, second, year = (int(part) for part in match.groups())
        year += (2000 if year < 50 else 1900) if len(match[3]) == 2 else 0
        month, day = (first, second) if first <= 12 else (second, first)
        return datetime.date(year, month, day), text[match.end() :]
    match = _NAMED.match(re.sub(r"^[A-Za-z]+day,?\s+", "", text))
    if match is None:
        raise ValueError("not a date")
    name = match["month"].title()
    months = [
        number for number, month in enumerate(ENGLISH.months, 1)
        if month.startswith(name) or name == "Sept" == month[:4]
    ]  # fmt: skip
    if len(months) != 1:
        raise ValueError("not a month")
    return datetime.date(int(match["year"]), months[0], int(match["first"] or match["second"] or 1)), match.string[
        match.end() :
    ]


def _read_time(text: str) -> tuple[datetime.time, str]:
    match = _TIME.match(text)
    if match:
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        half, fraction = match[5], int((match[4] or "0").ljust(6, "0"))
    else:
        match = _HOUR.match(text)
        if match is None:
            return datetime.time(), text
        hour, minute, second, half, fraction = int(match[1]), 0, 0, match[2], 0
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("not an hour")
        hour = hour % 12 + (12 if half in "Pp" else 0)
    return datetime.time(hour, minute, second, fraction), text[match.end() :]


state.register(
    state.Codec(
        "DADateTime",
        DADateTime,
        dump=lambda moment: datetime.datetime.combine(moment.date(), moment.time(), moment.tzinfo).replace(
            fold=moment.fold
        ),
        build=lambda kept: DADateTime.of(kept),
    )
)
