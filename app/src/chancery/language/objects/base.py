"""Objects of an interview: things with attributes, which know the variable that holds them.

Because an object knows its name, an attribute that is missing can be asked for: `user.name.first` of a user without a
name raises `Undefined` for just that variable, and the engine looks for a block that defines it.
"""

from __future__ import annotations

import copy
import functools
import os
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar

from .. import functions, names, state, text
from ..rewrites import told
from ..undefined import Undefined
from . import host
from .ordered import Ordered
from .related import Related
from .serial import as_json
from .speaking import Speaking

ordinal = functions.NAMESPACE["ordinal"]
capitalize = functions.NAMESPACE["capitalize"]
_T = TypeVar("_T", bound="DAObject")


class Using:
    """`Class.using(attribute=value)`: a class with the attributes that its objects begin with."""

    __slots__ = ("kind", "options")

    def __init__(self, kind: type[DAObject], options: dict[str, Any]) -> None:
        self.kind, self.options = kind, options

    def using(self, **options: Any) -> Using:
        """The same with more attributes."""
        return Using(self.kind, {**self.options, **options})


class _UsingMethod:
    """Makes `using` a method of the class, and of nothing else."""

    def __get__(self, owner: DAObject | None, kind: type[DAObject]) -> Callable[..., Using]:
        return lambda **options: Using(kind, options)


class DAObject(Speaking, Related, Ordered, text.Shown):
    """A thing with attributes. Its `__str__` says itself what of it was typed."""

    using = _UsingMethod()
    # Attributes that objects of the class begin with: their names and classes.
    _parts: ClassVar[Mapping[str, type[DAObject]]] = MappingProxyType({})
    # Attributes that become objects of these classes when they are wanted and no block defines them.
    _offered: ClassVar[Mapping[str, type[DAObject]]] = MappingProxyType({})
    instanceName: str  # noqa: N815  # docassemble's name, which interviews use

    def __init__(self, instanceName: str = "", /, **attributes: Any) -> None:  # noqa: N803  # as above
        self.__dict__["instanceName"] = text.plain(str(instanceName))
        for name, kind in self._parts.items():
            setattr(self, name, kind())
        self.init(**attributes)

    def init(self, **attributes: Any) -> None:
        """Set the attributes that an object begins with; those that are given as a class become objects of it."""
        for name, value in attributes.items():
            setattr(self, name, make(value) if isinstance(value, Using) or _is_class(value) else value)

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value
        if isinstance(value, DAObject) and not value.instanceName and self.instanceName:
            value.rename(f"{self.instanceName}.{name}")

    def __delattr__(self, name: str) -> None:
        # Code runs again from its beginning when it misses something: what it took away before is gone already.
        self.__dict__.pop(name, None)

    def __getattr__(self, name: str) -> Any:
        # Only called for what is not there.
        if name.startswith("_"):
            raise AttributeError(name)
        raise Undefined(f"{self.instanceName}.{name}", owner=self, part=f".{name}")

    def __str__(self) -> str:
        return text.string(self.__dict__["name"]) if "name" in self.__dict__ else self.object_name()

    def __repr__(self) -> str:
        return repr(self.instanceName)

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def rename(self, name: str) -> None:
        """Tell the object, and what it holds that has no name yet or one below the old, which variable holds it."""
        before, self.__dict__["instanceName"] = self.instanceName, name
        for attribute, value in self.__dict__.items():
            if isinstance(value, DAObject) and value.instanceName in ("", f"{before}.{attribute}"):
                value.rename(f"{name}.{attribute}")

    # -- what interviews call -----------------------------------------------------------------------------------

    def attribute_defined(self, name: str) -> bool:
        """Whether the object has the attribute."""
        return text.plain(name) in self.__dict__

    def attr(self, name: str) -> Any:
        """The attribute, or None."""
        return self.__dict__.get(text.plain(name))

    def initializeAttribute(self, name: str, kind: Any, **options: Any) -> Any:  # noqa: N802  # docassemble's name
        """Give the object an attribute of a class, unless it has it; the attribute."""
        name = text.plain(name)
        if name not in self.__dict__:
            setattr(self, name, make(kind, f"{self.instanceName}.{name}", **options))
        return self.__dict__[name]

    def reInitializeAttribute(self, name: str, kind: Any, **options: Any) -> Any:  # noqa: N802  # as above
        """Give the object a new attribute of a class."""
        self.__dict__.pop(text.plain(name), None)
        return self.initializeAttribute(name, kind, **options)

    initialize_attribute = initializeAttribute
    reinitialize_attribute = reInitializeAttribute

    def _forget(self, *names: str) -> None:
        """Take attributes away."""
        for name in names:
            self.__dict__.pop(text.plain(name), None)

    delattr = _forget  # docassemble's name

    def invalidate_attr(self, *names: str) -> None:
        """Take attributes away, but offer their values again when they are asked for."""
        for name in names:
            host.invalidate(text.plain(self.attr_name(name)))

    def attr_name(self, name: str) -> str:
        """The whole name of an attribute: `user.address`."""
        name = text.plain(name)
        return text.string(told(f"{self.instanceName}.{name}"))

    def getattr_fresh(self, name: str) -> Any:
        """The attribute, found anew."""
        host.reconsider(text.plain(self.attr_name(name)))
        return getattr(self, text.plain(name))

    def alternative(self, attribute: str, /, **words: Any) -> Any:
        """The words for the value that an attribute has: `user.alternative('gender', female='Ms.', default='Mx.')`.

        Raises:
            ValueError: there are none for the value, and no `default`.
        """
        value = text.plain(text.string(getattr(self, text.plain(attribute))))
        for name in (value, "default", "_default"):
            if name in words:
                return words[name]
        raise ValueError("no alternative fits the value, and there is no default")

    def set_instance_name(self, name: str) -> None:
        """Tell the object which variable holds it, and all that it holds."""
        _call(self, text.plain(name))

    def set_random_instance_name(self) -> None:
        """Give the object a name that no variable of the interview has."""
        _call(self, f"object_{os.urandom(8).hex()}")

    def has_nonrandom_instance_name(self) -> bool:
        """Whether a variable of the interview holds the object."""
        return bool(self.instanceName)

    def object_name(self, **options: Any) -> str:
        """The variable's name in words: `park.gate` is "gate in the park", `guest[1]` is "second guest"."""
        found = self._name_in_words()
        return text.string(capitalize(found)) if options.get("capitalize") else found

    def _name_in_words(self) -> str:
        if not names.is_name(self.instanceName):
            return text.Typed(_spoken(self.instanceName))
        path = names.parse(self.instanceName)
        found = _spoken(path.first)
        for part in path.rest:
            if isinstance(part, names.Attribute):
                found = text.build((_spoken(part.name), " in the ", found))
            else:
                # A key may have been typed.
                key = ordinal(part.key) if isinstance(part.key, int) else text.Typed(_spoken(part.key))
                found = text.build((key, " ", found))
        return found

    def as_noun(self) -> str:
        """The last word of the variable's name."""
        return text.string(told(_spoken(self.instanceName.rpartition(".")[2].rstrip("0123456789[]"))))

    def _by_name(self, target: Any) -> str:
        if "." in self.instanceName:
            return text.build(("the ", text.string(target), " of the ", self.object_name()))
        return text.build(("the ", self.object_name(), "’s ", text.string(target)))

    def as_serializable(self) -> dict[str, Any]:
        """The attributes as plain values."""
        found: dict[str, Any] = as_json(self)
        return found

    def copy_deep(self: _T, name: str) -> _T:
        """Another object with copies of all that this one holds, for the variable `name`."""
        other = copy.deepcopy(self)
        _call(other, text.plain(name))
        return other

    def copy_shallow(self: _T, name: str) -> _T:
        """Another object with the same attributes."""
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.__dict__["instanceName"] = text.plain(name)
        return other


def _call(thing: Any, name: str) -> None:
    """Let `thing` be called `name`, and everything below it by its place."""
    if isinstance(thing, DAObject):
        thing.__dict__["instanceName"] = name
        for attribute, value in list(thing.__dict__.items()):
            _call(value, name if attribute == "elements" else f"{name}.{attribute}")
    elif isinstance(thing, dict):
        for key, value in thing.items():
            _call(value, f"{name}[{key}]" if isinstance(key, int) else f"{name}['{text.plain(str(key))}']")
    elif isinstance(thing, list | tuple):
        for place, value in enumerate(thing):
            _call(value, f"{name}[{place}]")


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _is_class(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, DAObject)


def make(kind: Any, name: str = "", /, *words: Any, **options: Any) -> Any:
    """A new object of a class, or of one with attributes (`Class.using(...)`), for the variable `name`.

    Raises:
        TypeError: `kind` is neither.
    """
    if isinstance(kind, Using):
        return kind.kind(name, *words, **{**kind.options, **options})
    if _is_class(kind):
        return kind(name, *words, **options)
    raise TypeError("an object needs a class, for instance Individual")


def register(*kinds: type[DAObject]) -> None:
    """Let objects of these classes be kept in the state, by name."""
    for kind in kinds:
        empty = functools.partial(kind.__new__, kind)
        state.register(state.Codec(f"object {kind.__name__}", kind, dump=_dump, make=empty, load=_load))


def _dump(thing: DAObject) -> dict[str, Any]:
    return {name: _kept(value) for name, value in thing.__dict__.items()}


def _kept(value: Any) -> Any:
    """A class among the attributes (`object_type`) as what can be kept."""
    return _Kind(value) if isinstance(value, Using) or _is_class(value) else value


def _load(made: DAObject, kept: dict[str, Any]) -> None:
    for name, value in kept.items():
        made.__dict__[name] = value.found() if isinstance(value, _Kind) else value


KINDS: dict[str, type[DAObject]] = {}


class _Kind:
    """A class as it is kept: by its name, with the attributes of `using`."""

    def __init__(self, kind: Any = None) -> None:
        self.kind = kind

    def dump(self) -> tuple[str, dict[str, Any] | None]:
        if isinstance(self.kind, Using):
            return self.kind.kind.__name__, {name: _kept(value) for name, value in self.kind.options.items()}
        return self.kind.__name__, None

    @staticmethod
    def build(kept: tuple[str, dict[str, Any] | None]) -> _Kind:
        kind = KINDS[text.plain(kept[0])]
        if kept[1] is None:
            return _Kind(kind)
        return _Kind(Using(kind, {name: v.found() if isinstance(v, _Kind) else v for name, v in kept[1].items()}))

    def found(self) -> Any:
        return self.kind


state.register(state.Codec("class", _Kind, dump=_Kind.dump, build=_Kind.build))
