"""Who is whose parent, child or peer: `objects: - tree: RelationshipTree`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from .. import text
from .base import DAObject
from .dicts import DADict
from .lists import DAList
from .related import several


class RelationshipDir(DAObject):
    """A relation from a `parent` to a `child`, of a `relationship_type`."""

    def involves(self, target: Any) -> bool:
        """Whether an object is one of the two."""
        return target is self.parent or target is self.child


class RelationshipPeer(DAObject):
    """A relation among `peers`, of a `relationship_type`."""

    def involves(self, target: Any) -> bool:
        """Whether an object is one of them."""
        return any(peer is target for peer in self.peers)


class RelationshipTree(DAObject):
    """The relations among objects, and those of them that were made here (`leaf`)."""

    _parts: ClassVar[dict[str, type[DAObject]]] = {
        "leaf": DAList,
        "relationships_dir": DAList,
        "relationships_peer": DAList,
    }

    def init(self, **attributes: Any) -> None:
        """Begin without any."""
        for name, kind in (
            ("leaf", DAObject), ("relationships_dir", RelationshipDir), ("relationships_peer", RelationshipPeer),
        ):  # fmt: skip
            group = self.__dict__[name]
            group.object_type, group.auto_gather, group.gathered = kind, False, True
        super().init(**attributes)

    def new(self, *arguments: Any, **options: Any) -> Any:
        """A new object of the tree: of a class that is given, with attributes that are given."""
        return self.leaf.appendObject(*arguments, **options)

    def add_relationship_dir(self, parent: Any = None, child: Any = None, relationship_type: Any = None) -> Any:
        """Add a relation from a parent to a child; the relation."""
        ends = {"parent": parent, "child": child, "relationship_type": relationship_type}
        known = next(iter(self.query_dir(**ends)), None)
        return known or self.relationships_dir.appendObject(**ends)

    def add_relationship_peer(self, *peers: Any, relationship_type: Any = None) -> Any:
        """Add a relation among peers; the relation."""
        return self.relationships_peer.appendObject(peers=list(peers), relationship_type=relationship_type)

    def query_dir(self, *tests: Any, **wanted: Any) -> list[Any]:
        """The relations with a `parent`, a `child`, a `relationship_type`, with one on either side (`involves`) ...

        `tests` are functions that say of a relation whether it is one.
        """
        return _those(self.relationships_dir, tests, wanted)

    def query_peer(self, *tests: Any, **wanted: Any) -> list[Any]:
        """The relations among peers with one among them (`involves`), of a `relationship_type`; see `query_dir`."""
        return _those(self.relationships_peer, tests, wanted)

    def delete_dir(self, *relations: Any) -> None:
        """End relations from a parent to a child."""
        self.relationships_dir.remove(*relations)

    def delete_peer(self, *relations: Any) -> None:
        """End relations among peers."""
        self.relationships_peer.remove(*relations)

    def ask(self, owner: Any, kind: Any, object_type: Any, attribute: Any, begun: Mapping[str, Any]) -> Any:
        """The object that a new relation of `owner` leads to, in the tree once a question or code has told of it."""
        kind = text.plain(text.string(kind))
        waiting = owner.initializeAttribute("new_relation", DADict)
        if kind not in waiting.elements:
            waiting.initializeObject(kind, object_type or type(owner), **begun)
        new = waiting.elements[kind]
        for name in [attribute] if isinstance(attribute, str) else attribute or ():
            getattr(new, text.plain(name))
        if not attribute:
            str(new)
        self.leaf.append(new, set_instance_name=True)
        return new

    def several(self, found: list[Any]) -> Any:
        """One object for itself, and a list of several."""
        if len(found) == 1:
            return found[0]
        group = DAList("", auto_gather=False, gathered=True)
        group.elements.extend(found)
        return group


def _those(relations: DAList, tests: Sequence[Any], wanted: Mapping[str, Any]) -> list[Any]:
    """The relations of which every test says yes; `involves` may be several, each of whom is in the relation then."""
    involved, others = wanted.get("involves"), {name: value for name, value in wanted.items() if name != "involves"}
    return [
        one
        for one in relations.elements
        if all(one.involves(each) for each in ([] if involved is None else several(involved)))
        and all(test(one) for test in tests)
        and all(getattr(one, text.plain(name)) == value for name, value in others.items())
    ]
