"""Assembled documents on a screen."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from .letters import Emailing
from .values import FileId, FileName, Html, Text


class DocumentFile(Struct, omit_defaults=True):
    """One format of a document, to be downloaded."""

    label: Text  # PDF, DOCX ...
    file: FileId
    name: FileName
    size: int = 0  # bytes


class Document(Struct, omit_defaults=True, kw_only=True):
    """An assembled document on a screen."""

    name: Html
    description: Html = ""
    files: list[DocumentFile] = field(default_factory=list)
    # What it says, for reading on the screen.
    preview: Html = ""


class Documents(Struct, omit_defaults=True, kw_only=True):
    """The assembled documents of a screen, and what may be done with them."""

    items: list[Document] = field(default_factory=list)
    # Whether they are shown one by one; otherwise the author's own words lead to them.
    listed: bool = True
    # The sentence above them; "" for none.
    notice: Html = ""
    downloadable: bool = True
    # Say beside each format what it is good for.
    explain: bool = True
    preview_label: Text = "Preview"
    # What all of them in one file are called; "" where that is not offered.
    zip_name: FileName | Literal[""] = ""
    # Sending them by e-mail; None where that is not offered.
    emailing: Emailing | None = None
