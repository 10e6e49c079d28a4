"""The names that an interview's code finds without defining them: safe Python builtins and the language's functions."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from . import attributes, functions, objects, refusals, rewrites
from .blocks import Settings
from .compile import HELPERS
from .modules import BUILT_IN, MODULES

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
        ConnectionError,
        EOFError,
        Exception,
        FileNotFoundError,
        FloatingPointError,
        ImportError,
        IndexError,
        KeyError,
        LookupError,
        ModuleNotFoundError,
        NameError,
        NotImplementedError,
        OSError,
        OverflowError,
        PermissionError,
        RecursionError,
        RuntimeError,
        StopIteration,
        TimeoutError,
        TypeError,
        UnicodeDecodeError,
        UnicodeEncodeError,
        UnicodeError,
        UserWarning,
        Warning,
        ValueError,
        ZeroDivisionError,
    )
}


class DAError(Exception):
    """What interviews raise, and take for, an error of docassemble's own."""


# Errors by other names; those of docassemble that Python has, too.
_ERRORS: dict[str, Any] = {
    "IOError": OSError, "DAError": DAError, "DAException": DAError,
    "DAAttributeError": AttributeError, "DAIndexError": IndexError, "DAWebError": DAError,
}  # fmt: skip
# Modules that parts of Python written in C import when they are used (`strftime` wants `time`).
_WANTED_BY_C = frozenset(
    {"time", "_strptime", "datetime", "_datetime", "_pydatetime", "zoneinfo", "numbers", "collections.abc"}
)


def _import(name: str, *_arguments: Any) -> ModuleType:
    """What Python's own C code imports; no author can write `__import__`, so none of it is given to one."""
    if name in _WANTED_BY_C and name in sys.modules:
        return sys.modules[name]
    raise ImportError("interviews cannot import")


def _print(*_values: Any, sep: str = " ", end: str = "", flush: bool = False) -> None:  # Python's
    """Show nothing: what is printed could hold an answer, and logs here hold none. `log` tells the person something."""


ALWAYS: dict[str, Any] = {
    **refusals.NAMESPACE, **_PYTHON, **attributes.NAMESPACE, **functions.NAMESPACE, **rewrites.BUILTINS, **HELPERS,
    **objects.NAMESPACE,
    "json": MODULES["json"], "re": MODULES["re"], "us": MODULES["us"], "__import__": _import, **_ERRORS,
    "print": _print,
}  # fmt: skip


def builtins_for(settings: Settings) -> dict[str, Any]:
    """The names for one interview: those that all have, and those of the modules that it lists."""
    names = dict(ALWAYS)
    for module, _, _ in settings.imports:
        if module in MODULES:
            names[module.partition(".")[0]] = MODULES[module.partition(".")[0]]
    for module, _, _ in settings.modules:
        if module in MODULES:
            names.update({name: getattr(MODULES[module], name) for name in MODULES[module]})
    return names


def missing_modules(settings: Settings) -> list[tuple[str, str, int]]:
    """The modules that an interview lists and that do not exist here, each with its file and line."""
    listed = [*settings.imports, *settings.modules]
    return [entry for entry in listed if entry[0] not in MODULES and entry[0] not in BUILT_IN]
