"""Reads variables of the environment: whatever is missing or cannot be used is named, with what to set."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

PREFIX = "CHANCERY_"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")

T = TypeVar("T")


class SettingsError(Exception):
    """A setting is missing or cannot be used. The text names the variable and what to set."""


class Reader:
    """Looks variables up and names them in every error."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str, example: str = "", *, default: str | None = None) -> str:
        """The variable's text, or `default`; `example` says what to set where there is neither.

        Raises:
            SettingsError: see there.
        """
        value = self._environment.get(PREFIX + name, "").strip()
        if value:
            return value
        if default is not None:
            return default
        set_names = [key for key in self._environment if key.startswith(PREFIX)]
        similar = difflib.get_close_matches(PREFIX + name, set_names, n=1, cutoff=0.8)
        hint = f" ({similar[0]} is set: is it misspelt?)" if similar else ""
        raise SettingsError(f"{PREFIX}{name} is not set{hint}. Set it to {example}.")

    def parsed(self, name: str, parse: Callable[[str], T], example: str = "", *, default: str | None = None) -> T:
        """What `parse` makes of the text; its ValueError says what to set instead.

        Raises:
            SettingsError: see there.
        """
        return self.checked(name, parse, self.text(name, example, default=default))

    def checked(self, name: str, parse: Callable[[str], T], value: str) -> T:
        """What `parse` makes of a value that was read; see `parsed`."""
        try:
            return parse(value)
        except ValueError as error:
            # The value itself is left out: a database address can hold a password.
            raise SettingsError(f"{PREFIX}{name} cannot be used: {error}.") from None

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number within bounds.

        Raises:
            SettingsError: see there.
        """

        def parse(value: str) -> int:
            if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
                raise ValueError(f"set it to a whole number from {low} to {high}, or leave it out for {default}")
            return int(value)

        return self.parsed(name, parse, default=str(default))


def absolute(value: str) -> Path:
    """A path from the root; ValueError says what to set instead."""
    path = Path(value)
    if not path.is_absolute():
        raise ValueError("set it to a path from the root, beginning with /")
    return path
