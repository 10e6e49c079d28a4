"""The author's own scripts and styles, as the page may hold them.

Whole files (`features: javascript`) and the pieces of a question's `script` come from the interview's source, read
before anyone answered. What an answer, or an evaluator that was taken over, puts between the pieces is escaped here so
far that it is either data or no script at all: outside of quotes not even a call can be written with what is left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
from markupsafe import Markup

from chancery.protocol import InterviewInfo, Script, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = re.compile(r"[A-Za-z0-9 _]")
_TAGS = re.compile(r"</?(?:script|style)\b[^>]*>", re.IGNORECASE)
# What would end the element that holds a script or a style, or begin another.
_END = re.compile(r"<(?=/(?:script|style)|!--|script)", re.IGNORECASE)


def scripts(scripts: list[Script], info: InterviewInfo) -> list[Markup]:
    """The scripts of one screen, after those of the interview."""
    own = [written(script, info) for script in scripts if script.kind == "script"]
    # Within a string, a regular expression or a comment, `\\x3c` is what `<` is.
    return [Markup(_END.sub(r"\\x3c", text)) for text in [*info.javascript, *own]]  # noqa: S704  # see above


def styles(scripts: list[Script], info: InterviewInfo) -> list[Markup]:
    """The styles of one screen, after those of the interview."""
    own = [written(script, info) for script in scripts if script.kind == "css"]
    return [Markup(_END.sub(r"\\3c ", text)) for text in [*info.css, *own]]  # noqa: S704  # see above


def written(script: Script, info: InterviewInfo) -> str:
    """The text of `script`; a number that is no piece's gives nothing."""
    pieces = info.script_pieces
    escape = _in_a_script if script.kind == "script" else _in_a_style
    found: list[str] = []
    for part in script.parts:
        if isinstance(part, int):
            found.append(pieces[part] if 0 <= part < len(pieces) else "")
        elif isinstance(part, Value):
            found.append("".join(_json(part.json)) if script.kind == "script" else escape(str(part.json)))
        else:
            found.append(escape(part))
    # Many authors write the element with its content. No value can have made a tag.
    return _TAGS.sub("\n", "".join(found))


def _in_a_script(text: str) -> str:
    units = (text[at] for at in range(len(text)))
    return "".join(unit if _PLAIN.fullmatch(unit) else _units(unit) for unit in units)


def _units(character: str) -> str:
    pair = character.encode("utf-16-be", "replace")
    return "".join(f"\\u{pair[at]:02x}{pair[at + 1]:02x}" for at in range(0, len(pair), 2))


def _in_a_style(text: str) -> str:
    return "".join(unit if _PLAIN.fullmatch(unit) else f"\\{ord(unit):06x}" for unit in text)


def _json(value: Any) -> Iterator[str]:
    """JSON in which every text is escaped as in a quoted string."""
    if isinstance(value, str):
        yield f'"{_in_a_script(value)}"'
    elif isinstance(value, dict):
        yield "{"
        for number, (key, item) in enumerate(value.items()):
            yield f'{"," if number else ""}"{_in_a_script(str(key))}":'
            yield from _json(item)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for number, item in enumerate(value):
            yield "," if number else ""
            yield from _json(item)
        yield "]"
    else:
        yield msgspec.json.encode(value).decode()
