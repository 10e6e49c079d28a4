"""Values as JSON has them: for `as_serializable`, `json_response` and `all_variables`."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from .. import text

_DEEPEST = 40


def as_json(value: Any, depth: int = 0) -> Any:
    """`value` as JSON has it: objects as dictionaries with their class and name, dates as text."""
    if depth > _DEEPEST:
        return None
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, dict):
        return {text.plain(text.string(key)): as_json(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item, depth + 1) for item in value]
    if isinstance(value, set | frozenset):
        return [as_json(item, depth + 1) for item in sorted(value, key=str)]
    if "instanceName" in getattr(value, "__dict__", ()):
        return _object(value, depth)
    return text.string(value)


def _object(value: Any, depth: int) -> dict[str, Any]:
    """An object's attributes. What of a template is not kept, and what a list was not told, says nothing."""
    kind, held = type(value).__name__, value.__dict__
    if kind == "DALazyTemplate":
        return {"_class": kind, "instanceName": value.instanceName}
    kept = {name: item for name, item in held.items() if _is_value(item) and not ("elements" in held and item is None)}
    return {"_class": kind, **{name: as_json(item, depth + 1) for name, item in kept.items()}}


def _is_value(item: Any) -> bool:
    """Whether it is data, and not a class (`object_type`)."""
    return not isinstance(item, type) and type(item).__name__ != "Using"
