"""Pictures on their way into a document: only what can be read, of a bounded size, in a kind that each format takes."""

from __future__ import annotations

import io
import warnings

import segno
from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from .tree import Image, clean

# Width times height; a page at 300 dots an inch has nine million.
MAX_PIXELS = 40_000_000
_KINDS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
_MAX_CODE = 1000


def picture_of(found: tuple[bytes, str] | None, alt: str) -> Image | None:
    """The picture of some bytes and their kind; None where there are none, or no picture is in them.

    What is neither PNG nor JPEG becomes PNG, so that every format can hold it. SVG is left out: it is a language that
    might reach for other files.
    """
    if found is None or found[1] == "svg":
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an image of too many pixels is refused below
            with Pillow.open(io.BytesIO(found[0]), formats=tuple(_KINDS)) as image:
                kind = _KINDS[image.format or ""]
                if image.width * image.height > MAX_PIXELS:
                    return None
                content = found[0] if kind in ("png", "jpg") else _as_png(image)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Pillow.DecompressionBombError):
        return None
    return Image(content, "jpg" if kind == "jpg" else "png", clean(alt))


def code_of(written: str, alt: str) -> Image | None:
    """The QR code of `written`, as a picture; None where it is too long for one."""
    if not written or len(written) > _MAX_CODE:
        return None
    made = io.BytesIO()
    segno.make(written, error="m", micro=False).save(made, kind="png", scale=4)
    return Image(made.getvalue(), "png", clean(alt) or "QR code")


def size_of(image: Image) -> tuple[int, int]:
    """Width and height in pixels."""
    with Pillow.open(io.BytesIO(image.content), formats=("PNG", "JPEG")) as opened:
        return opened.width, opened.height


def preload() -> None:
    """Import what Pillow imports when it is first used."""
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        made = io.BytesIO()
        Pillow.new("RGB", (1, 1)).save(made, kind)
        picture_of((made.getvalue(), kind.lower()), "")
    code_of("preload", "")


def _as_png(image: Pillow.Image) -> bytes:
    made = io.BytesIO()
    image.convert("RGBA").save(made, "PNG")
    return made.getvalue()
