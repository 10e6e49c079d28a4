"""Python-Markdown's attribute lists, which docassemble's authors know: `[Go on](url){: .btn target="_blank"}`.

A list after a link, an image or emphasised words belongs to these; at the end of a paragraph or heading, to that; in
a paragraph of its own after a table, to the table. What
is not of this form stays as it is written. The HTML is cleaned later, so any attribute may be named here.
"""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_VALUE = r"""(?:"[^"{}]*"|'[^'{}]*'|[^\s"'{}=]+)"""
_ITEM = rf"(?:[.#][\w-]+|[A-Za-z][\w-]*={_VALUE})"
_LIST = rf"\{{:[ ]*({_ITEM}(?:[ ]+{_ITEM})*)[ ]*\}}"
_AFTER_SPAN = re.compile(_LIST)
_AT_END = re.compile(rf"[ \n]*{_LIST}\Z")
_ALONE = re.compile(_LIST)
_PART = re.compile(_ITEM)


def attribute_lists(state: StateCore) -> None:
    """A rule of the parser, to run after the inline ones and before quotes become typographic."""
    _after_tables(state.tokens)
    for index, block in enumerate(state.tokens):
        if block.type != "inline" or "{:" not in block.content or not block.children:
            continue
        _end_of_block(state.tokens[index - 1], block.children)
        for position, token in enumerate(block.children[1:], start=1):
            found = _AFTER_SPAN.match(token.content) if token.type == "text" else None
            opening = _opening(block.children, position - 1) if found else None
            if found and opening:
                token.content = token.content[found.end() :]
                _give(opening, found[1])


def _after_tables(tokens: list[Token]) -> None:
    """Give a list that is a paragraph of its own after a table to the table; `thead="..."` is of its head's classes."""
    for position in reversed([place for place, token in enumerate(tokens) if token.type == "table_close"]):
        after = tokens[position + 1 : position + 4]
        found = _ALONE.fullmatch(after[1].content) if len(after) == 3 and after[1].type == "inline" else None
        if not found or after[0].type != "paragraph_open":
            continue
        del tokens[position + 1 : position + 4]
        opening = next(place for place in range(position, -1, -1) if tokens[place].type == "table_open")
        _give(tokens[opening], found[1])
        head = tokens[opening].attrs.pop("thead", "")
        if head:
            tokens[opening + 1].attrJoin("class", str(head))


def _end_of_block(block: Token, tokens: list[Token]) -> None:
    last = tokens[-1]
    found = _AT_END.search(last.content) if last.type == "text" else None
    alone = len(tokens) > 1 and tokens[-2].type == "softbreak"
    if found and (found.start() > 0 or alone):
        last.content = last.content[: found.start()]
        if alone and not last.content:
            del tokens[-2:]
        _give(block, found[1])


def _opening(tokens: list[Token], position: int) -> Token | None:
    """The token that begins the span that ends at `position`."""
    if tokens[position].type == "image":
        return tokens[position]
    if tokens[position].nesting != -1:
        return None
    level = tokens[position].level
    return next((token for token in reversed(tokens[:position]) if token.level == level and token.nesting == 1), None)


def _give(token: Token, attributes: str) -> None:
    for part in _PART.findall(attributes):
        if part[0] == ".":
            token.attrJoin("class", part[1:])
        elif part[0] == "#":
            token.attrSet("id", part[1:])
        else:
            name, _, value = part.partition("=")
            token.attrSet(name.lower(), value.strip("\"'"))
