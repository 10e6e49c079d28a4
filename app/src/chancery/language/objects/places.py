"""Places and postal addresses."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from .. import current, functions, text
from .base import DAObject

country_name = functions.NAMESPACE["country_name"]
state_name = functions.NAMESPACE["state_name"]
word = functions.NAMESPACE["word"]
# What says by itself that it is a part of a house.
_NAMED_UNIT = re.compile(r"\b(?:unit|suite|ste|apt|apartment|room|rm|floor|fl|flat|building|bldg)\b", re.IGNORECASE)


class LatitudeLongitude(DAObject):
    """A place on the earth."""

    def init(self, **attributes: Any) -> None:
        """Begin without knowing it."""
        self.__dict__.setdefault("known", False)
        super().init(**attributes)

    def status(self) -> bool:
        """Whether the browser is still to be asked where it is: it never is."""
        self.__dict__["gathered"] = True
        return False


class Address(DAObject):
    """A postal address."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {"location": LatitudeLongitude}

    def init(self, **attributes: Any) -> None:
        """Begin without any part of it."""
        self.__dict__.setdefault("city_only", False)
        super().init(**attributes)

    def on_one_line(self, **options: Any) -> str:
        """Street, city, state and code on one line, and the country if it is another than the site's."""
        street = [] if self.city_only else [self._street(**options)]
        return text.string(text.join(", ", [*street, self._city_line(), *self._country(**options)]))

    def block(self, **options: Any) -> str:
        """The address as lines, for a letter."""
        street = [] if self.city_only else [self._street(**options)]
        return text.string(text.join(" [NEWLINE] ", [*street, self._city_line(), *self._country(**options)]))

    def line_one(self, **options: Any) -> str:
        """The first line."""
        return self._street(**options)

    def line_two(self, **_options: Any) -> str:
        """The second line."""
        return self._city_line()

    def formatted_unit(self, require: bool = False, **_options: Any) -> str:
        """The unit, or the floor or the room, in words: `Unit 7`, but `Suite 7` as it is; "" for none."""
        if require and self.__dict__.keys().isdisjoint(("unit", "floor", "room")):
            text.string(self.unit)
        for name, before in (("unit", "Unit"), ("floor", "Floor"), ("room", "Room")):
            given = self.__dict__.get(name)
            if given not in (None, ""):
                shown = text.string(given)
                return shown if _NAMED_UNIT.search(text.plain(shown)) else text.build((word(before), " ", shown))
        return ""

    def state_name(self, country_code: Any = None) -> str:
        """The name of the state, which may be kept as two letters."""
        found: str = state_name(self.state, country_code or self.__dict__.get("country") or "US")
        return found

    def country_name(self) -> str:
        """The name of the country, which may be kept as two letters."""
        found: str = country_name(self.country)
        return found

    def _street(self, include_unit: bool = True, **_options: Any) -> str:
        parts = [self.__dict__.get(name) for name in ("street_number", "street")]
        whole = "address" in self.__dict__ or not all(parts)
        street = text.string(self.address) if whole else text.build((text.string(parts[0]), " ", text.string(parts[1])))
        unit = self.formatted_unit() if include_unit else ""
        return text.build((street, ", ", unit)) if unit else street

    def _city_line(self) -> str:
        code = text.string(self.__dict__.get("zip", self.__dict__.get("postal_code", "")) or "")
        return text.build((text.string(self.city), ", ", text.string(self.state), " " if code else "", code))

    def _country(self, show_country: bool | None = None, **_options: Any) -> list[str]:
        """The country's name, where it is to be shown."""
        given = self.country if show_country else self.__dict__.get("country")
        if not given or show_country is False or (show_country is None and text.string(given) == current.country()):
            return []
        return [text.string(country_name(given))]

    def geocode(self, *_arguments: Any, **_options: Any) -> bool:
        """Finding the place on a map needs a service outside; there is none."""
        return False

    geolocate = normalize = was_geocoded = was_geocoded_successfully = geocode

    def get_geocode_response(self) -> list[Any]:
        """What a service said of the place: nothing."""
        return []

    def reset_geocoding(self) -> None:
        """Nothing was found, so there is nothing to forget."""

    def __str__(self) -> str:
        return self.block()


class City(Address):
    """An address of which only the city counts."""

    def init(self, **attributes: Any) -> None:
        """Begin without a street."""
        self.__dict__["city_only"] = True
        super().init(**attributes)


class Event(DAObject):
    """Something that happens at a place."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {"address": Address, "location": LatitudeLongitude}
