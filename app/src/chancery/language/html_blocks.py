"""Markdown inside an author's HTML: `<div markdown="1">` ... `</div>`, as Python-Markdown's `md_in_html` has it.

CommonMark reads Markdown in a block of HTML after an empty line alone. So empty lines are put around what such an
element holds. In elements of a line (`<span>`) it is read anyway.
"""

from __future__ import annotations

import re

_BLOCKS = "div|section|article|aside|blockquote|details|figure|figcaption|dd|li|td|th|p"
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_BLOCKS})\b(?P<attributes>[^<>]{{0,2000}})>", re.IGNORECASE)
_WISH = re.compile(r"""\smarkdown\s*=\s*(?:"[a-z01]*"|'[a-z01]*'|[a-z01]+)""")
_REFUSED = re.compile(r"""=\s*["']?0""")
_ANY_TAG = re.compile(r"<[A-Za-z][^<>]{0,2000}>")
_BLANK_LINE = "\n\n"


def open_up(source: str) -> str:
    """`source` with empty lines around what elements with `markdown="1"` hold, and without that attribute."""
    if "markdown" not in source:
        return source
    found: list[str] = []
    position = 0
    # The elements that are open: their names, what ends each, and whether Markdown is read in it.
    stack: list[tuple[str, str, bool]] = []
    for tag in _TAG.finditer(source):
        found.append(source[position : tag.start()])
        position = tag.end()
        found.append(_ended(tag, stack) if tag["end"] else _begun(tag, stack))
    return _ANY_TAG.sub(_without_wish, "".join([*found, source[position:]]))


def _begun(tag: re.Match[str], stack: list[tuple[str, str, bool]]) -> str:
    wish = _WISH.search(tag["attributes"])
    name = tag["name"].lower()
    if wish is None or _REFUSED.search(wish[0]):
        stack.append((name, tag["name"], False))
        return tag[0]
    # What is read in it may be paragraphs, and a paragraph holds none.
    written = "div" if name == "p" else tag["name"]
    stack.append((name, written, True))
    return f"{_BLANK_LINE}<{written}{_WISH.sub('', tag['attributes'])}>{_BLANK_LINE}"


def _ended(tag: re.Match[str], stack: list[tuple[str, str, bool]]) -> str:
    name = tag["name"].lower()
    if name not in (opened for opened, _, _ in stack):
        return tag[0]
    while True:
        opened, written, is_read = stack.pop()
        if opened == name:
            return f"{_BLANK_LINE}</{written}>{_BLANK_LINE}" if is_read else tag[0]


def _without_wish(tag: re.Match[str]) -> str:
    return _WISH.sub("", tag[0])
