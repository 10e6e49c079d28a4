"""Whether a field could be answered, where that depends on other fields of its screen.

The browser hides and shows while the person types; the server decides again from what was posted, so that a field that
was hidden is neither required nor set.
"""

from __future__ import annotations

from typing import Any

from ...protocol import Field


def is_asked(field: Field, fields: list[Field], posted: dict[str, list[str]]) -> bool:
    """Whether the field was shown and open, given what was posted."""
    if field.disabled or any(_switches_off(other, field, posted) for other in fields):
        return False
    return all(_holds(kind, rule, fields, posted) for kind, rule in field.condition.items())


def _switches_off(other: Field, field: Field, posted: dict[str, list[str]]) -> bool:
    """Whether an answer to `other` (`disable others`) leaves no need for one to `field`."""
    if field.key not in other.others.get("disable", ()):
        return False
    nothing = {"", "False", *(choice.key for choice in other.choices if choice.exclusive)}
    return any(value.strip() not in nothing for value in posted.get(other.key, []))


def _holds(kind: str, rule: Any, fields: list[Field], posted: dict[str, list[str]]) -> bool:
    if kind.startswith("js "):
        return True  # an expression that only the browser understands
    variable = rule.get("variable", "") if isinstance(rule, dict) else rule
    other = next((field for field in fields if field.variable == variable), None)
    if other is None:
        return True
    wanted = str(rule["is"]) if isinstance(rule, dict) and "is" in rule else "True"
    matches = wanted in _answers(other, posted.get(other.key, []))
    return matches if kind in ("show if", "enable if") else not matches


def _answers(field: Field, keys: list[str]) -> set[str]:
    """What was answered, in the words in which a condition may ask for it."""
    if field.input == "checkbox":
        return {str(bool(keys) and keys[-1] not in ("", "False"))}
    if not field.choices:
        return set(keys)
    made = [choice for choice in field.choices if choice.key in keys]
    return {str(_plain(choice.value)) for choice in made} | {choice.label for choice in made}


def _plain(value: Any) -> Any:
    """A packed value, as far as it is plain."""
    return value.get("a", value) if isinstance(value, dict) else value
