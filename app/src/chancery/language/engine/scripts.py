"""The author's scripts and styles of a question, as pieces of the source and values between them.

A script runs with all the rights of the page, so the browser must never be sent one that an answer, or a child of the
evaluator that was taken over, has made up. The literal pieces of a `script` are known when the interview is loaded; a
screen names them by number. What `${ }` puts between them is sent as a value, which `web` escapes: what `json.dumps`
gave and numbers as JSON, all else as the content of a string.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from types import CodeType
from typing import TYPE_CHECKING, Any

from ...protocol import Field, Script, Value
from .. import text
from ..blocks import QuestionBlock
from ..compile import Template
from ..modules.jsons import JsonText

if TYPE_CHECKING:
    from .engine import Engine


class _Slot(str):
    """A place between the pieces; `part` is what the protocol has for it."""

    __slots__ = ("part",)
    part: str | Value

    def __new__(cls, part: str | Value) -> _Slot:
        """A place for `part`, which as text is nothing."""
        self = str.__new__(cls, part if isinstance(part, str) else "")
        self.part = part
        return self


def pieces_of(templates: Iterable[Template], conditions: Iterable[tuple[str, str]]) -> list[str]:
    """Every literal piece of these scripts and conditions (kind and expression), each once."""
    found: dict[str, None] = dict.fromkeys(piece for one in conditions for piece in condition_pieces(*one))
    for template in templates:
        for piece in [template.source] if template.compiled is None else _constants(template.compiled):
            found.setdefault(piece)
    return list(found)


def _constants(code: CodeType) -> Iterable[str]:
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, tuple):
            yield from (part for part in constant if isinstance(part, str))
        elif isinstance(constant, CodeType):
            yield from _constants(constant)


def build_scripts(engine: Engine, block: QuestionBlock, fields: list[Field]) -> list[Script]:
    """The scripts and styles of the question and of its fields; `js show if` and its like are such too."""
    templates = [*block.scripts, *((spec.datatype, spec.label) for spec in block.fields if spec.label is not None)]
    found: list[Script] = []
    for kind, template in templates:
        if kind == "script":
            found.append(Script("script", _parts(engine, template)))
        elif kind == "css":
            found.append(Script("css", _parts(engine, template)))
    numbers = engine.interview.script_numbers
    for field in fields:
        number = field.private.get("spec", len(block.fields))
        for kind, source in block.fields[number].js.items() if number < len(block.fields) else ():
            pieces = [numbers[piece] for piece in condition_pieces(kind, source)]
            found.append(Script("script", [pieces[0], Value(field.key), pieces[1]]))
    return found


def condition_pieces(kind: str, source: str) -> tuple[str, str]:
    """What stands before and behind the key of the field that a `js show if` is about."""
    return f'daRule("{kind.removeprefix("js ")}", ', f", () => (\n{source}\n));\n"


def _parts(engine: Engine, template: Template) -> list[int | str | Value]:
    numbers = engine.interview.script_numbers
    if template.compiled is None:
        return [numbers[template.source]]
    parts: list[int | str | Value] = []
    for part in template.parts(engine.namespace, lambda value: _Slot(_part(value))):
        if isinstance(part, _Slot):
            parts.append(part.part)
        else:
            parts.append(numbers[part] if part in numbers else text.plain(part))
    return parts


def _part(value: Any) -> str | Value:
    if isinstance(value, JsonText):
        return Value(json.loads(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Value(value)
    return text.plain(text.string(value))
