"""Which interviews there are now, without scanning the disk whenever somebody asks for one that there is not."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from chancery.evaluator.catalogue import Catalogue


class Versions:
    """The names and versions of a catalogue's interviews.

    Args:
        catalogue: the interviews; it bounds itself how often it looks for changed files.
        rescan: looks for added and removed interviews, here and in the root process.
        recheck_s: seconds for which a scan is trusted.
    """

    def __init__(self, catalogue: Catalogue, rescan: Callable[[], None], recheck_s: float) -> None:
        self._catalogue = catalogue
        self._rescan = rescan
        self._recheck_s = recheck_s
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
        try:
            return self._catalogue.version(name)
        except LookupError:
            if not self._rescan_if_due():
                raise
            return self._catalogue.version(name)

    def _rescan_if_due(self) -> bool:
        if self._rescan_after > monotonic():
            return False
        self._rescan()
        self._rescan_after = monotonic() + self._recheck_s
        return True
