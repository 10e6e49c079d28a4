"""`json`: text that is made of typed text, or read from it, is typed."""

from __future__ import annotations

import json
from typing import Any

from ..text import Typed


class JsonText(Typed):
    """Text that is JSON as a whole: a script may hold it as it is."""

    __slots__ = ()


def dumps(value: Any, indent: int | None = None, sort_keys: bool = False, ensure_ascii: bool = True, **_: Any) -> str:
    """`value` as JSON. What it holds may have been typed, so all of it counts as typed."""
    return JsonText(json.dumps(value, indent=indent, sort_keys=sort_keys, ensure_ascii=ensure_ascii))


def loads(text: str | bytes, **_: Any) -> Any:
    """The value that JSON `text` writes.

    Raises:
        ValueError: it is not JSON.
    """
    value = json.loads(text)
    return value if type(text) is str else _typed(value)


def _typed(value: Any) -> Any:
    if isinstance(value, str):
        return Typed(value)
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    return value


NAMES: dict[str, Any] = {"dumps": dumps, "loads": loads, "JSONDecodeError": json.JSONDecodeError}
