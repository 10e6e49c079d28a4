"""What stands for a thing that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import text


class DAEmpty(text.Shown):
    """Something that is not there: it shows as nothing, and so does all that is asked of it."""

    def __getattr__(self, name: str) -> DAEmpty:
        if name.startswith("_"):
            raise AttributeError(name)
        return DAEmpty()

    def __call__(self, *_arguments: Any, **_options: Any) -> DAEmpty:
        """Nothing, as what any method of nothing gives."""
        return DAEmpty()

    def __str__(self) -> str:
        return ""

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __getitem__(self, _key: Any) -> DAEmpty:
        return DAEmpty()
