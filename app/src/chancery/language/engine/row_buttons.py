"""The buttons of one item of a collection: in the last column of a table, or wherever `item_actions` puts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import text
from ..objects import DADict, DAList, DAObject
from ..objects.gathering import reach
from ..objects.naming import IndividualName, Name
from . import links, queue
from .words import word

if TYPE_CHECKING:
    from .engine import Engine

_CLASSES = "btn btn-sm btn-secondary"
_CHANGES = ("edit", "delete")
# What it is to reach for what is not there.
MISSING = (NameError, AttributeError, KeyError, IndexError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which buttons there are.

    Args:
        edit: the attributes that Edit asks for, () for the item itself; None for no such button.
        delete: whether there is Delete; never where the collection would have too few items.
        confirm: whether Delete asks first.
        place: where the item stands and among how many, if it can be moved Up and Down.
        read_only: the attribute of an item that says that it is not to be changed.
    """

    edit: tuple[str, ...] | None = ()
    delete: bool = True
    confirm: bool = False
    place: tuple[int, int] | None = None
    read_only: str = ""


def row_buttons(engine: Engine, group: DAList | DADict, key: Any, item: Any, wanted: Wanted) -> str:
    """The buttons of the item that `group` has at `key`, as HTML."""
    may = _allowed(item, wanted.read_only)
    found = []
    if wanted.place and isinstance(group, DAList) and any(may.values()):
        number, count = wanted.place
        if number:
            found.append(_button(engine, word("Up"), [{"move": group.instanceName, "key": key, "by": -1}]))
        if number < count - 1:
            found.append(_button(engine, word("Down"), [{"move": group.instanceName, "key": key, "by": 1}]))
    if wanted.edit is not None and may["edit"]:
        found.append(_button(engine, word("Edit"), editing(group, key, item, wanted.edit)))
    fewest = group.__dict__.get("minimum_number")
    if wanted.delete and may["delete"] and not (fewest is not None and len(group.elements) <= fewest):
        classes = f"{_CLASSES} c-confirm" if wanted.confirm else _CLASSES
        found.append(_button(engine, word("Delete"), removing(group, key), classes))
    return " ".join(found)


def editing(group: DAList | DADict, key: Any, item: Any, attributes: tuple[str, ...]) -> list[queue.Item]:
    """What Edit does: asks for these attributes of the item, and for what its completeness then wants."""
    if not isinstance(item, DAObject):
        return queue.edit_items(f"{group.instanceName}{_index(key)}", [])
    work = queue.edit_items(item.instanceName, [_leaf(item, name) for name in attributes])
    complete = group.__dict__.get("complete_attribute")
    return [*work, {"recompute": f"{item.instanceName}.{complete}"}] if isinstance(complete, str) else work


def removing(group: DAList | DADict, key: Any) -> list[queue.Item]:
    """What Delete does."""
    return [{"remove": group.instanceName, "key": key}]


def _allowed(item: Any, read_only: str) -> dict[str, bool]:
    """Whether the item may be edited, and deleted: its attribute forbids both, or is a dictionary that says of each."""
    closed: Any = False
    if read_only and isinstance(item, DAObject):
        try:
            closed = reach(item, read_only)
        except MISSING:
            closed = False
    if not isinstance(closed, dict | DADict):
        return dict.fromkeys(_CHANGES, not closed)
    return {name: bool(closed[name]) if name in closed else True for name in _CHANGES}


def _leaf(item: DAObject, attribute: str) -> str:
    """What a person types for an attribute: of a name that is an object, its first part."""
    try:
        value = reach(item, attribute)
    except MISSING:
        return attribute
    if isinstance(value, IndividualName) and value.uses_parts:
        return f"{attribute}.first"
    return f"{attribute}.text" if isinstance(value, Name) else attribute


def _button(engine: Engine, label: str, items: list[queue.Item], classes: str = _CLASSES) -> str:
    return links.shown_link(label, links.work_link(engine, items), classes)


def _index(key: Any) -> str:
    return f"[{key}]" if isinstance(key, int) else f"['{text.plain(text.string(key))}']"


def item_actions(
    engine: Engine, group: DAList | DADict, key: Any, item: Any, attributes: tuple[str, ...], options: dict[str, Any]
) -> str:
    """The buttons of one item as HTML, or the address of one of them (see `Buttons.item_actions`)."""
    addresses = {"edit": editing(group, key, item, attributes), "delete": removing(group, key)}
    for name, work in addresses.items():
        if options.get(f"{name}_url_only"):
            return links.work_link(engine, work)
    place = (key, len(group.elements)) if options.get("reorder") and isinstance(group, DAList) else None
    wanted = Wanted(
        edit=attributes if options.get("edit", True) else None, delete=bool(options.get("delete", True)),
        confirm=bool(options.get("confirm")), place=place,
        read_only=text.plain(text.string(options.get("read_only_attribute") or "")),
    )  # fmt: skip
    return row_buttons(engine, group, key, item, wanted)
