"""What has to be in memory before a process is sealed, because afterwards no file can be opened.

The language package brings what it uses itself. Here stand the modules that Python imports only when a function is
first called, and the time zones, which it reads from files when they are first named.
"""

from __future__ import annotations

import importlib
import zoneinfo

_IMPORTED_LATE = (
    "_strptime", "calendar", "copy", "datetime", "decimal", "encodings.ascii", "encodings.idna", "encodings.latin_1",
    "encodings.punycode", "encodings.utf_16", "fractions", "functools", "html.entities", "itertools", "json", "locale",
    "math", "operator", "random", "re", "statistics", "string", "stringprep", "textwrap", "traceback", "unicodedata",
    "urllib.parse", "uuid", "warnings",
)  # fmt: skip

# `zoneinfo` keeps the zones it has read only as long as somebody holds them.
_zones: list[zoneinfo.ZoneInfo] = []


def preload() -> None:
    """Import the modules and read the time zones."""
    for name in _IMPORTED_LATE:
        importlib.import_module(name)
    _zones.extend(zoneinfo.ZoneInfo(name) for name in sorted(zoneinfo.available_timezones()))
