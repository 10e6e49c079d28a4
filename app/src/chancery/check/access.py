"""What would shut out people who listen to a screen instead of looking at it (WCAG 2.2: 1.1.1, 1.3.1, 2.4.4, 3.3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chancery.language import Interview
from chancery.language.blocks import QuestionBlock
from chancery.language.compile import Template

from .faults import Fault
from .pieces import pieces_of

_HEADING = re.compile(r"^(#{1,6}) +\S", re.MULTILINE)
# Each with what is wrong about it and what to write.
_TEXTS = (
    (
        re.compile(r"!\[\s*\]\("),
        "The picture has no text that says what it shows.",
        "Write it between the brackets: `![a map of the court](map.png)`.",
    ),
    (
        re.compile(r"<img\b(?![^>]*\balt\s*=)[^>]*>", re.IGNORECASE),
        "The picture has no text that says what it shows.",
        'Add alt="…" to it; alt="" if it only decorates.',
    ),
    (
        re.compile(r"\[FILE [^\],]+(?:,[^\],]*)?\]"),
        "The picture has no text that says what it shows.",
        "Add it as the third part: `[FILE map.png, 100%, a map of the court]`.",
    ),
    (
        re.compile(r"\[\s*(?:(?:click )?here|this link|link|read more|more)\s*\]\(", re.IGNORECASE),
        "The words of the link do not say where it leads.",
        "Name what is there: `[Advice on repairs](https://…)`.",
    ),
)
# Datatypes of fields that are texts between the others, or not seen at all.
_NO_FIELD = frozenset({"note", "html", "script", "css", "raw html", "hidden"})


def access_faults(interview: Interview) -> Iterator[Fault]:
    """Pictures without words, fields without labels, headings out of order and links that say nothing."""
    for block in interview.blocks:
        if not isinstance(block, QuestionBlock):
            continue
        for piece in pieces_of(block):
            if isinstance(piece, Template):
                yield from _text_faults(piece)
        if "subquestion" in block.texts:
            yield from _heading_faults(block.texts["subquestion"])
        yield from _field_faults(block)


def _text_faults(text: Template) -> Iterator[Fault]:
    for pattern, message, fix in _TEXTS:
        for match in pattern.finditer(text.source):
            yield _fault(text, match.start(), message, fix)


def _heading_faults(text: Template) -> Iterator[Fault]:
    before = 0
    for match in _HEADING.finditer(text.source):
        level = len(match[1])
        # Two signs at the beginning of a line are a comment of Mako's.
        if level == 2:
            continue
        if level == 1:
            yield _fault(text, match.start(), "A heading of the first level is the screen’s title, and there is one.",
                         "Write `###`.")  # fmt: skip
        elif level > max(before, 2) + 1:
            yield _fault(text, match.start(), f"This heading of level {level} skips a level.",
                         f"Write `{'#' * (max(before, 2) + 1)}`.")  # fmt: skip
        before = level


def _field_faults(block: QuestionBlock) -> Iterator[Fault]:
    shown = [spec for spec in block.fields if spec.variable and spec.datatype not in _NO_FIELD]
    for spec in shown:
        # One field alone is labelled by the question.
        if len(shown) > 1 and spec.labeler is None and (spec.label is None or not spec.label.source.strip()):
            yield Fault(
                "accessibility", block.file, spec.line, f"The field for `{spec.variable}` has no label.",
                "Write what to type there before the colon.",
            )  # fmt: skip


def _fault(text: Template, at: int, message: str, fix: str) -> Fault:
    return Fault("accessibility", text.file, text.line + text.source.count("\n", 0, at), message, fix)
