"""Lists that gather themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import text
from ..undefined import Undefined
from .base import DAObject
from .compare import Comparing
from .empty import DAEmpty
from .gathering import Gathered, is_complete
from .sets import DASet, set_of

# Places up to which asking for an item by its place makes objects.
MAX_FILLED = 1000


class DAList(Comparing, Gathered):
    """A list."""

    def _empty(self) -> list[Any]:
        return []

    def _fill(self, given: Any) -> None:
        self.append(*given)

    def _items(self) -> list[Any]:
        return list(self.elements)

    def _add_one(self) -> None:
        place = len(self.elements)
        if self.ask_object_type:
            self.appendObject(self.new_object_type)
            del self.new_object_type
        elif self.object_type is None:
            raise self._missing(place)
        else:
            self.appendObject()

    def _missing(self, place: int) -> Undefined:
        return Undefined(f"{self.instanceName}[{place}]", owner=self, part=f"[{place}]")

    def __getitem__(self, place: Any) -> Any:
        elements = self.elements
        if isinstance(place, int) and -len(elements) <= place < 0:
            return elements[place]
        if isinstance(place, slice) or (isinstance(place, int) and place < 0):
            return self._settled()[place]
        if place >= len(elements):
            if self.object_type is None or self.__dict__.get("gathered") or place >= MAX_FILLED:
                raise self._missing(place)
            while len(self.elements) <= place:
                self.appendObject()
        return elements[place]

    def __setitem__(self, place: int, value: Any) -> None:
        if isinstance(place, int) and len(self.elements) < place < MAX_FILLED:
            # What is before it is made first, or is nothing yet.
            while len(self.elements) < place:
                self.elements.append(None) if self.object_type is None else self.appendObject()
        if place == len(self.elements):
            self.append(value)
            return
        self.elements[place] = value
        if isinstance(place, int) and isinstance(value, DAObject) and not value.instanceName and self.instanceName:
            value.rename(f"{self.instanceName}[{range(len(self.elements))[place]}]")

    def __delitem__(self, place: int) -> None:
        del self.elements[place]
        self._taken_out()

    def __add__(self, other: Iterable[Any]) -> DAList:
        found = DAList("", elements=[*self._settled(), *other])
        found.gathered = True
        return found

    def __radd__(self, other: Iterable[Any]) -> DAList:
        found = DAList("", elements=[*other, *self._settled()])
        found.gathered = True
        return found

    def rename(self, name: str) -> None:
        """As of any object, and of the items below it."""
        super().rename(name)
        self._rename_items()

    def _rename_items(self) -> None:
        for place, item in enumerate(self.elements):
            if isinstance(item, DAObject) and (not item.instanceName or self.object_type is not None):
                item.rename(f"{self.instanceName}[{place}]")

    def append(self, *items: Any, set_instance_name: bool = False) -> None:
        """Put items at the end."""
        for item in items:
            if isinstance(item, DAObject) and self.instanceName and (set_instance_name or not item.instanceName):
                item.rename(f"{self.instanceName}[{len(self.elements)}]")
            self.elements.append(item)
            self._added()

    def appendObject(self, *arguments: Any, **options: Any) -> Any:  # noqa: N802  # docassemble's name
        """Put a new object at the end; the object."""
        item = self._new_item(f"{self.instanceName}[{len(self.elements)}]", *arguments, **options)
        self.elements.append(item)
        self._added()
        return item

    append_object = appendObject

    def initializeObject(self, place: int, *arguments: Any, **options: Any) -> Any:  # noqa: N802  # as above
        """Put a new object at a place."""
        while len(self.elements) <= place:
            self.elements.append(None)
        self.elements[place] = self._new_item(f"{self.instanceName}[{place}]", *arguments, **options)
        return self.elements[place]

    initialize_object = initializeObject
    setObject = initializeObject  # noqa: N815  # docassemble's name, of once

    def extend(self, items: Iterable[Any]) -> None:
        """Put items at the end."""
        self.append(*items)

    def insert(self, place: int, item: Any) -> None:
        """Put an item before a place."""
        self.elements.insert(place, item)
        self._rename_items()

    def remove(self, *items: Any) -> None:
        """Take items out, where they are in."""
        for item in items:
            if item in self.elements:
                self.elements.remove(item)
        self._taken_out()

    def pop(self, *place: int) -> Any:
        """Take one item out; the item."""
        item = self.elements.pop(*place)
        self._taken_out()
        return item

    def delitem(self, *places: int) -> None:
        """Take the items at these places out."""
        for place in sorted(set(places), reverse=True):
            if place < len(self.elements):
                del self.elements[place]
        self._taken_out()

    def _taken_out(self) -> None:
        self._rename_items()
        if not self.elements:
            self.there_are_any = False

    def index(self, item: Any, *between: int) -> int:
        """The place of an item; `between` two places where they are given."""
        return int(self._settled().index(item, *between))

    def count(self, item: Any) -> int:
        """How often an item is in it."""
        return int(self._settled().count(item))

    def sort(self, key: Any = None, reverse: bool = False) -> DAList:
        """Put the items in order, once all are there; the list."""
        self._settled()
        return self.sort_elements(key=key, reverse=reverse)

    def reverse(self) -> DAList:
        """Put the items the other way round, once all are there; the list."""
        self._settled().reverse()
        self._rename_items()
        return self

    def sort_elements(self, key: Any = None, reverse: bool = False) -> DAList:
        """Put the items that there are in order; the list."""
        self.elements.sort(key=key, reverse=reverse)
        self._rename_items()
        return self

    def copy(self) -> list[Any]:
        """The items as a plain list."""
        return list(self._settled())

    def set_object_type(self, kind: Any) -> None:
        """Say of which class the items are."""
        self.__dict__["object_type"] = kind

    def _whole(self) -> list[Any]:
        found: list[Any] = self._settled()
        return found

    def _made(self, items: set[Any]) -> DASet:
        return set_of(items)

    def item(self, place: int) -> Any:
        """The item at a place, or something that shows as nothing."""
        return self.elements[place] if place < len(self._settled()) else DAEmpty()

    def first(self) -> Any:
        """The first item."""
        return self[0]

    def last(self) -> Any:
        """The last item."""
        return self._settled()[-1]

    def slice(self, *wanted: Any) -> Any:
        """A list of some of the items: those at these places, or those of which a function says yes."""
        return self._with(
            [
                item
                for place, item in enumerate(self._settled())
                if any(one(item) if callable(one) else one == place for one in wanted)
            ]
        )

    def filter(self, name: str = "", /, **attributes: Any) -> Any:
        """Those items whose attributes have these values, in a list for the variable `name`."""
        found = [
            item for item in self._settled() if all(getattr(item, key) == value for key, value in attributes.items())
        ]
        return self._with(found, text.plain(name))

    def complete_elements(self, complete_attribute: str | None = None) -> Any:
        """Those items that are complete already."""
        wanted = complete_attribute or self.__dict__.get("complete_attribute")
        return self._with([item for item in self.elements if is_complete(item, wanted)])
