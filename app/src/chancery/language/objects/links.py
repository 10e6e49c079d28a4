"""Addresses with the words to click on, and texts with a subject that code has made."""

from __future__ import annotations

from typing import Any

from .. import text
from .base import DAObject


class DALink(DAObject):
    """A link: `url` and `anchor_text`."""

    def show(self, **_options: Any) -> str:
        """The link, for a text."""
        return text.build(("[", text.string(self.anchor_text), "](", text.string(self.url), ")"))

    def __str__(self) -> str:
        return self.show()


class DATemplate(DAObject):
    """A text (`content`) and what it is about (`subject`); `decorations` are not shown."""

    def init(self, **attributes: Any) -> None:
        """Begin with an empty text."""
        self.__dict__.update(content="", subject="")
        super().init(**attributes)

    def show(self, **_options: Any) -> str:
        """The text."""
        return text.string(self.content)

    show_as_markdown = content_as_html = show

    def subject_as_html(self, **_options: Any) -> str:
        """What it is about."""
        return text.string(self.subject)

    def __str__(self) -> str:
        return self.show()
