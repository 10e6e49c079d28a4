"""Phrases that code may import from `docassemble.base.util`, where interviews do not have them by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import functions, text

_capitalize = functions.NAMESPACE["capitalize"]


def _phrase(*pattern: str | int) -> Callable[..., str]:
    """A function that puts its arguments, by their numbers, between these words."""

    def phrase(*given: Any, capitalize: bool = False, **_options: Any) -> str:
        if len(given) != wanted:
            raise TypeError(f"the phrase takes {wanted} argument{'s' if wanted != 1 else ''}")
        shown = text.build(text.string(given[part]) if isinstance(part, int) else part for part in pattern)
        return text.string(_capitalize(shown)) if capitalize else shown

    wanted = sum(isinstance(part, int) for part in pattern)
    return phrase


NAMES: dict[str, Callable[..., str]] = {
    **{word: _phrase(f"{word} ", 0) for word in ("her", "his", "its", "their", "your", "the", "this", "these", "some")},
    "in_the": _phrase("in the ", 0), "of_the": _phrase("of the ", 0), "a_in_the_b": _phrase(0, " in the ", 1),
    "do_you": _phrase("do you ", 0), "did_you": _phrase("did you ", 0), "were_you": _phrase("were you ", 0),
    "have_you": _phrase("have you ", 0), "does_a_b": _phrase("does ", 0, " ", 1), "did_a_b": _phrase("did ", 0, " ", 1),
    "was_a_b": _phrase("was ", 0, " ", 1), "has_a_b": _phrase("has ", 0, " ", 1),
    "possessify": _phrase(0, "’s ", 1), "possessify_long": _phrase("the ", 1, " of ", 0),
}  # fmt: skip
