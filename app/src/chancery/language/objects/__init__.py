"""The classes of objects that interviews use: `objects: - user: Individual`."""

from __future__ import annotations

from typing import Any

from .base import KINDS, DAObject, Using, make, register
from .catchall import DACatchAll
from .dicts import DADict
from .empty import DAEmpty
from .files import DAContext, DAFile, DAFileCollection, DAFileList, DAStaticFile
from .lazy import DALazyTableTemplate, DALazyTemplate
from .lists import DAList
from .mail import DAEmailRecipient, DAEmailRecipientList
from .money import PeriodicValue, Value
from .naming import IndividualName, Name, Thing
from .people import Case, ChildList, Court, Individual, LegalFiling, Organization, PartyList, Person
from .places import Address, City, Event, LatitudeLongitude
from .sets import DASet

for _kind in (
    Address,
    Case,
    ChildList,
    City,
    Court,
    LegalFiling,
    DACatchAll,
    DAContext,
    DADict,
    DAEmailRecipient,
    DAEmailRecipientList,
    DALazyTableTemplate,
    DALazyTemplate,
    DAFile,
    DAFileCollection,
    DAFileList,
    DAList,
    DAObject,
    DASet,
    DAStaticFile,
    Event,
    Individual,
    IndividualName,
    LatitudeLongitude,
    Name,
    Organization,
    PartyList,
    PeriodicValue,
    Person,
    Thing,
    Value,
):
    KINDS[_kind.__name__] = _kind
register(*KINDS.values())

NAMESPACE: dict[str, Any] = {**KINDS, "DAEmpty": DAEmpty}

__all__ = [
    "NAMESPACE",
    "DACatchAll",
    "DAContext",
    "DADict",
    "DAFile",
    "DAFileCollection",
    "DAFileList",
    "DALazyTableTemplate",
    "DALazyTemplate",
    "DAList",
    "DAObject",
    "DASet",
    "DAStaticFile",
    "Using",
    "make",
]
