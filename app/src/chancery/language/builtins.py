"""The names that an interview's code finds without defining them: safe Python builtins and the language's functions."""

from __future__ import annotations

from typing import Any

from . import rewrites
from .blocks import Settings
from .compile import HELPERS

_PYTHON: dict[str, Any] = {
    function.__name__: function
    for function in (
        abs, all, any, bool, bytes, dict, divmod, enumerate, filter, float, frozenset, hash, int, isinstance,
        len, list, map, max, min, next, iter, ord, chr, pow, range, reversed, round, set, slice, sorted, sum, tuple, zip,
        callable, bin, hex, oct, issubclass, complex,
        ArithmeticError, AssertionError, AttributeError, Exception, IndexError, KeyError, LookupError, NameError,
        NotImplementedError, OverflowError, RuntimeError, StopIteration, TypeError, ValueError, ZeroDivisionError,
    )
}  # fmt: skip
ALWAYS: dict[str, Any] = {**_PYTHON, **rewrites.BUILTINS, **HELPERS}


def builtins_for(settings: Settings) -> dict[str, Any]:
    """The names for one interview."""
    return dict(ALWAYS)
