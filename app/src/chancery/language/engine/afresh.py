"""Finding a value anew: once for each screen, since the code that wants it runs again when something is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .engine import Engine


def reconsider(engine: Engine, variable: str) -> None:
    """Forget the value of a variable, unless that was done for this screen, and find it.

    Raises:
        NameError: something that its definition needs has no value yet.
    """
    if variable not in engine.reconsidered:
        engine.forget(variable)
        engine.reconsidered.add(variable)
    engine.value(variable)
