"""The language's own words on a screen, in the language of the run."""

from __future__ import annotations

from .. import functions, text


def word(words: str) -> str:
    """`words` translated, if the interview has a translation."""
    return text.string(functions.NAMESPACE["word"](words))
