"""`us`: the states and territories of the United States, as far as interviews use the package of that name."""

from __future__ import annotations

from typing import Any

from ..geography import STATES
from ..text import Shown, plain, string

_TERRITORIES = ("AS", "GU", "MP", "PR", "UM", "VI")


class State(Shown):
    """One state or territory."""

    __slots__ = ("abbr", "name")

    def __init__(self, abbr: str, name: str) -> None:
        self.abbr, self.name = abbr, name

    def __str__(self) -> str:
        return self.name


_ALL = tuple(State(abbr, name) for abbr, name in STATES["US"].items() if abbr != "UM")
_STATES = tuple(state for state in _ALL if state.abbr not in (*_TERRITORIES, "DC"))


def mapping(from_field: Any, to_field: Any) -> dict[str, str]:
    """The states by one of `abbr` and `name`, and what they are by the other."""
    first, second = plain(string(from_field)), plain(string(to_field))
    if not {first, second} <= {"abbr", "name"}:
        raise ValueError("a state has an `abbr` and a `name`")
    return {getattr(state, first): getattr(state, second) for state in _ALL}


def lookup(wanted: Any) -> State | None:
    """The state of this name or abbreviation; None if there is none."""
    shown = plain(string(wanted)).strip().lower()
    return next((state for state in _ALL if shown in (state.abbr.lower(), state.name.lower())), None)


NAMES: dict[str, Any] = {"STATES": _STATES, "mapping": mapping, "lookup": lookup}
