"""Hiding typed text from a Markdown parser, and showing it again in the HTML.

Each character of typed text that is no letter or digit moves by 0xF0000 into Unicode's private-use plane 15. No
Markdown rule, HTML tag, docassemble markup or URL is made of such characters, so nothing can start or end there, in a
code span or an attribute either. `reveal_html` moves them back after the parser, as character references.
"""

from __future__ import annotations

import html
import re

_OFFSET = 0xF0000
_SPECIAL = re.compile(r"[\W_]")
_HIDDEN = re.compile("[\U000f0000-\U000fffff]")
# Characters that open a run of the other direction, and what ends each kind (Unicode UAX 9).
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HIDDEN_OR_TAG = re.compile("<[^<>]*>|[\U000f0000-\U000fffff]")


def escape(text: str) -> str:
    """Typed text as Markdown source in which nothing is markup.

    Line ends of any kind become one line break. A run of the other direction that the text leaves open is ended, or it
    would turn round the author's words after it.
    """
    lines = str.replace(str.replace(text, "\r\n", "\n"), "\r", "\n")
    if _DIRECTIONS.search(lines):
        lines += _open_directions(lines)
    return _SPECIAL.sub(_hide, _HIDDEN.sub("\ufffd", lines))


def _open_directions(text: str) -> str:
    """What ends the runs of direction that are open at the end of `text`."""
    ends: list[str] = []
    for mark in _DIRECTIONS.findall(text):
        if mark in "\u202c\u2069":
            if ends and ends[-1] == mark:
                ends.pop()
        else:
            ends.append("\u202c" if mark < "\u202f" else "\u2069")
    return "".join(reversed(ends))


def _hide(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(_OFFSET + code) if code < 0xFFFE else match[0]


def reveal(text: str) -> str:
    """Source made by `interpolate`, with the hidden characters back, for where there is no markup (a plain title)."""
    return _HIDDEN.sub(lambda match: chr(ord(match[0]) - _OFFSET), text)


def reveal_html(page: str) -> str:
    """HTML made from such source, with the hidden characters back: escaped, and line breaks as `<br>`."""
    if not _HIDDEN.search(page):
        return page
    return _HIDDEN_OR_TAG.sub(_reveal_in_html, page)


def _reveal_in_html(match: re.Match[str]) -> str:
    found = match[0]
    if found[0] == "<":  # in an attribute, where a reference is safe even without quotes
        return _HIDDEN.sub(lambda hidden: f"&#{ord(hidden[0]) - _OFFSET};", found)
    character = chr(ord(found) - _OFFSET)
    return "<br>" if character == "\n" else html.escape(character)
