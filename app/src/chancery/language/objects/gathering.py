"""How a list, a dictionary or a set finds out what it holds: by asking, item after item, until there is no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import functions, text
from ..rewrites import told
from . import host, waiting
from .base import DAObject, make
from .speaking import IT, Pronouns, owned

nice_number = functions.NAMESPACE["nice_number"]
noun_plural = functions.NAMESPACE["noun_plural"]
quantity_noun = functions.NAMESPACE["quantity_noun"]
noun_singular = functions.NAMESPACE["noun_singular"]
indefinite_article = functions.NAMESPACE["indefinite_article"]
capitalize = functions.NAMESPACE["capitalize"]
word = functions.NAMESPACE["word"]
comma_and_list = functions.NAMESPACE["comma_and_list"]


class Gathered(DAObject):
    """What lists, dictionaries and sets share.

    The attributes that steer gathering are docassemble's: `there_are_any`, `there_is_another`, `target_number` are
    asked for, `auto_gather`, `ask_number`, `minimum_number`, `object_type`, `complete_attribute` are the author's.
    """

    def init(self, **attributes: Any) -> None:
        """Begin empty, with the author's options."""
        self.__dict__["elements"] = self._empty()
        for name, value in _OPTIONS.items():
            self.__dict__.setdefault(name, value)
        given = attributes.pop("elements", None)
        # A class stays one here: it is what the items will be.
        kind: dict[str, Any] = {
            name: attributes.pop(name) for name in ("object_type", "new_object_type") if name in attributes
        }
        super().init(**attributes)
        self.__dict__.update(kind)
        if given is not None:
            self._fill(given)

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

    def _items(self) -> list[Any]:
        """The items there are, without gathering."""
        raise NotImplementedError

    # -- gathering ------------------------------------------------------------------------------------------------

    def gather(self, number: int | None = None, minimum: int | None = None, **options: Any) -> bool:
        """Ask until everything is there; `item_object_type` and other options are kept."""
        if "item_object_type" in options:
            options["object_type"] = options.pop("item_object_type")
        self.__dict__.update(options)
        if self.__dict__.get("gathered"):
            return True
        self._complete()
        if number is None and self.ask_number:
            number = int(self.target_number)
        minimum = self.minimum_number if minimum is None else minimum
        if number is None and minimum is None:
            minimum = 1 if self._items() or self._any() else 0
        self._grow(number, minimum or 0)
        self.gathered = True
        # What a review screen shows the list by: `Edit: people.revisit`.
        self.__dict__["revisit"] = True
        return True

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

    def add_one(self) -> None:
        """Begin one more item; raises `Undefined` for what must be asked for it."""
        self._add_one()

    def gather_if_needed(self) -> None:
        """Ask until everything is there, unless it is."""
        self._settled()

    def complete(self) -> None:
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
        if not self.__dict__.get("gathered") and not waiting.is_part_wanted(self.instanceName):
            if self.auto_gather:
                self.gather()
            else:
                bool(self.gathered)  # asked for
        return self.elements

    def _new_item(self, name: str, /, *arguments: Any, **options: Any) -> Any:
        kind = arguments[0] if arguments else self.__dict__.get("object_type")
        return make(DAObject if kind is None else kind, name, *arguments[1:], **options)

    # -- what interviews call -------------------------------------------------------------------------------------

    def add_action(self, message: Any = None, label: Any = None, url_only: bool = False, **options: Any) -> str:
        """A button, as HTML, that adds an item; with `url_only` the address that does."""
        url = host.link([{"add": self.instanceName}])
        if url_only:
            return url
        shown = message if message is not None else label
        if shown is None:
            shown = word("Add another") if self._items() else word("Add an item")
        size = {"sm": " btn-sm", "lg": " btn-lg"}.get(str(options.get("size", "sm")), "")
        color = str(options.get("color") or "success")
        classes = f"btn{size} btn-{color if color.isalpha() else 'success'}"
        return text.build((f'<a href="{url}" class="{classes}">', text.string(shown), "</a>"))

    def item_actions(self, item: Any, key: Any, *attributes: str, **options: Any) -> str:
        """The buttons Edit and Delete of one item, as HTML, for a cell of a table.

        Args:
            item: the item.
            key: its place or key.
            attributes: those of its attributes that Edit asks for; without any, it asks for the item itself.
            options: `edit=False` or `delete=False` leaves one out; `edit_url_only` and `delete_url_only` give an
                address alone.
        """
        place = f"[{key}]" if isinstance(key, int) else f"['{text.plain(text.string(key))}']"
        where = item.instanceName if isinstance(item, DAObject) else f"{self.instanceName}{place}"
        asks = [{"ask": f"{where}.{text.plain(name)}"} for name in attributes] or [{"ask": where}]
        work = {"edit": asks, "delete": [{"remove": self.instanceName, "key": key}]}
        for name, items in work.items():
            if options.get(f"{name}_url_only"):
                return host.link(items)
        shown = [
            f'<a href="{host.link(items)}" class="btn btn-sm btn-outline-secondary">{word(name.capitalize())}</a>'
            for name, items in work.items()
            if options.get(name, True)
        ]
        return " ".join(shown)

    def cancel_add_or_edit(self) -> None:
        """Give up what a link has begun: the item that was being added is gone, and what was to be edited stays."""
        host.cancel(self.instanceName)

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

    def number(self) -> int:
        """How many there are."""
        return len(self._settled())

    def number_gathered(self, if_started: bool = False) -> int:
        """How many there are so far; with `if_started`, asking begins if it has not begun yet."""
        if if_started and not self.gathering_started():
            self._settled()
        return len(self._items())

    def gathering_started(self) -> bool:
        """Whether asking for the items has begun, or is over."""
        return bool(self._items()) or not self.__dict__.keys().isdisjoint(("gathered", "there_are_any"))

    def number_as_word(self, capitalize: bool = False, **_options: Any) -> str:
        """How many there are, in words."""
        return str(nice_number(self.number(), capitalize=capitalize))

    def number_gathered_as_word(self, capitalize: bool = False, **_options: Any) -> str:
        """How many there are so far, in words."""
        return str(nice_number(len(self._items()), capitalize=capitalize))

    def gathered_and_complete(self) -> bool:
        """Whether all is there, once what is missing of the items was found."""
        self._settled()
        self._complete()
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

    def as_noun(self, *words: Any, singular: bool = False, plural: bool = False, **options: Any) -> str:
        """The variable's name, or another word, as a noun that fits the number; or its `singular` or its `plural`."""
        noun = text.string(words[0] if words else noun_singular(super().as_noun()))
        one = singular or (not plural and self.number() == 1)
        if not one:
            noun = text.string(noun_plural(noun))
        elif options.get("article"):
            noun = text.string(indefinite_article(noun))
        return text.string(capitalize(noun)) if options.get("capitalize") else noun

    def as_singular_noun(self) -> str:
        """The variable's name as a noun."""
        return super().as_noun()

    def quantity_noun(self, *arguments: Any, **options: Any) -> str:
        """The number with a noun that fits it."""
        return text.string(quantity_noun(self.number(), *arguments, **options))

    def _several(self) -> bool:
        return self.number() != 1

    def _third_person(self) -> Pronouns:
        one = next(iter(self._shown()), None)
        return one.pronouns() if isinstance(one, DAObject) else IT

    def possessive(self, target: Any, **options: Any) -> str:
        """The variable's name as a noun, before `target`: "the children’s house"."""
        noun = self.as_noun()
        owner = text.build((noun, "’")) if self._several() and noun.endswith("s") else owned(noun)
        words = text.build((owner, " ", text.string(target)))
        return text.string(capitalize(words)) if options.get("capitalize") else words

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

    def invalidate_item(self, *keys: Any) -> None:
        """Take the items at places or under keys away, but offer them again when they are asked for."""
        for key in keys:
            host.invalidate(self._name_of(key))

    def comma_and_list(self, **options: Any) -> str:
        """The items in words."""
        return text.string(comma_and_list(list(self._shown()), **options))

    def _shown(self) -> list[Any]:
        return list(self._settled())

    def __str__(self) -> str:
        return self.comma_and_list()

    def __len__(self) -> int:
        return len(self._settled())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._settled())

    def __contains__(self, item: object) -> bool:
        return item in self._settled()

    def __bool__(self) -> bool:
        return bool(self._settled())


def reach(thing: DAObject, path: str) -> Any:
    """The attribute of `thing` at `path`, which may lead through others (`name.first`)."""
    for name in text.plain(path).split("."):
        thing = getattr(thing, name)
    return thing


_OPTIONS: dict[str, Any] = {
    "auto_gather": True, "ask_number": False, "minimum_number": None, "object_type": None, "complete_attribute": None,
    "ask_object_type": False,
}  # fmt: skip
