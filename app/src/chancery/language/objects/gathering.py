"""How a list, a dictionary or a set finds out what it holds: by asking, item after item, until there is no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import text
from ..rewrites import told
from . import host, waiting
from .base import DAObject, make
from .counted import Counted
from .group_buttons import Buttons


class Gathered(Buttons, Counted):
    """What lists, dictionaries and sets share.

    The attributes that steer gathering are docassemble's: `there_are_any`, `there_is_another`, `target_number` are
    asked for, `auto_gather`, `ask_number`, `minimum_number`, `object_type`, `complete_attribute` are the author's.
    """

    def init(self, **attributes: Any) -> None:
        """Begin empty, with the author's options."""
        self.__dict__["elements"] = self._empty()
        for name, value in _OPTIONS.items():
            self.__dict__.setdefault(name, value)
        given, renamed = attributes.pop("elements", None), attributes.pop("set_instance_name", False)
        # A class stays one here: it is what the items will be.
        kind: dict[str, Any] = {
            name: attributes.pop(name) for name in ("object_type", "new_object_type") if name in attributes
        }
        super().init(**attributes)
        self.__dict__.update(kind)
        if given is not None:
            self._fill(given)
            self.__dict__.setdefault("gathered", True)
            if renamed:
                self.set_instance_name(self.instanceName)

    def __repr__(self) -> str:
        return repr(self.__dict__.get("elements"))

    # -- to be said by each kind of collection ------------------------------------------------------------------

    def _empty(self) -> Any:
        raise NotImplementedError

    def _fill(self, given: Any) -> None:
        raise NotImplementedError

    def _add_one(self) -> None:
        """Begin the next item; raises `Undefined` for what must be asked for it."""
        raise NotImplementedError

    # -- gathering ------------------------------------------------------------------------------------------------

    def gather(self, number: int | None = None, minimum: int | None = None, **options: Any) -> bool:
        """Ask until everything is there; `item_object_type` and other options are kept."""
        if "item_object_type" in options:
            options["object_type"] = options.pop("item_object_type")
        self.__dict__.update(options)
        if self._is_over():
            return True
        self._complete()
        if number is None and self.ask_number:
            number = self._to_be()
        minimum = self.minimum_number if minimum is None else minimum
        if number is None and minimum is None:
            minimum = 1 if self._items() or self._any() else 0
        self._grow(number, minimum or 0)
        self.gathered = True
        # What a review screen shows the list by: `Edit: people.revisit`.
        self.__dict__["revisit"] = True
        return True

    def _is_over(self) -> bool:
        """Whether all is there. Where there is nothing, somebody may have said since that there are any."""
        if (
            self.__dict__.get("gathered")
            and not self.elements
            and self.auto_gather
            and self.__dict__.get("there_are_any")
        ):
            del self.gathered
        return bool(self.__dict__.get("gathered"))

    def _any(self) -> bool:
        for name in ("there_are_any", "there_is_any"):
            if name in self.__dict__:
                return bool(self.__dict__[name])
        return bool(self.there_are_any)

    def _grow(self, number: int | None, minimum: int) -> None:
        while True:
            count = len(self._items())
            if number is not None:
                if count >= number:
                    break
            elif count >= minimum and (minimum == 0 or not self._another()):
                break
            self._add_one()
            if number is None:
                self._complete()
        self._complete()

    def _added(self) -> None:
        """An item was put in: whether there is another is a new question."""
        self.__dict__.pop("there_is_another", None)
        self.__dict__["there_are_any"] = True

    def begin_item(self) -> None:
        """Begin one more item; raises `Undefined` for what must be asked for it."""
        self._add_one()

    def gather_if_needed(self) -> None:
        """Ask until everything is there, unless it is."""
        self._settled()

    def complete_items(self) -> None:
        """Find what is missing of the items; raises `Undefined` for it."""
        self._complete()

    def remove_at(self, key: Any) -> None:
        """Take out the item under a key or at a place, if there is one."""
        try:
            del self[key]
        except (KeyError, IndexError):
            return

    def _another(self) -> bool:
        return bool(self.there_is_another)

    def _complete(self) -> None:
        """Ask for what is missing of the items."""
        attribute = self.__dict__.get("complete_attribute")
        for item in self._items():
            if isinstance(item, DAObject):
                if attribute is None:
                    str(item)
                for name in [attribute] if isinstance(attribute, str) else attribute or ():
                    reach(item, name)

    def _settled(self) -> Any:
        """The elements, gathered first if they are to be gathered by themselves."""
        if not self._is_over() and not waiting.is_part_wanted(self.instanceName):
            if self.auto_gather:
                self.gather()
            else:
                bool(self.gathered)  # asked for
        return self.elements

    def _new_item(self, name: str, /, *arguments: Any, **options: Any) -> Any:
        kind = arguments[0] if arguments else self.__dict__.get("object_type")
        return make(DAObject if kind is None else kind, name, *arguments[1:], **options)

    # -- what interviews call -------------------------------------------------------------------------------------

    def reset_gathered(
        self, recursive: bool = False, only_if_empty: bool = False, mark_incomplete: bool = False
    ) -> None:
        """Let the items be asked for again: those that there are stay."""
        if only_if_empty and self._items():
            return
        for name in ("gathered", "there_is_another", "target_number", *(() if self._items() else ("there_are_any",))):
            self.__dict__.pop(name, None)
        for item in self._items():
            if recursive and isinstance(item, Gathered):
                item.reset_gathered(recursive=True, only_if_empty=only_if_empty)
            if mark_incomplete and isinstance(item, DAObject) and isinstance(self.complete_attribute, str):
                item.__dict__.pop(self.complete_attribute, None)

    def _with(self, elements: Any, name: str = "") -> Any:
        """A collection of the same class and options that holds `elements`, to which nothing is to be added."""
        found = self.copy_shallow(name or self.instanceName)
        found.__dict__.update(elements=elements, gathered=True, there_are_any=bool(elements))
        return found

    def hook_on_gather(self, *_arguments: Any) -> None:
        """What a class of one's own does before everything is there: nothing here."""

    hook_after_gather = hook_on_remove = hook_on_item_complete = hook_on_gather

    def gathered_and_complete(self) -> bool:
        """Whether all is there, once what is missing of the items was found."""
        if not self.__dict__.get("doing_gathered_and_complete") and self.complete_attribute == "complete":
            for item in self._items():
                if isinstance(item, DAObject):
                    item.__dict__.pop("complete", None)
        # Code that misses something runs again from its beginning, and must not forget again what it has found.
        self.__dict__["doing_gathered_and_complete"] = True
        self._settled()
        self._complete()
        del self.doing_gathered_and_complete
        return True

    def has_been_gathered(self) -> bool:
        """Whether all is there."""
        return bool(self.__dict__.get("gathered"))

    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return not self._settled()

    def clear(self) -> None:
        """Take everything out."""
        self.__dict__["elements"] = self._empty()

    def current_index(self) -> int:
        """The place of the item that is asked for; of the last one, when all are there."""
        count = len(self._items())
        return max(count - 1, 0) if self.has_been_gathered() else count

    def item_name(self, key: Any) -> str:
        """The name of the variable that the item with this place or key is."""
        return text.string(told(self._name_of(key)))

    def _name_of(self, key: Any) -> str:
        place = f"[{key}]" if isinstance(key, int) else f"['{text.plain(str(key))}']"
        return f"{self.instanceName}{place}"

    def getitem_fresh(self, key: Any) -> Any:
        """The item at a place or under a key, found anew."""
        host.reconsider(self._name_of(key))
        return self.elements[key]

    def invalidate_item(self, *keys: Any) -> None:
        """Take the items at places or under keys away, but offer them again when they are asked for."""
        for key in keys:
            host.invalidate(self._name_of(key))

    def __str__(self) -> str:
        return self.comma_and_list()

    def __len__(self) -> int:
        return self.number()

    def __eq__(self, other: object) -> bool:
        # A collection is what it holds, as in Python; nothing is gathered to compare it with what is none.
        if self is other or not isinstance(other, Gathered | type(self.elements)):
            return self is other
        return bool(self._settled() == (other._settled() if isinstance(other, Gathered) else other))

    __hash__ = Counted.__hash__

    def __iter__(self) -> Iterator[Any]:
        return iter(self._settled())

    def __contains__(self, item: object) -> bool:
        return item in self._settled()

    def __bool__(self) -> bool:
        return self.number() > 0


def is_complete(item: Any, attribute: Any) -> bool:
    """Whether nothing of an item is missing: `attribute` (one, or several), or else what shows it as text."""
    if not isinstance(item, DAObject):
        return True
    try:
        for name in [attribute] if isinstance(attribute, str) else attribute or ():
            reach(item, name)
        if attribute is None:
            str(item)
    except NameError:
        return False
    return True


def reach(thing: DAObject, path: str) -> Any:
    """The attribute of `thing` at `path`, which may lead through others (`name.first`)."""
    for name in text.plain(path).split("."):
        thing = getattr(thing, name)
    return thing


_OPTIONS: dict[str, Any] = {
    "auto_gather": True, "ask_number": False, "minimum_number": None, "object_type": None, "complete_attribute": None,
    "ask_object_type": False,
}  # fmt: skip
