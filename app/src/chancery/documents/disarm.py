"""PDF files freed of what runs, fetches or is hidden: scripts, actions, attachments, films, XFA (ISO 32000-2, 12.6).

Text, fields of forms, links to pages and to web addresses stay. Every dictionary is looked at, however it is reached:
what a viewer takes for an action is told by its own key `/S` alone.
"""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

# Actions that run or fetch something, or send something away.
_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/GoToDp", "/Rendition", "/Movie",
     "/Sound", "/RichMediaExecute", "/GoTo3DView"}
)  # fmt: skip
# Annotations that hold or play files.
_ANNOTATIONS = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
# Keys under which such things hang.
_KEYS = (
    "/OpenAction", "/AA", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/Renditions", "/Collection",
    "/RichMediaContent", "/RichMediaSettings",
)  # fmt: skip
# Fonts, pictures and the like, which a page may call by any name, also by one of those.
_RESOURCES = frozenset({"/Font", "/ExtGState", "/Pattern", "/XObject"})
_SCHEMES = ("http://", "https://", "mailto:", "tel:")
_DEEPEST = 100


class TooDeep(Exception):
    """The file's parts lie in each other too deeply."""


def disarm(pdf: Pdf) -> None:
    """Take all of that out.

    Raises:
        TooDeep: see there.
        pikepdf.PdfError: the file is not whole.
    """
    for found in pdf.objects:
        _disarm(found, 0)


def _disarm(found: Any, depth: int) -> None:
    """Disarm one object and what lies directly in it; what it refers to is an object of its own."""
    if depth > _DEEPEST:
        raise TooDeep("too deep")
    if isinstance(found, Array):
        _thin(found)
        inner = list(found)
    elif isinstance(found, Dictionary | Stream):
        _quiet(found)
        inner = [found[key] for key in found.keys()]  # noqa: SIM118  # it is no mapping
    else:
        return
    for value in inner:
        if isinstance(value, Array | Dictionary) and not value.is_indirect:
            _disarm(value, depth + 1)


def _quiet(found: Any) -> None:
    for key in _KEYS:
        if key in found and not _is_resource(found[key]):
            del found[key]
    if _name(found, "/S") in _ACTIONS or not _leads_to_web(found):
        # An action without any key does nothing.
        for key in list(found.keys()):
            if key not in ("/Length", "/Filter", "/DecodeParms"):
                del found[key]


def _thin(found: Any) -> None:
    """Take annotations that hold or play files out of a list."""
    for number in reversed(range(len(found))):
        one = found[number]
        if isinstance(one, Dictionary) and _name(one, "/Subtype") in _ANNOTATIONS:
            del found[number]


def _is_resource(value: Any) -> bool:
    if isinstance(value, Stream):
        return _name(value, "/Subtype") in ("/Image", "/Form")
    return isinstance(value, Dictionary) and _name(value, "/Type") in _RESOURCES


def _leads_to_web(found: Any) -> bool:
    """Whether a dictionary is no link to an address, or to one that is none of a program."""
    if _name(found, "/S") != "/URI":
        return True
    target = found.get("/URI")
    return isinstance(target, pikepdf.String) and str(target).strip().lower().startswith(_SCHEMES)


def _name(found: Any, key: str) -> str:
    value = found.get(key)
    return str(value) if isinstance(value, Name) else ""
