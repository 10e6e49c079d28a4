"""Places and postal addresses."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from .. import current, functions, text
from ..geography_lines import locality_line
from .base import DAObject

country_name = functions.NAMESPACE["country_name"]
state_name = functions.NAMESPACE["state_name"]
word = functions.NAMESPACE["word"]
# What says by itself that it is a part of a house.
_NAMED_UNIT = re.compile(
    r"\b(?:unit|suite|ste|apt|apartment|room|rm|floor|fl|flat|building|bldg|basement|bsmt|department|dept|front|rear|"
    r"side|lobby|lower|upper|lot|office|ofc|penthouse|ph|pier|slip|space|spc|stop|trailer|trlr)(?![a-z])",
    re.IGNORECASE,
)

# What is known of an address after it was tried to find it on a map; by the names of now and of once.
_TRIED = {
    "geolocated": True, "geolocate_success": False, "geolocate_response": (),
    "geocoded": True, "geocode_success": False, "geocode_response": (),
}  # fmt: skip


class LatitudeLongitude(DAObject):
    """A place on the earth."""

    def init(self, **attributes: Any) -> None:
        """Begin without knowing it."""
        self.__dict__.update(gathered=False, known=False)
        super().init(**attributes)

    def status(self) -> bool:
        """Whether the browser is still to be asked where it is: it never is."""
        self.__dict__["gathered"] = True
        return False

    def __str__(self) -> str:
        place = [self.__dict__.get(name) for name in ("latitude", "longitude")]
        if None in place:
            return text.string(self.__dict__.get("error") or word("Unknown"))
        return text.string(text.join(", ", [text.string(part) for part in place]))


class Address(DAObject):
    """A postal address."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {"location": LatitudeLongitude}
    # Whether it was tried to find the place on a map; by the name of now and that of once.
    geocoded: bool = False
    geolocated: bool = False

    def init(self, **attributes: Any) -> None:
        """Begin without any part of it."""
        self.__dict__.setdefault("city_only", False)
        super().init(**attributes)

    def on_one_line(
        self, include_unit: bool = True, omit_default_country: bool = True, language: Any = None,
        show_country: bool | None = None,
    ) -> str:  # fmt: skip
        """Street, city, state and code on one line, and the country if it is another than the site's.

        Args:
            include_unit: with the unit.
            omit_default_country: the country of the site is left out, where the address has it.
            language: taken, and not needed: words are in the language of the run.
            show_country: the country in any case (True), or in none (False).
        """
        lines = [*self._streets(include_unit, language), self._city_line()]
        return text.string(text.join(", ", [*lines, *self._country(show_country, omit_default_country)]))

    def block(self, language: Any = None, international: bool = False, show_country: bool | None = None) -> str:
        """The address as lines, for a letter; `international` in the order that its country is used to."""
        if international:
            lines = self._international(language)
        else:
            lines = [*self._streets(True, language), self._city_line(" [NEWLINE] "), *self._country(show_country)]
        return text.string(text.join(" [NEWLINE] ", lines))

    def line_one(self, language: Any = None) -> str:
        """The street and the unit; "" where only the city counts."""
        return text.string(text.join(", ", self._streets(True, language)))

    def line_two(self, **_options: Any) -> str:
        """The city, with its state and code where there are such."""
        return self._city_line()

    def formatted_unit(self, language: Any = None, require: bool = False) -> str:  # noqa: ARG002  # docassemble has it
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

    def _streets(self, include_unit: bool, language: Any) -> list[str]:
        """The lines above the city: the street, and the unit if there is one."""
        if self.city_only:
            return []
        parts = [self.__dict__.get(name) for name in ("street_number", "street")]
        whole = "address" in self.__dict__ or not all(parts)
        street = text.string(self.address) if whole else text.build((text.string(parts[0]), " ", text.string(parts[1])))
        unit = self.formatted_unit(language=language) if include_unit else ""
        return [street, unit] if unit else [street]

    def _known(self, *names: str) -> str:
        """The first of these parts of the address that there is; "" for none. Nothing is asked for."""
        return next((text.string(self.__dict__[name]) for name in names if self.__dict__.get(name)), "")

    def _city_line(self, between: str = ", ") -> str:
        """The city, which is asked for; its part before it, the state and the code only where they are known."""
        part, state, code = self._known("sublocality_level_1"), self._known("state"), self._known("zip", "postal_code")
        line = [text.string(self.city), *((", ", state) if state else ()), *((" ", code) if code else ())]
        return text.build((part, between, *line) if part else line)

    def _country(self, show_country: bool | None, omit_default_country: bool = True) -> list[str]:
        """The country's name, where it is to be shown; the site's where the address has none."""
        given = self._known("country")
        wanted = bool(given) and not (omit_default_country and given == current.country())
        if not (wanted if show_country is None else show_country):
            return []
        return [text.string(country_name(given or current.country()))]

    def _international(self, language: Any) -> list[str]:
        """The lines in the order of the address's country, with the country's name in capitals as the last."""
        given = self._known("country") or current.country()
        city = locality_line(
            text.plain(given), text.string(self.city), self._known("state"), self._known("zip", "postal_code")
        )
        part = self._known("sublocality_level_1")
        lines = [*self._streets(True, language), *([part] if part else ()), *city]
        return [*lines, text.string(country_name(given)).upper()]

    def geocode(self, address: Any = None, reset: bool = False) -> bool:
        """Finding the place on a map needs a service outside; there is none.

        As in docassemble, an `address` that is not given in one line is asked for first, part by part.
        """
        if reset:
            self.reset_geocoding()
        if address is None and not self.geolocated:
            self.on_one_line()
        self.__dict__.update(_TRIED, geolocate_response=[], geocode_response=[])
        return False

    def geolocate(self, address: Any = None, reset: bool = False) -> bool:
        """As `geocode`."""
        return self.geocode(address, reset)

    def normalize(self, long_format: bool = False) -> bool:  # noqa: ARG002  # docassemble has it
        """Write the parts as a service would: there is none, so they stay as they are."""
        return self.geocode()

    def was_geocoded(self) -> bool:
        """Whether it was tried to find the place."""
        return bool(self.geolocated)

    def was_geocoded_successfully(self) -> bool:
        """Whether the place was found: it never is."""
        return False

    def get_geocode_response(self) -> list[Any]:
        """What a service said of the place: nothing."""
        return []

    def reset_geocoding(self) -> None:
        """Forget that it was tried to find the place."""
        self._forget(*_TRIED)
        self.location.__dict__.update(gathered=False, known=False)

    reset_geolocation = reset_geocoding

    def __str__(self) -> str:
        return self.block()


class City(Address):
    """An address of which only the city counts."""

    def init(self, **attributes: Any) -> None:
        """Begin without a street."""
        self.__dict__["city_only"] = True
        super().init(**attributes)


class Event(DAObject):
    """Something that happens at a place; it shows as its `address`, of which only the city counts."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {"address": City, "location": LatitudeLongitude}

    def __str__(self) -> str:
        return str(self.address)
