"""The keys that every kind of block may have."""

from __future__ import annotations

from typing import Any

from ..source import Map
from .model import ANY_LANGUAGE
from .reader import Keys


def common_keys(keys: Keys) -> dict[str, Any]:
    """The arguments of `Block` that `keys` gives."""
    need, need_after = _need(keys)
    reconsider = keys.take("reconsider")
    return {
        "language": keys.word("language", keys.context.language) or ANY_LANGUAGE,
        "mandatory": keys.condition("mandatory"),
        "initial": keys.condition("initial"),
        "conditions": keys.expressions("if"),
        "sets": tuple(dict.fromkeys((*keys.variables("sets"), *keys.variables("only sets")))),
        "events": keys.variables("event"),
        "generic": keys.word("generic object"),
        # What a block depends on is wanted before it, as what it needs.
        "need": (*need, *keys.expressions("depends on")),
        "need_after": need_after,
        "undefine": keys.variables("undefine"),
        "reconsider": () if isinstance(reconsider, bool) else keys.variables("reconsider"),
        "always_reconsider": reconsider is True,
        "depends_on": keys.variables("depends on"),
        "supersedes": keys.words("supersedes"),
    }


def _need(keys: Keys) -> tuple[Any, Any]:
    """`need`: expressions wanted before the block counts, or a mapping of those before (`pre`) and after (`post`)."""
    value = keys.take("need")
    if isinstance(value, Map):
        below = keys.below(value)
        return below.expressions("pre"), below.expressions("post")
    if isinstance(value, list):
        plain = [(item, line) for item, line in keys.items("need") if not isinstance(item, Map)]
        parts = [keys.below(item) for item in value if isinstance(item, Map)]
        before = tuple(keys.expression_of(item, line) for item, line in plain)
        return (
            before + tuple(e for part in parts for e in part.expressions("pre")),
            tuple(e for part in parts for e in part.expressions("post")),
        )
    return keys.expressions("need"), ()
