"""Dates and times as text, by the pattern letters of Unicode's locale data (UTS 35, "Date Format Patterns").

docassemble's authors write such patterns ('MMMM d, yyyy', 'h:mm a') or a length (full, long, medium, short). The
names and the lengths are those of the language of the run (`tongues`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

from .. import current
from ..text import Typed, plain
from . import tongues

_TOKEN = re.compile(r"'((?:[^']|'')*)'|([a-zA-Z])\2*|[^a-zA-Z']+|'")


def date_pattern(length: str | None) -> str:
    """The pattern of a date for one of the four lengths, or the run's own; a pattern is itself."""
    wanted = length or current.format_of("date") or "long"
    return _tongue().dates.get(wanted, wanted)


def time_pattern(length: str | None) -> str:
    """The pattern of a time for one of the four lengths, or the run's own; a pattern is itself."""
    wanted = length or current.format_of("time") or "short"
    return _tongue().times.get(wanted, wanted)


def moment_pattern(length: str | None) -> str:
    """The pattern of a date and a time for one of the four lengths, or the run's own; a pattern is itself."""
    wanted, tongue = length or current.format_of("datetime") or "long", _tongue()
    if wanted not in tongue.joins:
        return wanted
    return tongue.joins[wanted].format(tongue.dates[wanted], tongue.times[wanted])


def _tongue() -> tongues.Tongue:
    return tongues.of(current.language())


def format_pattern(moment: datetime.datetime, pattern: str) -> str:
    """`moment` in the words of `pattern`, typed if the pattern was.

    Raises:
        ValueError: a letter of the pattern means nothing here.
    """
    shown = "".join(_token(moment, match) for match in _TOKEN.finditer(plain(pattern)))
    return Typed(shown) if isinstance(pattern, Typed) else shown


def _token(moment: datetime.datetime, match: re.Match[str]) -> str:
    text = match[0]
    if match[1] is not None:
        return match[1].replace("''", "'") or "'"
    letter = match[2]
    if letter is None:
        return text
    width = len(text)
    if letter in "yYu":
        return f"{moment.year % 100:02}" if width == 2 else f"{moment.year:0{width}}"
    if letter in "ML":
        tongue = _tongue()
        names = (tongue.months, tongue.short_months)
        return _name(names, moment.month - 1, width) if width > 2 else f"{moment.month:0{width}}"
    if letter in "Eec":
        if letter in "ec" and width < 3:
            return str(moment.isoweekday())
        return _name((_tongue().days, _tongue().short_days), moment.weekday(), width)
    if letter in _NUMBERS:
        return f"{_NUMBERS[letter](moment):0{width}}"
    if letter in "abB":
        return "AM" if moment.hour < 12 else "PM"
    if letter in "zvZXx":
        return _zone(moment, letter, width)
    if letter == "S":
        return f"{moment.microsecond:06}"[:width].ljust(width, "0")
    if letter == "Q":
        return f"Q{(moment.month + 2) // 3}" if width == 3 else f"{(moment.month + 2) // 3:0{min(width, 2)}}"
    if letter == "G":
        return "AD"
    raise ValueError(f"the letter {letter} means nothing in a date pattern; put words between single quotes")


_NUMBERS: dict[str, Callable[[datetime.datetime], int]] = {
    "d": lambda moment: moment.day,
    "D": lambda moment: moment.timetuple().tm_yday,
    "w": lambda moment: moment.isocalendar()[1],
    "H": lambda moment: moment.hour,
    "k": lambda moment: moment.hour or 24,
    "h": lambda moment: moment.hour % 12 or 12,
    "K": lambda moment: moment.hour % 12,
    "m": lambda moment: moment.minute,
    "s": lambda moment: moment.second,
}


def _name(names: tuple[tuple[str, ...], tuple[str, ...]], index: int, width: int) -> str:
    """A name in full (four letters of the pattern), its first letter (five), or in short."""
    whole, short = names
    if width == 4:
        return whole[index]
    return whole[index][:1].upper() if width == 5 else short[index]


def _zone(moment: datetime.datetime, letter: str, width: int) -> str:
    offset = moment.strftime("%z")
    if letter == "z" and width < 4:
        return moment.tzname() or ""
    if letter in "zv":
        return getattr(moment.tzinfo, "key", None) or moment.tzname() or ""
    if letter == "X" and offset in ("+0000", ""):
        return "Z"
    return f"{offset[:3]}:{offset[3:]}" if width in (3, 5) else offset
