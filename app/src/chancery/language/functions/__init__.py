"""Functions that every interview has without importing them: words, numbers, dates, lists, places.

`NAMESPACE` maps their names to them. What they know of the run (time, zone, language) they ask of `language.current`,
which the engine sets; none imports, opens or looks up anything when it is called.
"""

from __future__ import annotations

from typing import Any

from .. import current, zones
from . import dates, lists, numbers, phrases, places


def get_language() -> str:
    """The language of the run."""
    return current.language()


def set_language(code: Any, **_options: Any) -> None:
    """Change the language for the rest of the run."""
    current.set_language(code)


def language_from_browser(*offered: str) -> str | None:
    """The language that the browser asks for; None if it is none of those `offered`."""
    wanted = current.context().language
    return wanted if not offered or wanted in offered else None


NAMESPACE: dict[str, Any] = {
    **phrases.NAMESPACE,
    **lists.NAMESPACE,
    **numbers.NAMESPACE,
    **dates.NAMESPACE,
    **places.NAMESPACE,
    "get_language": get_language,
    "set_language": set_language,
    "language_from_browser": language_from_browser,
}


def preload() -> None:
    """Read what must be read before a jail forbids it: the time zones."""
    zones.preload()
