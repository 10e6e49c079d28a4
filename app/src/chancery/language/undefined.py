"""The exception by which a missing variable is asked for."""

from __future__ import annotations

from typing import Protocol


class Named(Protocol):
    """An object that knows the variable which holds it."""

    instanceName: str  # noqa: N815  # docassemble's name


class Undefined(NameError):
    """A variable that is named by its whole path (`user.name`) has no value yet.

    An object may get its own name only after the exception was raised; then `owner` and `part` say what was meant.
    """

    def __init__(self, variable: str, *, owner: Named | None = None, part: str = "") -> None:
        super().__init__("a variable is not defined", name=variable)
        self._variable, self._owner, self._part = variable, owner, part

    @property
    def variable(self) -> str:
        """The variable's whole name."""
        return self._variable if self._owner is None else self._owner.instanceName + self._part
