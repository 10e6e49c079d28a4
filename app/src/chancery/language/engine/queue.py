"""What waits to be done before the interview goes on: variables to ask again, items to add to lists, and the like.

Links (`url_action`), review screens, tables and `force_ask` put things here. Each is a dictionary with one of the keys

    ask        ask for a variable, though it may have a value; `arguments` are what `action_argument` then tells
    gather     give a variable a value, unless it has one
    recompute  forget a variable and find it anew
    undefine   forget variables          set         give variables values: pairs of a name and a value
    add        add an item to a list     remove      take an item out of one: `key` says which
    move       move an item of a list by so many places
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import names, text
from ..objects import DAList
from ..objects.gathering import Gathered
from ..undefined import Undefined
from .signals import Ask, Commanded, Rerun

if TYPE_CHECKING:
    from .engine import Engine

Item = dict[str, Any]


def put_first(engine: Engine, items: list[Item]) -> None:
    """Let `items` be done before what waits already. What waited for the same is taken out: it is done but once."""
    engine.notes.queue = [*items, *(item for item in engine.notes.queue if item not in items)]


def work_off(engine: Engine) -> None:
    """Do what waits; ends early by raising `Shown` when a question has to be asked."""
    notes = engine.notes
    acted = False
    while notes.queue:
        item = notes.queue[0]
        acted = acted or item.get("ask") in engine.interview.events
        try:
            _begin(engine, item)
        except (Ask, Commanded) as flow:
            # It has answered the request itself, or an event has said what else to ask: it is done.
            if isinstance(flow, Commanded) or item.get("ask") in engine.interview.events:
                notes.queue.remove(item)
            raise
        # It may be gone already, or something may have come before it.
        if notes.queue and notes.queue[0] is item:
            notes.queue.pop(0)
    if acted:
        # What an event has changed may matter to what was evaluated before it.
        raise Rerun


def _begin(engine: Engine, item: Item) -> None:
    if "recompute" in item:
        variable = item.pop("recompute")
        engine.forget(variable)
        item["gather"] = variable
    if "ask" in item:
        engine.seek(str(item["ask"]), asking=True)
    elif "gather" in item:
        if not engine.defined(item["gather"]):
            engine.seek(str(item["gather"]))
    elif "undefine" in item:
        for variable in item["undefine"]:
            engine.forget(variable)
    elif "set" in item:
        for variable, value in item["set"]:
            engine.assign(variable, value)
    elif "add" in item:
        _add(engine, item)
    elif "remove" in item:
        _remove(engine, item)
    elif "move" in item:
        _move(engine, item)


def _collection(engine: Engine, name: str) -> Gathered | None:
    found = engine.value(name) if engine.defined(name) else None
    return found if isinstance(found, Gathered) else None


def _add(engine: Engine, item: Item) -> None:
    """Add one item, and ask for what is missing of it."""
    group = _collection(engine, item["add"])
    if group is None:
        return
    wanted = item.setdefault("count", len(group.elements) + 1)
    if group.ask_number and len(group.elements) < wanted:
        group.target_number = wanted
    while len(group.elements) < wanted:
        try:
            group.begin_item()
        except Undefined as error:
            engine.seek(error.variable)
    group.there_is_another = False
    engine.do(group.complete_items)


def _remove(engine: Engine, item: Item) -> None:
    group = _collection(engine, item["remove"])
    if group is None:
        return
    group.remove_at(item["key"])
    if group.ask_number:
        group.target_number = len(group.elements)
    if not group.elements:
        group.there_are_any = False


def _move(engine: Engine, item: Item) -> None:
    group = _collection(engine, item["move"])
    place, to = item["key"], item["key"] + item["by"]
    if isinstance(group, DAList) and min(place, to) >= 0 and max(place, to) < len(group.elements):
        group.insert(to, group.pop(place))


def cancel(engine: Engine, name: str) -> None:
    """Take what waits for the collection `name` out of the queue, and out of it the item that was being added."""
    mine = [item for item in engine.notes.queue if _concerns(item, name)]
    engine.notes.queue = [item for item in engine.notes.queue if item not in mine]
    group = _collection(engine, name)
    for item in mine:
        if group is not None and "count" in item:
            for key in (
                list(group.elements)[item["count"] - 1 :]
                if isinstance(group.elements, dict)
                else range(len(group.elements) - 1, item["count"] - 2, -1)
            ):
                group.remove_at(key)
            group.there_is_another = False
            if group.ask_number:
                group.target_number = len(group.elements)


def _concerns(item: Item, name: str) -> bool:
    """Whether an entry of the queue adds to the collection `name`, or asks for something of one of its items."""
    wanted = str(item.get("ask") or item.get("gather") or item.get("recompute") or "")
    return item.get("add") == name or wanted.startswith(f"{name}[")


def asked(engine: Engine, wanted: str, answered: set[str]) -> None:
    """A question was answered: what waited for just that is done."""
    queue = engine.notes.queue
    while queue:
        variable = queue[0].get("ask") or queue[0].get("gather")
        if variable is None or (variable != wanted and variable not in answered):
            return
        queue.pop(0)
        wanted = ""


def edit_items(item: str, attributes: list[str]) -> list[Item]:
    """What is to be asked to edit `item` (`fruit[1]`): these attributes of it, or it itself."""
    parts = [name if name.startswith("[") else f".{name}" for name in attributes]
    return [{"ask": names.canonical(item + part)} for part in parts] or [{"ask": item}]


def plain_name(variable: object) -> str:
    """A variable's name as the exact text that it is."""
    return text.plain(text.string(variable))
