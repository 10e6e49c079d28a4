"""Variables that nothing defines, and blocks that nothing asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chancery.language import Interview
from chancery.language.blocks import Block, QuestionBlock
from chancery.language.blocks.model import Choice
from chancery.language.engine.engine import Engine
from chancery.language.engine.notes import Notes
from chancery.language.errors import did_you_mean
from chancery.language.names import ITERATORS
from chancery.protocol import Context

from .faults import Fault
from .pieces import first_part, hands_over, mentions_of, pieces_of, reads_of, writes_of

# What the engine itself puts beside the author's variables: for generic blocks, and for the rows of tables.
_GIVEN = frozenset({"x", "row_item", "row_index", *ITERATORS})


def flow_faults(interview: Interview) -> Iterator[Fault]:
    """What cannot be defined and what cannot be reached, of an interview that has a beginning.

    A file without any `mandatory` or `initial` block is a part for others to include: whoever includes it decides what
    is there and what is wanted, so nothing is said of it.
    """
    if not interview.sequence:
        return
    reached = _reached(interview)
    yield from _undefined(interview, reached)
    for block in interview.blocks:
        if block.id not in reached and block.file == interview.info.name and not interview.is_embedded(block):
            yield Fault(
                "unreachable", block.file, block.line,
                f"Nothing asks for this block, so it is never used (in the block “{block.called}”).",
                "Use a variable that it sets, make it `mandatory`, or remove it.",
            )  # fmt: skip


def _reached(interview: Interview) -> dict[str, Block]:
    """The blocks that can come to be used, by id; in doubt, one can."""
    wanted = {name for part in _settings(interview) for name in _wanted_by(part)}
    reached: dict[str, Block] = {}
    waiting = {block.id: block for block in interview.blocks}
    while True:
        new = [block for block in waiting.values() if _is_wanted(interview, block, wanted)]
        if not new:
            return reached
        for block in new:
            reached[block.id] = waiting.pop(block.id)
            wanted |= _wanted_by(block)


def _is_wanted(interview: Interview, block: Block, wanted: set[str]) -> bool:
    begins = block.initial is not False or block.mandatory is not False or block.always_reconsider
    called = bool(block.events or block.generic) or interview.is_embedded(block) or block in interview.targeted
    return begins or called or any(first_part(name) in wanted for name in block.sets)


def _wanted_by(value: Any) -> set[str]:
    pieces = list(pieces_of(value))
    found = {read.name for piece in pieces for read in reads_of(piece)}
    found |= {name for piece in pieces for name in mentions_of(piece)}
    if isinstance(value, Block):
        found |= {first_part(name) for name in (*value.depends_on, *value.reconsider, *value.undefine)}
    if isinstance(value, QuestionBlock):
        found |= {first_part(name) for item in value.review for name in item.fields if isinstance(name, str)}
        # A menu's choices may be the names of what to ask next.
        found |= {str(choice.value) for choice in value.choices.items if isinstance(choice, Choice)}
    return found


def _settings(interview: Interview) -> list[Any]:
    settings = interview.settings
    return [settings, *interview.templates.values(), *interview.screen_parts.values(), *settings.on_change]


def _undefined(interview: Interview, reached: dict[str, Block]) -> Iterator[Fault]:
    # What a missing module would define is not known, and a catchall defines everything.
    if interview.missing_modules or any(block.generic == "DACatchAll" for block in interview.blocks):
        return
    engine = Engine(interview, {}, Notes(), Context(now="2000-01-01T00:00:00+00:00", session=""))
    known = {*engine.namespace["__builtins__"], *_GIVEN}
    known |= {first_part(name) for block in interview.blocks for name in (*block.sets, *block.events)}
    parts = [*interview.blocks, *_settings(interview)]
    known |= {name for part in parts for piece in pieces_of(part) for name in (*writes_of(piece), *hands_over(piece))}
    package = interview.info.name.partition(":")[0]
    for block in reached.values():
        for read in (read for piece in pieces_of(block) for read in reads_of(piece)):
            if read.name not in known and not read.name.startswith("_") and read.file.partition(":")[0] == package:
                hint = did_you_mean(read.name, known)
                yield Fault(
                    "variable", read.file, read.line, f"Nothing defines the variable “{read.name}”.",
                    hint or f"Add a question or code that sets `{read.name}`.", is_error=True,
                )  # fmt: skip
