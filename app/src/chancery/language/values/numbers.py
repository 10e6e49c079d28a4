"""Typed numbers."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import TypeVar

from ...protocol import Field
from .errors import refuse

# Longer is a mistake or an attack: turning very long digits into a number takes quadratic time.
_MAX_CHARACTERS = 40
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_Number = TypeVar("_Number", int, float)
_MONEY_SIGNS = str.maketrans("", "", "$€£¥ \u00a0\u202f")


def integer(field: Field, text: str) -> int:
    """A whole number; thousands may be parted by commas. Nothing typed is 0, as in docassemble."""
    bare = _bare(field, text)
    if not _INTEGER.fullmatch(bare):
        raise refuse(field, "integer")
    return _bounded(field, int(bare))


def decimal(field: Field, text: str) -> float:
    """A number as a float, as docassemble gives it (authors multiply it with floats). Nothing typed is 0.0."""
    bare = _bare(field, text).removesuffix("%")
    name = "currency" if field.datatype == "currency" else "number"
    if name == "currency":
        bare = bare.translate(_MONEY_SIGNS)
    if not _DECIMAL.fullmatch(bare):
        raise refuse(field, name)
    value = float(bare)
    if not math.isfinite(value):
        raise refuse(field, "number length")
    return _bounded(field, value)


def _bare(field: Field, text: str) -> str:
    bare = text.replace(",", "").replace("\u2212", "-").strip() or "0"
    if len(bare) > _MAX_CHARACTERS:
        raise refuse(field, "number length")
    return bare


def _bounded(field: Field, value: _Number) -> _Number:
    low, high, step = limit(field.minimum), limit(field.maximum), limit(field.step)
    if low is not None and value < low:
        raise refuse(field, "min", field.minimum)
    if high is not None and value > high:
        raise refuse(field, "max", field.maximum)
    if step and (Fraction(repr(value)) - Fraction(repr(low or 0))) % Fraction(repr(step)) and field.datatype != "range":
        raise refuse(field, "step", field.step)
    return value


def limit(text: str) -> float | None:
    """The number that an author's limit says, or nothing."""
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
