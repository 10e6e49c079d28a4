"""What stands for a thing that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import state, text


class DAEmpty(text.Shown):
    """Something that is not there: it shows as nothing (or as `str`), and so does all that is asked of it."""

    def __init__(self, *_arguments: Any, str: Any = "", **_options: Any) -> None:  # noqa: A002  # docassemble's name
        self._shown = text.string(str)

    def __getattr__(self, name: str) -> DAEmpty:
        if name.startswith("_"):
            raise AttributeError(name)
        return DAEmpty()

    def __call__(self, *_arguments: Any, **_options: Any) -> DAEmpty:
        """Nothing, as what any method of nothing gives."""
        return DAEmpty()

    def __str__(self) -> str:
        return self._shown

    def _other(self, other: Any) -> Any:
        return other

    # Nothing beside a number or a text is that.
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _other

    def __contains__(self, _item: object) -> bool:
        return False

    def __int__(self) -> int:
        return 0

    def __float__(self) -> float:
        return 0.0

    def __lt__(self, _other: object) -> bool:
        return True

    def __gt__(self, _other: object) -> bool:
        return False

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __getitem__(self, _key: Any) -> DAEmpty:
        return DAEmpty()


state.register(state.Codec("empty", DAEmpty, dump=lambda empty: empty._shown, build=lambda shown: DAEmpty(str=shown)))
