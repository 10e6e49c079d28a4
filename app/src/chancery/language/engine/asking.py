"""Fields whose choices an event of the interview gives for what is typed (`input type: ajax`).

The page asks the event while a person types. When the form is sent, the server asks it once more for what stands in the
box, so that nothing but a choice that the event itself gives can be the answer.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...protocol import Action, Answer, Choice, Respond, Result
from .. import state, text
from ..text import Typed

if TYPE_CHECKING:
    from ...protocol import Field
    from ..blocks.model import FieldSpec

# What the event finds the beginning of a word under.
ARGUMENT = "wordstart"
# Characters that are typed before it is asked, where the author does not say.
_AT = 4
_MOST_CHARACTERS = 500


def describe(spec: FieldSpec, field: Field) -> None:
    """Say in `field` which event gives its choices, if one does."""
    if spec.input == "ajax":
        field.asks = str(spec.options["action"])
        try:
            field.asks_at = max(int(spec.options.get("trigger at", _AT)), 1)
        except (TypeError, ValueError):
            field.asks_at = _AT


def settle(answer: Answer, run: Callable[[Action], Result]) -> None:
    """Give the fields of the answered form that an event has choices for the one that was meant, and no other.

    Args:
        answer: the form, and what was posted.
        run: does the event in a run of its own, of which nothing is kept.
    """
    for field in answer.form.fields:
        if field.asks:
            words = (answer.posted.get(field.key) or [""])[-1].strip()[:_MOST_CHARACTERS]
            result = run(Action(field.asks, {ARGUMENT: words})) if words else None
            meant = [value for value, label in _pairs(result) if words in (value, label)]
            field.choices = [Choice("asked_0", html.escape(words), state.pack(Typed(value))) for value in meant[:1]]


def _pairs(result: Result | None) -> list[tuple[str, str]]:
    """Values and labels that an event answered: a list of texts, of pairs, or a mapping of values to labels."""
    answered = [effect for effect in result.effects if isinstance(effect, Respond)] if result else []
    try:
        given: Any = json.loads(answered[0].body) if answered else []
    except ValueError:
        return []
    items = list(given.items()) if isinstance(given, dict) else given if isinstance(given, list) else []
    pairs = [item if isinstance(item, list | tuple) and len(item) > 1 else (item, item) for item in items]
    return [(text.plain(str(value)), text.plain(str(label))) for value, label, *_ in pairs]
