"""What a collection says of how many it holds, and the words for them: nouns, numbers, a list in a sentence."""

from __future__ import annotations

from typing import Any

from .. import functions, text
from .base import DAObject
from .speaking import IT, NAMED, Pronouns, owned

nice_number = functions.NAMESPACE["nice_number"]
noun_plural = functions.NAMESPACE["noun_plural"]
quantity_noun = functions.NAMESPACE["quantity_noun"]
noun_singular = functions.NAMESPACE["noun_singular"]
indefinite_article = functions.NAMESPACE["indefinite_article"]
capitalize = functions.NAMESPACE["capitalize"]
word = functions.NAMESPACE["word"]
comma_and_list = functions.NAMESPACE["comma_and_list"]


class Counted(DAObject):
    """A collection whose items can be counted."""

    def _items(self) -> list[Any]:
        """The items there are, without gathering."""
        raise NotImplementedError

    def _settled(self) -> Any:
        """The elements, gathered first if they are to be gathered by themselves."""
        raise NotImplementedError

    def _shown(self) -> list[Any]:
        """The items in the order in which they are shown."""
        return list(self._settled())

    def gathering_started(self) -> bool:
        """Whether asking for the items has begun, or is over."""
        return bool(self._items()) or not self.__dict__.keys().isdisjoint(("gathered", "there_are_any"))

    def number(self) -> int:
        """How many there are; where the number is asked for (`ask_number`), how many there will be."""
        if not self.__dict__.get("ask_number") or self.__dict__.get("gathered"):
            return len(self._settled())
        return self._to_be()

    def _to_be(self) -> int:
        """How many items are to be asked for, which is asked for first; none where `there_are_any` is false."""
        return int(self.target_number) if self.__dict__.get("there_are_any", True) else 0

    def number_gathered(self, if_started: bool = False) -> int:
        """How many there are so far; with `if_started`, asking begins if it has not begun yet."""
        if if_started and not self.gathering_started():
            self._settled()
        return len(self._items())

    def number_as_word(self, capitalize: bool = False, **_options: Any) -> str:
        """How many there are, in words."""
        return str(nice_number(self.number(), capitalize=capitalize))

    def number_gathered_as_word(self, capitalize: bool = False, **_options: Any) -> str:
        """How many there are so far, in words."""
        return str(nice_number(len(self._items()), capitalize=capitalize))

    def as_noun(self, *words: Any, singular: bool = False, plural: bool = False, **options: Any) -> str:
        """The variable's name, or another word, as a noun that fits the number; or its `singular` or its `plural`."""
        noun = text.string(words[0] if words else noun_singular(super().as_noun()))
        one = singular or (not plural and self.number() == 1)
        noun = text.string(noun if one else noun_plural(noun))
        before = "" if options.get("article") else ("this" if one else "these") if options.get("this") else ""
        if options.get("article") and one:
            noun = text.string(indefinite_article(noun))
        elif options.get("article") and options.get("some"):
            before = "some"
        if before:
            noun = text.build((word(before), " ", noun))
        return text.string(capitalize(noun)) if options.get("capitalize") else noun

    def as_singular_noun(self) -> str:
        """The variable's name as a noun."""
        return text.string(noun_singular(super().as_noun()))

    def _question(self, verb: str, rest: Any, options: dict[str, Any]) -> str:
        """Are they ...; of one item, what that asks of itself: the user is you, in a list as well."""
        one = self._only()
        return one._question(verb, rest, options) if one is not None else super()._question(verb, rest, options)

    def _only(self) -> DAObject | None:
        """The object that is the only item."""
        if self.number() != 1:
            return None
        elements = self._settled()
        one = next(iter(elements.values() if isinstance(elements, dict) else elements), None)
        return one if isinstance(one, DAObject) else None

    def quantity_noun(self, *arguments: Any, **options: Any) -> str:
        """The number with a noun that fits it."""
        return text.string(quantity_noun(self.number(), *arguments, **options))

    def _several(self) -> bool:
        return self.number() != 1

    def _third_person(self) -> Pronouns:
        one = self._only()
        return one._pronouns(one._view({})) if one is not None else IT

    def possessive(self, target: Any, **options: Any) -> str:
        """The variable's name as a noun, before `target`: "the children’s house"; my, your or our for a `person`."""
        if "person" in options and self._view(dict(options)) not in NAMED:
            return super().possessive(target, **options)
        noun = self.as_noun()
        owner = text.build((noun, "’")) if self._several() and noun.endswith("s") else owned(noun)
        words = text.build((owner, " ", text.string(target)))
        return text.string(capitalize(words)) if options.get("capitalize") else words

    def comma_and_list(self, **options: Any) -> str:
        """The items in words."""
        return text.string(comma_and_list(list(self._shown()), **options))
