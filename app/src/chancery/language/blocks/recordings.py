"""`audio` and `video` of a question, of its help and of the interview's help."""

from __future__ import annotations

from collections.abc import Iterator

from ..compile import Template
from .reader import Keys


def recordings(keys: Keys) -> Iterator[Template]:
    """What `audio` and `video` name: one or several of each."""
    for key in ("audio", "video"):
        yield from (keys.template_of(value, line) for value, line in keys.items(key))
