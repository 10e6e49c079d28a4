"""The variables of one session, reached by their names as blocks and functions write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import BuiltinFunctionType, FunctionType
from typing import Any

from .. import names, state
from ..errors import AuthorError
from ..modules import Facade
from ..names import Pattern
from ..objects import DAObject
from ..undefined import Undefined
from .notes import KEY, Notes

_NOT_KEPT = (Facade, FunctionType, BuiltinFunctionType, type)
_MISSING = (NameError, KeyError, IndexError, AttributeError, TypeError)


class Variables:
    """The namespace of a session, and the engine's notes beside it."""

    def __init__(self, interview: str, namespace: dict[str, Any], notes: Notes) -> None:
        self._interview = interview
        self.namespace, self.notes = namespace, notes
        # What the iterators and `x` of the block at work stand for.
        self.pattern = Pattern("")

    def defined(self, variable: str) -> bool:
        """Whether `variable` has a value."""
        path = self.path(variable)
        try:
            names.look(self._holder(path), path)
        except _MISSING:
            return False
        return True

    def value(self, variable: str) -> Any:
        """The value of `variable`.

        Raises:
            Undefined: it has none.
            AuthorError: that is not a name.
        """
        path = self.path(variable)
        try:
            return names.get(self._holder(path), path)
        except (KeyError, IndexError):
            missing = path.first if path.first not in self._holder(path) else str(path)
            raise Undefined(missing) from None
        except AttributeError:
            raise Undefined(str(path)) from None

    def _holder(self, path: names.Path) -> dict[str, Any]:
        """What holds the variable: the namespace, or the notes for the arguments of the address."""
        given = path.first == "url_args" and path.first not in self.namespace
        return {"url_args": self.notes.url_args} if given else self.namespace

    def assign(self, variable: str, value: Any) -> None:
        """Give `variable` a value.

        Raises:
            Undefined: what it belongs to has no value yet.
            AuthorError: that is not a name.
        """
        path = self.path(variable)
        if path.rest:
            self.value(str(path.parent))
        names.put(self.namespace, path, value)

    @contextmanager
    def names_bound(self, values: dict[str, Any]) -> Iterator[None]:
        """Let names stand for `values` meanwhile, and for what they did before afterwards."""
        before = {name: self.namespace[name] for name in values if name in self.namespace}
        self.namespace.update(values)
        try:
            yield
        finally:
            for name in values:
                self.namespace.pop(name, None)
            self.namespace.update(before)

    def name_objects(self, variables: Iterable[str] | None = None) -> None:
        """Tell objects that code made without a name which of these variables holds them, or which of all."""
        for name in self.namespace if variables is None else variables:
            value = self.namespace.get(name)
            if isinstance(value, DAObject) and not value.instanceName:
                value.rename(name)

    def forget(self, variable: str) -> None:
        """Take the value of `variable` away, if it has one."""
        names.forget(self.namespace, self.path(variable))

    def invalidate(self, variable: str) -> None:
        """Take the value of `variable` away, and remember it to offer it again."""
        if self.defined(variable):
            self.notes.former[variable] = self.value(variable)
        self.forget(variable)

    def path(self, variable: str) -> names.Path:
        """The parts of a variable's name.

        Raises:
            AuthorError: it is not a name.
        """
        try:
            return names.parse(variable.strip())
        except names.BadName:
            raise AuthorError(
                f"“{variable}” is not the name of a variable.",
                fix="A name is letters, digits and underscores, with .attributes and [indexes].",
            ) from None

    def concrete(self, variable: str) -> str:
        """A block's name for a variable with its iterators and `x` replaced by what they stand for.

        Raises:
            Undefined: what the variable belongs to has no value yet.
        """
        path = self.path(variable)
        if not path.rest:
            return variable
        keys = dict(self.pattern.iterators)
        rest = tuple(
            names.Index(keys[str(part.key)])
            if isinstance(part, names.Index) and part.iterator and part.key in keys
            else part
            for part in path.rest
        )
        whole = names.Path(path.first, rest)
        if path.first == "x" and self.pattern.generic:
            owner = self.path(self.pattern.generic)
            whole = names.Path(owner.first, (*owner.rest, *rest))
        self.value(str(whole.parent))
        return str(whole)

    def earlier(self, variable: str) -> Any:
        """The value that a variable has or had before it was forgotten, to be offered again; None for none."""
        return self.value(variable) if self.defined(variable) else self.notes.former.get(variable)

    def kinship(self, variable: str, class_name: str) -> int | None:
        """How far the object in `variable` is from a class: 0 of it, 1 of one made from it ...; None for another."""
        try:
            value = names.get(self.namespace, names.parse(variable))
        except (*_MISSING, names.BadName):
            return None
        kinds = [kind.__name__ for kind in type(value).__mro__]
        return kinds.index(class_name) if class_name in kinds else None

    def kept_variables(self) -> dict[str, Any]:
        """The variables that last from screen to screen: modules and functions are made again by what made them."""
        self.name_objects()
        return {
            name: value
            for name, value in self.namespace.items()
            if name != "__builtins__" and not isinstance(value, _NOT_KEPT)
        }

    def encode(self) -> bytes:
        """The variables and notes as the state to keep.

        Raises:
            AuthorError: a variable's value cannot be kept.
        """
        kept = self.kept_variables()
        remembered = self.notes.dump()
        if remembered:
            kept[KEY] = remembered
        try:
            return state.encode(kept)
        except state.StateError as error:
            raise AuthorError(
                str(error),
                file=self._interview,
                fix="Keep texts, numbers, dates, lists and dictionaries; make other things where they are used.",
            ) from None
