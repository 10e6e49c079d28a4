"""`terms`: words that an interview, or one question, explains."""

from __future__ import annotations

from ..compile import Template
from ..source import Map
from .reader import Keys


def parse_terms(keys: Keys, key: str = "terms") -> dict[str, Template]:
    """The explanations below `terms` (or `auto terms`), by the word in small letters."""
    found: dict[str, Template] = {}
    for item, _ in keys.items(key):
        if not isinstance(item, Map):
            raise keys.error(key, f"`{key}` must be a mapping of words to explanations.", "Write `- word: Meaning.`")
        if {"phrases", "definition"} <= set(item):
            template = keys.template_of(item["definition"], item.line_of("definition"))
            found.update({str(phrase).lower(): template for phrase in item["phrases"]})
            continue
        for word, meaning in item.items():
            found[word.lower()] = keys.template_of(meaning, item.line_of(word))
    return found
