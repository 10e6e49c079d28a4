"""The modules that an interview may import: closed façades of the standard library's, never the modules themselves.

A module is a way out: `datetime.sys`, `re.enum.sys` and `json.codecs.builtins` all lead to the interpreter. So `import`
gives an object that holds the listed names and nothing else, and whose functions keep track of typed text.
"""

from __future__ import annotations

import datetime
import decimal
import fractions
import math
from collections.abc import Iterable, Iterator
from typing import Any

from . import chance, clock, jsons, regex, relative, united_states
from .tools import TOOLS


class Facade:
    """A closed set of names that looks like a module."""

    __slots__ = ("_module", "_names")

    def __init__(self, module: str, names: dict[str, Any]) -> None:
        self._module, self._names = module, names

    def __getattr__(self, name: str) -> Any:
        try:
            return self._names[name]
        except KeyError:
            raise AttributeError(f"the module {self._module} has no {name} here", name=name, obj=self) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)


def _public(module: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(module, name) for name in names}


_MATH = [name for name in dir(math) if not name.startswith("_")]

_DECIMAL = ("Decimal", "InvalidOperation", "ROUND_CEILING", "ROUND_DOWN", "ROUND_FLOOR", "ROUND_HALF_DOWN",
            "ROUND_HALF_EVEN", "ROUND_HALF_UP", "ROUND_UP")  # fmt: skip

MODULES: dict[str, Facade] = {
    name: Facade(name, names)
    for name, names in {
        "datetime": _public(datetime, ("date", "datetime", "time", "timedelta", "timezone", "MINYEAR", "MAXYEAR")),
        "dateutil.parser": relative.PARSER,
        "dateutil.relativedelta": relative.RELATIVE,
        "decimal": _public(decimal, _DECIMAL),
        "fractions": _public(fractions, ("Fraction",)),
        "json": jsons.NAMES,
        "math": _public(math, _MATH),
        "random": chance.NAMES,
        "re": regex.NAMES,
        "time": clock.NAMES,
        "us": {"states": Facade("us.states", united_states.NAMES), "STATES": united_states.NAMES["STATES"]},
        **TOOLS,
    }.items()
}
# `import urllib.parse` gives the name `urllib`.
MODULES["urllib"] = Facade("urllib", {"parse": MODULES["urllib.parse"]})
MODULES["dateutil"] = Facade("dateutil", {name: MODULES[f"dateutil.{name}"] for name in ("parser", "relativedelta")})
# Modules of docassemble whose names every interview has anyway.
BUILT_IN = frozenset({
    "docassemble.base.util", "docassemble.base.legal", "docassemble.base.core", "docassemble.base.functions",
    "docassemble.base.error", "docassemble.base.logger",
})  # fmt: skip
