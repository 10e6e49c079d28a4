"""`random`, from the seed of the run: one screen drawn again from one state is the same screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

_FUNCTIONS = ("random", "randint", "randrange", "choice", "choices", "sample", "shuffle", "uniform", "gauss")


class _Source:
    """The generator of the run that is going on in this process."""

    random = Random(0)  # noqa: S311  # an interview's games, not keys


def begin(seed: int) -> None:
    """Begin a run: the next numbers come from `seed`."""
    _Source.random = Random(seed)  # noqa: S311  # as above


@contextmanager
def apart() -> Iterator[None]:
    """Let another run draw numbers meanwhile, and this one go on where it was."""
    before = _Source.random
    try:
        yield
    finally:
        _Source.random = before


def _function(name: str) -> Any:
    def call(*args: Any, **kwargs: Any) -> Any:
        return getattr(_Source.random, name)(*args, **kwargs)

    call.__name__ = name
    return call


NAMES: dict[str, Any] = {name: _function(name) for name in _FUNCTIONS}
