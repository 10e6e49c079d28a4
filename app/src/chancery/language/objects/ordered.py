"""Which of two objects comes first: objects stand in the order of what they are shown as, as in a list of names."""

from __future__ import annotations

from typing import Any

from .. import text


class Ordered:
    """Mixed into what can be put in order; `_rank` says by what."""

    def _rank(self, thing: object) -> Any:
        """What stands for this thing, or for another, where the two are compared."""
        return text.plain(text.string(thing))

    def __lt__(self, other: object) -> bool:
        return bool(self._rank(self) < self._rank(other))

    def __le__(self, other: object) -> bool:
        return bool(self._rank(self) <= self._rank(other))

    def __gt__(self, other: object) -> bool:
        return bool(self._rank(self) > self._rank(other))

    def __ge__(self, other: object) -> bool:
        return bool(self._rank(self) >= self._rank(other))
