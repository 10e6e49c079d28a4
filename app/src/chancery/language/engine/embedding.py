"""`[FIELD variable]` in the text of a question: the field stands there, in the line, and not below the text.

Only a control that fits into a line can (a box to type in, a menu); a group of buttons, a file or a field with a help
text stays below, and its mark leaves nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...protocol import Field
    from .engine import Engine

_MARK = re.compile(r"\[FIELD +([^\]\n]{1,200}?) *\]")
_IN_A_LINE = frozenset(
    {"text", "area", "password", "email", "number", "date", "time", "datetime", "select", "multiselect", "combobox",
     "datalist"}
)  # fmt: skip


def embed(engine: Engine, words: str, fields: list[Field]) -> str:
    """`words` with a place for each field that is marked there; those fields note that they stand in it.

    A mark that names no field of the screen, or one that has its place already, stays as it is written.
    """
    if "[FIELD " not in words:
        return words
    waiting = {field.variable: field for field in fields if field.variable}

    def place(match: re.Match[str]) -> str:
        field = waiting.pop(engine.concrete(match[1]), None)
        if field is None:
            return match[0]
        field.embedded = field.input in _IN_A_LINE and field.row is None and not (field.help or field.under)
        return f'<span class="c-embedded" id="{field.key}"></span>' if field.embedded else ""

    return _MARK.sub(place, words)
