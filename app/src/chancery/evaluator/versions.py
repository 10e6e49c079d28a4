"""Which version of an interview is on the disk now, looked up seldom enough to cost nothing."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from chancery.evaluator.catalogue import Catalogue


class Versions:
    """The versions of a catalogue's interviews, each trusted for a while.

    Args:
        catalogue: the interviews.
        rescan: looks for added and removed interviews, here and in the root process.
        recheck_s: seconds for which a look is trusted.
    """

    def __init__(self, catalogue: Catalogue, rescan: Callable[[], None], recheck_s: float) -> None:
        self._catalogue = catalogue
        self._rescan = rescan
        self._recheck_s = recheck_s
        self._known: dict[str, tuple[str, float]] = {}
        self._rescan_after = 0.0

    def names(self) -> list[str]:
        """Every interview's name, in order."""
        self._rescan_if_due()
        return self._catalogue.names()

    def current(self, name: str) -> str:
        """The version of an interview.

        Raises:
            LookupError: there is no such interview.
        """
        version, until = self._known.get(name, ("", 0.0))
        if until > monotonic():
            return version
        try:
            version = self._catalogue.version(name)
        except LookupError:
            self._known.pop(name, None)
            if not self._rescan_if_due():
                raise
            version = self._catalogue.version(name)
        self._known[name] = (version, monotonic() + self._recheck_s)
        return version

    def _rescan_if_due(self) -> bool:
        if self._rescan_after > monotonic():
            return False
        self._rescan()
        self._rescan_after = monotonic() + self._recheck_s
        return True
