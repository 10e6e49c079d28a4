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
        """The whole name; the middle name as an initial, or in full with `middle='full'`."""
        if not self.uses_parts:
            return super().full()
        parts = [text.string(self.first)]
        second = text.string(self.__dict__.get("middle", ""))
        if second and middle:
            parts.append(second if middle == "full" else text.build((second[:1], ".")))
        if self.__dict__.get("last"):
            parts.append(text.string(self.last))
        if use_suffix and self.__dict__.get("suffix"):
            parts.append(text.string(self.suffix))
        return text.string(text.join(" ", [part for part in parts if part]))

    def familiar(self) -> str:
        """The first name."""
        return text.string(self.first) if self.uses_parts else super().full()

    def firstlast(self) -> str:
        """First and last name."""
        if not self.uses_parts:
            return super().full()
        return text.build((text.string(self.first), " ", text.string(self.last)))

    def lastfirst(self) -> str:
        """Last name, suffix, comma, first name, initial of the middle name."""
        if not self.uses_parts:
            return super().full()
        suffix, middle = self.__dict__.get("suffix"), self.middle_initial()
        last = [text.string(self.last), *((" ", text.string(suffix)) if suffix else ())]
        return text.build((*last, ", ", text.string(self.first), *((" ", middle) if middle else ())))

    def middle_initial(self, with_period: bool = True) -> str:
        """The initial of the middle name, if there is one."""
        second = text.string(self.__dict__.get("middle", ""))
        return text.build((second[:1], "." if with_period else "")) if second else ""

    def defined(self) -> bool:
        """Whether the name is known."""
        return ("first" if self.uses_parts else "text") in self.__dict__

    def __str__(self) -> str:
        return self.full()


class Thing(DAObject):
    """A thing with a name."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {"name": Name}

    def __setattr__(self, name: str, value: Any) -> None:
        # `Thing.using(name='apple')` gives the name's text.
        if name == "name" and isinstance(value, str):
            self.name.text = value
        else:
            super().__setattr__(name, value)

    def __str__(self) -> str:
        return text.string(self.name.full())
