"""People and organisations: their names, their addresses, and how to speak of them."""

from __future__ import annotations

from typing import Any, ClassVar

from .. import current, functions, text
from .base import DAObject
from .collections import DAList

_capitalize = functions.NAMESPACE["capitalize"]
_verb_present = functions.NAMESPACE["verb_present"]
_verb_past = functions.NAMESPACE["verb_past"]


def _spoken(words: str, options: dict[str, Any]) -> str:
    return text.string(_capitalize(words)) if options.get("capitalize") else words


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

    def firstlast(self) -> str:
        """First and last name."""
        return text.build((text.string(self.first), " ", text.string(self.last)))

    def lastfirst(self) -> str:
        """Last name, comma, first name."""
        return text.build((text.string(self.last), ", ", text.string(self.first)))

    def middle_initial(self, with_period: bool = True) -> str:
        """The initial of the middle name, if there is one."""
        second = text.string(self.__dict__.get("middle", ""))
        return text.build((second[:1], "." if with_period else "")) if second else ""

    def defined(self) -> bool:
        """Whether the name is known."""
        return ("first" if self.uses_parts else "text") in self.__dict__

    def __str__(self) -> str:
        return self.full()


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


class Event(DAObject):
    """Something that happens at a place."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {"address": Address, "location": LatitudeLongitude}


class Person(DAObject):
    """A person or an organisation."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {"name": Name, "address": Address, "location": LatitudeLongitude}

    def init(self, **attributes: Any) -> None:
        """Begin with a name and an address of its own."""
        self.__dict__.setdefault("roles", set())
        name = attributes.pop("name", None)
        if isinstance(name, str):
            self.name.text = name
        elif name is not None:
            attributes["name"] = name
        super().init(**attributes)

    def __str__(self) -> str:
        return text.string(self.name.full())

    def is_user(self) -> bool:
        """Whether it is the person who answers."""
        return self.instanceName == "user"

    def object_possessive(self, target: str, **options: Any) -> str:
        """As `possessive`, by the variable's name."""
        if self.is_user():
            return _spoken(text.build(("your ", text.string(target))), options)
        return _spoken(super().object_possessive(target), options)

    def possessive(self, target: str, **options: Any) -> str:
        """The name before `target`: "Ann's house", or "your house"."""
        owner = "your" if self.is_user() else text.build((str(self), "’s"))
        return _spoken(text.build((owner, " ", text.string(target))), options)

    def pronoun(self, **options: Any) -> str:
        """You, or it."""
        return _spoken("you" if self.is_user() else self._pronouns()[1], options)

    pronoun_objective = pronoun

    def pronoun_subjective(self, **options: Any) -> str:
        """You, or it."""
        return _spoken("you" if self.is_user() else self._pronouns()[0], options)

    def pronoun_possessive(self, target: str, **options: Any) -> str:
        """Your, or its, before `target`."""
        owner = "your" if self.is_user() else self._pronouns()[2]
        return _spoken(text.build((owner, " ", text.string(target))), options)

    def _pronouns(self) -> tuple[str, str, str]:
        """Subjective, objective and possessive."""
        return ("it", "it", "its")

    def pronoun_or_name(self, **options: Any) -> str:
        """You, or the name."""
        return _spoken("you", options) if self.is_user() else str(self)

    subjective_pronoun_or_name = pronoun_or_name

    def yourself_or_name(self, **options: Any) -> str:
        """Yourself, or the name."""
        return _spoken("yourself", options) if self.is_user() else str(self)

    def _question(self, user: str, other: str, rest: str, options: dict[str, Any]) -> str:
        start = f"{user} you " if self.is_user() else text.build((f"{other} ", str(self), " "))
        return _spoken(text.build((start, text.string(rest))), options)

    def do_question(self, verb: str, **options: Any) -> str:
        """Do you ..., or does Ann ..."""
        return self._question("do", "does", verb, options)

    def did_question(self, verb: str, **options: Any) -> str:
        """Did you ..., or did Ann ..."""
        return self._question("did", "did", verb, options)

    def were_question(self, rest: str, **options: Any) -> str:
        """Were you ..., or was Ann ..."""
        return self._question("were", "was", rest, options)

    was_question = were_question

    def have_question(self, rest: str, **options: Any) -> str:
        """Have you ..., or has Ann ..."""
        return self._question("have", "has", rest, options)

    has_question = have_question

    def is_question(self, rest: str, **options: Any) -> str:
        """Are you ..., or is Ann ..."""
        return self._question("are", "is", rest, options)

    are_question = is_question

    def is_are_you(self, **options: Any) -> str:
        """Are you, or is Ann."""
        return _spoken("are you" if self.is_user() else text.build(("is ", str(self))), options)

    def does_verb(self, verb: str, **options: Any) -> str:
        """The verb as it follows the name: "runs", or "run" after "you"."""
        return _spoken(text.string(_verb_present(verb, "2" if self.is_user() else "3sg")), options)

    def did_verb(self, verb: str, **options: Any) -> str:
        """The verb in the past."""
        return _spoken(text.string(_verb_past(verb, "2" if self.is_user() else "3sg")), options)

    def address_block(self, **_options: Any) -> str:
        """Name and address as lines, for a letter."""
        return text.build(("[FLUSHLEFT] ", str(self), " [NEWLINE] ", self.address.block()))


class Organization(Person):
    """A company, an office, an association."""


class Individual(Person):
    """A human being."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {**Person._parts, "name": IndividualName}

    def _pronouns(self) -> tuple[str, str, str]:
        gender = text.plain(text.string(self.gender)).lower()
        if gender == "female":
            return ("she", "her", "her")
        if gender == "male":
            return ("he", "him", "his")
        return ("they", "them", "their")

    def age_in_years(self, decimals: bool = False, as_of: Any = None) -> Any:
        """How old the person is: the `age` that was given, or counted from `birthdate`."""
        if "age" in self.__dict__:
            return self.age if decimals else int(self.age)
        begun = functions.NAMESPACE["as_datetime"](self.birthdate)
        until = current.now() if as_of is None else functions.NAMESPACE["as_datetime"](as_of)
        if decimals:
            return functions.NAMESPACE["date_difference"](starting=begun, ending=until).years
        return until.year - begun.year - ((until.month, until.day) < (begun.month, begun.day))

    def first_name_hint(self) -> str:
        """What could stand in the box: nothing is known of anyone here."""
        return ""

    last_name_hint = first_name_hint

    def salutation(self, with_name: bool = False, **_options: Any) -> str:
        """Mr. or Ms."""
        title = {"female": "Ms.", "male": "Mr."}.get(text.plain(text.string(self.gender)).lower(), "Mx.")
        return text.build((title, " ", text.string(self.name.last))) if with_name else title


class PartyList(DAList):
    """The people on one side."""


class ChildList(DAList):
    """Children."""

    def init(self, **attributes: Any) -> None:
        """Children are individuals."""
        attributes.setdefault("object_type", Individual)
        super().init(**attributes)
