"""The classes of objects that interviews use: `objects: - user: Individual`."""

from __future__ import annotations

from typing import Any

from .base import KINDS, DAObject, Using, make, register
from .catchall import DACatchAll
from .dicts import DADict, DAOrderedDict
from .empty import DAEmpty
from .file_groups import DAFileCollection, DAFileList, DAStaticFile
from .files import DAFile
from .lazy import DALazyTableTemplate, DALazyTemplate
from .legal import Case, Court, Document, Jurisdiction, LegalFiling
from .links import DABreadCrumbs, DAContext, DALink, DATemplate
from .lists import DAList
from .mail import DAEmailRecipient, DAEmailRecipientList
from .money import Asset, Expense, FinancialList, Income, PeriodicFinancialList, PeriodicValue, Value
from .naming import IndividualName, Name, Thing
from .people import ChildList, Individual, OfficeList, Organization, PartyList, Person
from .places import Address, City, Event, LatitudeLongitude
from .relations import RelationshipDir, RelationshipPeer, RelationshipTree
from .roles import RoleChangeTracker
from .sets import DASet
from .task import BackgroundAction, DATask

for _kind in (
    Address,
    Asset,
    BackgroundAction,
    Case,
    ChildList,
    City,
    Court,
    DACatchAll,
    DAContext,
    DADict,
    DAEmailRecipient,
    DAEmailRecipientList,
    DAFile,
    DAFileCollection,
    DAFileList,
    DALazyTableTemplate,
    DALazyTemplate,
    DABreadCrumbs,
    DALink,
    DAList,
    DAObject,
    DAOrderedDict,
    DASet,
    DAStaticFile,
    DATemplate,
    Document,
    Event,
    Expense,
    FinancialList,
    Income,
    Individual,
    IndividualName,
    Jurisdiction,
    LatitudeLongitude,
    LegalFiling,
    Name,
    OfficeList,
    Organization,
    PartyList,
    PeriodicFinancialList,
    PeriodicValue,
    Person,
    RelationshipDir,
    RelationshipPeer,
    RelationshipTree,
    RoleChangeTracker,
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
    "DATask",
    "Using",
    "make",
]
