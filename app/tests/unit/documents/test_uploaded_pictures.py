"""Pictures that people send: what is seen stays, and nothing else does."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import ExifTags, Image, ImageCms

from chancery.documents.uploads import clean
from chancery.protocol import Clean, Cleaned, Unfit

FORMATS = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}
SECRET = b"Camera 4711 at 51.5N"
PAGE = b"<script>alert(1)</script>"


def drawn(size: tuple[int, int] = (40, 20), mode: str = "RGB") -> Image.Image:
    """A picture that is red on its left half and blue on its right."""
    made = Image.new("RGB", size, "red")
    made.paste("blue", (size[0] // 2, 0, *size))
    return made.convert(mode)


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, FORMATS[kind], **options)
    return written.getvalue()


def photograph(kind: str) -> bytes:
    """A picture with everything that a camera and an attacker put beside one."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Model] = SECRET.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (51.0, 30.0, 26.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"comment": SECRET} if kind in ("gif", "jpeg") else {}
    if kind != "gif":
        options |= {"exif": exif, "icc_profile": profile}
    if kind in ("jpeg", "webp"):
        options["xmp"] = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    return encoded(drawn(), kind, **options) + PAGE


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def cleaned(content: bytes, kind: str, **order: object) -> bytes:
    answer = clean(Clean(kind, content, **order))
    assert isinstance(answer, Cleaned), answer
    return answer.content


@pytest.mark.control("uploads_made_anew")
@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_stays_but_the_picture(kind: str):
    sent = photograph(kind)
    assert SECRET in sent
    assert sent.endswith(PAGE)
    kept = cleaned(sent, kind)
    assert SECRET not in kept
    assert PAGE not in kept
    picture = opened(kept)
    assert picture.format == FORMATS[kind]
    assert not picture.getexif()
    assert not {"exif", "xmp", "XML:com.adobe.xmp", "comment", "icc_profile", "photoshop"} & set(picture.info)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_it_stands_upright(kind: str):
    assert opened(photograph(kind)).getexif()[ExifTags.Base.Orientation] == 6
    picture = opened(cleaned(photograph(kind), kind)).convert("RGB")
    # Turned by a quarter: what was on the left is above now.
    assert picture.size == (20, 40)
    assert picture.getpixel((10, 5))[0] > 200 > 100 > picture.getpixel((10, 35))[0]


@pytest.mark.parametrize(("mode", "kind"), [
    ("1", "png"), ("L", "png"), ("LA", "png"), ("P", "png"), ("RGBA", "png"), ("I;16", "png"), ("L", "jpeg"),
    ("CMYK", "jpeg"), ("P", "gif"), ("L", "gif"), ("RGBA", "webp"),
])  # fmt: skip
def test_kinds_of_colour_stay(mode: str, kind: str):
    picture = Image.new(mode, (8, 8)) if mode == "I;16" else drawn((8, 8), mode)
    kept = opened(cleaned(encoded(picture, kind), kind))
    for place in ((0, 4), (7, 4)):
        assert kept.convert("RGBA").getpixel(place) == pytest.approx(picture.convert("RGBA").getpixel(place), abs=8)


def test_what_lets_through_does_so_afterwards():
    clear = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    for kind in ("png", "webp"):
        assert opened(cleaned(encoded(clear, kind), kind)).convert("RGBA").getpixel((1, 1))[3] == 0
    listed = drawn((4, 4), "P")
    for kind in ("png", "gif"):
        sent = encoded(listed, kind, transparency=listed.getpixel((0, 0)))
        assert opened(cleaned(sent, kind)).convert("RGBA").getpixel((0, 0))[3] == 0


def test_an_animation_stays_one():
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "green", "blue")]
    for kind in ("gif", "webp", "png"):
        sent = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=[90, 200, 40])
        assert opened(cleaned(sent, kind)).n_frames == 3


def test_the_picture_as_the_field_wants_it():
    kept = opened(cleaned(encoded(drawn((400, 100)), "png"), "png", pixels=100, picture_type="jpeg"))
    assert (kept.format, kept.size) == ("JPEG", (100, 25))
    assert opened(cleaned(encoded(drawn((40, 10)), "gif"), "gif", pixels=100)).size == (40, 10)
    assert opened(cleaned(encoded(drawn((40, 10), "RGBA"), "png"), "png", picture_type="jpeg")).format == "JPEG"


def test_its_size_on_paper_stays():
    assert opened(cleaned(encoded(drawn(), "jpeg", dpi=(300, 300)), "jpeg")).info["dpi"] == (300, 300)


def png_of(width: int, height: int) -> bytes:
    """The head of a PNG of any size, with next to no data (ISO/IEC 15948)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


@pytest.mark.control("archives_bounded")
@pytest.mark.parametrize("size", [(8_000, 8_000), (60_000, 60_000), (2_000_000_000, 2)])
def test_a_picture_of_too_many_pixels_is_not_decoded(size: tuple[int, int]):
    bomb = png_of(*size)
    assert len(bomb) < 200
    assert clean(Clean("png", bomb)) == Unfit("bulky")


def test_an_animation_of_too_many_pixels_is_not_decoded_to_its_end(monkeypatch):
    monkeypatch.setattr("chancery.documents.retouch.MAX_PIXELS", 150)
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "green", "blue")]
    sent = encoded(frames[0], "gif", save_all=True, append_images=frames[1:])
    assert clean(Clean("gif", sent)) == Unfit("bulky")


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_no_whole_picture_is_refused(kind: str):
    whole = encoded(drawn((400, 400)), kind)
    other = "png" if kind != "png" else "gif"
    for content in (b"", whole[:20], whole[: len(whole) // 2], encoded(drawn(), other)):
        assert clean(Clean(kind, content)) == Unfit("damaged")
