"""Courts, cases and the papers of a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from .. import functions, text
from .base import DAObject
from .people import Organization, PartyList, Person

noun_plural = functions.NAMESPACE["noun_plural"]
title_case = functions.NAMESPACE["title_case"]
word = functions.NAMESPACE["word"]
# The sides of a case by the kind of action, the first party first.
_SIDES = {
    "plaintiff defendant": ("plaintiff", "defendant"),
    "petition": ("petitioner", "respondent"),
    "solo petition": ("petitioner",),
    "in re": ("petitioner",),
}
# Attributes that are one of the sides by another name.
_ALIASES = ("firstParty", "secondParty")


class Jurisdiction(DAObject):
    """Where a law holds."""

    def __str__(self) -> str:
        return text.string(self.state)


class Court(Organization):
    """A court."""

    _offered: ClassVar[Mapping[str, type[DAObject]]] = MappingProxyType(
        {**Organization._offered, "jurisdiction": Jurisdiction}
    )

    def in_the_court(self, **options: Any) -> str:
        """In the court of that name."""
        begin = "In the " if options.get("capitalize") else "in the "
        return text.build((begin, str(self)))


class Case(DAObject):
    """A case before a court, with those on its two sides."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {"plaintiff": PartyList, "defendant": PartyList}

    def init(self, **attributes: Any) -> None:
        """Begin with two sides: the plaintiff is the first party and the defendant the second."""
        super().init(**attributes)
        self.__dict__.setdefault("firstParty", self.plaintiff)
        self.__dict__.setdefault("secondParty", self.defendant)
        for name, value in (("is_solo", False), ("case_id", ""), ("action_type", "plaintiff defendant")):
            self.__dict__.setdefault(name, value)

    def _lists(self) -> Iterator[tuple[str, PartyList]]:
        for side, found in list(self.__dict__.items()):
            if isinstance(found, PartyList) and side not in _ALIASES:
                yield side, found

    def set_action_type(self, action_type: str) -> None:
        """Say which sides there are: of `plaintiff defendant`, `petition`, `solo petition` or `in re`.

        Raises:
            ValueError: it is none of these.
        """
        kind = text.plain(action_type)
        if kind not in _SIDES:
            raise ValueError("an action is one of: " + ", ".join(_SIDES))
        for side, _ in list(self._lists()):
            if side not in _SIDES[kind]:
                del self.__dict__[side]
        for side in _SIDES[kind]:
            if side not in self.__dict__:
                self.initializeAttribute(side, PartyList)
        self.__dict__.update(action_type=kind, is_solo=len(_SIDES[kind]) == 1)
        for alias in _ALIASES:
            self.__dict__.pop(alias, None)
        self.__dict__.update(zip(_ALIASES, (self.__dict__[side] for side in _SIDES[kind]), strict=False))

    def case_id_in_caption(self, **_options: Any) -> str:
        """What the caption says of the number of the case; a line to write on where it has none."""
        number = self.case_id
        return text.build((word("Case No."), " ", number)) if number else f"{word('Case No.')} " + "\\_" * 16

    def determine_court(self) -> None:
        """Find out which court has the case, where code or a question says so."""
        self.court  # noqa: B018  # to name it is to want it

    def role_of(self, party: Any) -> str:
        """What a party is in the case: plaintiff, defendant ...; `third party` for someone else."""
        return next((side for side, found in self._lists() if party in found.elements), "third party")

    def side(self, parties: Any) -> str:
        """What those on a side are called: Plaintiff, Defendants ..."""
        name = next((side for side, found in self._lists() if found is parties), parties.as_noun())
        return text.string(title_case(word(noun_plural(name, parties.number()))))

    def parties(self) -> list[Any]:
        """All who are on a side, gathered first."""
        return [party for _, found in self._lists() for party in found]

    def all_known_people(self) -> list[Person]:
        """The people on the sides so far."""
        return [party for _, found in self._lists() for party in found.elements if isinstance(party, Person)]


class Document(DAObject):
    """A paper."""

    def __str__(self) -> str:
        return text.string(self.title)


class LegalFiling(Document):
    """A paper for a court."""

    def caption(self) -> str:
        """The head of the paper, for a document or a page: the court, the sides, the number and the title."""
        case = self.case
        first, second = case.firstParty, None if case.is_solo else case.secondParty
        first.gather()
        if second is None:
            sides = [word("In re"), " ", _upper(first)]
        else:
            second.gather()
            sides = [_upper(first), ",[NEWLINE][TAB]", case.side(first), "[SKIPLINE][TAB]v.[SKIPLINE]"]
            sides += [_upper(second), ",[NEWLINE][TAB]", case.side(second)]
        return text.build([
            "[BOLDCENTER] ", _upper(case.court.in_the_court(legalfiling=self, case=case)), "\n\n[BEGIN_CAPTION]",
            *sides, "[VERTICAL_LINE]", case.case_id_in_caption(legalfiling=self), "[END_CAPTION]\n\n[BOLDCENTER] ",
            _upper(self.title), "\n",
        ])  # fmt: skip


def _upper(words: Any) -> str:
    return text.string(words).upper()
