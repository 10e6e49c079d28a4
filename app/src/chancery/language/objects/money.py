"""Amounts of money that may or may not exist, amounts that come again and again, and dictionaries of such."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .. import text
from .base import DAObject
from .dicts import DADict
from .lists import DAList


class Value(DAObject):
    """An amount, and whether there is any."""

    def amount(self) -> Decimal:
        """The amount; nothing if there is none."""
        return _decimal(self.value) if self.exists else Decimal(0)

    def __float__(self) -> float:
        return float(self.amount())

    def __int__(self) -> int:
        return int(self.amount())

    def __str__(self) -> str:
        return str(self.amount())

    def _rank(self, thing: object) -> Decimal:
        return _decimal(thing.value if isinstance(thing, Value) else thing)

    def __eq__(self, other: object) -> bool:
        # Where one of them is not known yet, nothing is asked for only to compare them.
        if isinstance(other, Value):
            return self is other or ("value" in self.__dict__ and self._rank(self) == self._rank_known(other))
        return isinstance(other, int | float | Decimal) and self._rank(self) == self._rank(other)

    def _rank_known(self, other: Value) -> Decimal | None:
        return self._rank(other) if "value" in other.__dict__ else None

    __hash__ = DAObject.__hash__


class PeriodicValue(Value):
    """An amount that comes `period` times a year."""

    def amount(self, period_to_use: Any = 1) -> Decimal:
        """The amount for so many times a year."""
        if not self.exists:
            return Decimal(0)
        return _decimal(self.value) * _decimal(self.period) / _decimal(period_to_use)


class FinancialList(DADict):
    """Amounts of money by what they are for."""

    _kind: type[Value] = Value

    def init(self, **attributes: Any) -> None:
        """Its items are amounts."""
        attributes.setdefault("object_type", self._kind)
        super().init(**attributes)

    def _add_one(self) -> None:
        """As of any dictionary. An amount that is named exists, and may come with its value and period."""
        key = self.new_item_name
        super()._add_one()
        self.elements[key].exists = True
        for told, attribute in (("new_item_value", "value"), ("new_item_period", "period")):
            if told in self.__dict__:
                setattr(self.elements[key], attribute, self.__dict__.pop(told))

    def existing_items(self) -> DAList:
        """The keys of the amounts that exist."""
        return self._list(key for key, item in self._sorted().items() if item.exists)

    def total(self) -> Decimal:
        """The sum of the amounts that exist."""
        return sum((item.amount() for item in self._settled().values()), Decimal(0))

    def __float__(self) -> float:
        return float(self.total())

    def __str__(self) -> str:
        return str(self.total())


class PeriodicFinancialList(FinancialList):
    """Amounts that come again and again, by what they are for."""

    _kind = PeriodicValue

    def total(self, period_to_use: Any = 1) -> Decimal:
        """The sum of the amounts that exist, for so many times a year."""
        wanted = _decimal(period_to_use)
        if wanted == 0:
            return Decimal(0)
        return sum((item.amount(wanted) for item in self._settled().values()), Decimal(0))


class Income(PeriodicFinancialList):
    """What someone earns, by where it comes from."""


class Expense(PeriodicFinancialList):
    """What someone spends, by what it is for."""


class Asset(FinancialList):
    """What someone owns, by what it is."""


def _decimal(value: Any) -> Decimal:
    """A number, or a text that writes one, as a decimal.

    Raises:
        decimal.InvalidOperation: the text writes none.
    """
    return Decimal(text.plain(text.string(value)))
