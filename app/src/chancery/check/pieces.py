"""The code and the texts in a block, and the names that they read and write, found without running them."""

from __future__ import annotations

import dis
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from types import CodeType
from typing import Any

from chancery.language import names
from chancery.language.compile import Code, Expression, Template

Piece = Code | Expression | Template
_READS = frozenset({"LOAD_NAME", "LOAD_GLOBAL"})
# The methods of a template that take variables for it.
_SHOWS = frozenset({"show", "show_as_markdown", "content_as_html", "subject_as_html"})
_WRITES = frozenset({"STORE_NAME", "STORE_GLOBAL"})


def pieces_of(value: Any) -> Iterator[Piece]:
    """Every piece of code and text in a block, or in any part of one."""
    if isinstance(value, Piece):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from pieces_of(getattr(value, field.name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from pieces_of(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from pieces_of(item)


@dataclass(frozen=True, slots=True)
class Read:
    """A name that is read, and where."""

    name: str
    file: str
    line: int


def reads_of(piece: Piece) -> Iterator[Read]:
    """The variables that `piece` reads; of `user.name` it is `user`."""
    for code in _codes(piece.compiled):
        for instruction in dis.get_instructions(code):
            if instruction.opname in _READS:
                place = instruction.positions
                line = (place.lineno if place else None) or piece.line
                yield Read(str(instruction.argval), piece.file, line)


def writes_of(piece: Piece) -> Iterator[str]:
    """The variables that `piece` gives a value."""
    for code in _codes(piece.compiled):
        for instruction in dis.get_instructions(code):
            if instruction.opname in _WRITES:
                yield str(instruction.argval)


def hands_over(piece: Piece) -> Iterator[str]:
    """The names that `piece` may hand to a template: arguments of `show`, which compiled code has in tuples."""
    for code in _codes(piece.compiled):
        if not _SHOWS.isdisjoint(code.co_names):
            yield from _texts(tuple(constant for constant in code.co_consts if isinstance(constant, tuple)))


def mentions_of(piece: Piece) -> Iterator[str]:
    """The variables that `piece` names as text, as in `force_ask('user.name')`; of each the first part."""
    if piece.compiled is None and names.is_name(piece.source.strip()):
        yield first_part(piece.source.strip())
    for code in _codes(piece.compiled):
        for constant in _texts(code.co_consts):
            if names.is_name(constant.strip()):
                yield first_part(constant.strip())


def first_part(variable: str) -> str:
    """`user` of `user.name.first` and of `user['x']`."""
    return variable.partition(".")[0].partition("[")[0]


def _texts(constants: tuple[Any, ...]) -> Iterator[str]:
    for constant in constants:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, tuple):
            yield from _texts(constant)


def _codes(code: CodeType | None) -> Iterator[CodeType]:
    if code is not None:
        yield code
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                yield from _codes(constant)
