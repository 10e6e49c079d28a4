"""Files that people send are opened in a sealed child of their own, with limits of their own."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pikepdf
import pytest
from PIL import Image

from chancery.evaluator.errors import EvaluationFailed
from chancery.protocol import Clean, Cleaned, Unfit

MIB = 1024 * 1024


def picture(kind: str, size: tuple[int, int] = (600, 400)) -> bytes:
    written = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(written, kind.upper())
    return written.getvalue()


def pdf() -> bytes:
    with pikepdf.new() as made:
        made.add_blank_page()
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        written = io.BytesIO()
        made.save(written)
        return written.getvalue()


def archive(content: bytes = b"a") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", content)
    return written.getvalue()


def pdf_bomb(mebibytes: int) -> bytes:
    """A PDF whose tree of pages lies in a stream that unpacks to so many MiB (ISO 32000-2, 7.5.7)."""
    packer = zlib.compressobj(9)
    packed = packer.compress(b"2 0 <</Type/Pages/Kids[5 0 R]/Count 1>>")
    packed += b"".join(packer.compress(b" " * MIB) for _ in range(mebibytes)) + packer.flush()
    parts = [
        b"1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed)
        + packed + b"\nendstream\nendobj\n",
        b"3 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
        b"5 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n",
    ]  # fmt: skip
    written, places = b"%PDF-1.7\n", []
    for part in parts:
        places.append(len(written))
        written += part
    # In the order of their numbers: free, the stream, what lies in it, the catalogue, this table, the page.
    rows = [(0, 0, 65535), (1, places[0], 0), (2, 1, 0), (1, places[1], 0), (1, len(written), 0), (1, places[2], 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    head = b"4 0 obj\n<</Type/XRef/Size 6/W[1 4 2]/Root 3 0 R/Length %d>>\nstream\n" % len(table)
    return written + head + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % len(written)


@pytest.fixture(scope="module")
def evaluator(start_evaluator, tmp_path_factory: pytest.TempPathFactory):
    return start_evaluator(tmp_path_factory.mktemp("packages")).client


@pytest.mark.control("uploads_made_anew")
@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp"])
def test_pictures_are_made_anew_in_the_jail(evaluator, kind: str):
    for wanted in ("", "png", "jpeg"):
        sent = picture(kind) + b"<script>"
        answer = evaluator.clean(Clean(kind, sent, 100, wanted))
        assert isinstance(answer, Cleaned), answer
        made = Image.open(io.BytesIO(answer.content))
        assert (made.format.lower(), max(made.size)) == (wanted or kind, 100)
        assert b"<script>" not in answer.content


@pytest.mark.control("uploads_made_anew")
def test_so_are_pdfs_and_archives_are_looked_into(evaluator):
    assert b"alert" in pdf()
    answer = evaluator.clean(Clean("pdf", pdf()))
    assert answer.content.startswith(b"%PDF-")
    assert b"alert" not in answer.content
    assert evaluator.clean(Clean("docx", archive())) == Cleaned()
    assert evaluator.clean(Clean("docx", b"PK\3\4")) == Unfit("damaged")


@pytest.mark.control("archives_bounded")
def test_bombs_cost_themselves_and_nothing_else(evaluator):
    """What they would need is more than a child may have: each ends as a refusal, and the next file is served."""
    assert isinstance(evaluator.clean(Clean("pdf", pdf_bomb(1))), Cleaned)
    assert evaluator.clean(Clean("docx", archive(bytes(100 * MIB)))) == Unfit("bulky")
    assert len(pdf_bomb(900)) < 2 * MIB
    large = io.BytesIO()
    Image.new("RGB", (7200, 5500)).save(large, "WEBP")
    for kind, bomb in (("pdf", pdf_bomb(900)), ("webp", large.getvalue())):
        with suppress(EvaluationFailed):
            assert isinstance(evaluator.clean(Clean(kind, bomb)), Unfit)
    assert isinstance(evaluator.clean(Clean("png", picture("png"))), Cleaned)


def test_a_large_photograph_fits_into_the_limits(evaluator):
    written = io.BytesIO()
    Image.effect_noise((1000, 750), 40).resize((7000, 5250)).convert("RGB").save(written, "JPEG")
    assert isinstance(evaluator.clean(Clean("jpeg", written.getvalue())), Cleaned)


def test_files_that_come_together_wait_for_each_other(evaluator):
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(evaluator.clean, [Clean("png", picture("png"), number) for number in range(20, 26)]))
    assert [Image.open(io.BytesIO(answer.content)).width for answer in answers] == list(range(20, 26))


def test_no_interview_is_reached_under_the_name(evaluator):
    with pytest.raises(EvaluationFailed) as failed:
        evaluator.info("uploads")
    assert failed.value.failure.reason == "unknown"
