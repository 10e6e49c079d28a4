"""Files that an interview names and its packages do not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chancery.language import Interview
from chancery.language.blocks import AttachmentsBlock, QuestionBlock
from chancery.language.compile import Template
from chancery.language.filenames import resolve
from chancery.language.library import Library

from .faults import Fault
from .pieces import pieces_of

# `[FILE picture.png, 100%, what it shows]`
_FILE = re.compile(r"\[FILE ([^\],$\n]+?)\s*(?:,[^\]]*)?\]")


def file_faults(interview: Interview, library: Library) -> Iterator[Fault]:
    """The templates of documents, styles, scripts, pictures and recordings that are not there."""
    for feature in ("css", "javascript"):
        named = interview.settings.features.get(feature) or []
        for item in named if isinstance(named, list) else [named]:
            yield from _missing(library, str(item), interview.info.name, 0, "static")
    for block in interview.blocks:
        if isinstance(block, AttachmentsBlock):
            for item in block.attachments.items:
                for file in (*item.word_template, *item.form):
                    if file.name and not file.name.compiled:
                        yield from _missing(library, file.name.source, file.name.file, file.name.line, "templates")
        if isinstance(block, QuestionBlock):
            for recording in block.recordings:
                if not recording.compiled and "[" not in recording.source:
                    yield from _missing(library, recording.source, recording.file, recording.line, "static")
        if isinstance(block, QuestionBlock | AttachmentsBlock):
            for piece in pieces_of(block):
                if isinstance(piece, Template):
                    for name, line in _pictures(piece):
                        yield from _missing(library, name, piece.file, line, "static")


def _pictures(template: Template) -> Iterator[tuple[str, int]]:
    for match in _FILE.finditer(template.source):
        yield match[1], template.line + template.source.count("\n", 0, match.start())


def _missing(library: Library, item: str, within: str, line: int, folder: str) -> Iterator[Fault]:
    name = item.strip()
    if "://" not in name and resolve(name, within, folder) not in library:
        yield Fault(
            "file", within, line, f"The file “{name}” does not exist.",
            f"Put it into data/{folder}, or correct its name.", is_error=True,
        )  # fmt: skip
