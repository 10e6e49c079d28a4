"""Documents, and the letters that they are sent with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...compile import Expression, Template
from .block import Block, Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class FileName:
    """The name of a file of the interview's package, written as text or found by code."""

    name: Template | None = None
    code: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One document, as written."""

    line: int
    # Instead of all else: code that gives a document.
    value: Expression | None = None
    name: Template | None = None
    filename: Template | None = None
    description: Template | None = None
    content: tuple[Template | FileName, ...] = ()
    word_template: tuple[FileName, ...] = ()
    form: tuple[FileName, ...] = ()
    # Each a template, or a list or mapping of templates.
    fields: tuple[tuple[str, Any], ...] = ()
    field_code: tuple[tuple[str, Expression], ...] = ()
    field_variables: tuple[str, ...] = ()
    values: Expression | None = None  # code that gives a dictionary of fields
    metadata: tuple[tuple[str, Any], ...] = ()
    formats: tuple[str, ...] = ()
    variable: str = ""
    language: Template | None = None
    checkbox: Template | None = None
    decimals: Template | None = None  # of numbers that code gives
    editable: Condition = True
    redact: Condition = True
    skip_undefined: Condition = False
    archival: Condition = False
    update_references: Condition = False
    raw: Condition = False
    # The extension of a raw file, where `raw` names one and the file name has none of its own.
    raw_extension: str = ""
    manual: tuple[tuple[str, Expression], ...] = ()  # format -> a file that is there already
    manual_code: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterText:
    """What a letter says that a screen's documents are sent with, and to whom it goes unless the person says so."""

    subject: Template | None = None
    body: Template | None = None
    template: Expression | None = None
    address: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachments:
    """The documents of a question or of a block of their own, and how they are shown."""

    items: tuple[Attachment, ...] = ()
    code: Expression | None = None
    options: dict[str, Condition] = field(default_factory=dict)
    zip_name: Template | None = None
    variable: str = ""
    letter: LetterText = LetterText()


@dataclass(frozen=True, kw_only=True)
class AttachmentsBlock(Block):
    """`attachment` with a `variable name`: documents that are kept in variables."""

    attachments: Attachments
