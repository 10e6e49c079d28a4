"""Texts that are made anew each time they are shown: `template` and `table` blocks.

The variable of such a block holds an object that knows the block, and what its iterators stood for. What it says is
worked out by the engine (`host`); this module knows nothing of blocks.
"""

from __future__ import annotations

from typing import Any

from .. import text
from . import host
from .base import DAObject


class DALazyTemplate(DAObject):
    """A text with a subject."""

    def init(self, **attributes: Any) -> None:
        """Know the block (`block`), what its iterators stand for (`keys`), and its `x` (`generic`)."""
        self.__dict__.update(attributes)

    def _text(self, part: str) -> str:
        return host.render(self, part)

    content = property(lambda self: self._text("content"))
    subject = property(lambda self: self._text("subject"))

    def show(self, **_options: Any) -> str:
        """The content."""
        return self._text("content")

    show_as_markdown = show

    def content_as_html(self, **_options: Any) -> str:
        """The content."""
        return self._text("content")

    def subject_as_html(self, **_options: Any) -> str:
        """The subject."""
        return self._text("subject")

    def __str__(self) -> str:
        return self._text("content")

    def __len__(self) -> int:
        return len(str(self))

    def __contains__(self, part: str) -> bool:
        return part in str(self)

    def __bool__(self) -> bool:
        return True

    def __add__(self, other: Any) -> str:
        return text.build((str(self), text.string(other)))

    def __radd__(self, other: Any) -> str:
        return text.build((text.string(other), str(self)))


class DALazyTableTemplate(DALazyTemplate):
    """A table of the items of a list."""
