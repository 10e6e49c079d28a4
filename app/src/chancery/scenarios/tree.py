"""A page's HTML as a tree that can be read and filled in, as far as our own pages need it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_UNSEEN = frozenset({"head", "script", "style", "noscript", "template", "datalist", "option", "textarea"})
# What stands in a line of text; around everything else the words of one do not touch those of the next.
_INLINE = frozenset(
    {"a", "abbr", "b", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"}
)


class Element:
    """One element. What is typed into it changes its attributes, as it would a form's."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: Element | None) -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Element | str] = []
        self.files: list[tuple[bytes, str]] = []

    def below(self, *tags: str) -> Iterator[Element]:
        """The elements inside this one, in the page's order; only those with such a tag, if any is given."""
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.below(*tags)

    def around(self, tag: str) -> Element | None:
        """The nearest element with that tag around this one."""
        at = self.parent
        while at is not None and at.tag != tag:
            at = at.parent
        return at

    @property
    def kind(self) -> str:
        """The `type` of an input or a button, the tag of another element."""
        usual = {"input": "text", "button": "submit"}.get(self.tag, self.tag)
        return self.attributes.get("type", usual) if self.tag in ("input", "button") else usual

    @property
    def words(self) -> str:
        """What a person reads of it, in one line."""
        return squeeze("".join(self._seen()))

    @property
    def raw(self) -> str:
        """The text in it as it is written, as a text area has it."""
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    def _seen(self) -> Iterator[str]:
        if self.tag in _UNSEEN or ("popover" in self.attributes and "data-opened" not in self.attributes):
            return
        gap = "" if self.tag in _INLINE else "\n"
        yield gap
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._seen()
        yield gap


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(element)
        if tag not in _VOID:
            self.at = element

    def handle_endtag(self, tag: str) -> None:
        at: Element | None = self.at
        while at is not None and at.tag != tag:
            at = at.parent
        if at is not None and at.parent is not None:
            self.at = at.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def parse(page: str) -> Element:
    """The tree of a page."""
    builder = _Builder()
    builder.feed(page)
    builder.close()
    return builder.root


def squeeze(text: str) -> str:
    """`text` with single spaces."""
    return re.sub(r"\s+", " ", text).strip()
