"""`images` and `image sets`: pictures that an interview calls by name."""

from __future__ import annotations

from dataclasses import dataclass

from ..compile import Template
from ..source import Map
from .reader import Keys


@dataclass(frozen=True, slots=True)
class Image:
    """One picture: its file, and whom it is from."""

    file: str
    credit: Template | None = None


def parse_images(keys: Keys) -> dict[str, Image]:
    """The pictures of `images` and `image sets` by name."""
    found = dict(_images(keys, None))
    sets = keys.take("image sets")
    if sets is not None and not isinstance(sets, Map):
        raise keys.error("image sets", "`image sets` must be a mapping.", "Write `name:` and below it `images:`.")
    for below in (keys.below(item) for item in (sets or {}).values() if isinstance(item, Map)):
        found.update(_images(below, below.template("attribution")))
    return found


def _images(keys: Keys, credit: Template | None) -> dict[str, Image]:
    value = keys.take("images")
    pairs = [value] if isinstance(value, Map) else value if isinstance(value, list) else []
    return {name: Image(str(file), credit) for pair in pairs if isinstance(pair, dict) for name, file in pair.items()}
