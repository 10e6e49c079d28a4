"""Texts as a writer treats them: capitals, punctuation, paragraphs. What was typed stays typed."""

from __future__ import annotations

import re
from typing import Any

from .. import current
from ..text import Typed, build, pieces_of, plain, string
from .wordlist import WORDS

_SMALL_WORDS = "a an and as at but by en for if in nor of on or per the to v v. via vs vs."
_SMALL = frozenset(_SMALL_WORDS.split())
_WORDS = re.compile(r"\S+")


def word(text: Any, **_options: Any) -> str:
    """`text` in the language of the run: as the interview's translations have it, or the site's; else itself."""
    shown = string(text)
    if isinstance(shown, Typed):
        return shown
    told = current.said("words", plain(shown))
    if told is not None:
        return string(told)
    own = current.translation(shown)
    return WORDS.get(current.language(), {}).get(shown, shown) if own is None else own


def capitalize(text: Any, **_options: Any) -> str:
    """`text` with its first letter as a capital; the rest stays as it is."""
    shown = string(text)
    return _map_first(shown, str.upper)


def _map_first(text: str, change: Any) -> str:
    """`text` with `change` done to its first character, each piece keeping its kind."""
    pieces = list(pieces_of(text))
    if not text:
        return text
    first = pieces[0]
    head = change(plain(first)[:1])
    pieces[0] = build([Typed(head) if isinstance(first, Typed) else head, first[1:]])
    return build(pieces)


def title_case(text: Any, **_options: Any) -> str:
    """`text` with capitals as in a title: small words stay small but at the ends."""
    shown = string(text)
    bare = plain(shown)
    matches = list(_WORDS.finditer(bare))
    parts: list[str] = []
    position = 0
    for number, match in enumerate(matches):
        small = match[0].lower() in _SMALL and 0 < number < len(matches) - 1
        chunk = shown[match.start() : match.end()]
        parts += (shown[position : match.start()], chunk if small or match[0][:1].isupper() else _capital(chunk))
        position = match.end()
    return build([*parts, shown[position:]])


def _capital(chunk: str) -> str:
    lead = len(chunk) - len(str.lstrip(chunk, "\"'“‘(["))
    return build([chunk[:lead], _map_first(chunk[lead:], str.upper)])


def fix_punctuation(text: Any, mark: str | None = None, other_marks: list[str] | None = None) -> str:
    """`text` with `mark` (a full stop) at its end, unless it ends in one of `other_marks` already."""
    shown = string(text).rstrip()
    mark = "." if mark is None else mark
    marks = other_marks or [".", "?", "!"]
    return shown if str.endswith(shown, (*map(plain, marks), plain(mark))) else build([shown, mark])


def plain_text(text: Any, default: str | None = None) -> str:
    """`text`, or `default` where there is none; docassemble's `plain`."""
    shown = "" if text is None else string(text)
    return shown if shown or default is None else default


def bold(text: Any, default: str | None = None) -> str:
    """`text` in bold Markdown; `default` where there is no text."""
    return _marked("**", text, default)


def italic(text: Any, default: str | None = None) -> str:
    """`text` in italic Markdown; `default` where there is no text."""
    return _marked("_", text, default)


def _marked(mark: str, text: Any, default: str | None) -> str:
    shown = "" if text is None else string(text)
    if not shown and default is not None:
        shown = default
    return build([mark, shown, mark]) if shown else ""


def _lines(text: Any) -> list[str]:
    return string(text).splitlines()


def single_paragraph(text: Any) -> str:
    """`text` without line breaks."""
    return separated([line.strip() for line in _lines(text) if line.strip()], " ")


def single_to_double_newlines(text: Any) -> str:
    """`text` with each line as a paragraph of its own."""
    return separated([line.strip() for line in _lines(text) if line.strip()], "\n\n")


def quote_paragraphs(text: Any) -> str:
    """`text` as a quotation in Markdown. Line breaks that were typed stay line breaks."""
    shown = string(text).strip()
    if type(shown) is Typed:
        paragraphs = [part.strip() for part in shown.replace("\r\n", "\n").split("\n\n") if part.strip()]
        return separated([build(["> ", part]) for part in paragraphs], "\n> \n")
    return separated([build(["> ", line]) for line in shown.splitlines()], "\n")


def indent(text: Any, by: int | None = None) -> str:
    """`text` with each line moved to the right by `by` (4) spaces."""
    space = " " * (4 if by is None else max(0, min(int(by), 100)))
    return separated([build([space, line]) for line in _lines(text)], "\n")


def separated(lines: list[str], separator: str) -> str:
    """`lines` with `separator` between them."""
    parts: list[str] = []
    for number, line in enumerate(lines):
        parts += (separator, line) if number else (line,)
    return build(parts)


def verbatim(text: Any) -> str:
    """`text` as it is, with nothing in it read as markup."""
    return Typed(string(text))


def space_to_underscore(text: Any) -> str:
    """`text` with an underscore for each run of spaces, for file names."""
    shown = string(text).strip()
    return separated(shown.split(), "_")


def split(text: Any, breaks: Any, index: int) -> str:
    """Piece `index` of `text`, split at spaces so that each piece fits into as many characters as `breaks` says.

    A line break ends a piece, and the last piece holds all that is left: for the lines of a form.
    """
    shown = string(text).strip()
    widths = list(breaks) if isinstance(breaks, list | tuple) else [breaks]
    pieces: list[str] = []
    for width in map(int, widths):
        end = _end_of_piece(plain(shown), max(width, 1))
        pieces.append(shown[:end].strip())
        shown = shown[end:].strip()
    pieces.append(single_paragraph(shown))
    return pieces[index] if 0 <= index < len(pieces) else ""


def _end_of_piece(text: str, width: int) -> int:
    line = text.find("\n")
    if 0 <= line <= width:
        return line
    if len(text) <= width:
        return len(text)
    space = text.rfind(" ", 0, width + 1)
    return space if space > 0 else width


def yesno(value: Any, invert: bool = False) -> str:
    """Yes or No for what is true or false, "" for None."""
    if value is None:
        return ""
    return word("Yes") if bool(value) is not invert else word("No")


def noyes(value: Any) -> str:
    """No for what is true, Yes for what is false."""
    return yesno(value, invert=True)


def nodoublequote(text: Any) -> str:
    """`text` with single quotation marks for its double ones."""
    return string(text).replace('"', "'")


NAMESPACE: dict[str, Any] = {
    function.__name__: function
    for function in (word, capitalize, title_case, fix_punctuation, bold, italic, single_paragraph,
                     split, single_to_double_newlines, quote_paragraphs, indent, verbatim, space_to_underscore, yesno,
                     noyes, nodoublequote)
}  # fmt: skip
NAMESPACE["plain"] = plain_text
