"""Answers that were chosen, not typed: the browser sends keys of the served choices, and only those are taken."""

from __future__ import annotations

import html
import re
from typing import Any

from ...protocol import Choice, Field
from ..objects import DADict
from ..state import unpack
from ..text import Typed
from .cleaning import MAX_CHARACTERS, clean_line
from .errors import refuse

_TAG = re.compile(r"<[^<>]*>")
MANY = ("checkboxes", "multiselect", "object_checkboxes", "object_multiselect")


def one(field: Field, posted: list[str]) -> Any:
    """The value of the choice whose key was sent; "" for none, where none is allowed."""
    keys = [key for key in posted if key]
    if not keys:
        if field.required:
            raise refuse(field, "multiple choice required")
        # Of a yes or no, nothing was chosen; what is left open otherwise is an empty text, also of buttons.
        return None if "yes" in field.datatype else Typed()
    return unpack(_find(field, keys[-1]).value)


def one_or_typed(field: Field, posted: list[str]) -> Any:
    """The same for a box that suggests: the key or the label of a choice, or else what was typed."""
    text = clean_line(posted[-1] if posted else "").strip()
    if not text:
        if field.required:
            raise refuse(field, "multiple choice required" if field.asks else "combobox required")
        return Typed()
    if len(text) > MAX_CHARACTERS:
        raise refuse(field, "maxlength", MAX_CHARACTERS)
    for choice in field.choices:
        if text in (choice.key, label_text(choice)):
            return unpack(choice.value)
    if field.asks:
        raise refuse(field, "choice")
    return Typed(text)


def many(field: Field, posted: list[str]) -> DADict:
    """Each choice's value with whether it was chosen. "None of the above" and "all" are not among the values."""
    chosen = {_find(field, key).key for key in posted if key}
    offered = [choice for choice in field.choices if not choice.exclusive and not choice.inclusive]
    nothing = [choice for choice in field.choices if choice.exclusive]
    if any(choice.key in chosen for choice in nothing):
        return _answer(field, {unpack(choice.value): False for choice in offered})
    everything = any(choice.inclusive and choice.key in chosen for choice in field.choices)
    answer = {unpack(choice.value): everything or choice.key in chosen for choice in offered}
    _count(field, sum(answer.values()), nothing)
    return _answer(field, answer)


def _answer(field: Field, checked: dict[Any, bool]) -> DADict:
    return DADict(field.variable, elements=checked, auto_gather=False, gathered=True)


def _count(field: Field, count: int, nothing: list[Choice]) -> None:
    kind = "multiselect" if field.input == "multiselect" or "multiselect" in field.datatype else "checkbox"
    if field.required and field.choices and not count:
        if nothing:
            raise refuse(field, "checkboxes required", label_text(nothing[0]))
        raise refuse(field, "multiselect required" if kind == "multiselect" else "checkboxes required plain")
    if field.minlength is not None and count < field.minlength:
        raise refuse(field, f"{kind} minlength", field.minlength)
    if field.maxlength is not None and count > field.maxlength:
        raise refuse(field, f"{kind} maxlength", field.maxlength)


def label_text(choice: Choice) -> str:
    """The label of a choice as a person reads it, without its markup."""
    return html.unescape(_TAG.sub("", choice.label)).strip()


def _find(field: Field, key: str) -> Choice:
    for choice in field.choices:
        if choice.key == key:
            return choice
    raise refuse(field, "choice")
