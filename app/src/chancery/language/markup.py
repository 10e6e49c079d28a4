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
    r"(?:, *(?P<width>[0-9]{1,4})?[^\],]*)?(?:, *(?P<alt>[^\]]*))?\]"
)
_QR = re.compile(r"\[QR (?P<words>[^\],]{1,2000})(?:, *(?P<width>[0-9]{1,4})?[^\],]*)?(?:, *(?P<alt>[^\]]*))?\]")
_PICTURES = ("png", "jpg", "jpeg", "gif", "webp")
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


def _file(match: re.Match[str]) -> str:
    """A file of the session: a picture itself, any other by a link."""
    url = f"/session/{current.context().session}/file/{match['id']}"
    words = html.escape((match["alt"] or "").strip())
    if match["kind"] not in _PICTURES:
        return f'<a href="{url}">{words or "Download the file"}</a>'
    width = f' width="{match["width"]}"' if match["width"] else ""
    return f'<img class="img-fluid" src="{url}" alt="{words}"{width}>'


def _qr(match: re.Match[str]) -> str:
    """A QR code as a picture that is in the page itself."""
    picture = base64.b64encode(assembly.assembler().qr_code(match["words"].strip())).decode()
    words = html.escape((match["alt"] or "").strip() or "QR code")
    width = f' width="{match["width"]}"' if match["width"] else ""
    return f'<img class="img-fluid" src="data:image/png;base64,{picture}" alt="{words}"{width}>'


def _film(match: re.Match[str]) -> str:
    address, name = _FILMS[match[1]]
    words = word(f"Watch the film on {name}")
    return f'<a href="{address}{match[2]}" target="_blank" rel="noopener noreferrer">{words}</a>'


def _columns(match: re.Match[str]) -> str:
    line = " border-end" if match[1] == "CAPTION" else ""
    left, right = match[2].strip(), match[3].strip()
    cells = (f'<div class="col-6{line}">\n\n{left}\n\n</div>', f'<div class="col-6">\n\n{right}\n\n</div>')
    return f'\n\n<div class="row">\n{cells[0]}\n{cells[1]}\n</div>\n\n'


def _paragraph(match: re.Match[str]) -> str:
    return f'\n\n<div class="{_PARAGRAPHS[match[1]]}">\n\n{match[2].strip()}\n\n</div>\n\n'
