"""How the answers of the machine are read."""

from __future__ import annotations

from typing import Any

Answers = dict[str, Any]


def said(answer: tuple[int, str]) -> str:
    """Return what a command said, which has to have gone well."""
    status, words = answer
    assert status == 0, words
    return words
