"""The variables that the engine is looking for right now.

While an item of a list is asked for, its questions may speak of the list ("So far you have named ..."); then the list
shows what it holds, and does not ask for more. So the objects can see what is waited for.
"""

from __future__ import annotations

from collections.abc import Sequence


class _Waiting:
    """What the one run of this process waits for."""

    names: Sequence[str] = ()


def set_names(names: Sequence[str]) -> None:
    """The engine waits for these variables, the first one first."""
    _Waiting.names = names


def names() -> Sequence[str]:
    """What the engine waits for."""
    return _Waiting.names


def is_part_wanted(name: str) -> bool:
    """Whether something of the object `name` is waited for."""
    return any(wanted.startswith((f"{name}.", f"{name}[")) for wanted in _Waiting.names)
