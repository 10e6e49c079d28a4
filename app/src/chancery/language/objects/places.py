"""Places and postal addresses."""

from __future__ import annotations

from typing import Any, ClassVar

from .. import text
from .base import DAObject


class LatitudeLongitude(DAObject):
    """A place on the earth."""


class City(DAObject):
    """A city."""

    def __str__(self) -> str:
        return text.build((text.string(self.city), ", ", text.string(self.state)))


class Address(DAObject):
    """A postal address."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {"location": LatitudeLongitude}

    def init(self, **attributes: Any) -> None:
        """Begin without any part of it."""
        self.__dict__.setdefault("city_only", False)
        super().init(**attributes)

    def on_one_line(self, **_options: Any) -> str:
        """Street, city, state and code on one line."""
        street = [] if self.city_only else [self._street()]
        return text.string(text.join(", ", [*street, self._city_line()]))

    def block(self, **_options: Any) -> str:
        """The address as lines, for a letter."""
        street = [] if self.city_only else [self._street()]
        return text.string(text.join(" [NEWLINE] ", [*street, self._city_line()]))

    def line_one(self, **_options: Any) -> str:
        """The first line."""
        return self._street()

    def line_two(self, **_options: Any) -> str:
        """The second line."""
        return self._city_line()

    def _street(self) -> str:
        unit = text.string(self.__dict__.get("unit", "") or "")
        street = text.string(self.address)
        return text.build((street, ", ", unit)) if unit else street

    def _city_line(self) -> str:
        code = text.string(self.__dict__.get("zip", self.__dict__.get("postal_code", "")) or "")
        return text.build((text.string(self.city), ", ", text.string(self.state), " " if code else "", code))

    def geocode(self, *_arguments: Any, **_options: Any) -> bool:
        """Finding the place on a map needs a service outside; there is none."""
        return False

    normalize = was_geocoded_successfully = geocode

    def reset_geocoding(self) -> None:
        """Nothing was found, so there is nothing to forget."""

    def __str__(self) -> str:
        return self.block()


class Event(DAObject):
    """Something that happens at a place."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {"address": Address, "location": LatitudeLongitude}
