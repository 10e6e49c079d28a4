"""Links and buttons, as HTML, that add an item to a collection, edit one, and take one out."""

from __future__ import annotations

import re
from typing import Any

from .. import functions, text
from . import host

_CLASS = re.compile(r"[\w-]+")
word = functions.NAMESPACE["word"]


class Buttons:
    """Mixed into a collection, which knows its name and its items."""

    instanceName: str  # noqa: N815  # docassemble's name, which interviews use

    def _items(self) -> list[Any]:
        raise NotImplementedError

    def add_action(self, message: Any = None, label: Any = None, url_only: bool = False, **options: Any) -> str:
        """A button, as HTML, that adds an item; with `url_only` the address that does."""
        url = host.link([{"add": self.instanceName}])
        if url_only:
            return url
        shown = message if message is not None else label
        if shown is None:
            shown = word("Add another") if self._items() else word("Add an item")
        size = {"sm": " btn-sm", "lg": " btn-lg"}.get(str(options.get("size", "sm")), "")
        color = str(options.get("color") or "success")
        classes = f"btn{size} btn-{color if color.isalpha() else 'success'}"
        # Whatever code gives, nothing but names of classes gets into the attribute.
        own = _CLASS.findall(text.plain(text.string(options.get("classname") or "")))
        classes = " ".join([classes, *(["btn-block"] if options.get("block") else []), *own])
        return text.build((f'<a href="{url}" class="{classes}">', text.string(shown), "</a>"))

    def item_actions(self, item: Any, key: Any, *attributes: str, **options: Any) -> str:
        """The buttons Edit and Delete of one item, as HTML, for a cell of a table.

        Args:
            item: the item.
            key: its place or key.
            attributes: those of its attributes that Edit asks for; without any, it asks for the item itself.
            options: `edit=False` or `delete=False` leaves one out; `edit_url_only` and `delete_url_only` give an
                address alone; `reorder=True` adds Up and Down; with `confirm=True` Delete asks first;
                `read_only_attribute` names the attribute of an item that forbids to change it.
        """
        plain_names = tuple(text.plain(text.string(name)) for name in attributes)
        return host.row(self, key, item, plain_names, options)

    def cancel_add_or_edit(self) -> None:
        """Give up what a link has begun: the item that was being added is gone, and what was to be edited stays."""
        host.cancel(self.instanceName)
