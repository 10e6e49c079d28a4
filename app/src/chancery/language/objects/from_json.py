"""Values as JSON has them (`serial.as_json`) back into dates and objects: for `transform_json_variables`."""

from __future__ import annotations

import datetime
import re
from typing import Any

from .. import functions, names, text
from ..errors import AuthorError
from .base import KINDS, DAObject
from .gathering import Gathered

# Dates and times as `isoformat` writes them.
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:?\d{2})?")
_TIME = re.compile(r"\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?")
_DEEPEST = 40
# What only the engine makes: their attributes name files and blocks.
_ENGINES = frozenset({
    "DABreadCrumbs", "DAFile", "DAFileCollection", "DAFileList", "DALazyTableTemplate", "DALazyTemplate",
    "DAStaticFile",
})  # fmt: skip


def from_json(value: Any, depth: int = 0) -> Any:
    """`value` with objects for mappings that name their `_class`, and dates for texts that are written as such.

    Raises:
        AuthorError: a class is not known, or cannot be made so; or what it holds is of another form than its class has.
    """
    if depth > _DEEPEST:
        raise AuthorError("The data are nested too deeply.", fix="Give them in parts.")
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return [from_json(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    if "_class" not in value:
        return {key: from_json(item, depth + 1) for key, item in value.items()}
    if value["_class"] == "type" and "name" in value:
        return _kind(value["name"])
    return _object(value, depth)


def _text(written: str) -> Any:
    plain = text.plain(written)
    try:
        if _MOMENT.fullmatch(plain):
            return functions.NAMESPACE["as_datetime"](plain)
        return datetime.time.fromisoformat(plain) if _TIME.fullmatch(plain) else written
    except ValueError:
        return written


def _kind(written: Any) -> type[DAObject]:
    """The class of this name, which docassemble writes with its module."""
    name = text.plain(text.string(written)).rpartition(".")[2]
    if name not in KINDS or name in _ENGINES:
        raise AuthorError("The data name a class of which no object can be made.", fix="Take it out of the data.")
    return KINDS[name]


def _object(value: dict[Any, Any], depth: int) -> DAObject:
    kind, called = _kind(value["_class"]), text.plain(text.string(value.get("instanceName") or ""))
    made = kind(called if names.is_name(called) else "")
    for key, item in value.items():
        name = text.plain(text.string(key))
        if name in ("_class", "instanceName") or not names.is_name(name) or hasattr(kind, name):
            continue
        found = from_json(item, depth + 1)
        if name == "elements" and isinstance(made, Gathered):
            found = _elements(made, found)
        made.__dict__[name] = found
    return made


def _elements(made: Gathered, found: Any) -> Any:
    """What a group holds, in the form that its class keeps it in."""
    begun = made.elements
    if isinstance(begun, set) and isinstance(found, list):
        return set(found)
    if type(begun) is not type(found):
        raise AuthorError("The data of a group are of another form than its class has.", fix="Give a list to a DAList.")
    return found
