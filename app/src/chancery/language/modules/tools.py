"""Modules of small tools: for text, for collections, for counting, for encoding.

Left out is what reaches beyond its arguments: `operator.attrgetter` and `methodcaller` (attributes by name),
`collections.namedtuple` (it writes code), `string.Formatter` and `Template`, everything that opens a file.
"""

from __future__ import annotations

import base64
import calendar
import collections
import copy
import functools
import hashlib
import html
import itertools
import operator
import statistics
import string
import textwrap
import urllib.parse
import uuid
from typing import Any

from ..state.codecs import Codec, StateError, register
from ..text import percent
from . import chance
from .watched import names, watched


class Counter(collections.Counter[Any]):
    """`collections.Counter`, a class of its own that can be kept in the state."""


# What a `defaultdict` may begin its values with, by the name under which it is kept.
_FACTORIES: dict[str, type] = {kind.__name__: kind for kind in (list, dict, set, int, float, bool)}


def _dump_default(found: collections.defaultdict[Any, Any]) -> Any:
    name = getattr(found.default_factory, "__name__", "")
    if _FACTORIES.get(name) is not found.default_factory:
        raise StateError("a defaultdict is kept only with list, dict, set, int, float or bool")
    return [name, dict(found)]


def _build_default(kept: Any) -> collections.defaultdict[Any, Any]:
    return collections.defaultdict(_FACTORIES[str.__str__(kept[0])], kept[1])


register(Codec("Counter", Counter, dump=dict, build=Counter))
register(Codec("defaultdict", collections.defaultdict, dump=_dump_default, build=_build_default))
register(Codec("deque", collections.deque, dump=list, build=collections.deque))


def uuid4() -> uuid.UUID:
    """A random number of the run, written as a UUID: no key, since it comes from the run's seed."""
    return uuid.UUID(int=chance.NAMES["randrange"](2**128), version=4)


_ITERTOOLS = ("accumulate", "chain", "combinations", "combinations_with_replacement", "compress", "count", "cycle",
              "dropwhile", "filterfalse", "groupby", "islice", "pairwise", "permutations", "product", "repeat",
              "starmap", "takewhile", "zip_longest")  # fmt: skip
_OPERATOR = ("abs", "add", "and_", "contains", "countOf", "eq", "floordiv", "ge", "getitem", "gt", "indexOf", "invert",
             "is_", "is_not", "itemgetter", "le", "lshift", "lt", "mul", "ne", "neg", "not_", "or_", "pos", "pow",
             "rshift", "sub", "truediv", "truth", "xor")  # fmt: skip
_STATISTICS = ("fmean", "geometric_mean", "harmonic_mean", "mean", "median", "median_high", "median_low", "mode",
               "multimode", "pstdev", "pvariance", "quantiles", "stdev", "variance")  # fmt: skip


def _same(module: Any, wanted: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(module, name) for name in wanted}


TOOLS: dict[str, dict[str, Any]] = {
    "base64": names(base64, ("b64encode", "b64decode", "urlsafe_b64encode", "urlsafe_b64decode", "b32encode")),
    "calendar": {
        **_same(calendar, ("isleap", "leapdays", "monthrange", "weekday")),
        **{name: tuple(getattr(calendar, name)) for name in ("month_name", "month_abbr", "day_name", "day_abbr")},
    },
    # A plain dictionary keeps its order, and can be kept in the state.
    "collections": {
        "Counter": Counter, "OrderedDict": dict, "defaultdict": collections.defaultdict, "deque": collections.deque,
    },
    "copy": _same(copy, ("copy", "deepcopy")),
    "functools": _same(functools, ("cmp_to_key", "partial", "reduce")),
    "hashlib": _same(hashlib, ("md5", "sha1", "sha256", "sha384", "sha512")),
    "html": names(html, ("escape", "unescape")),
    "itertools": _same(itertools, _ITERTOOLS),
    "operator": {**_same(operator, _OPERATOR), "mod": percent, "concat": operator.add},
    "statistics": _same(statistics, _STATISTICS),
    "string": {
        **_same(string, ("ascii_letters", "ascii_lowercase", "ascii_uppercase", "digits", "hexdigits", "octdigits",
                         "punctuation", "printable", "whitespace")),
        "capwords": watched(string.capwords),
    },
    "textwrap": names(textwrap, ("dedent", "fill", "indent", "shorten", "wrap")),
    "urllib.parse": names(urllib.parse, ("parse_qs", "parse_qsl", "quote", "quote_plus", "unquote", "unquote_plus",
                                         "urlencode", "urljoin")),
    "uuid": {"uuid4": uuid4},
}  # fmt: skip
