"""Fields that are shown, or open, only while others of their screen hold certain answers (`show if`, `enable if` ...).

What the author writes about variables becomes rules about keys and posted values, which `Field.condition` holds: the
browser follows them while the person types, and the server decides by the same ones what was asked at all. So a field
that was hidden is neither required nor set. A rule is a dictionary:

    key   the field that it looks at          any   what may be posted for it for the rule to hold
    not   the rule holds where it would not   js    an expression that only a browser understands (see `scripts`)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ...protocol import Field, seen_key
from .. import names

# What a ticked checkbox posts.
TICKED = "true"
_KINDS = {"show if": ("show", False), "hide if": ("show", True), "enable if": ("enable", False),
          "disable if": ("enable", True)}  # fmt: skip


def rules(written: dict[str, Any], fields: list[Field], concrete: Callable[[str], str]) -> dict[str, Any]:
    """The rules that `written` means among `fields`; what speaks of no field of the screen says nothing.

    Args:
        written: the conditions by their kinds.
        fields: those of the screen.
        concrete: gives a variable's name with what its iterators stand for.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for kind, condition in written.items():
        verb, negated = _KINDS[kind.removeprefix("js ")]
        rule = {"js": True} if kind.startswith("js ") else _rule(condition, fields, concrete)
        if rule is not None:
            found.setdefault(verb, []).append({**rule, "not": not rule.get("not", False)} if negated else rule)
    return found


def _rule(condition: Any, fields: list[Field], concrete: Callable[[str], str]) -> dict[str, Any] | None:
    variable = condition.get("variable", "") if isinstance(condition, dict) else condition
    wanted = str(condition["is"]) if isinstance(condition, dict) and "is" in condition else "True"
    try:
        path = names.parse(str(variable).strip())
        if path.has_iterator or path.first == "x":
            path = names.parse(concrete(str(path)))
    except names.BadName:
        return None
    for field in fields:
        if field.variable == str(path):
            return _about(field, wanted)
        if field.choices and field.variable == str(path.parent) and isinstance(path.rest[-1], names.Index):
            keys = [choice.key for choice in field.choices if str(plain_value(choice.value)) == str(path.rest[-1].key)]
            return {"key": field.key, "any": keys, "not": wanted == "False"}
    return None


def _about(field: Field, wanted: str) -> dict[str, Any]:
    if field.input == "checkbox":
        opposite = field.datatype.startswith("noyes")
        return {"key": field.key, "any": [TICKED], "not": (wanted == "False") is not opposite}
    if not field.choices:
        return {"key": field.key, "any": [wanted]}
    keys = [choice.key for choice in field.choices if wanted in (str(plain_value(choice.value)), choice.label)]
    return {"key": field.key, "any": keys}


def plain_value(value: Any) -> Any:
    """A packed value, as far as it is plain."""
    return value.get("a", value) if isinstance(value, dict) else value


def is_asked(field: Field, fields: list[Field], posted: dict[str, list[str]]) -> bool:
    """Whether the field was shown and open, given what was posted."""
    if field.disabled or any(_switches_off(other, field, posted) for other in fields):
        return False
    return _is_shown(field, {other.key: other for other in fields}, posted, ())


def _switches_off(other: Field, field: Field, posted: dict[str, list[str]]) -> bool:
    """Whether an answer to `other` (`disable others`) leaves no need for one to `field`."""
    if field.key not in other.others.get("disable", ()):
        return False
    nothing = {"", "False", *(choice.key for choice in other.choices if choice.exclusive)}
    return any(value.strip() not in nothing for value in posted.get(other.key, []))


def _is_shown(field: Field, fields: dict[str, Field], posted: dict[str, list[str]], above: tuple[str, ...]) -> bool:
    """Whether all rules of the field hold; a field that is hidden itself counts as empty for those that look at it."""
    for rule in _all(field.condition):
        if rule.get("js"):
            # The browser has decided: it says what it shows, and sends nothing for what it hides.
            holds = seen_key(field) in posted or any(value.strip() for value in posted.get(field.key, []))
        else:
            other = fields.get(rule["key"])
            seen = (
                other is not None and other.key not in above and _is_shown(other, fields, posted, (*above, field.key))
            )
            values = _posted(other, posted) if other is not None and seen else set()
            holds = bool(values & set(rule["any"])) is not bool(rule.get("not"))
            if other is not None and not seen and other.condition:
                holds = False
        if not holds:
            return False
    return True


def _posted(field: Field, posted: dict[str, list[str]]) -> set[str]:
    values = posted.get(field.key, [])
    if field.input == "checkbox":
        return {TICKED} if values and values[-1].strip().lower() not in ("", "false", "0", "no", "off") else set()
    return {value.strip() for value in values}


def _all(condition: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return [rule for found in condition.values() for rule in found]
