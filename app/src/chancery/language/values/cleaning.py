"""Typed characters that have no business in an answer."""

from __future__ import annotations

import re

# More characters than this in one answer are refused: what a screen shows must fit in a frame of the protocol.
MAX_CHARACTERS = 100_000
# Control characters but tab and line feed, non-characters, lone surrogates.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff\ufdd0-\ufdef]")
_LINES = re.compile("\r\n?|\x85|\u2028|\u2029")


def clean(text: str) -> str:
    """`text` with one kind of line end and without control characters, which no keyboard types and no page shows."""
    return _CONTROL.sub("", _LINES.sub("\n", text))


def clean_line(text: str) -> str:
    """The same for a box of one line."""
    return clean(text).replace("\n", " ").replace("\t", " ")
