"""The run that is going on in this process: what its context says of time, zone and language.

One process runs one screen at a time, so this is one plain variable that the engine sets before a run. What is not told
falls back to UTC and English.
"""

from __future__ import annotations

import datetime

from ..protocol import Context
from . import zones

# The country of numbers and addresses that do not say theirs.
HOME = "US"
_NOWHEN = Context(now="1970-01-01T00:00:00+00:00", session="")


class _Run:
    """The context of the run, and what has been worked out from it."""

    def __init__(self) -> None:
        self.context = _NOWHEN
        self.language = "en"
        self.country = HOME


_run = _Run()


def use(context: Context) -> None:
    """Begin a run: everything below answers from `context` until the next call."""
    _run.context = context
    _run.language = context.language or "en"
    _run.country = HOME


def context() -> Context:
    """The context of the run."""
    return _run.context


def language() -> str:
    """The language that texts are wanted in, as two letters."""
    return _run.language


def set_language(code: str) -> None:
    """Change the language for the rest of the run."""
    _run.language = str(code)


def country() -> str:
    """The country of the run, as two letters."""
    return _run.country


def set_country(code: str) -> None:
    """Change the country for the rest of the run."""
    _run.country = str(code).upper()


def zone(name: str | None = None) -> datetime.tzinfo:
    """The time zone `name`, or that of the run.

    Raises:
        ValueError: there is no such time zone.
    """
    return zones.get(name or _run.context.timezone or "UTC")


def now() -> datetime.datetime:
    """The time of the request, in the zone of the run."""
    return datetime.datetime.fromisoformat(_run.context.now).astimezone(zone())
