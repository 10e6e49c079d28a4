"""The values of `data`, `sections` and their like: YAML whose texts are templates, or code."""

from __future__ import annotations

from typing import Any

from ..source import Map, Seq
from .reader import Keys


def data_of(keys: Keys, value: Any, line: int, *, code: bool) -> Any:
    """The value of a `data` block: its texts are templates, or expressions in `data from code`."""
    if isinstance(value, Map):
        # What says of which class an object is stays as it is written.
        told = ("object", "module") if "object" in value and ("item" in value or "items" in value) else ()
        return {
            name: item if name in told else data_of(keys, item, value.line_of(name), code=code)
            for name, item in value.items()
        }
    if isinstance(value, Seq):
        return [data_of(keys, item, line, code=code) for item, line in zip(value, value.lines, strict=True)]
    if not isinstance(value, str):
        return value
    return keys.expression_of(value, line) if code else keys.template_of(value, line)
