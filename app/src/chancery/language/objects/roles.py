"""Who of several people has to go on: a letter to them, once for each change of the role that is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .. import text
from . import host
from .base import DAObject


class RoleChangeTracker(DAObject):
    """Remembers to which role the last letter went."""

    def init(self, **attributes: Any) -> None:
        """Begin without any letter."""
        self.__dict__["last_role"] = None
        super().init(**attributes)

    def should_send_email(self, roles_needed: Iterable[Any]) -> bool:
        """Whether none of the needed roles has had the last letter."""
        return self.last_role not in [text.plain(text.string(role)) for role in roles_needed]

    def send_email(self, roles_needed: Iterable[Any], /, **letters: Mapping[str, Any]) -> bool:
        """Send a letter to the first needed role that has one, unless it was sent; whether it will be sent.

        Args:
            roles_needed: the roles, as `role_needed` has them.
            letters: by role, `to` whom the letter goes and the template that it is (`email`).
        """
        wanted = [text.plain(text.string(role)) for role in roles_needed]
        role = next((role for role in wanted if role in letters), None)
        if role is None or not self.should_send_email(wanted):
            return False
        if not host.send(letters[role]["to"], letters[role]["email"]):
            return False
        self.__dict__["last_role"] = role
        return True
