"""What a person is told about an answer that cannot be taken, and what an author may say instead."""

from __future__ import annotations

from ...protocol import Field
from ..functions.phrases import word


class FieldError(ValueError):
    """An answer cannot be taken. The message is for the person who typed it and does not repeat the answer."""


# By the names that docassemble's `validation messages` use. `%s` takes the limit in question.
MESSAGES = {
    "required": "You need to fill this in.",
    "multiple choice required": "You need to choose one of these.",
    "combobox required": "You need to choose one of these or type something else.",
    "checkboxes required": "Check at least one option, or check “%s”.",
    "checkbox minlength": "You need to check at least %s of these.",
    "checkbox maxlength": "You can check no more than %s of these.",
    "multiselect minlength": "You need to select at least %s of these.",
    "multiselect maxlength": "You can select no more than %s of these.",
    "minlength": "You must type at least %s characters.",
    "maxlength": "You can type no more than %s characters here.",
    "min": "You need to enter a number that is at least %s.",
    "max": "You need to enter a number that is at most %s.",
    "date min": "You need to enter a date on or after %s.",
    "date max": "You need to enter a date on or before %s.",
    "time min": "You need to enter a time at or after %s.",
    "time max": "You need to enter a time at or before %s.",
    "step": "You need to enter a multiple of %s.",
    "number": "You need to enter a number, for instance 12.50.",
    "integer": "You need to enter a whole number, for instance 12.",
    "currency": "You need to enter an amount of money, for instance 12.50.",
    "date": "You need to enter a date, for instance 2026-04-30.",
    "time": "You need to enter a time, for instance 16:30.",
    "datetime": "You need to enter a date and a time, for instance 2026-04-30 16:30.",
    "email": "You need to enter an e-mail address, for instance name@example.org.",
    "choice": "Choose one of the options that are offered.",
    "checkboxes required plain": "Check at least one option.",
    "multiselect required": "Select at least one option.",
    "file required": "You need to choose a file.",
    "signature required": "You need to sign here, or type your name.",
    "file kind": "Files of this kind are not taken. Send it as PDF, JPEG, PNG, DOCX, a text or a ZIP archive.",
    "file content": "This file is not what its name says. Save it again under the right kind, and choose that.",
    "file damaged": "This file cannot be read; it may be damaged. Save or photograph it again, and choose that.",
    "file locked": "This PDF is locked with a password. Save it without one, and choose that.",
    "file large": "Files of this kind may have at most 15 MB. Choose a smaller one, or send it in a ZIP archive.",
    "file bulky": "This file is too large once it is opened. Choose one with fewer pixels, pages or parts.",
    "accept": "You need to choose a file of one of these kinds: %s.",
    "number length": "That number is too long to be right.",
}


def message(field: Field, name: str, limit: object = "") -> str:
    """The sentence `name` for `field`: the author's (for `date max` also that for `max`), if there is one, or ours."""
    text = field.messages.get(name) or field.messages.get(name.rpartition(" ")[2]) or word(MESSAGES[name])
    return text.replace("%s", str(limit)).strip()


def limit_messages(field: Field) -> dict[str, str]:
    """The sentences for the limits that `field` has and its author has no words for, for the page to show early."""
    kinds = {"date": "date ", "datetime": "date ", "datetime-local": "date ", "time": "time "}
    kind = kinds.get(field.datatype, "")
    limits = {"min": field.minimum, "max": field.maximum, "minlength": field.minlength if not field.choices else None}
    names = {name: (kind if name in ("min", "max") else "") + name for name, limit in limits.items() if limit}
    return {name: word(MESSAGES[full]) for name, full in names.items() if name not in field.messages}


def refuse(field: Field, name: str, limit: object = "") -> FieldError:
    """The error to raise for the sentence `name`."""
    return FieldError(message(field, name, limit))
