"""Lists, dictionaries and sets that gather themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .. import text
from ..undefined import Undefined
from .base import DAObject
from .gathering import Gathered, reach


class DAEmpty(text.Shown):
    """Something that is not there: it shows as nothing, and so does all that is asked of it."""

    def __getattr__(self, name: str) -> DAEmpty:
        if name.startswith("_"):
            raise AttributeError(name)
        return DAEmpty()

    def __call__(self, *_arguments: Any, **_options: Any) -> DAEmpty:
        """Nothing, as what any method of nothing gives."""
        return DAEmpty()

    def __str__(self) -> str:
        return ""

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __getitem__(self, _key: Any) -> DAEmpty:
        return DAEmpty()


class DAList(Gathered):
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
        if isinstance(place, slice) or (isinstance(place, int) and place < 0):
            return self._settled()[place]
        if place >= len(elements):
            if self.object_type is not None and self.auto_gather and not self.__dict__.get("gathered"):
                self.gather()
                return self.elements[place]
            raise self._missing(place)
        return elements[place]

    def __setitem__(self, place: int, value: Any) -> None:
        if place == len(self.elements):
            self.append(value)
        else:
            self.elements[place] = value

    def __delitem__(self, place: int) -> None:
        del self.elements[place]
        self._rename_items()

    def __add__(self, other: Iterable[Any]) -> DAList:
        found = DAList("", elements=[*self._settled(), *other])
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
            if isinstance(item, DAObject) and (set_instance_name or not item.instanceName):
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
        self._rename_items()

    def pop(self, *place: int) -> Any:
        """Take one item out; the item."""
        item = self.elements.pop(*place)
        self._rename_items()
        return item

    def index(self, item: Any) -> int:
        """The place of an item."""
        return int(self.elements.index(item))

    def count(self, item: Any) -> int:
        """How often an item is in it."""
        return int(self.elements.count(item))

    def sort(self, key: Any = None, reverse: bool = False) -> DAList:
        """Put the items in order."""
        self.elements.sort(key=key, reverse=reverse)
        self._rename_items()
        return self

    def item(self, place: int) -> Any:
        """The item at a place, or something that shows as nothing."""
        return self.elements[place] if place < len(self._settled()) else DAEmpty()

    def first(self) -> Any:
        """The first item."""
        return self[0]

    def last(self) -> Any:
        """The last item."""
        return self._settled()[-1]

    def filter(self, **attributes: Any) -> DAList:
        """Those items whose attributes have these values."""
        found = DAList(self.instanceName)
        found.elements.extend(
            item for item in self._settled() if all(getattr(item, name) == value for name, value in attributes.items())
        )
        found.gathered = True
        return found

    def complete_elements(self, complete_attribute: str | None = None) -> DAList:
        """Those items that are complete already."""
        wanted = complete_attribute or self.__dict__.get("complete_attribute")
        found = DAList(self.instanceName)
        found.elements.extend(item for item in self.elements if _is_complete(item, wanted))
        found.gathered = True
        return found


def _is_complete(item: Any, attribute: str | None) -> bool:
    if not isinstance(item, DAObject):
        return True
    try:
        str(item) if attribute is None else reach(item, attribute)
    except NameError:
        return False
    return True


class DADict(Gathered):
    """A dictionary."""

    def _empty(self) -> dict[Any, Any]:
        return {}

    def _fill(self, given: Any) -> None:
        self.elements.update(given)

    def _items(self) -> list[Any]:
        return list(self.elements.values())

    def _add_one(self) -> None:
        key = self.new_item_name
        if key not in self.elements:
            if self.object_type is not None:
                self.initializeObject(key)
            elif "new_item_value" in self.__dict__:
                self[key] = self.__dict__.pop("new_item_value")
            else:
                raise self._missing(key)
        del self.new_item_name

    def _missing(self, key: Any) -> Undefined:
        place = f"[{key}]" if isinstance(key, int) else f"['{text.plain(str(key))}']"
        return Undefined(f"{self.instanceName}{place}", owner=self, part=place)

    def __getitem__(self, key: Any) -> Any:
        if key in self.elements:
            return self.elements[key]
        if self.object_type is not None:
            return self.initializeObject(key)
        raise self._missing(key)

    def __setitem__(self, key: Any, value: Any) -> None:
        if key not in self.elements:
            self._added()
        self.elements[key] = value
        if isinstance(value, DAObject) and not value.instanceName:
            value.rename(f"{self.instanceName}['{text.plain(str(key))}']")

    def __delitem__(self, key: Any) -> None:
        del self.elements[key]

    def initializeObject(self, key: Any, *arguments: Any, **options: Any) -> Any:  # noqa: N802  # docassemble's name
        """Put a new object under a key; the object."""
        place = f"[{key}]" if isinstance(key, int) else f"['{text.plain(str(key))}']"
        self.elements[key] = self._new_item(f"{self.instanceName}{place}", *arguments, **options)
        self._added()
        return self.elements[key]

    initialize_object = initializeObject

    def new(self, *keys: Any, **options: Any) -> None:
        """Put new objects under keys."""
        for key in keys:
            for one in [key] if isinstance(key, str | int) else key:
                self.initializeObject(one, **options)

    def _sorted(self) -> dict[Any, Any]:
        """The elements by key, as docassemble gives them."""
        elements = self._settled()
        return {key: elements[key] for key in sorted(elements, key=lambda key: (str(type(key)), key))}

    def _shown(self) -> list[Any]:
        return list(self._sorted())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._settled())

    def keys(self) -> Any:
        """The keys."""
        return self._sorted().keys()

    def values(self) -> Any:
        """The values."""
        return self._sorted().values()

    def items(self) -> Any:
        """The keys and values."""
        return self._sorted().items()

    def get(self, key: Any, default: Any = None) -> Any:
        """The value under a key, or `default`."""
        return self.elements.get(key, default)

    def update(self, given: Any) -> None:
        """Take over keys and values."""
        self.elements.update(given.elements if isinstance(given, DADict) else given)

    def pop(self, *arguments: Any) -> Any:
        """Take a key out; its value."""
        return self.elements.pop(*arguments)

    def _chosen(self, wanted: bool) -> DAList:
        found = DAList(self.instanceName)
        found.elements.extend(key for key, value in self._settled().items() if bool(value) is wanted)
        found.gathered = True
        return found

    def true_values(self, **_options: Any) -> DAList:
        """The keys whose values are true."""
        return self._chosen(True)

    def false_values(self, **_options: Any) -> DAList:
        """The keys whose values are false."""
        return self._chosen(False)

    def all_true(self, *names: Any, exclusive: bool = False, **_options: Any) -> bool:
        """Whether all, or all of `names`, are true; with `exclusive`, and no other."""
        return self._all(True, names, exclusive)

    def all_false(self, *names: Any, exclusive: bool = False, **_options: Any) -> bool:
        """Whether all, or all of `names`, are false; with `exclusive`, and no other."""
        return self._all(False, names, exclusive)

    def _all(self, wanted: bool, names: tuple[Any, ...], exclusive: bool) -> bool:
        elements = self._settled()
        found = {key for key, value in elements.items() if bool(value) is wanted}
        return found == set(names) if names and exclusive else set(names or elements) <= found

    def any_true(self, *names: Any, **_options: Any) -> bool:
        """Whether any, or any of `names`, is true."""
        elements = self._settled()
        return any(elements.get(name) for name in names or elements)

    def any_false(self, *names: Any, **_options: Any) -> bool:
        """Whether any, or any of `names`, is false."""
        elements = self._settled()
        return any(name in elements and not elements[name] for name in names or elements)


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
