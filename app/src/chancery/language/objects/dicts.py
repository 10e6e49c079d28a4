"""Dictionaries that gather themselves, by asking for the names of their items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .. import text
from ..undefined import Undefined
from .base import DAObject
from .compare import Comparing
from .empty import DAEmpty
from .gathering import Gathered, is_complete
from .lists import DAList
from .sets import DASet, set_of


class DADict(Comparing, Gathered):
    """A dictionary."""

    def _empty(self) -> dict[Any, Any]:
        return {}

    def init(self, **attributes: Any) -> None:
        """Begin empty, or with an object for each of `keys`."""
        keys = attributes.pop("keys", ())
        super().init(**attributes)
        another = self.__dict__.get("there_is_another")
        self.new(*keys)
        if keys and another is not None:
            self.__dict__["there_is_another"] = another

    def _fill(self, given: Any) -> None:
        self.elements.update(given)

    def _items(self) -> list[Any]:
        return [self.elements[key] for key in self._order(self.elements)]

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
        name = self._name_of(key)
        return Undefined(name, owner=self, part=name.removeprefix(self.instanceName))

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
            value.rename(self._name_of(key))

    def rename(self, name: str) -> None:
        """As of any object, and of the items that have no name yet or one below the old."""
        before = {key: self._name_of(key) for key in self.elements}
        super().rename(name)
        for key, item in self.elements.items():
            if isinstance(item, DAObject) and item.instanceName in ("", before[key]):
                item.rename(self._name_of(key))

    def __delitem__(self, key: Any) -> None:
        self[key]  # what is not there yet is wanted first, as in docassemble
        del self.elements[key]

    def initializeObject(self, key: Any, *arguments: Any, **options: Any) -> Any:  # noqa: N802  # docassemble's name
        """Put a new object under a key; the object."""
        self.elements[key] = self._new_item(self._name_of(key), *arguments, **options)
        self._added()
        return self.elements[key]

    initialize_object = initializeObject
    setObject = initializeObject  # noqa: N815  # docassemble's name, of once

    def new(self, *keys: Any, **options: Any) -> None:
        """Put new objects under keys."""
        for key in keys:
            for one in [key] if isinstance(key, str | int) else key:
                self.initializeObject(one, **options)

    def _whole(self) -> Iterable[Any]:
        return list(self._settled())

    def _made(self, items: set[Any]) -> DASet:
        return set_of(items)

    def _shown(self) -> list[Any]:
        return list(self._sorted())

    def _sorted(self) -> dict[Any, Any]:
        elements = self._settled()
        return {key: elements[key] for key in self._order(elements)}

    def _order(self, keys: Iterable[Any]) -> list[Any]:
        """`keys` in the order in which they are shown."""
        return sorted(keys, key=_ranked)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._settled())

    def keys(self) -> Any:
        """The keys, in the order of the alphabet."""
        return self._sorted().keys()

    iterkeys = keys  # docassemble's names, of Python 2

    def values(self) -> Any:
        """The values, in the order in which they came."""
        return self._settled().values()

    itervalues = values

    def items(self) -> Any:
        """The keys and values, in the order of the alphabet."""
        return self._sorted().items()

    iteritems = items

    def get(self, key: Any, default: Any = None) -> Any:
        """The value under a key, or `default`."""
        return self.elements.get(key, default)

    def update(self, given: Any) -> None:
        """Take over keys and values."""
        self.elements.update(given.elements if isinstance(given, DADict) else given)

    def pop(self, *arguments: Any) -> Any:
        """Take a key out; its value."""
        return self.elements.pop(*arguments)

    def popitem(self) -> Any:
        """Take the last key out; the key and its value."""
        return self.elements.popitem()

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """The value under a key, which is `default` from now on if there was none."""
        if key not in self.elements:
            self[key] = default
        return self.elements[key]

    def delitem(self, *keys: Any) -> None:
        """Take keys out, where they are in."""
        for key in keys:
            self.elements.pop(key, None)

    def has_key(self, key: Any) -> bool:
        """Whether there is such a key."""
        return key in self._settled()

    def copy(self) -> dict[Any, Any]:
        """The keys and values as a plain dictionary."""
        return dict(self._settled())

    def item(self, key: Any) -> Any:
        """The value under a key, or something that shows as nothing."""
        found = self._settled()
        return found[key] if key in found else DAEmpty()

    def slice(self, *wanted: Any) -> Any:
        """A dictionary of some of the keys: those that are named, or those for whose values a function says yes."""
        return self._with(
            {
                key: value
                for key, value in self._settled().items()
                if any(one(value) if callable(one) else one == key for one in wanted)
            }
        )

    def complete_elements(self, complete_attribute: str | None = None) -> Any:
        """Those keys whose values are complete already."""
        wanted = complete_attribute or self.__dict__.get("complete_attribute")
        return self._with({key: item for key, item in self.elements.items() if is_complete(item, wanted)})

    def _list(self, keys: Iterable[Any]) -> DAList:
        found = DAList(self.instanceName)
        found.elements.extend(keys)
        found.gathered = True
        return found

    def _chosen(self, wanted: bool, insertion_order: bool) -> DAList:
        items = (self._settled() if insertion_order else self._sorted()).items()
        return self._list(key for key, value in items if bool(value) is wanted)

    def true_values(self, insertion_order: bool = False) -> DAList:
        """The keys whose values are true, in the order of the alphabet or, with `insertion_order`, as they came."""
        return self._chosen(True, insertion_order)

    def false_values(self, insertion_order: bool = False) -> DAList:
        """The keys whose values are false, in the order of the alphabet or, with `insertion_order`, as they came."""
        return self._chosen(False, insertion_order)

    def all_true(self, *names: Any, exclusive: bool = False, insensitive: bool = False) -> bool:
        """Whether all, or all of `names`, are true; with `exclusive`, and no other; `insensitive` to capitals."""
        return self._all(True, names, exclusive, insensitive)

    def all_false(self, *names: Any, exclusive: bool = False, insensitive: bool = False) -> bool:
        """Whether all, or all of `names`, are false; with `exclusive`, and no other; `insensitive` to capitals."""
        return self._all(False, names, exclusive, insensitive)

    def _all(self, wanted: bool, names: tuple[Any, ...], exclusive: bool, insensitive: bool) -> bool:
        elements, asked = self._settled(), set(self._named(names, insensitive))
        found = {key for key, value in elements.items() if bool(value) is wanted}
        return found == asked if names and exclusive else (asked if names else set(elements)) <= found

    def any_true(self, *names: Any, insensitive: bool = False, **_options: Any) -> bool:
        """Whether any, or any of `names`, is true."""
        elements = self._settled()
        return any(elements.get(name) for name in self._named(names, insensitive) or elements)

    def any_false(self, *names: Any, insensitive: bool = False, **_options: Any) -> bool:
        """Whether any, or any of `names`, is false."""
        elements = self._settled()
        return any(name in elements and not elements[name] for name in self._named(names, insensitive) or elements)

    def _named(self, names: Iterable[Any], insensitive: bool) -> list[Any]:
        """`names`, and those in lists of them, where wanted as the keys that are like them but for capitals."""
        names = [name for given in names for name in ([given] if isinstance(given, str | int) else given)]
        if not insensitive:
            return names
        keys = {text.plain(key).lower(): key for key in self._settled() if isinstance(key, str)}
        return [keys.get(text.plain(name).lower(), name) if isinstance(name, str) else name for name in names]


class DAOrderedDict(DADict):
    """A dictionary that keeps the order in which its keys came."""

    def _order(self, keys: Iterable[Any]) -> list[Any]:
        return list(keys)


def _ranked(key: Any) -> tuple[str, Any]:
    """Where a key stands among others, which may be of other kinds."""
    return ("text", text.plain(key)) if isinstance(key, str) else (type(key).__name__, key)
