"""What objects ask of the engine that is at work: texts of templates, and addresses of links.

The engine imports the objects, not the other way round; so it hands them these functions before a run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# Gives one of a template's texts ("content", "subject"), with these variables beside the interview's.
Render = Callable[[Any, str, dict[str, Any]], str]
# Gives the address of a link that does some work (see `engine.queue`).
Link = Callable[[list[dict[str, Any]]], str]


# Gives the address of a package's file.
Address = Callable[[str], str]
# Gives the bytes of a package's file; None if there is none.
Content = Callable[[str], "bytes | None"]


# Gives the headers of a table and its rows.
Cells = Callable[[Any], "tuple[list[str], list[list[Any]]]"]
# Keeps a file that was made, and gives its id: content and name.
Keep = Callable[[bytes, str], str]
# The breadcrumbs of the screen.
Crumbs = Callable[[], list[str]]
# Gives the buttons of one item of a collection: the collection, the item's key, the item, attributes and options.
Row = Callable[[Any, Any, Any, "tuple[str, ...]", "dict[str, Any]"], str]
# Ends what a link has begun to do with a collection, by its name.
Cancel = Callable[[str], None]
# Takes a variable's value away and remembers it, to offer it when it is asked for again.
Invalidate = Callable[[str], None]
# Finds a variable's value anew.
Reconsider = Callable[[str], None]
# Sends a template as a letter to somebody, and says whether it will go.
Send = Callable[[Any, Any], bool]


# Tells what came of work that was given out (waiting for it or not), takes it back, and gives some out.
Work = Callable[[str, bool], "dict[str, Any] | None"]
Revoke = Callable[[str], None]
GiveOut = Callable[[str, dict[str, Any]], str]


class _Host:
    """The functions of the one run of this process."""

    render: Render
    link: Link
    address: Address
    content: Content
    # The name of the variable that holds the person who answers, where the interview has said so.
    user: Callable[[], str] = staticmethod(lambda: "")
    cells: Cells
    keep: Keep
    row: Row
    cancel: Cancel
    crumbs: Crumbs
    invalidate: Invalidate
    reconsider: Reconsider
    send: Send
    work: Work
    revoke: Revoke
    give_out: GiveOut


def use(render: Render, link: Link, address: Address, content: Content, user: Callable[[], str]) -> None:
    """Let objects ask these from now on."""
    _Host.render, _Host.link = staticmethod(render), staticmethod(link)
    _Host.address, _Host.content, _Host.user = staticmethod(address), staticmethod(content), staticmethod(user)


def use_for_groups(
    cells: Cells, keep: Keep, cancel: Cancel, crumbs: Crumbs, invalidate: Invalidate, reconsider: Reconsider
) -> None:
    """Let lists and their tables, breadcrumbs, and objects with attributes to be found anew, ask these from now on."""
    _Host.cells, _Host.keep, _Host.cancel = staticmethod(cells), staticmethod(keep), staticmethod(cancel)
    _Host.crumbs, _Host.invalidate = staticmethod(crumbs), staticmethod(invalidate)
    _Host.reconsider = staticmethod(reconsider)


def use_for_rows(row: Row) -> None:
    """Let collections ask this for the buttons of their items from now on."""
    _Host.row = staticmethod(row)


def use_for_letters(send: Send) -> None:
    """Let objects that send letters ask this from now on."""
    _Host.send = staticmethod(send)


def use_for_work(work: Work, revoke: Revoke, give_out: GiveOut) -> None:
    """Let work that was given out ask these from now on."""
    _Host.work, _Host.revoke, _Host.give_out = staticmethod(work), staticmethod(revoke), staticmethod(give_out)


def work(key: str, *, wait: bool) -> dict[str, Any] | None:
    """What came of work; None where it has not ended, unless it is waited for."""
    return _Host.work(key, wait)


def revoke(key: str) -> None:
    """Take work back that has not begun."""
    _Host.revoke(key)


def give_out(action: str, arguments: dict[str, Any]) -> str:
    """Have an action done beside the next screen; the number of this work."""
    return _Host.give_out(action, arguments)


def send(to: Any, template: Any) -> bool:
    """Send a template as a letter; whether it will go."""
    return _Host.send(to, template)


def cells(table: Any) -> tuple[list[str], list[list[Any]]]:
    """The headers of a table and its rows."""
    return _Host.cells(table)


def row(group: Any, key: Any, item: Any, attributes: tuple[str, ...], options: dict[str, Any]) -> str:
    """The buttons of one item of a collection, as HTML."""
    return _Host.row(group, key, item, attributes, options)


def keep(content: bytes, name: str) -> str:
    """The id of a file that was made; the same content under the same name is the same file."""
    return _Host.keep(content, name)


def cancel(group: str) -> None:
    """End what a link has begun to do with a collection: the item that was being added is taken out."""
    _Host.cancel(group)


def invalidate(variable: str) -> None:
    """Take the value of a variable away, and offer it when it is asked for again."""
    _Host.invalidate(variable)


def reconsider(variable: str) -> None:
    """Find the value of a variable anew, once for each screen.

    Raises:
        NameError: something that its definition needs has no value yet.
    """
    _Host.reconsider(variable)


def crumbs() -> list[str]:
    """The breadcrumbs of the screen, the screen's own as the last."""
    return list(_Host.crumbs())


def render(template: Any, part: str, variables: dict[str, Any] | None = None) -> str:
    """One text of a template, with `variables` beside the interview's."""
    return _Host.render(template, part, variables or {})


def link(work: list[dict[str, Any]]) -> str:
    """The address of a link that does `work`."""
    return _Host.link(work)


def address(name: str) -> str:
    """The address of a package's file."""
    return _Host.address(name)


def content(name: str) -> bytes | None:
    """The bytes of a package's file; None if there is none."""
    return _Host.content(name)


def user() -> str:
    """The name of the variable that `set_info(user=...)` named, or ""."""
    return _Host.user()
