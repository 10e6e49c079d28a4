"""Time zones by name, all read once: the process that evaluates may open no file."""

from __future__ import annotations

import datetime
import zoneinfo

_zones: dict[str, zoneinfo.ZoneInfo] = {}


def preload() -> None:
    """Read every time zone that the system has."""
    for name in zoneinfo.available_timezones():
        _zones[name] = zoneinfo.ZoneInfo(name)


def names() -> list[str]:
    """The names of all time zones, in order."""
    if not _zones:
        preload()
    return sorted(_zones)


def get(name: str) -> datetime.tzinfo:
    """The time zone `name`.

    Raises:
        ValueError: there is none of that name.
    """
    name = str.__str__(name)
    if name == "UTC":
        return _UTC
    if not _zones:
        preload()
    if name not in _zones:
        raise ValueError(f"{name!r:.60} is no time zone; write one such as 'Europe/London' or 'UTC'")
    return _zones[name]


_UTC = zoneinfo.ZoneInfo("UTC")
