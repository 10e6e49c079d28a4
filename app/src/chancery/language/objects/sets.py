"""Sets that gather themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import text
from .compare import Comparing
from .gathering import Gathered, is_complete


class DASet(Comparing, Gathered):
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

    def update(self, *others: Any) -> None:
        """Put in what is in others."""
        self.elements.update(*others)

    def pop(self) -> Any:
        """Take one item out; the item."""
        return self.elements.pop()

    def copy(self) -> set[Any]:
        """The items as a plain set."""
        return set(self._settled())

    def filter(self, name: str = "", /, **attributes: Any) -> DASet:
        """Those items whose attributes have these values, in a set for the variable `name`."""
        found = {
            item for item in self._settled() if all(getattr(item, key) == value for key, value in attributes.items())
        }
        return set_of(found, text.plain(name) or self.instanceName)

    def complete_elements(self, complete_attribute: str | None = None) -> DASet:
        """Those items that are complete already."""
        wanted = complete_attribute or self.__dict__.get("complete_attribute")
        return set_of({item for item in self.elements if is_complete(item, wanted)}, self.instanceName)

    def _whole(self) -> set[Any]:
        found: set[Any] = self._settled()
        return found

    def _made(self, items: set[Any]) -> DASet:
        return set_of(items, self.instanceName)

    def __sub__(self, other: Any) -> DASet:
        return self._made(self._whole() - set(other))

    def __rsub__(self, other: Any) -> DASet:
        return self._made(set(other) - self._whole())

    def _rank(self, thing: object) -> set[Any]:
        # A set is smaller than those that have all that is in it.
        return set(thing)  # type: ignore[call-overload,no-any-return]


def set_of(items: set[Any], name: str = "") -> DASet:
    """A set of these items, to which nothing is to be added."""
    found = DASet(name, elements=items)
    found.gathered = True
    return found
