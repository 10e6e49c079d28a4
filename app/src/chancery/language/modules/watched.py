"""Functions of the standard library whose text results are typed wherever text that may be typed went into them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..text import Typed

_AUTHORS = (str, int, float, bool, type(None))


def watched(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, with what it gives marked as typed unless all that it was given is the author's."""

    def call(*args: Any, **kwargs: Any) -> Any:
        found = function(*args, **kwargs)
        return found if all(type(given) in _AUTHORS for given in (*args, *kwargs.values())) else typed(found)

    call.__name__ = function.__name__
    return call


def typed(value: Any) -> Any:
    """`value` with every text in it typed."""
    if isinstance(value, str):
        return Typed(value)
    if isinstance(value, list | tuple):
        return type(value)(typed(item) for item in value)
    if isinstance(value, dict):
        return {typed(key): typed(item) for key, item in value.items()}
    return value


def names(module: Any, wanted: Iterable[str]) -> dict[str, Any]:
    """The functions of `module` with these names, watched."""
    return {name: watched(getattr(module, name)) for name in wanted}
