"""Names, of one text or in parts, and things that have one."""

from __future__ import annotations

from typing import Any, ClassVar

from .. import text
from .base import DAObject


class Name(DAObject):
    """A name that is one text."""

    def full(self, middle: str | bool = "initial", use_suffix: bool = True) -> str:  # noqa: ARG002  # names in parts have them
        """The whole name."""
        return text.string(self.text)

    def firstlast(self) -> str:
        """The whole name."""
        return text.string(self.text)

    def lastfirst(self) -> str:
        """The whole name."""
        return text.string(self.text)

    def familiar(self) -> str:
        """The name among friends."""
        return self.full()

    def middle_initial(self, with_period: bool = True) -> str:  # noqa: ARG002  # names in parts have it
        """The initial of the middle name: a name of one text has none."""
        return ""

    def defined(self) -> bool:
        """Whether the name is known."""
        return "text" in self.__dict__

    def __str__(self) -> str:
        return self.full()


class IndividualName(Name):
    """A person's name, in parts."""

    def init(self, **attributes: Any) -> None:
        """Ask in parts unless the author says `uses_parts=False`."""
        self.__dict__.setdefault("uses_parts", True)
        super().init(**attributes)

    def full(self, middle: str | bool = "initial", use_suffix: bool = True) -> str:
        """The whole name; the middle name as an initial, or in full with `middle='full'`.

        Where there is no `last`, a `paternal_surname` and a `maternal_surname` stand in its place.
        """
        if not self.uses_parts:
            return super().full()
        parts = [text.string(self.first).strip()]
        if middle:
            parts.append(self._initial() if middle == "initial" else self._part("middle"))
        parts.append(self._part("last") or self._surnames())
        if use_suffix:
            parts.append(self._part("suffix"))
        return text.string(text.join(" ", [part for part in parts if part]))

    def _part(self, name: str) -> str:
        """A part of the name without spaces around it; "" if there is none. Nothing is asked for."""
        given = self.__dict__.get(name)
        return "" if given is None else text.string(given).strip()

    def _surnames(self) -> str:
        both = [part for part in map(self._part, ("paternal_surname", "maternal_surname")) if part]
        return text.string(text.join(" ", both))

    def _last(self) -> str:
        """The last name, or what stands in its place; asked for if there is neither."""
        found = "" if "last" in self.__dict__ else self._surnames()
        return found or text.string(self.last)

    def _initial(self, with_period: bool = True) -> str:
        second = self._part("middle")
        return text.build((second[:1], "." if with_period else "")) if second else ""

    def familiar(self) -> str:
        """The first name."""
        return text.string(self.first) if self.uses_parts else super().full()

    def firstlast(self) -> str:
        """First and last name."""
        if not self.uses_parts:
            return super().full()
        return text.build((text.string(self.first), " ", self._last()))

    def lastfirst(self) -> str:
        """Last name, suffix, comma, first name, initial of the middle name."""
        if not self.uses_parts:
            return super().full()
        suffix, middle = self._part("suffix"), self._initial()
        last = [self._last(), *((" ", suffix) if suffix else ())]
        return text.build((*last, ", ", text.string(self.first), *((" ", middle) if middle else ())))

    def middle_initial(self, with_period: bool = True) -> str:
        """The initial of the middle name, which is asked for; "" if it is empty."""
        if self.uses_parts:
            text.string(self.middle)
        return self._initial(with_period)

    def defined(self) -> bool:
        """Whether the name is known."""
        return ("first" if self.uses_parts else "text") in self.__dict__

    def __str__(self) -> str:
        return self.full()


class Named(DAObject):
    """What has a name of its own; a text that is set as its `name` becomes the text of that (`name.text`)."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {"name": Name}

    def __setattr__(self, name: str, value: Any) -> None:
        if name != "name" or not isinstance(value, str):
            super().__setattr__(name, value)
            return
        if isinstance(self.name, IndividualName):
            self.name.uses_parts = False
        self.name.text = value


class Thing(Named):
    """A thing with a name."""

    def __str__(self) -> str:
        return text.string(self.name.full())
