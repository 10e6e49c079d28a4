"""HTML as the plain text of a letter: paragraphs, list items and where links lead."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "section", "hr"}
)
_LINES = frozenset({"br", "li", "tr"})
_UNSEEN = frozenset({"script", "style", "template", "title"})
_SPACES = re.compile(r"[ \t\r\f\v\n]+")
_AROUND_BREAKS = re.compile(r" *\n *")
_MANY_BREAKS = re.compile(r"\n{3,}")


class _Reader(HTMLParser):
    """Collects what a person would read aloud."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._unseen = 0
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Break the line where an element does."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self.found)))
        elif tag in _BLOCKS:
            self.found.append("\n\n")
        elif tag in _LINES:
            self.found.append("\n* " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.found.append("  ")

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph, or say where a link leads if its words do not."""
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif tag == "a" and self._links:
            href, began = self._links.pop()
            if href and "".join(self.found[began:]).strip() not in (href, href.removeprefix("mailto:")):
                self.found.append(f" ({href})")
        elif tag in _BLOCKS:
            self.found.append("\n\n")

    def handle_data(self, data: str) -> None:
        """Keep words; white space between them is one blank."""
        if not self._unseen:
            self.found.append(_SPACES.sub(" ", data))


def to_prose(page: str) -> str:
    """The words of some HTML as plain text."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return _MANY_BREAKS.sub("\n\n", _AROUND_BREAKS.sub("\n", "".join(reader.found))).strip()
