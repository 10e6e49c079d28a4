"""What a compiled Jinja2 template calls by names that no author can write."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .. import text
from .jinja_filters import FILTERS, TESTS


class _Loop:
    """`loop` of a `{% for %}`, and what is looped over."""

    def __init__(self, items: Iterable[Any]) -> None:
        self._items = list(items)
        self.length = len(self._items)
        self.index0 = -1
        self._seen: tuple[Any, ...] | None = None

    def __iter__(self) -> Any:
        for number, item in enumerate(self._items):
            self.index0 = number
            yield self, item

    index = property(lambda self: self.index0 + 1)
    revindex = property(lambda self: self.length - self.index0)
    revindex0 = property(lambda self: self.length - self.index0 - 1)
    first = property(lambda self: self.index0 == 0)
    last = property(lambda self: self.index0 == self.length - 1)
    previtem = property(lambda self: self._items[self.index0 - 1] if self.index0 > 0 else None)
    nextitem = property(lambda self: self._items[self.index0 + 1] if self.index0 + 1 < self.length else None)

    def cycle(self, *values: Any) -> Any:
        """One of `values`, in turn."""
        return values[self.index0 % len(values)]

    def changed(self, *values: Any) -> bool:
        """Whether these are other values than those of the time before."""
        before, self._seen = self._seen, values
        return before != values


class _Namespace:
    """What `namespace()` gives: names with values, which `{% set it.name = … %}` changes from within a loop."""

    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)


def _put(owner: Any, name: str, value: Any) -> None:
    """`{% set owner.name = value %}`.

    Raises:
        TypeError: `owner` is no `namespace()`.
    """
    if not isinstance(owner, _Namespace):
        raise TypeError("`{% set %}` of an attribute needs a namespace()")
    owner.__dict__[name] = value


class Made(str):
    """What a macro has written: it is part of the template already, and not shown as a value is."""

    __slots__ = ()


def _attribute(owner: Any, name: str, read: Callable[[Any], Any]) -> Any:
    """`owner.name`; of a dictionary without such an attribute, its item, as Jinja2 has it."""
    if isinstance(owner, dict) and name in owner:
        return owner[name]
    return read(owner)


def _defined(find: Callable[[], Any]) -> bool:
    try:
        find()
    except (NameError, AttributeError, KeyError, IndexError):
        return False
    return True


HELPERS: dict[str, Any] = {
    "_jinja_loop": _Loop,
    "_jinja_attribute": _attribute,
    "_jinja_defined": _defined,
    "_jinja_concat": lambda parts: text.build(text.string(part) for part in parts),
    "_jinja_namespace": _Namespace,
    "_jinja_put": _put,
    "_jinja_made": lambda parts: Made("".join(parts)),
    **{f"_jinja_filter_{name}": function for name, function in FILTERS.items()},
    **{f"_jinja_test_{name}": function for name, function in TESTS.items()},
}
