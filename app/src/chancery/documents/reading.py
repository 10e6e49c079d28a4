"""Markdown into the tree of `tree`: the parser's tokens, read one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from typing import Any

from markdown_it.token import Token

from ..language.hidden import reveal
from ..language.markdown import parse
from . import marks
from .tree import Block, Run, clean

_STYLES = {"strong": "b", "em": "i", "s": "s"}
_TAG_STYLES = {"b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "ins": "u", "s": "s", "del": "s", "sup": "^",
               "sub": "~", "code": "c"}  # fmt: skip
_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s\x00-\x1f]+", re.IGNORECASE)
_MAX_LINK = 2000

# Takes the name of a picture, and says whether it can be shown.
Pictures = Callable[[str, str], bool]


def no_pictures(_name: str, _alt: str) -> bool:
    """Where there are none."""
    return False


def read(source: str, pictures: Pictures = no_pictures) -> list[Block]:
    """The blocks of a Markdown source in which `text.interpolate` has hidden what people typed.

    Args:
        source: Markdown with docassemble's marks.
        pictures: called with the name and the description of each picture that the source wants.
    """
    return _columns(_Reader(parse(marks.separate(source)), pictures).blocks())


def read_runs(source: str, pictures: Pictures = no_pictures) -> list[Run]:
    """The runs of a source that is one line, or of its paragraphs with line breaks between them."""
    runs: list[Run] = []
    for block in read(source, pictures):
        if block["k"] in ("p", "h"):
            runs += [{"br": True}, *block["c"]] if runs else block["c"]
    return runs


def is_link(target: str) -> bool:
    """Whether a document may lead there: to a web page, a mail address or a telephone."""
    return _LINK.fullmatch(target) is not None and len(target) < _MAX_LINK


class _Reader:
    def __init__(self, tokens: Sequence[Token], pictures: Pictures) -> None:
        self._tokens, self._at, self._pictures = tokens, 0, pictures

    def blocks(self, end: str = "") -> list[Block]:
        """The blocks up to the token that ends this level."""
        found: list[Block] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.type == end:
                break
            found += self._block(token)
        return found

    def _block(self, token: Token) -> list[Block]:
        kind = token.type
        if kind == "paragraph_open":
            return self._paragraph(self._inline())
        if kind == "heading_open":
            return [{"k": "h", "n": int(token.tag[1]), "c": self._runs(self._inline())}]
        if kind in ("bullet_list_open", "ordered_list_open"):
            return [self._list(token)]
        if kind == "blockquote_open":
            return [{"k": "quote", "c": self.blocks("blockquote_close")}]
        if kind in ("fence", "code_block"):
            return [{"k": "code", "t": clean(reveal(token.content)).rstrip("\n")}]
        if kind == "hr":
            return [{"k": "rule"}]
        if kind == "table_open":
            return [self._table()]
        if kind == "html_block":
            runs = _Html("").feed_all(token.content)
            return [{"k": "p", "c": runs}] if any(run.get("t", "").strip() for run in runs) else []
        return []

    def _inline(self) -> list[Token]:
        """The children of the inline token that stands here; what closes it is passed too."""
        token = self._tokens[self._at]
        self._at += 2
        return token.children or []

    def _paragraph(self, children: list[Token]) -> list[Block]:
        first = children[0] if children else None
        if first is not None and first.type == "text":
            mark = marks.alone(first.content) if len(children) == 1 else ""
            if mark:
                return _marked(mark)
            stands, first.content = marks.opening(first.content)
        else:
            stands = {}
        bold = stands.pop("bold", False)
        runs = self._runs(children, "b" if bold else "")
        if len(runs) == 1 and "img" in runs[0] and "a" not in stands:
            stands["noindent"] = True
        return [{"k": "p", "c": runs, **stands}] if runs or stands else []

    def _list(self, opened: Token) -> Block:
        ordered = opened.type == "ordered_list_open"
        end = "ordered_list_close" if ordered else "bullet_list_close"
        items = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.type == end:
                break
            if token.type == "list_item_open":
                items.append(self.blocks("list_item_close"))
        if not ordered:
            return {"k": "ul", "items": items}
        start = opened.attrGet("start")
        return {"k": "ol", "items": items, "start": start if isinstance(start, int) and start < 100_000 else 1}

    def _table(self) -> Block:
        rows: list[list[Any]] = []
        align: list[str] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                if token.type == "th_open":
                    style = str(token.attrGet("style") or "")
                    align.append("r" if "right" in style else "c" if "center" in style else "l")
                rows[-1].append(self._runs(self._inline()))
        return {"k": "table", "align": align, "head": rows[0], "rows": rows[1:]}

    def _runs(self, children: list[Token], style: str = "") -> list[Run]:
        return _Runs(self._pictures, style).read(children)


class _Runs:
    """Reads the tokens inside a paragraph."""

    def __init__(self, pictures: Pictures, style: str) -> None:
        self._pictures, self._styles, self._links = pictures, [style] if style else [], [""]
        self._html = _Html(style)
        self._runs: list[Run] = []

    def read(self, children: list[Token]) -> list[Run]:
        """The runs of `children`."""
        for token in children:
            self._token(token)
        return self._runs

    def _token(self, token: Token) -> None:
        kind = token.type
        if kind == "text":
            self._text(token.content)
        elif kind == "softbreak":
            self._say(" ")
        elif kind == "hardbreak":
            self._runs.append({"br": True})
        elif kind == "code_inline":
            self._say(token.content, "c")
        elif kind == "html_inline":
            self._runs += self._html.feed_all(token.content)
        elif kind == "image":
            self._picture(str(token.attrGet("src") or ""), "", reveal(token.content))
        elif kind == "link_open":
            target = reveal(str(token.attrGet("href") or ""))
            self._links.append(target if is_link(target) else "")
        elif kind == "link_close":
            self._links.pop()
        elif token.tag in _STYLES:
            if token.nesting == 1:
                self._styles.append(_STYLES[token.tag])
            else:
                self._styles.pop()

    def _text(self, content: str) -> None:
        position = 0
        for found in marks.INLINE_MARK.finditer(content):
            self._say(content[position : found.start()])
            position = found.end()
            if found[1]:
                self._runs.append(marks.inline(found[1]))
            else:
                name = reveal(found[3]).strip() if found[2] != "QR" else "qr:" + reveal(found[3]).strip()
                self._picture(name, found[4] or "", reveal(found[5] or ""))
        self._say(content[position:])

    def _picture(self, name: str, width: str, alt: str) -> None:
        if self._pictures(name, alt):
            self._runs.append({"img": name, "w": marks.width(reveal(width))})
        else:
            self._say(f"[{alt or name}]")

    def _say(self, content: str, style: str = "") -> None:
        """Text, in which a line end can only be one that was typed."""
        styles = "".join(dict.fromkeys([*self._styles, *self._html.styles, style]))
        for number, line in enumerate(clean(reveal(content)).split("\n")):
            if number:
                self._runs.append({"br": True})
            if line:
                run: Run = {"t": line, "s": styles}
                if self._links[-1]:
                    run["l"] = self._links[-1]
                self._runs.append(run)


class _Html(HTMLParser):
    """Reads the author's raw HTML, of which a document keeps only the styles and line breaks."""

    def __init__(self, style: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base, self.styles = style, [""]
        self._runs: list[Run] = []

    def feed_all(self, source: str) -> list[Run]:
        """The runs of a piece of HTML; styles that it opens hold until they are closed."""
        self._runs = []
        self.feed(source)
        return self._runs

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        """Open a style, or break the line."""
        if tag == "br":
            self._runs.append({"br": True})
        elif tag in _TAG_STYLES:
            self.styles.append(_TAG_STYLES[tag])

    def handle_endtag(self, tag: str) -> None:
        """Close a style."""
        style = _TAG_STYLES.get(tag)
        if style in self.styles[1:]:
            self.styles.remove(style)

    def handle_data(self, data: str) -> None:
        """Say the words."""
        text = clean(reveal(data)).replace("\n", " ")
        if text.strip():
            self._runs.append({"t": text, "s": self._base + "".join(self.styles)})


def _marked(mark: str) -> list[Block]:
    setting = marks.setting(mark)
    if setting is not None:
        return [setting]
    if mark == "PAGEBREAK":
        return [{"k": "break"}]
    if mark == "SKIPLINE":
        return [{"k": "space"}]
    return [{"k": "mark", "mark": mark}]


def _columns(blocks: list[Block]) -> list[Block]:
    """`blocks` with what stands between the marks of two columns put into them; other marks have done their work."""
    found: list[Block] = []
    columns: list[list[Block]] | None = None
    for block in blocks:
        mark = block["mark"] if block["k"] == "mark" else ""
        if mark.startswith("BEGIN_"):
            columns = [[], []]
            found.append({"k": "cols", "c": columns, "line": mark == "BEGIN_CAPTION"})
            current = columns[0]
        elif mark in ("BREAK", "VERTICAL_LINE") and columns is not None:
            current = columns[1]
        elif mark.startswith("END_"):
            columns = None
        elif not mark:
            (found if columns is None else current).append(block)
    return found
