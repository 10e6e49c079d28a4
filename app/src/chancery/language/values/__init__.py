"""From what a browser posted to the value of a variable, datatype by datatype, and back to the text of a box."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from ...protocol import Field
from ..functions.moments import DADateTime, from_date, parse, parse_time
from ..text import Typed, plain
from . import choices, dates, numbers
from .cleaning import MAX_CHARACTERS, clean, clean_line
from .errors import FieldError, limit_messages, message, refuse

__all__ = ["DADateTime", "FieldError", "convert", "default_text", "limit_messages", "message", "refuse"]

_EMAIL = re.compile(r"[^@\s<>()\[\],;:\"\\]{1,64}@[^@\s<>()\[\],;:\"\\.]+(\.[^@\s<>()\[\],;:\"\\.]+)+")
_MAX_EMAIL = 254
_FALSE = {"", "0", "false", "no", "off"}
_WORDS = {"true": True, "yes": True, "1": True, "on": True, "false": False, "no": False, "0": False, "none": None}


def convert(field: Field, posted: list[str]) -> Any:
    """The value of the variable of `field` when the browser sent `posted` for it (nothing, for an empty checkbox).

    What was typed comes back as `Typed`; what was chosen is the value of the served choice. A box that may stay empty
    and did gives "", 0 (whole numbers) or 0.0, as in docassemble.

    Raises:
        FieldError: the answer cannot be taken; the message is for the person.
    """
    if field.choices or field.asks or field.datatype in choices.MANY:
        return _chosen(field, posted)
    if field.datatype in _BOOLEANS:
        return _boolean(field, posted)
    text = posted[-1] if posted else ""
    if field.datatype == "raw":
        return _raw(field, text)
    text = (clean if field.input in ("area", "hidden") else clean_line)(text[: MAX_CHARACTERS + 2]).strip()
    if len(text) > MAX_CHARACTERS:
        raise refuse(field, "maxlength", MAX_CHARACTERS)
    if not text:
        if field.required:
            raise refuse(field, "required")
        return _EMPTY.get(field.datatype, Typed())
    return _CONVERTERS.get(field.datatype, _text)(field, text)


def _chosen(field: Field, posted: list[str]) -> Any:
    if field.datatype in choices.MANY or field.input in ("checkboxes", "multiselect"):
        return choices.many(field, posted)
    if field.input in ("combobox", "datalist"):
        value = choices.one_or_typed(field, posted)
    else:
        value = choices.one(field, posted)
    # A choice of a number or a date is written as text in many interviews.
    if isinstance(value, str) and value and field.datatype in _CONVERTERS:
        return _CONVERTERS[field.datatype](field, plain(value))
    return value


_BOOLEANS = {
    kind + width: kind
    for kind in ("yesno", "noyes", "boolean")
    for width in ("", "wide", "radio", "maybe")
} | {"threestate": "yesno"}  # fmt: skip


def _boolean(field: Field, posted: list[str]) -> bool | None:
    """A single checkbox, or the words that radio buttons send where no choices were made for them."""
    word = posted[-1].strip().lower() if posted else ""
    if field.input != "checkbox" and field.datatype.endswith(("radio", "maybe")):
        if not word and field.required:
            raise refuse(field, "multiple choice required")
        if word and word not in _WORDS:
            raise refuse(field, "choice")
        answer = _WORDS.get(word)
    else:
        answer = word not in _FALSE
    return not answer if _BOOLEANS[field.datatype] == "noyes" and answer is not None else answer


def _text(field: Field, text: str) -> Typed:
    if field.minlength is not None and len(text) < field.minlength:
        raise refuse(field, "minlength", field.minlength)
    if field.maxlength is not None and len(text) > field.maxlength:
        raise refuse(field, "maxlength", field.maxlength)
    return Typed(text)


def _raw(field: Field, text: str) -> Typed:
    """Text with its white space; only what no text can hold is taken out."""
    if field.required and not text:
        raise refuse(field, "required")
    if len(text) > MAX_CHARACTERS:
        raise refuse(field, "maxlength", MAX_CHARACTERS)
    return _text(field, clean(text))


def _email(field: Field, text: str) -> Typed:
    if len(text) > _MAX_EMAIL or not _EMAIL.fullmatch(text):
        raise refuse(field, "email")
    return _text(field, text)


_CONVERTERS: dict[str, Callable[[Field, str], Any]] = {
    "integer": numbers.integer,
    "number": numbers.decimal,
    "float": numbers.decimal,
    "currency": numbers.decimal,
    "range": numbers.decimal,
    "date": dates.date,
    "datetime": dates.moment,
    "datetime-local": dates.moment,
    "time": dates.time,
    "email": _email,
}
_EMPTY: dict[str, Any] = {"integer": 0, "number": 0.0, "float": 0.0, "currency": 0.0, "range": 0.0}


def default_text(datatype: str, value: object) -> str:
    """What stands in a box of `datatype` for `value`, as the browser needs it: dates and times in ISO 8601.

    A value that does not fit its datatype gives an empty box: a default is a help, and never stops an interview.
    """
    if value is None or value == "":
        return ""
    try:
        return _TEXTS.get(datatype, _any_text)(value)
    except (TypeError, ValueError, OverflowError):
        return ""


def _any_text(value: Any) -> str:
    return plain(value) if isinstance(value, str) else str(value)


def _moment(value: Any) -> DADateTime:
    return from_date(value) if isinstance(value, datetime.date) else parse(value)


def _time_text(value: Any) -> str:
    if isinstance(value, datetime.datetime | datetime.time):
        return value.strftime("%H:%M")
    return parse_time(value).strftime("%H:%M")


def _number_text(value: Any) -> str:
    """A number without the `.0` that a box has no use for."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return _any_text(value)


_TEXTS: dict[str, Callable[[Any], str]] = {
    "date": lambda value: f"{_moment(value):%Y-%m-%d}",
    "datetime": lambda value: f"{_moment(value):%Y-%m-%dT%H:%M}",
    "datetime-local": lambda value: f"{_moment(value):%Y-%m-%dT%H:%M}",
    "time": _time_text,
    **dict.fromkeys(("integer", "number", "float", "currency", "range"), _number_text),
}
