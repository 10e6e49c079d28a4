"""What two collections have in common. Sets and lists have these methods; those that make a set give a `DASet`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Comparing:
    """Mixed into a collection: `_whole` gives its items, gathered first."""

    def _whole(self) -> Iterable[Any]:
        raise NotImplementedError

    def _made(self, items: set[Any]) -> Any:
        """A set of the interview's that holds `items`."""
        raise NotImplementedError

    def union(self, *others: Iterable[Any]) -> Any:
        """What is in any of them."""
        return self._made(set(self._whole()).union(*others))

    def intersection(self, *others: Iterable[Any]) -> Any:
        """What is in all of them."""
        return self._made(set(self._whole()).intersection(*others))

    def difference(self, *others: Iterable[Any]) -> Any:
        """What is only in this one."""
        return self._made(set(self._whole()).difference(*others))

    def symmetric_difference(self, other: Iterable[Any]) -> Any:
        """What is in just one of the two."""
        return self._made(set(self._whole()).symmetric_difference(other))

    def isdisjoint(self, other: Iterable[Any]) -> bool:
        """Whether they have nothing in common."""
        return set(self._whole()).isdisjoint(other)

    def issubset(self, other: Iterable[Any]) -> bool:
        """Whether the other has all that is in this one."""
        return set(self._whole()).issubset(other)

    def issuperset(self, other: Iterable[Any]) -> bool:
        """Whether this one has all that is in the other."""
        return set(self._whole()).issuperset(other)

    def _rank(self, thing: object) -> Any:
        # Lists are compared item by item, as in Python.
        return list(thing._whole() if isinstance(thing, Comparing) else thing)  # type: ignore[call-overload]

    def __and__(self, other: Iterable[Any]) -> Any:
        return self.intersection(other)

    def __or__(self, other: Iterable[Any]) -> Any:
        return self.union(other)

    def __xor__(self, other: Iterable[Any]) -> Any:
        return self.symmetric_difference(other)

    def __rand__(self, other: Iterable[Any]) -> Any:
        return self.intersection(other)

    def __ror__(self, other: Iterable[Any]) -> Any:
        return self.union(other)

    def __rxor__(self, other: Iterable[Any]) -> Any:
        return self.symmetric_difference(other)
