"""`time`: the seconds of the run. A screen never waits on purpose, so `sleep` comes back at once."""

from __future__ import annotations

from typing import Any

from .. import current
from ..text import plain, string


def time() -> float:
    """The seconds since 1970 at which the run began."""
    return float(current.now().timestamp())


def strftime(pattern: Any) -> str:
    """The time of the run by a pattern of Python's: `strftime('%Y')`."""
    return current.now().strftime(plain(string(pattern)))


def sleep(_seconds: Any) -> None:
    """Do nothing: whoever waits here would only keep others from being served."""


NAMES: dict[str, Any] = {"time": time, "sleep": sleep, "strftime": strftime}
