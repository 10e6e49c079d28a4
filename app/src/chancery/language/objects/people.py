"""People and organisations, and how to speak of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from .. import current, functions, text
from . import host
from .base import DAObject
from .lists import DAList
from .money import Asset, Expense, Income
from .naming import IndividualName, Named
from .places import Address, LatitudeLongitude
from .speaking import HE, SHE, THEY, Pronouns


class Person(Named):
    """A person or an organisation."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {
        **Named._parts,
        "address": Address,
        "location": LatitudeLongitude,
    }

    def init(self, **attributes: Any) -> None:
        """Begin with a name and an address of its own."""
        self.__dict__.setdefault("roles", set())
        super().init(**attributes)

    def __str__(self) -> str:
        return text.string(self.name.full())

    def is_user(self) -> bool:
        """Whether it is the person who answers."""
        return self.instanceName in ("user", host.user())

    def subject(self, **options: Any) -> str:
        """I or you; or else the name."""
        return self.subjective_pronoun_or_name(**options)

    def identified(self) -> bool:
        """Whether the name is known."""
        return bool(self.name.defined())

    def familiar(self) -> str:
        """The name among friends: a first name where there is one."""
        return text.string(self.name.familiar())

    def facsimile_number(self, country: Any = None) -> Any:
        """The number of the fax (`fax_number`) as +15551234567; asked for if it is not known."""
        return functions.NAMESPACE["phone_number_in_e164"](self.fax_number, country or self._land())

    def sms_number(self, country: Any = None) -> Any:
        """The mobile number, or else the telephone number, as +15551234567; asked for if there is neither."""
        known = self.__dict__.get("mobile_number") or self.phone_number
        return functions.NAMESPACE["phone_number_in_e164"](known, country or self._land())

    def _land(self) -> Any:
        """The country by whose rules telephone numbers are read: the person's, the address's, or that of the run."""
        return self.__dict__.get("country") or self.address.__dict__.get("country") or current.country()

    def email_address(self, include_name: bool | None = None) -> str:
        """The e-mail address, with the name before it where that is known (or wanted)."""
        if include_name is False or (include_name is None and not self.name.defined()):
            return text.string(self.email)
        return text.build(('"', str(self).replace('"', ""), '" <', text.string(self.email), ">"))

    def address_block(
        self, language: Any = None, international: bool = False, show_country: bool | None = False
    ) -> str:
        """Name and address as lines, for a letter; the country only if `show_country` is True."""
        block = self.address.block(language=language, international=international, show_country=show_country)
        return text.build(("[FLUSHLEFT] ", self.name.full(), " [NEWLINE] ", block))


class OfficeList(DAList):
    """The addresses of the offices of somebody."""

    def init(self, **attributes: Any) -> None:
        """Its items are addresses."""
        attributes.setdefault("object_type", Address)
        super().init(**attributes)


class Organization(Person):
    """A company, an office, an association."""

    _offered: ClassVar[Mapping[str, type[DAObject]]] = MappingProxyType({"office": OfficeList})

    def init(self, offices: Any = (), **attributes: Any) -> None:
        """Begin with `offices`, each a dictionary of the attributes of its address."""
        super().init(**attributes)
        for office in offices:
            self.initializeAttribute("office", OfficeList).appendObject(**office)

    def will_handle(self, problem: Any = None, county: Any = None) -> bool:
        """Whether it handles a problem (`handles`) and serves a county (`serves`): what it does not say it does not."""
        wanted = (("handles", problem), ("serves", county))
        return all(asked in self.__dict__.get(said, ()) for said, asked in wanted if asked)


class Individual(Person):
    """A human being."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {**Person._parts, "name": IndividualName}
    _offered: ClassVar[Mapping[str, type[DAObject]]] = MappingProxyType(
        {"income": Income, "asset": Asset, "expense": Expense}
    )

    def __str__(self) -> str:
        familiar = self.__dict__.get("use_familiar")
        return self.familiar() if familiar else super().__str__()

    def _third_person(self) -> Pronouns:
        return {"female": SHE, "male": HE}.get(text.plain(text.string(self.gender)).lower(), THEY)

    def age_in_years(self, decimals: bool = False, as_of: Any = None) -> Any:
        """How old the person is: the `age` that was given, or counted from `birthdate`."""
        if "age" in self.__dict__:
            return float(self.age) if decimals else int(self.age)
        begun = functions.NAMESPACE["as_datetime"](self.birthdate)
        until = current.now() if as_of is None else functions.NAMESPACE["as_datetime"](as_of)
        if decimals:
            return functions.NAMESPACE["date_difference"](starting=begun, ending=until).years
        return until.year - begun.year - ((until.month, until.day) < (begun.month, begun.day))

    def age_in_months(self, decimals: bool = False, as_of: Any = None) -> Any:
        """How old the person is in months, counted from `birthdate`."""
        begun = functions.NAMESPACE["as_datetime"](self.birthdate)
        until = current.now() if as_of is None else functions.NAMESPACE["as_datetime"](as_of)
        if decimals:
            return functions.NAMESPACE["date_difference"](starting=begun, ending=until).years * 12
        return (until.year - begun.year) * 12 + until.month - begun.month - (until.day < begun.day)

    def first_name_hint(self) -> str:
        """What could stand in the box: nothing is known of anyone here."""
        return ""

    last_name_hint = first_name_hint

    def salutation(self, with_name: bool = False, with_name_and_punctuation: bool = False, **_options: Any) -> str:
        """Mr., Ms. or Mx., Dr. or Judge (or the `salutation_to_use` that is set), with the last name if wanted."""
        title = self._title()
        if not with_name and not with_name_and_punctuation:
            return text.string(title)
        end = ("," if self.__dict__.get("is_friendly") else ":",) if with_name_and_punctuation else ()
        return text.build((text.string(title), " ", text.string(self.name.last), *end))

    def _title(self) -> Any:
        held = self.__dict__
        suffix = text.plain(text.string(self.name.__dict__.get("suffix") or ""))
        if held.get("salutation_to_use") is not None:
            return held["salutation_to_use"]
        if held.get("is_doctor") or suffix in ("MD", "PhD"):
            return "Dr."
        if held.get("is_judge") or suffix == "J":
            return "Judge"
        return {"female": "Ms.", "male": "Mr."}.get(text.plain(text.string(self.gender)).lower(), "Mx.")


class PartyList(DAList):
    """The people on one side."""

    def init(self, **attributes: Any) -> None:
        """Parties are individuals unless the author says otherwise."""
        attributes.setdefault("object_type", Individual)
        super().init(**attributes)


class ChildList(PartyList):
    """Children."""


Individual._offered = MappingProxyType({**Individual._offered, "child": ChildList})
