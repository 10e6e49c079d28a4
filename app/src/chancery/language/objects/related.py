"""What an object knows of its relations to others, as a `RelationshipTree` keeps them.

A relation of a type leads from a parent to a child, or is among peers: `ann.set_relationship(ben, 'parent', 'parent',
tree)` makes Ann the parent of Ben, and `ann.get_relation('parent', tree, self_is='parent')` is Ben then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .. import text

_PARENT, _CHILD, _EITHER = "parent", "child", "either"


class Related:
    """The methods of every object that take a `tree`."""

    def set_relationship(
        self, target: Any, relationship_type: str, self_is: str, tree: Any, replace: bool = False
    ) -> Any:
        """Let the object be the `parent` or the `child` of others; the relation. `replace` ends those it had so."""
        role, other = _role(self_is, _PARENT, _CHILD)
        if replace:
            tree.delete_dir(*tree.query_dir(**{role: self, "relationship_type": relationship_type}))
        made = [
            next(
                iter(tree.query_dir(**ends, relationship_type=relationship_type)), None
            ) or tree.add_relationship_dir(**ends, relationship_type=relationship_type)
            for ends in ({role: self, other: one} for one in several(target))
        ]  # fmt: skip
        return made[0] if len(made) == 1 else made

    def set_peer_relationship(self, target: Any, relationship_type: str, tree: Any, replace: bool = False) -> Any:
        """Let the object and others be peers; the relation. `replace` ends the one it had."""
        if replace:
            tree.delete_peer(*tree.query_peer(involves=self, relationship_type=relationship_type))
        peers = [self, *(one for one in several(target) if one is not self)]
        for known in tree.query_peer(relationship_type=relationship_type):
            if all(known.involves(one) for one in peers):
                return known
        return tree.add_relationship_peer(*peers, relationship_type=relationship_type)

    def is_relation(
        self, target: Any, relationship_type: str, tree: Any, self_is: str = _EITHER, filter_by: Any = None
    ) -> bool:
        """Whether the object is the `parent` or the `child` of another, or one of them."""
        return any(one is target for one in _fitting(self._along(relationship_type, tree, self_is, {}), filter_by))

    def is_peer_relation(self, target: Any, relationship_type: str, tree: Any) -> bool:
        """Whether the object and another are peers."""
        return any(one is target for one in self._beside(relationship_type, tree, {}))

    def get_relation(
        self,
        relationship_type: str,
        tree: Any,
        self_is: str = _EITHER,
        create: bool = False,
        object_type: Any = None,
        complete_attribute: Any = None,
        rel_filter_by: Mapping[str, Any] | None = None,
        filter_by: Mapping[str, Any] | None = None,
        count: Any = 1,
    ) -> Any:
        """Whose parent or child the object is: the other, a list of several, or None.

        Args:
            relationship_type: of which relations.
            tree: where they are.
            self_is: what the object is in them: `parent`, `child` or `either`.
            create: ask for another (`….new_relation[type]`) if there are fewer than `count`.
            object_type: what that is made of; what the object is made of.
            complete_attribute: the attribute that has to be known of it; what it is shown as.
            rel_filter_by: attributes that the relations have.
            filter_by: attributes that the others have.
            count: how many there should be; False if that does not matter.
        """
        known = list(_fitting(self._along(relationship_type, tree, self_is, rel_filter_by), filter_by))
        if not _enough(known, count) and create:
            role, _ = _role(self_is, _PARENT, _CHILD)
            new = tree.ask(self, relationship_type, object_type, complete_attribute, filter_by or {})
            self.set_relationship(new, relationship_type, role, tree)
            self.__dict__.pop("new_relation", None)
            return new
        return tree.several(known) if _enough(known, count) else None

    def get_peer_relation(
        self,
        relationship_type: str,
        tree: Any,
        create: bool = False,
        object_type: Any = None,
        complete_attribute: Any = None,
        rel_filter_by: Mapping[str, Any] | None = None,
        filter_by: Mapping[str, Any] | None = None,
        count: Any = 1,
    ) -> Any:
        """Whose peer the object is; see `get_relation`."""
        known = list(_fitting(self._beside(relationship_type, tree, rel_filter_by), filter_by))
        if not _enough(known, count) and create:
            new = tree.ask(self, relationship_type, object_type, complete_attribute, filter_by or {})
            self.set_peer_relationship(new, relationship_type, tree)
            self.__dict__.pop("new_relation", None)
            return new
        return tree.several(known) if _enough(known, count) else None

    def _along(self, kind: str, tree: Any, self_is: str, having: Mapping[str, Any] | None) -> Iterator[Any]:
        role, _ = _role(self_is, _PARENT, _CHILD, _EITHER)
        asked = {**(having or {}), "relationship_type": kind, "involves" if role == _EITHER else role: self}
        for relation in tree.query_dir(**asked):
            yield relation.child if relation.parent is self else relation.parent

    def _beside(self, kind: str, tree: Any, having: Mapping[str, Any] | None) -> Iterator[Any]:
        for relation in tree.query_peer(**{**(having or {}), "relationship_type": kind, "involves": self}):
            yield from (peer for peer in relation.peers if peer is not self)


def _role(self_is: Any, *possible: str) -> tuple[str, str]:
    role = text.plain(text.string(self_is))
    if role not in possible:
        raise ValueError("self_is is one of: " + ", ".join(possible))
    return role, _CHILD if role == _PARENT else _PARENT


def several(target: Any) -> list[Any]:
    """What is given as one object, or as several of them."""
    return [target] if isinstance(target, Related) and not isinstance(target, Iterable) else list(target)


def _fitting(others: Iterable[Any], having: Mapping[str, Any] | None) -> Iterator[Any]:
    for one in others:
        if all(getattr(one, text.plain(name)) == value for name, value in (having or {}).items()):
            yield one


def _enough(known: list[Any], count: Any) -> bool:
    return bool(known) and (count is False or len(known) >= count)
