"""Pictures that people send, decoded and encoded anew: upright, of a bounded size, with nothing but what is seen.

What a camera writes beside a picture (EXIF, XMP, IPTC: place, time, serial numbers, a small picture of what was cut
away) is left out, as is whatever lies behind the picture or in comments. Colours are brought to sRGB, for the profile
that described them goes too.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from typing import Any

from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, ImageSequence, MpoImagePlugin, UnidentifiedImageError

from .pictures import MAX_PIXELS

_FORMATS = {"png": "PNG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}
_OPTIONS: dict[str, dict[str, Any]] = {
    "PNG": {"compress_level": 4}, "JPEG": {"quality": 90}, "GIF": {}, "WEBP": {"quality": 90, "method": 2}
}  # fmt: skip
# Modes that each format can hold; everything else becomes the last one, or the one before it where it lets through.
_MODES = {
    "PNG": ("1", "L", "LA", "I;16", "P", "RGBA", "RGB"), "JPEG": ("L", "RGB"), "GIF": ("L", "P", "RGBA", "RGB"),
    "WEBP": ("RGBA", "RGB"),
}  # fmt: skip
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


class NoPicture(ValueError):
    """There is no picture of that kind in the bytes, or not a whole one."""


class TooManyPixels(ValueError):
    """The picture has more pixels than `MAX_PIXELS`, all of its frames together."""


def retouch(content: bytes, kind: str, wanted: str, pixels: int | None) -> bytes:
    """The picture as a new file.

    Args:
        content: the file.
        kind: what it has to be: png, jpeg, gif or webp.
        wanted: what it is to become.
        pixels: the most that a side may have; None for any number.

    Raises:
        NoPicture, TooManyPixels: see there.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pictures of too many pixels are refused below
            with Pillow.open(io.BytesIO(content), formats=(_FORMATS[kind],)) as image:
                return _written(_frames(image, pixels), _FORMATS[wanted], image.info)
    except Pillow.DecompressionBombError:
        raise TooManyPixels from None
    except TooManyPixels:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError):
        # Decoders raise any of these over a file that is not whole.
        raise NoPicture from None


def _frames(image: Pillow.Image, pixels: int | None) -> list[Pillow.Image]:
    """Every picture of an animation; of a photograph, which may bring others along, the first."""
    found: list[Pillow.Image] = []
    single = isinstance(image, MpoImagePlugin.MpoImageFile)
    for number, frame in enumerate(ImageSequence.Iterator(image)):
        if frame.width * frame.height * (number + 1) > MAX_PIXELS:
            raise TooManyPixels
        found.append(_upright(frame, pixels))
        if single:
            break
    return found


def _upright(frame: Pillow.Image, pixels: int | None) -> Pillow.Image:
    seen = _in_srgb(ImageOps.exif_transpose(frame) or frame.copy())
    if pixels is not None and max(seen.size) > pixels:
        if seen.mode in ("P", "1"):
            seen = seen.convert("RGBA" if "transparency" in seen.info else "RGB")
        seen.thumbnail((pixels, pixels))
    return seen


def _in_srgb(image: Pillow.Image) -> Pillow.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    try:
        described = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, described, _SRGB, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # A profile that cannot be read describes nothing.
        return image


def _written(frames: list[Pillow.Image], made: str, told: Mapping[Any, Any]) -> bytes:
    options = dict(_OPTIONS[made])
    if made in ("PNG", "JPEG") and (resolution := _resolution(told)):
        options["dpi"] = resolution
    durations = [int(frame.info.get("duration") or 0) for frame in frames]
    first, *others = [_bare(frame, made) for frame in frames]
    if others and made != "JPEG":
        options |= {"save_all": True, "append_images": others, "loop": int(told.get("loop") or 0)}
        options["duration"] = durations
    written = io.BytesIO()
    first.save(written, made, **options)
    return written.getvalue()


def _bare(frame: Pillow.Image, made: str) -> Pillow.Image:
    """The picture in a mode that the format can hold, with nothing beside it that an encoder would write along."""
    transparent = "transparency" in frame.info or frame.mode in ("RGBA", "LA", "PA", "RGBa", "La")
    if frame.mode not in _MODES[made] or (made == "WEBP" and frame.mode == "RGB" and transparent):
        frame = frame.convert(_MODES[made][-2] if transparent and made != "JPEG" else _MODES[made][-1])
    frame.info = {key: frame.info[key] for key in ("transparency",) if key in frame.info and frame.mode != "RGBA"}
    return frame


def _resolution(told: Mapping[Any, Any]) -> tuple[float, float] | None:
    """Dots an inch, for whoever prints it."""
    written = told.get("dpi")
    if not isinstance(written, tuple) or len(written) != 2:
        return None
    across, down = (float(number) for number in written)
    return (across, down) if 1 <= across <= 10_000 and 1 <= down <= 10_000 else None


def preload() -> None:
    """Make a picture of each kind, so that whatever is imported late is imported now."""
    profile = _SRGB.tobytes()
    for kind, made in _FORMATS.items():
        written = io.BytesIO()
        Pillow.new("RGB", (2, 2)).save(written, made, icc_profile=profile)
        retouch(written.getvalue(), kind, kind, 1)
