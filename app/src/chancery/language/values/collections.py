"""What a set of checkboxes becomes: a dictionary and a list that can be shown and asked, as docassemble's can."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import state
from ..functions.lists import comma_and_list
from ..text import Shown


class DAList(Shown, list[Any]):
    """A list that is shown as a sentence does it: a, b, and c."""

    def __str__(self) -> str:
        return comma_and_list(self)

    @property
    def elements(self) -> list[Any]:
        """The items as a plain list."""
        return list(self)

    def number(self) -> int:
        """How many there are."""
        return len(self)

    def comma_and_list(self, **options: Any) -> str:
        """The items in words; the options are those of the function of that name."""
        return comma_and_list(self, **options)


class DADict(Shown, dict[Any, Any]):
    """A dictionary of what was offered, each with whether it was checked."""

    def __str__(self) -> str:
        return comma_and_list(list(self))

    @property
    def elements(self) -> dict[Any, Any]:
        """The same as a plain dictionary."""
        return dict(self)

    def number(self) -> int:
        """How many were offered."""
        return len(self)

    def comma_and_list(self, **options: Any) -> str:
        """The names of all that were offered, in words."""
        return comma_and_list(list(self), **options)

    def true_values(self, insertion_order: bool = True) -> DAList:
        """Those that are true."""
        return self._those(True, insertion_order)

    def false_values(self, insertion_order: bool = True) -> DAList:
        """Those that are false."""
        return self._those(False, insertion_order)

    def _those(self, wanted: bool, insertion_order: bool) -> DAList:
        found = [key for key, value in self.items() if bool(value) is wanted]
        return DAList(found if insertion_order else sorted(found, key=str))

    def all_true(self, *names: Any, exclusive: bool = False) -> bool:
        """Whether all, or all of `names`, are true; with `exclusive`, no other."""
        return self._all(True, names, exclusive)

    def all_false(self, *names: Any, exclusive: bool = False) -> bool:
        """Whether all, or all of `names`, are false; with `exclusive`, no other."""
        return self._all(False, names, exclusive)

    def _all(self, wanted: bool, names: Iterable[Any], exclusive: bool) -> bool:
        chosen = set(names)
        if not chosen:
            return all(bool(value) is wanted for value in self.values())
        found = set(self._those(wanted, True))
        return found == chosen if exclusive else chosen <= found

    def any_true(self, *names: Any) -> bool:
        """Whether any, or any of `names`, is true."""
        return any(self.get(name) for name in (names or self))

    def any_false(self, *names: Any) -> bool:
        """Whether any, or any of `names`, is false."""
        return any(name in self and not self[name] for name in (names or self))


state.register(state.Codec("DAList", DAList, dump=list, make=DAList, load=lambda made, kept: made.extend(kept)))
state.register(state.Codec("DADict", DADict, dump=dict, make=DADict, load=lambda made, kept: made.update(kept)))
