"""Courts, cases and the papers of a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from .. import text
from .base import DAObject
from .people import Organization, PartyList, Person


class Jurisdiction(DAObject):
    """Where a law holds."""

    def __str__(self) -> str:
        return text.string(self.state)


class Court(Organization):
    """A court."""

    offered: ClassVar[Mapping[str, type[DAObject]]] = MappingProxyType(
        {**Organization.offered, "jurisdiction": Jurisdiction}
    )

    def in_the_court(self, **options: Any) -> str:
        """In the court of that name."""
        begin = "In the " if options.get("capitalize") else "in the "
        return text.build((begin, str(self)))


class Case(DAObject):
    """A case before a court, with those on its two sides."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {"plaintiff": PartyList, "defendant": PartyList}
    _sides: ClassVar[tuple[str, ...]] = ("plaintiff", "defendant", "petitioner", "respondent")

    def init(self, **attributes: Any) -> None:
        """Begin with two sides: the plaintiff is the first party and the defendant the second."""
        super().init(**attributes)
        self.__dict__.setdefault("firstParty", self.plaintiff)
        self.__dict__.setdefault("secondParty", self.defendant)
        self.__dict__.setdefault("is_solo", False)

    def _lists(self) -> Iterator[tuple[str, PartyList]]:
        for side in self._sides:
            found = self.__dict__.get(side)
            if isinstance(found, PartyList):
                yield side, found

    def role_of(self, party: Any) -> str:
        """What a party is in the case: plaintiff, defendant ...; `third party` for someone else."""
        return next((side for side, found in self._lists() if party in found.elements), "third party")

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
