"""Markdown to HTML, as docassemble's authors expect it: CommonMark, tables, raw HTML of the author's.

Straight quotes, dashes of hyphens and three dots become typographic ones, as there; in what people typed they stay.
The source comes from templates, in which `text.interpolate` has hidden what people typed; it is revealed in the result.
The HTML is not clean: whoever shows it cleans it (`web` does, with nh3).
"""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .attribute_lists import attribute_lists
from .hidden import reveal, reveal_html
from .html_blocks import open_up
from .markup import expand, place_files
from .text import Typed, interpolate

# What the parser may be given at most, in characters; a page has no use for more.
MAX_CHARACTERS = 200_000
_ONE_PARAGRAPH = re.compile(r"\A<p>((?:(?!</?p>).)*)</p>\n?\Z", re.DOTALL)

# A line without anything that Markdown or HTML reads, as most labels are: it needs no parser.
_ONE_LINE = re.compile(r"[^\W\d_](?:[^\W_]|[ ,;:?!()%/](?!\Z| \Z))*[?!.:]?")


class _Parser(MarkdownIt):
    """The parser; a link's address is checked as it will be, with hidden characters revealed."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802  # the parser's own name
        return normalizeLink(reveal(url))


def _dashes(state: StateCore) -> None:
    """A rule of the parser: `--`, `---` and `...` in text become –, — and …."""
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "text" and ("--" in token.content or "..." in token.content):
                token.content = token.content.replace("---", "—").replace("--", "–").replace("...", "…")


def _parser() -> _Parser:
    parser = _Parser("commonmark", {"html": True, "breaks": False, "typographer": True})
    parser.enable(["table", "strikethrough", "smartquotes"])
    parser.core.ruler.after("inline", "attribute_lists", attribute_lists)
    parser.core.ruler.push("dashes", _dashes)
    return parser


_PARSER = _parser()


def parse(source: str) -> list[Token]:
    """The parser's tokens of a Markdown source, for what is not HTML; what was typed is still hidden in them."""
    return _PARSER.parse(source[:MAX_CHARACTERS])


def to_html(source: str) -> str:
    """The HTML of a Markdown source, block by block. A `Typed` source is shown as it was typed."""
    if isinstance(source, Typed):
        source = interpolate(source)
    return _to_html(place_files(source[:MAX_CHARACTERS]))


def to_inline_html(source: str) -> str:
    """The HTML of a line (a label, a title): without the `<p>` when there is but one paragraph."""
    page = to_html(source)
    single = _ONE_PARAGRAPH.match(page)
    return single[1] if single else page


@lru_cache(maxsize=512)
def _to_html(source: str) -> str:
    if _ONE_LINE.fullmatch(source):
        return f"<p>{source}</p>\n"
    page: str = _PARSER.render(open_up(expand(source)))
    return reveal_html(page)


def preload() -> None:
    """Make the parser compile what it compiles on first use, before a jail forbids reading files."""
    to_html("# a\n\n* **b** [c](http://d.example)\n\n|e|\n|-|\n|`f`|\n\n<div>&amp;</div>\n\n> 1. g  \n```\nh\n```")
