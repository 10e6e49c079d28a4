"""`features: use catchall`: what stands for a variable that no block defines, until a question finds its value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import text
from .base import DAObject


class DACatchAll(DAObject):
    """A variable without a definition: `value` is asked for, and `context` says what it was wanted as."""

    def init(self, **attributes: Any) -> None:
        """Begin without a value."""
        self.__dict__["context"] = "str"
        super().init(**attributes)

    def _as(self, context: str) -> Any:
        if "value" not in self.__dict__:
            self.__dict__["context"] = context
        return self.value

    def data_type_guess(self) -> str:
        """What the variable was wanted as: str, float, int, bool or list."""
        return str(self.context)

    def __str__(self) -> str:
        return text.string(self._as("str"))

    def __float__(self) -> float:
        return float(self._as("float"))

    def __int__(self) -> int:
        return int(self._as("int"))

    def __bool__(self) -> bool:
        return bool(self._as("bool"))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._as("list"))
