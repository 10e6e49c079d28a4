"""Typed dates and times."""

from __future__ import annotations

import datetime

from ...protocol import Field
from ..functions.moments import DADateTime, parse, parse_time
from .errors import refuse


def date(field: Field, text: str) -> DADateTime:
    """A date, at midnight in the zone of the run."""
    try:
        moment = parse(text)
    except (ValueError, OverflowError):
        raise refuse(field, "date") from None
    return _bounded(field, moment.replace(hour=0, minute=0, second=0, microsecond=0))


def moment(field: Field, text: str) -> DADateTime:
    """A date and a time."""
    try:
        value = parse(text)
    except (ValueError, OverflowError):
        raise refuse(field, "datetime") from None
    return _bounded(field, value)


def time(field: Field, text: str) -> datetime.time:
    """A time of day."""
    try:
        value = parse_time(text)
    except ValueError:
        raise refuse(field, "time") from None
    for name, text_limit, wrong in (("time min", field.minimum, -1), ("time max", field.maximum, 1)):
        edge = _parsed_time(text_limit)
        if edge is not None and (value > edge) - (value < edge) == wrong:
            raise refuse(field, name, text_limit)
    return value


def _bounded(field: Field, value: DADateTime) -> DADateTime:
    low, high = _parsed(field.minimum), _parsed(field.maximum)
    if low is not None and value < low:
        raise refuse(field, "date min", low)
    if high is not None and value > high:
        raise refuse(field, "date max", high)
    return value


def _parsed(text: str) -> DADateTime | None:
    try:
        return parse(text)
    except (ValueError, OverflowError):
        return None


def _parsed_time(text: str) -> datetime.time | None:
    try:
        return parse_time(text)
    except ValueError:
        return None
