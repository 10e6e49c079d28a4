"""Sets that gather themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .gathering import Gathered


class DASet(Gathered):
    """A set; its items are asked for as `new_item`."""

    def _empty(self) -> set[Any]:
        return set()

    def _fill(self, given: Any) -> None:
        self.elements.update(given)

    def _items(self) -> list[Any]:
        return sorted(self.elements, key=str)

    def _shown(self) -> list[Any]:
        return sorted(self._settled(), key=str)

    def _add_one(self) -> None:
        self.elements.add(self.new_item)
        del self.new_item
        self._added()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._shown())

    def add(self, *items: Any) -> None:
        """Put items in."""
        self.elements.update(items)

    def remove(self, item: Any) -> None:
        """Take an item out."""
        self.elements.discard(item)

    discard = remove

    def _with(self, elements: set[Any]) -> DASet:
        found = DASet(self.instanceName, elements=elements)
        found.gathered = True
        return found

    def union(self, other: Any) -> DASet:
        """What is in either."""
        return self._with(set(self._settled()) | set(other))

    def intersection(self, other: Any) -> DASet:
        """What is in both."""
        return self._with(set(self._settled()) & set(other))

    def difference(self, other: Any) -> DASet:
        """What is only in this one."""
        return self._with(set(self._settled()) - set(other))
