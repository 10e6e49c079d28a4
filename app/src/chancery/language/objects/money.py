"""Amounts of money that may or may not exist, and amounts that come again and again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .base import DAObject


class Value(DAObject):
    """An amount, and whether there is any."""

    def amount(self) -> Decimal:
        """The amount; nothing if there is none."""
        return Decimal(str(self.value)) if self.exists else Decimal(0)

    def __float__(self) -> float:
        return float(self.amount())

    def __int__(self) -> int:
        return int(self.amount())

    def __str__(self) -> str:
        return str(self.amount())


class PeriodicValue(Value):
    """An amount that comes `period` times a year."""

    def amount(self, desired_period: Any = 1) -> Decimal:
        """The amount for so many times a year."""
        if not self.exists:
            return Decimal(0)
        return Decimal(str(self.value)) * Decimal(str(self.period)) / Decimal(str(desired_period))
