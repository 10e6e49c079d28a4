"""People and organisations, and how to speak of them."""

from __future__ import annotations

from typing import Any, ClassVar

from .. import current, functions, text
from .base import DAObject
from .lists import DAList
from .naming import IndividualName, Name
from .places import Address, LatitudeLongitude

_capitalize = functions.NAMESPACE["capitalize"]
_verb_present = functions.NAMESPACE["verb_present"]
_verb_past = functions.NAMESPACE["verb_past"]


def _spoken(words: str, options: dict[str, Any]) -> str:
    return text.string(_capitalize(words)) if options.get("capitalize") else words


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

    def init(self, **attributes: Any) -> None:
        """Parties are individuals unless the author says otherwise."""
        attributes.setdefault("object_type", Individual)
        super().init(**attributes)


class ChildList(PartyList):
    """Children."""


class Court(Organization):
    """A court."""


class Case(DAObject):
    """A case before a court."""


class LegalFiling(DAObject):
    """A paper for a court."""
