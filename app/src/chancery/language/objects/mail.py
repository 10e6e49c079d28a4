"""Whom a letter goes to."""

from __future__ import annotations

from typing import Any

from .. import text
from .base import DAObject
from .lists import DAList


class DAEmailRecipient(DAObject):
    """An e-mail address, with the name of whoever has it."""

    def email_address(self, include_name: bool | None = None) -> str:
        """The address, with the name before it where that is known (or wanted)."""
        name = text.string(self.name) if include_name else text.string(self.__dict__.get("name") or "")
        if include_name is False or not name:
            return text.string(self.address)
        return text.build(('"', name.replace('"', ""), '" <', text.string(self.address), ">"))

    def exists(self) -> bool:
        """Whether the address is known."""
        return "address" in self.__dict__

    def __str__(self) -> str:
        name = self.__dict__.get("name")
        return text.string(name) if name else text.string(self.address)


class DAEmailRecipientList(DAList):
    """Several of them."""

    def init(self, **attributes: Any) -> None:
        """Its items are recipients."""
        attributes.setdefault("object_type", DAEmailRecipient)
        super().init(**attributes)
