"""Functions that every interview has without importing them: words, numbers, dates, lists, places.

`NAMESPACE` maps their names to them. What they know of the run (time, zone, language) they ask of `language.current`,
which the engine sets; none imports, opens or looks up anything when it is called.
"""

from __future__ import annotations

from typing import Any

from .. import zones
from . import dates, intervals, lists, locales, numbers, phrases, places

NAMESPACE: dict[str, Any] = {
    **phrases.NAMESPACE,
    **lists.NAMESPACE,
    **numbers.NAMESPACE,
    **dates.NAMESPACE,
    **intervals.NAMESPACE,
    **places.NAMESPACE,
    **locales.NAMESPACE,
}


def preload() -> None:
    """Read what must be read before a jail forbids it: the time zones."""
    zones.preload()
