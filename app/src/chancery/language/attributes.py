"""`getattr`, `hasattr`, `setattr` and `delattr` for an interview's code: only of objects of the interview, only by
names that a code block could write itself.

On any other value they would be a way round the rewriting of methods (`getattr('{0.a}', 'format')`); `hasattr`, which
gives nothing but yes or no, may be asked of all.
"""

from __future__ import annotations

import keyword
from typing import Any

from . import names
from .objects.base import DAObject
from .rewrites import told
from .text import plain, string

_NONE = object()


def _name(thing: Any, name: Any) -> str:
    """`name`, if it may be used of `thing`.

    Raises:
        TypeError: it may not.
    """
    if not isinstance(thing, DAObject):
        raise TypeError("getattr, setattr and delattr work on objects of the interview only")
    return _allowed(name)


def _allowed(name: Any) -> str:
    """`name`, if it is one of an attribute that an interview may name.

    Raises:
        TypeError: it is none.
    """
    found = plain(string(name))
    if not names.is_name(found) or "." in found or "[" in found or found in names.DENIED or keyword.iskeyword(found):
        raise TypeError("the name is not one of an attribute")
    return found


def get_attribute(thing: Any, name: Any, default: Any = _NONE) -> Any:
    """The attribute, or `default` where there is one and no attribute; without a default it is asked for."""
    found = _name(thing, name)
    if default is not _NONE and not has_attribute(thing, found):
        return default
    value = getattr(thing, found)
    return told(value) if found == "instanceName" else value


def has_attribute(thing: Any, name: Any) -> bool:
    """Whether the object has the attribute (or its class such a method); nothing is asked for."""
    found = _allowed(name)
    if not isinstance(thing, DAObject):
        return hasattr(thing, found)
    return found in thing.__dict__ or hasattr(type(thing), found)


def set_attribute(thing: Any, name: Any, value: Any) -> None:
    """Give the object an attribute.

    Raises:
        TypeError: its class has a method of that name.
    """
    found = _name(thing, name)
    if hasattr(type(thing), found):
        raise TypeError("the class has a method of that name")
    setattr(thing, found, value)


def delete_attribute(thing: Any, name: Any) -> None:
    """Take an attribute of the object away.

    Raises:
        AttributeError: it has no such attribute.
    """
    found = _name(thing, name)
    if found not in thing.__dict__:
        raise AttributeError("there is no such attribute", name=found, obj=thing)
    delattr(thing, found)


NAMESPACE: dict[str, Any] = {
    "getattr": get_attribute, "hasattr": has_attribute, "setattr": set_attribute, "delattr": delete_attribute
}  # fmt: skip
