"""What an author's calls of text methods and builtins become, so that typed text stays typed (see `text`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .text import Typed, format_text, formatted, join, replace, string


def _padder(name: str) -> Callable[..., Any]:
    """`center`, `ljust`, `rjust`, `translate`: plain text with a typed argument gives typed text."""

    def call(text: Any, *args: Any, **kwargs: Any) -> Any:
        result = getattr(text, name)(*args, **kwargs)
        return result if type(text) is not str or all(type(arg) in (int, str) for arg in args) else Typed(result)

    return call


def _decode(data: Any, *args: Any, **kwargs: Any) -> Any:
    result = data.decode(*args, **kwargs)
    return Typed(result) if isinstance(data, bytes | bytearray) else result


# A call `x.NAME(...)` in an author's code becomes `METHODS[NAME](x, ...)`, whatever x is.
METHODS: dict[str, Callable[..., Any]] = {
    "join": join,
    "format": lambda template, *args, **kwargs: format_text(template, args, kwargs),
    "format_map": lambda template, mapping: format_text(template, (), mapping),
    "replace": replace,
    "decode": _decode,
    **{name: _padder(name) for name in ("center", "ljust", "rjust", "translate")},
}


class _StringType(type):
    """Makes `isinstance(x, str)` in an author's code mean what it says."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, str)


class String(metaclass=_StringType):
    """What an author's code knows as `str`: a function, a type to compare with, and `str.upper` and its like."""

    def __new__(cls, value: object = "") -> str:  # type: ignore[misc]  # a factory, as `str` itself is for a subclass
        """`str(value)`; see `string`."""
        return string(value)


def _unbound(name: str) -> Callable[..., Any]:
    return METHODS.get(name) or (lambda text, *args, **kwargs: getattr(text, name)(*args, **kwargs))


for _name in dir(str):
    if not _name.startswith("_") and _name != "maketrans":
        setattr(String, _name, staticmethod(_unbound(_name)))

# Builtins of an author's code that must know about typed text.
BUILTINS: dict[str, Any] = {
    "str": String,
    "repr": lambda value: formatted(value, "r"),
    "format": lambda value, spec="": formatted(value, "", spec),
}
