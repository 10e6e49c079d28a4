"""The classes of objects that interviews use: `objects: - user: Individual`."""

from __future__ import annotations

from typing import Any

from .base import KINDS, DAObject, Using, make, register
from .collections import DADict, DAEmpty, DAList, DASet
from .money import PeriodicValue, Value
from .people import (
    Address,
    ChildList,
    City,
    Event,
    Individual,
    IndividualName,
    LatitudeLongitude,
    Name,
    Organization,
    PartyList,
    Person,
    Thing,
)

for _kind in (
    Address,
    ChildList,
    City,
    DADict,
    DAList,
    DAObject,
    DASet,
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

__all__ = ["NAMESPACE", "DADict", "DAList", "DAObject", "DASet", "Using", "make"]
