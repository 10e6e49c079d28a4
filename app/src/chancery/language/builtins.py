"""The names that an interview's code finds without defining them: safe Python builtins and the language's functions."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from . import functions, rewrites
from .compile import HELPERS
from .values import DADict, DAList

_PYTHON: dict[str, Any] = {
    function.__name__: function
    for function in (
        abs,
        all,
        any,
        bool,
        bytes,
        dict,
        divmod,
        enumerate,
        filter,
        float,
        frozenset,
        hash,
        int,
        isinstance,
        len,
        list,
        map,
        max,
        min,
        next,
        iter,
        ord,
        chr,
        pow,
        range,
        reversed,
        round,
        set,
        slice,
        sorted,
        sum,
        tuple,
        zip,
        callable,
        bin,
        hex,
        oct,
        issubclass,
        complex,
        ArithmeticError,
        AssertionError,
        AttributeError,
        Exception,
        IndexError,
        KeyError,
        LookupError,
        NameError,
        NotImplementedError,
        OverflowError,
        RuntimeError,
        StopIteration,
        TypeError,
        ValueError,
        ZeroDivisionError,
    )
}
# Modules that parts of Python written in C import when they are used (`strftime` wants `time`).
_WANTED_BY_C = frozenset(
    {"time", "_strptime", "datetime", "_datetime", "_pydatetime", "zoneinfo", "numbers", "collections.abc"}
)


def _import(name: str, *_arguments: Any) -> ModuleType:
    """What Python's own C code imports; no author can write `__import__`, so none of it is given to one."""
    if name in _WANTED_BY_C and name in sys.modules:
        return sys.modules[name]
    raise ImportError("interviews cannot import")


ALWAYS: dict[str, Any] = {
    **_PYTHON, **functions.NAMESPACE, **rewrites.BUILTINS, **HELPERS, "DADict": DADict, "DAList": DAList,
    "__import__": _import,
}  # fmt: skip
