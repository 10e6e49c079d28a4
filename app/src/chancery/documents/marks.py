"""docassemble's marks in square brackets, as they are meant on paper.

`separate` gives each mark that is a block of its own a paragraph of its own, before the Markdown is parsed. `paragraph`
and `inline` then read the marks in the parser's output, where what a person typed is still hidden and cannot be one.
"""

from __future__ import annotations

import re
from typing import Any

from .tree import Run

_ALONE = (
    "PAGEBREAK", "SKIPLINE", "BREAK", "NEWPAR", "BEGIN_TWOCOL", "END_TWOCOL", "BEGIN_CAPTION", "VERTICAL_LINE",
    "END_CAPTION", "START_INDENTATION", "STOP_INDENTATION", "TIGHTSPACING", "SINGLESPACING", "ONEANDAHALFSPACING",
    "DOUBLESPACING", "TRIPLESPACING",
)  # fmt: skip
_ALONE_MARK = re.compile(rf"[ \t]*\[({'|'.join(_ALONE)})\][ \t]*")
_OPENING = ("CENTER", "BOLDCENTER", "FLUSHLEFT", "FLUSHRIGHT", "NOINDENT", "BORDER", "INDENTBY", "NOPAR")
_OPENING_MARK = re.compile(rf"\[({'|'.join(_OPENING)})((?: +[0-9.]+ *(?:in|pt|cm|mm|em)?){{0,2}})\][ ]*")
_LINE_BEFORE = re.compile(rf"(?<=[^\n])\n(?=[ ]{{0,3}}\[(?:{'|'.join(_OPENING)})\b)")
_POINTS = {"in": 72.0, "pt": 1.0, "cm": 28.3465, "mm": 2.83465, "em": 12.0, "": 72.0}
_LENGTH = re.compile(r"([0-9.]+) *(in|pt|cm|mm|em)?")

_SPACING = {
    "TIGHTSPACING": 0.8,
    "SINGLESPACING": 1.0,
    "ONEANDAHALFSPACING": 1.7,
    "DOUBLESPACING": 2.4,
    "TRIPLESPACING": 3.6,
}
_INLINE: dict[str, Run] = {
    "BR": {"br": True}, "NEWLINE": {"br": True}, "TAB": {"tab": True}, "PAGENUM": {"page": True},
    "SECTIONNUM": {"t": ""}, "BLANK": {"t": "_" * 20}, "BLANKFILL": {"t": "_" * 40}, "CHECKBOX": {"t": "☐"},
    "ENDASH": {"t": "–"}, "EMDASH": {"t": "—"}, "HYPHEN": {"t": "-"}, "NBSP": {"t": "\N{NO-BREAK SPACE}"},
}  # fmt: skip
INLINE_MARK = re.compile(
    rf"\[(?:({'|'.join(_INLINE)})|(FILE|IMAGE|QR) +([^\],]+?)(?: *, *([^\],]*?))?(?: *, *([^\]]*?))?)\]"
)


def separate(source: str) -> str:
    """`source` with each mark that stands alone, or begins a paragraph, in a paragraph of its own."""
    if "[" not in source:
        return source
    return _LINE_BEFORE.sub("\n\n", _ALONE_MARK.sub(r"\n\n[\1]\n\n", source))


def alone(text: str) -> str:
    """The mark that `text` is, if it is one that stands alone."""
    found = _ALONE_MARK.fullmatch(text)
    return found[1] if found else ""


def setting(mark: str) -> dict[str, Any] | None:
    """What a mark changes from its place on."""
    if mark in _SPACING:
        return {"k": "set", "spacing": _SPACING[mark]}
    if mark in ("START_INDENTATION", "STOP_INDENTATION"):
        return {"k": "set", "indent": mark == "START_INDENTATION"}
    return None


def opening(text: str) -> tuple[dict[str, Any], str]:
    """How a paragraph stands that begins with `text`, and the text without the marks that say so."""
    stands: dict[str, Any] = {}
    while found := _OPENING_MARK.match(text):
        text = text[found.end() :]
        _apply(stands, found[1], [points(length[0]) for length in _LENGTH.finditer(found[2])])
    return stands, text


def _apply(stands: dict[str, Any], mark: str, lengths: list[float]) -> None:
    if mark in ("CENTER", "BOLDCENTER"):
        stands["a"] = "center"
        if mark == "BOLDCENTER":
            stands["bold"] = True
    elif mark in ("FLUSHLEFT", "FLUSHRIGHT"):
        stands["a"] = "left" if mark == "FLUSHLEFT" else "right"
    elif mark == "NOINDENT":
        stands["noindent"] = True
    elif mark == "BORDER":
        stands["border"] = True
    elif mark == "INDENTBY":
        stands["left"] = lengths[0] if lengths else 36.0
        stands["right"] = lengths[1] if len(lengths) > 1 else 0.0


def points(written: str) -> float:
    """The length that `written` says ("1in", "2 cm"), in points; inches if it names no unit. At most a page.

    Returns:
        0 where it says none.
    """
    found = _LENGTH.fullmatch(written.strip())
    try:
        return min(float(found[1]) * _POINTS[found[2] or ""], 1000.0) if found else 0.0
    except ValueError:
        return 0.0


def inline(name: str) -> Run:
    """The run that the inline mark `name` is."""
    return dict(_INLINE[name])


def width(written: str | None) -> dict[str, Any]:
    """The width of a picture: per cent of the line, points, or its own."""
    written = (written or "").strip()
    if written.endswith("%"):
        try:
            return {"n": min(max(float(written[:-1]), 1.0), 100.0), "unit": "%"}
        except ValueError:
            return {"n": 0, "unit": "auto"}
    if written.endswith("px"):
        written = written[:-2] + "pt"
    measured = points(written)
    return {"n": measured, "unit": "pt"} if measured else {"n": 0, "unit": "auto"}
