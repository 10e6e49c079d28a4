"""Imports what Python would import only when it is first used: in the jail nothing can be read any more."""

from __future__ import annotations

import importlib

from . import functions, markdown

# strptime and strftime, decimal, encodings, zone data, errors of the codecs, what msgspec and nh3 want.
_LATE = (
    "_strptime", "_pydecimal", "decimal", "calendar", "locale", "zoneinfo", "encodings.idna", "encodings.utf_8",
    "encodings.ascii", "encodings.latin_1", "unicodedata", "stringprep", "difflib", "random", "bisect", "statistics",
    "fractions", "numbers", "html.entities", "textwrap", "json.encoder", "json.decoder", "traceback", "string",
    "collections.abc", "itertools", "functools", "operator", "copy", "uuid", "heapq",
)  # fmt: skip


def preload() -> None:
    """Import and warm up everything that running an interview may want."""
    for name in _LATE:
        importlib.import_module(name)
    markdown.preload()
    functions.preload()
