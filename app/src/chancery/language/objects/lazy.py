"""Texts that are made anew each time they are shown: `template` and `table` blocks.

The variable of such a block holds an object that knows the block, and what its iterators stood for. What it says is
worked out by the engine (`host`); this module knows nothing of blocks.
"""

from __future__ import annotations

from typing import Any

from .. import cabinet, spreadsheets, text
from . import host
from .base import DAObject
from .files import DAFile


class DALazyTemplate(DAObject):
    """A text with a subject."""

    def init(self, **attributes: Any) -> None:
        """Know the block (`block`), what its iterators stand for (`keys`), and its `x` (`generic`)."""
        self.__dict__.update(attributes)

    def _text(self, part: str, variables: dict[str, Any] | None = None) -> str:
        return host.render(self, part, variables)

    content = property(lambda self: self._text("content"))
    subject = property(lambda self: self._text("subject"))

    def show(self, **variables: Any) -> str:
        """The content, with these variables beside the interview's."""
        return self._text("content", variables)

    show_as_markdown = content_as_html = show

    def subject_as_html(self, **variables: Any) -> str:
        """The subject, with these variables beside the interview's."""
        return self._text("subject", variables)

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

    def show(self, editable: bool = True, **_options: Any) -> str:
        """The table, without its buttons unless it is `editable`."""
        return self._text("content" if editable else "read only")

    def export(
        self, filename: Any = None, file_format: Any = None, title: Any = None, freeze_panes: bool = True,
        **_options: Any,
    ) -> DAFile:  # fmt: skip
        """The table as a file: xlsx, csv or json, as `file_format` or the file's name says."""
        written = text.plain(text.string(filename or "table"))
        given = written.rpartition(".")[2].lower() if "." in written else ""
        kind = text.plain(text.string(file_format or given or "xlsx"))
        headers, rows = host.cells(self)
        heading = "" if title is None else text.plain(text.string(title))
        content = spreadsheets.make(kind, headers, rows, heading, freeze=bool(freeze_panes))
        name = cabinet.file_name(written, kind)
        return DAFile("", number=host.keep(content, name), filename=text.Typed(name), extension=kind,
                      mimetype=cabinet.mimetype_of(name), size=len(content))  # fmt: skip
