"""What an author's calls of text methods and builtins become, so that typed text stays typed (see `text`)."""

from __future__ import annotations

from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from .text import Typed, format_text, formatted, join, replace, string


def _watching(name: str) -> Callable[..., Any]:
    """A method whose arguments get into its result: with a typed one among them the result is typed."""

    def call(value: Any, *args: Any, **kwargs: Any) -> Any:
        result = getattr(value, name)(*args, **kwargs)
        author = all(type(arg) in (int, str) for arg in (*args, *kwargs.values()))
        return result if author or type(result) is not str else Typed(result)

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
    **{name: _watching(name) for name in ("center", "isoformat", "ljust", "rjust", "strftime", "translate")},
}


def settable(owner: Any) -> Any:
    """`owner`, whose attribute an author's code is about to set or delete: an object with attributes of its own.

    A class or a function is shared by everything that uses it, the engine among it.

    Raises:
        TypeError: it is none.
    """
    if isinstance(owner, type | FunctionType | BuiltinFunctionType | MethodType) or not hasattr(owner, "__dict__"):
        raise TypeError("only attributes of objects can be set, not of classes, functions or plain values")
    return owner


def told(name: Any) -> Any:
    """The name of a variable as an author's code gets it: a key in it may have been typed."""
    return Typed(name) if type(name) is str and ("'" in name or '"' in name) else name


class _StringType(type):
    """Makes `isinstance(x, str)` in an author's code mean what it says."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, str)

    def __setattr__(cls, name: str, value: object) -> None:
        raise AttributeError("str cannot be changed")


class String(metaclass=_StringType):
    """What an author's code knows as `str`: a function, a type to compare with, and `str.upper` and its like."""

    def __new__(cls, value: object = "") -> str:  # type: ignore[misc]  # a factory, as `str` itself is for a subclass
        """`str(value)`; see `string`."""
        return string(value)


def _unbound(name: str) -> Callable[..., Any]:
    return METHODS.get(name) or (lambda text, *args, **kwargs: getattr(text, name)(*args, **kwargs))


for _name in dir(str):
    if not _name.startswith("_") and _name != "maketrans":
        type.__setattr__(String, _name, staticmethod(_unbound(_name)))

# Builtins of an author's code that must know about typed text.
BUILTINS: dict[str, Any] = {
    "str": String,
    "repr": lambda value: formatted(value, "r"),
    "format": lambda value, spec="": formatted(value, "", spec),
}
