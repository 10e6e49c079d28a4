"""Archives are measured before anything of them is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from chancery.language.archives import DOCUMENT, PARCEL, Bounds, NoArchive, Tail, TooBulky, open_archive

MIB = 1024 * 1024


def packed(*parts: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return made.getvalue()


def test_an_honest_archive_opens():
    content = packed(("a.txt", b"a" * 1000), ("b/c.txt", b""))
    with open_archive(content) as archive:
        assert archive.read("a.txt") == b"a" * 1000
    assert open_archive(packed()).namelist() == []


@pytest.mark.control("archives_bounded")
def test_a_bomb_is_told_by_its_size_and_never_unpacked(monkeypatch):
    bomb = packed(("word/document.xml", bytes(80 * MIB)))
    # It is small, and there would be much of it.
    assert len(bomb) < MIB
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    for bounds in (DOCUMENT, PARCEL):
        with pytest.raises(TooBulky):
            open_archive(bomb, bounds)


@pytest.mark.control("archives_bounded")
def test_many_parts_and_many_small_bombs_are_too_much():
    with pytest.raises(TooBulky):
        open_archive(packed(*((str(number), b"") for number in range(4))), Bounds(3, MIB))
    with pytest.raises(TooBulky):
        open_archive(packed(("a", b"x" * MIB), ("b", b"y" * MIB), how=zipfile.ZIP_STORED), Bounds(9, 2 * MIB - 1))


@pytest.mark.control("archives_bounded")
def test_a_part_gives_no_more_than_it_says():
    """The sizes that are added up are the archive's own word; a part that holds more ends there, with an error."""
    honest = packed(("a", b"a" * MIB))
    lying = honest.replace(struct.pack("<I", MIB), struct.pack("<I", 10))
    assert lying != honest
    archive = open_archive(lying, Bounds(9, 100))
    with pytest.raises(zipfile.BadZipFile):
        archive.read("a")


@pytest.mark.control("archives_bounded")
def test_parts_that_lie_over_each_other_are_none():
    """One compressed part, named many times over: the shape of the bomb that needs no nesting."""
    content = packed(("a", b"x" * 1000))
    entry = content[content.index(b"PK\x01\x02") : content.index(b"PK\x05\x06")]
    begin = content.index(b"PK\x01\x02")
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 5, 5, len(entry) * 5, begin, 0)
    with pytest.raises((NoArchive, TooBulky)):
        open_archive(content[:begin] + entry * 5 + end)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive", b"%PDF-1.7\n" + packed(("a", b"b"))])
def test_what_is_none_or_has_something_before_it(content: bytes):
    with pytest.raises(NoArchive):
        open_archive(content)


def test_the_end_of_an_archive_is_enough_to_judge_it():
    content = packed(("a.bin", bytes(range(256)) * 4096), ("b.txt", b"b"), how=zipfile.ZIP_STORED)
    end = content[-70_000:]
    assert open_archive(Tail(end, len(content)), PARCEL).namelist() == ["a.bin", "b.txt"]
    with pytest.raises(TooBulky):
        open_archive(Tail(content[-120:], len(content)), PARCEL)
    with pytest.raises(NoArchive):
        open_archive(Tail(end, len(content) + 1), PARCEL)
    with pytest.raises(NoArchive):
        open_archive(Tail(bytes(70_000), len(content)), PARCEL)
    bomb = packed(("a", bytes(40 * MIB)))
    with pytest.raises(TooBulky):
        open_archive(Tail(bomb, len(bomb)), PARCEL)
    # Said to be larger than it is, its parts do not lie where they should.
    with pytest.raises((TooBulky, NoArchive)):
        open_archive(Tail(bomb, 1 << 30), PARCEL)
