"""`features: use catchall`: what stands for a variable that no block defines, until a question finds its value."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

from .. import text
from .base import DAObject

# What was wanted of a variable -> the kind of value that can give it, where its other operand does not tell.
_GUESSES = {
    **dict.fromkeys(("str", "contains", "getitem", "iter", "len", "reversed"), "str"),
    **dict.fromkeys(("int", "index", "hex", "oct", "lshift", "rshift", "invert"), "int"),
    **dict.fromkeys(("bool", "and", "or", "xor"), "bool"),
    "complex": "complex",
}
_KINDS = (bool, int, float, complex, str)


class DACatchAll(DAObject):
    """A variable without a definition: `value` is asked for, and `context` says what it was wanted as.

    Where an operator wanted it, `operand` is what stood on the operator's other side.
    """

    def init(self, **attributes: Any) -> None:
        """Begin without a value."""
        self.__dict__["context"] = "str"
        super().init(**attributes)

    def _as(self, context: str, *operand: Any) -> Any:
        if "value" not in self.__dict__:
            self.__dict__["context"] = context
            if operand:
                self.__dict__["operand"] = operand[0]
            else:
                self.__dict__.pop("operand", None)
        return self.value

    def data_type_guess(self) -> str:
        """What kind of value the variable seems to be: str, float, int, bool or complex."""
        context = str(self.context)
        operand = self.__dict__.get("operand")
        for kind in _KINDS:
            if isinstance(operand, kind) and context not in _GUESSES:
                return kind.__name__
        return _GUESSES.get(context, "float")

    def __str__(self) -> str:
        return text.string(self._as("str"))

    def __float__(self) -> float:
        return float(self._as("float"))

    def __int__(self) -> int:
        return int(self._as("int"))

    def __index__(self) -> int:
        return operator.index(self._as("index"))

    def __bool__(self) -> bool:
        return bool(self._as("bool"))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._as("iter"))

    def __len__(self) -> int:
        return len(self._as("len"))

    def __contains__(self, item: Any) -> bool:
        return item in self._as("contains", item)

    def __getitem__(self, key: Any) -> Any:
        return self._as("getitem", key)[key]

    def __eq__(self, other: object) -> Any:
        return other is self or self._as("eq", other) == other

    def __ne__(self, other: object) -> Any:
        return not self == other

    __hash__ = DAObject.__hash__


def _one_sided(name: str, work: Callable[[Any], Any]) -> Callable[[DACatchAll], Any]:
    def method(self: DACatchAll) -> Any:
        return work(self._as(name))

    return method


def _two_sided(name: str, work: Callable[[Any, Any], Any]) -> Callable[[DACatchAll, Any], Any]:
    def method(self: DACatchAll, other: Any) -> Any:
        return work(self._as(name, other), other)

    return method


def _other_sided(name: str, work: Callable[[Any, Any], Any]) -> Callable[[DACatchAll, Any], Any]:
    def method(self: DACatchAll, other: Any) -> Any:
        return work(other, self._as(name, other))

    return method


for _name in ("neg", "pos", "abs", "invert"):
    setattr(DACatchAll, f"__{_name}__", _one_sided(_name, getattr(operator, _name)))
for _name in ("lt", "le", "gt", "ge"):
    setattr(DACatchAll, f"__{_name}__", _two_sided(_name, getattr(operator, _name)))
for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor", "lshift", "rshift"):
    _operator = getattr(operator, f"__{_name}__")
    setattr(DACatchAll, f"__{_name}__", _two_sided(_name, _operator))
    setattr(DACatchAll, f"__r{_name}__", _other_sided(f"r{_name}", _operator))
