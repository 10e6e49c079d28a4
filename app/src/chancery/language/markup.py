"""docassemble's marks in square brackets, as Markdown with HTML: [BR], [CENTER], [BEGIN_TWOCOL] ... [END_TWOCOL].

They are the author's: what a person typed is hidden from all this (see `hidden`). Marks that only mean something on
paper (page numbers, spacing) leave nothing on a screen. A mark that is not listed stays as it is written.
"""

from __future__ import annotations

import base64
import html
import re
from typing import Any

from . import assembly, current
from .functions.phrases import word
from .text import plain, string

_BLANK_LINE = "\n\n"
_IN_A_LINE = {
    "BR": "<br>",
    "NEWLINE": "<br>",
    "BREAK": _BLANK_LINE,
    "NEWPAR": _BLANK_LINE,
    "SKIPLINE": f"{_BLANK_LINE}<br>{_BLANK_LINE}",
    "PAGEBREAK": f'{_BLANK_LINE}<hr class="page-break">{_BLANK_LINE}',
    "BLANK": "\\_" * 20,
    "BLANKFILL": "\\_" * 40,
    "CHECKBOX": "\\_" * 4,
    "ENDASH": "–",
    "EMDASH": "—",
    "HYPHEN": "-",
    "NBSP": "&nbsp;",
    "TAB": "&emsp;",
    **dict.fromkeys(("PAGENUM", "SECTIONNUM", "NOINDENT", "NOPAR", "START_INDENTATION", "STOP_INDENTATION"), ""),
    **dict.fromkeys((f"{much}SPACING" for much in ("TIGHT", "SINGLE", "ONEANDAHALF", "DOUBLE", "TRIPLE")), ""),
}
# Marks at the beginning of a paragraph that say how all of it stands, as Bootstrap's classes.
_PARAGRAPHS = {
    "CENTER": "text-center",
    "BOLDCENTER": "text-center fw-bold",
    "FLUSHLEFT": "text-start",
    "FLUSHRIGHT": "text-end",
    "BORDER": "border p-2",
    "INDENTBY": "ms-5",
}
_MARK = re.compile(rf"\[({'|'.join(_IN_A_LINE)})\]")
_PARAGRAPH = re.compile(
    rf"^ {{0,3}}\[({'|'.join(_PARAGRAPHS)})(?: [^\]\n]{{1,40}})?\] *(.+?)(?=\n[ \t]*\n|\n {{0,3}}\[|\Z)",
    re.MULTILINE | re.DOTALL,
)
_FILE = re.compile(
    r"\[FILE (?P<id>[0-9a-f]{32})\.(?P<kind>[a-z0-9]{1,8})"
    r"(?:, *(?P<width>[^\],]*))?(?:, *(?P<alt>[^\]]*))?\]"
)
# A file of a package, or a picture that the interview has a name for; the name of no file of the session.
_CALLED = re.compile(
    r"\[FILE +(?P<name>(?![0-9a-f]{32}\.)[A-Za-z0-9][\w.:/ -]{0,200}?) *"
    r"(?:, *(?P<width>[^\],\n]{0,20}))?(?:, *(?P<alt>[^\]\n]{0,500}))?\]"
)
_QR = re.compile(r"\[QR (?P<words>[^\],]{1,2000})(?:, *(?P<width>[^\],]*))?(?:, *(?P<alt>[^\]]*))?\]")
_PICTURES = ("png", "jpg", "jpeg", "gif", "webp")
# What browsers play (MDN, "Media container formats"), by the ending of a file's name.
_PLAYED = {
    **dict.fromkeys(("aac", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav"), "audio"),
    **dict.fromkeys(("m4v", "mov", "mp4", "ogv", "webm"), "video"),
}
# A width, and how many pixels each of its units is (CSS Values 4, §6.2). A part of the line is left to the page.
_MEASURE = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,3})?)(px|in|cm|mm|pt|pc|em|rem)?")
_PIXELS = {"px": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "pt": 96 / 72, "pc": 16.0, "em": 16.0, "rem": 16.0}
# A place that `background_response` fills.
_TARGET = re.compile(r"\[TARGET ([A-Za-z][A-Za-z0-9_]{0,60})\]")
# A film of one of two services: a link to it, since whatever is shown in the page itself would tell them who is here.
_FILM = re.compile(r"\[(YOUTUBE|VIMEO)(?:16:9|4:3)? ([A-Za-z0-9_-]{1,40})\]")
_FILMS = {"YOUTUBE": ("https://www.youtube.com/watch?v=", "YouTube"), "VIMEO": ("https://vimeo.com/", "Vimeo")}
_COLUMNS = re.compile(
    r"\[BEGIN_(TWOCOL|CAPTION)\](.*?)\[(?:BREAK|VERTICAL_LINE)\](.*?)\[END_(?:TWOCOL|CAPTION)\]", re.DOTALL
)


_WIDTH = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,3})?(?:%|[a-z]{2,3})?")


def width_of(given: Any) -> str:
    """A width as a mark may hold it (`200px`, `50%`, `1in`); "" for what is none and might end the mark."""
    written = plain(string(given)).strip() if given else ""
    return written if _WIDTH.fullmatch(written) else ""


def expand(source: str) -> str:
    """`source` with its marks turned into Markdown and HTML."""
    if "[" not in source:
        return source
    source = _FILE.sub(_file, source)
    source = _QR.sub(_qr, source)
    source = _FILM.sub(_film, source)
    if "[END_" in source:
        source = _COLUMNS.sub(_columns, source)
    source = _PARAGRAPH.sub(_paragraph, source)
    source = _TARGET.sub(r'<span class="c-target" id="target-\1" role="status"></span>', source)
    return _MARK.sub(lambda match: _IN_A_LINE[match[1]], source)


def place_files(source: str) -> str:
    """`source` with the files that the interview has names for, in the place of their marks; others stay marks."""
    return _CALLED.sub(_called, source) if "[FILE " in source else source


def _called(match: re.Match[str]) -> str:
    found = current.file_called(match["name"])
    if found is None:
        return match[0]
    kind = ending(found[0])
    return _placed(found[0], (match["alt"] or "").strip() or found[1], match["width"], kind)


def _file(match: re.Match[str]) -> str:
    """A file of the session."""
    url = f"/session/{current.context().session}/file/{match['id']}"
    return _placed(url, (match["alt"] or "").strip(), match["width"], match["kind"])


def _placed(url: str, words: str, width: str | None, kind: str) -> str:
    """A picture itself, a sound or a film with its player, any other file by a link."""
    if kind in (*_PICTURES, "svg"):
        return _picture(url, words, width)
    return player(url, words, kind) if kind in _PLAYED else _link(url, words)


def _link(url: str, words: str) -> str:
    return f'<a href="{html.escape(url)}">{html.escape(words) or "Download the file"}</a>'


def ending(name: str) -> str:
    """The ending of a file's name, without the dot."""
    return name.rpartition(".")[2].lower()


def is_played(name: str) -> bool:
    """Whether a file of that name is a sound or a film."""
    return ending(name) in _PLAYED


def player(url: str, words: str = "", kind: str = "") -> str:
    """A player of the sound or film at `url`, which loads nothing before it is asked to; around it what says so.

    Args:
        url: an address of this site.
        words: what it is, for who cannot see the page.
        kind: the ending of the file's name; that of the address if "". What no browser plays is linked to.
    """
    tag = _PLAYED.get(kind or ending(url))
    if tag is None:
        return _link(url, words)
    label = html.escape(words or word("Recording"))
    attributes = f'class="c-player" controls preload="none" src="{html.escape(url)}" aria-label="{label}"'
    return f"<span><{tag} {attributes}>{_link(url, words)}</{tag}></span>"


def _picture(url: str, words: str, width: str | None) -> str:
    found = _MEASURE.fullmatch((width or "").strip())
    size = f' width="{round(float(found[1]) * _PIXELS[found[2] or "px"])}"' if found else ""
    # A tag alone at the beginning of a line would make raw HTML of the lines below it.
    return f'<span><img class="img-fluid" src="{html.escape(url)}" alt="{html.escape(words)}"{size}></span>'


def _qr(match: re.Match[str]) -> str:
    """A QR code as a picture that is in the page itself."""
    picture = base64.b64encode(assembly.assembler().qr_code(match["words"].strip())).decode()
    return _picture(f"data:image/png;base64,{picture}", (match["alt"] or "").strip() or "QR code", match["width"])


def _film(match: re.Match[str]) -> str:
    address, name = _FILMS[match[1]]
    return elsewhere(f"{address}{match[2]}", word(f"Watch the film on {name}"))


def elsewhere(url: str, words: str) -> str:
    """A link to another site, in a window of its own."""
    return f'<a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">{html.escape(words)}</a>'


def _columns(match: re.Match[str]) -> str:
    line = " border-end" if match[1] == "CAPTION" else ""
    left, right = match[2].strip(), match[3].strip()
    cells = (f'<div class="col-6{line}">\n\n{left}\n\n</div>', f'<div class="col-6">\n\n{right}\n\n</div>')
    return f'\n\n<div class="row">\n{cells[0]}\n{cells[1]}\n</div>\n\n'


def _paragraph(match: re.Match[str]) -> str:
    return f'\n\n<div class="{_PARAGRAPHS[match[1]]}">\n\n{match[2].strip()}\n\n</div>\n\n'
