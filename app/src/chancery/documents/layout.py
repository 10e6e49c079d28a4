"""What an author may set for a whole document: `metadata` of an attachment, as numbers for the formats' writers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import marks
from .reading import Pictures, no_pictures, read_runs
from .tree import Run

_PAPERS = {"letter": "us-letter", "letterpaper": "us-letter", "us-letter": "us-letter", "legal": "us-legal",
           "legalpaper": "us-legal", "a4": "a4", "a4paper": "a4", "a5": "a5", "a5paper": "a5"}  # fmt: skip
# Width and height in points.
PAPER_SIZES = {"us-letter": (612, 792), "us-legal": (612, 1008), "a4": (595.3, 841.9), "a5": (419.5, 595.3)}
_SPACINGS = {"SingleSpacing": 1.0, "OneAndAHalfSpacing": 1.7, "DoubleSpacing": 2.4, "TripleSpacing": 3.6}
_PLACES = ("Left", "Center", "Right")
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


def make_layout(metadata: Mapping[str, Any], pictures: Pictures = no_pictures) -> dict[str, Any]:
    """The layout that `metadata` asks for; its texts are Markdown in which what was typed is hidden.

    Returns:
        `size`, the font's, and `top`, `bottom`, `left`, `right`, the margins, in points; `spacing`, a factor; `indent`,
        whether first lines are indented; `paper`, a name of `PAPER_SIZES`; `header`, `footer`, `first-header` and
        `first-footer`: none, or three lists of runs.
    """
    texts = {name.lower().replace("-", "").replace("_", ""): value for name, value in metadata.items()}
    layout: dict[str, Any] = {
        "size": min(max(marks.points(_points(texts.get("fontsize"), "12pt")), 6.0), 40.0),
        "paper": _PAPERS.get(str(texts.get("papersize", "")).strip().lower(), "us-letter"),
        "spacing": next((much for name, much in _SPACINGS.items() if _is_wanted(texts.get(name.lower()))), 1.0),
    }
    layout["indent"] = _is_wanted(texts.get("indentation"))
    sides = _sides(str(texts.get("geometry", "")))
    for side in ("top", "bottom", "left", "right"):
        margin = texts.get(f"{side}margin") or texts.get(f"margin{side}") or sides.get(side) or sides.get("margin")
        layout[side] = min(max(marks.points(_points(margin, "1in")), 18.0), 200.0)
    for part in ("header", "footer"):
        layout[part] = _across(texts, part, pictures)
        layout[f"first-{part}"] = _across(texts, f"first{part}", pictures)
    if layout["footer"] is None:
        layout["footer"] = [[], [{"page": True}], []]
    return layout


def language_of(code: str) -> dict[str, Any]:
    """What the typesetter wants to know of a language: its code, region, and whether it runs from right to left."""
    language, _, region = code.replace("_", "-").partition("-")
    known = language.isascii() and language.isalpha() and 2 <= len(language) <= 3
    return {
        "lang": language.lower() if known else "en",
        "region": region.upper() if len(region) == 2 and region.isascii() and region.isalpha() else None,
        "rtl": language.lower() in _RIGHT_TO_LEFT,
    }


def _sides(geometry: str) -> dict[str, str]:
    """The margins among options as LaTeX's package geometry has them: `left=1in,top=2cm,heightrounded`."""
    pairs = (option.partition("=") for option in geometry.lower().split(","))
    return {name.strip(): width.strip() for name, _, width in pairs if width.strip()}


def _is_wanted(value: Any) -> bool:
    """Whether a setting is on, which may be written as text."""
    return bool(value) and str(value).strip().lower() not in ("false", "no", "0")


def _points(written: Any, default: str) -> str:
    text = str(written).strip() if written else default
    return f"{text}pt" if text.replace(".", "").isdigit() else text


def _across(texts: Mapping[str, Any], part: str, pictures: Pictures) -> list[list[Run]] | None:
    found = [texts.get(f"{part}{place.lower()}") for place in _PLACES]
    return [read_runs(str(text), pictures) if text else [] for text in found] if any(found) else None
