"""PDFs and archives that people send: nothing in them runs, fetches or is hidden; text and forms stay."""

from __future__ import annotations

import io
import zipfile

import docx
import pikepdf
import pypdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from chancery.documents import Maker
from chancery.documents.uploads import clean
from chancery.documents.word_template import Word
from chancery.language import shelf, translations
from chancery.language.assembly import CannotAssemble
from chancery.language.errors import AuthorError
from chancery.protocol import Clean, Cleaned, Unfit

MARK = "launchedTheMissiles"


def cleaned(content: bytes, kind: str = "pdf") -> bytes:
    answer = clean(Clean(kind, content))
    assert isinstance(answer, Cleaned), answer
    return answer.content


def saved(pdf: Pdf, **options: object) -> bytes:
    written = io.BytesIO()
    pdf.save(written, **options)
    return written.getvalue()


def all_of(content: bytes) -> str:
    """Everything that a PDF holds, unpacked."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False,
                     stream_decode_level=pikepdf.StreamDecodeLevel.all).decode("latin-1")  # fmt: skip


def script(**more: object) -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(MARK), **more)


def on_root(pdf: Pdf, _page: pikepdf.Page) -> None:
    pdf.Root.OpenAction = script()


def on_root_by_reference(pdf: Pdf, _page: pikepdf.Page) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=pdf.make_stream(MARK.encode())))


def additional(pdf: Pdf, page: pikepdf.Page) -> None:
    pdf.Root.AA = Dictionary(WC=script())
    page.obj.AA = Dictionary(O=script())


def named(pdf: Pdf, _page: pikepdf.Page) -> None:
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))


def link(kind: str, **more: object):
    def plant(_pdf: Pdf, page: pikepdf.Page) -> None:
        action = Dictionary(S=Name("/" + kind), **more)
        page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)])

    plant.__name__ = f"link_{kind}"
    return plant


def after_another(_pdf: Pdf, page: pikepdf.Page) -> None:
    first = Dictionary(S=Name.Named, N=Name.NextPage, Next=Array([Dictionary(S=Name.Named, N=Name.Print), script()]))
    page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), PA=first)])


def as_another_type(_pdf: Pdf, page: pikepdf.Page) -> None:
    """An action that says it is something else: viewers go by /S alone."""
    action = Dictionary(Type=Name.StructElem, P=Dictionary(), S=Name.JavaScript, JS=String(MARK))
    page.Annots = Array([Dictionary(Type=Name.Font, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)])


def in_outline(pdf: Pdf, _page: pikepdf.Page) -> None:
    item = pdf.make_indirect(Dictionary(Title=String("Chapter"), A=script()))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=item, Last=item, Count=1))


def attached(pdf: Pdf, page: pikepdf.Page) -> None:
    stream = pdf.make_stream(MARK.encode(), Type=Name.EmbeddedFile)
    spec = pdf.make_indirect(Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=stream)))
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("a"), spec])))
    pdf.Root.AF = Array([spec])
    page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=spec)])


def film(pdf: Pdf, page: pikepdf.Page) -> None:
    content = Dictionary(Assets=Dictionary(Names=Array([String("a"), pdf.make_stream(MARK.encode())])))
    page.Annots = Array([
        Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 9, 9]), RichMediaContent=content)
    ])  # fmt: skip


def xfa(pdf: Pdf, _page: pikepdf.Page) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(f"<script>{MARK}</script>".encode()))


PLANTED = [
    on_root, on_root_by_reference, additional, named, after_another, as_another_type, in_outline, attached, film, xfa,
    link("JavaScript", JS=String(MARK)), link("Launch", F=String(MARK)), link("SubmitForm", F=String(f"https://{MARK}")),
    link("ImportData", F=String(MARK)), link("GoToR", F=String(MARK), D=Array([0, Name.Fit])),
    link("GoToE", F=String(MARK)), link("URI", URI=String(f"javascript:{MARK}")), link("URI", URI=String(f"file:///{MARK}")),
]  # fmt: skip


@pytest.mark.control("uploads_made_anew")
@pytest.mark.parametrize("plant", PLANTED)
@pytest.mark.parametrize("mode", ["generate", "disable"])
def test_what_runs_fetches_or_hides_is_gone(plant, mode: str):
    with pikepdf.new() as pdf:
        plant(pdf, pdf.add_blank_page())
        sent = saved(pdf, object_stream_mode=getattr(pikepdf.ObjectStreamMode, mode))
    assert MARK in all_of(sent)
    assert MARK not in all_of(cleaned(sent))


@pytest.mark.control("uploads_made_anew")
def test_a_file_that_is_a_pdf_and_something_else_is_a_pdf_afterwards(form):
    packed = io.BytesIO(form())
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("evil.jar", MARK)
    sent = packed.getvalue() + f"<script>{MARK}</script>".encode()
    assert zipfile.is_zipfile(packed)
    assert sent.startswith(b"%PDF")
    kept = cleaned(sent)
    assert MARK.encode() not in kept
    assert not zipfile.is_zipfile(io.BytesIO(kept))


def test_text_fields_and_links_stay(form):
    with pikepdf.open(io.BytesIO(form(script=True))) as pdf:
        page = pdf.pages[0]
        page.Contents = pdf.make_stream(b"BT /JS 12 Tf 10 10 Td (What was agreed) Tj ET")
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        # A font may be called whatever its page likes.
        page.Resources = Dictionary(Font=Dictionary(JS=font, AA=pdf.make_indirect(font)))
        target = Dictionary(S=Name.URI, URI=String("https://example.org/"))
        page.Annots.append(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=target))
        pdf.Root.AcroForm.Fields[0].V = String("Ann")
        sent = saved(pdf)
    kept = cleaned(sent)
    reader = pypdf.PdfReader(io.BytesIO(kept))
    assert "What was agreed" in reader.pages[0].extract_text()
    assert set(reader.get_fields()) == {"name", "story", "agreed", "signature"}
    assert reader.get_fields()["name"].value == "Ann"
    assert set(reader.pages[0]["/Resources"]["/Font"]) == {"/JS", "/AA"}
    assert "https://example.org/" in all_of(kept)


def test_a_locked_pdf_is_said_to_be_one(form):
    with pikepdf.open(io.BytesIO(form())) as pdf:
        locked = saved(pdf, encryption=pikepdf.Encryption(user="secret", owner="secret"))
        forbidden = saved(pdf, encryption=pikepdf.Encryption(user="", owner="secret"))
    assert clean(Clean("pdf", locked)) == Unfit("locked")
    # One that only forbids things opens for everybody, and is kept without that.
    assert not pikepdf.open(io.BytesIO(cleaned(forbidden))).is_encrypted


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF"])
def test_what_is_no_whole_pdf_is_refused(content: bytes):
    assert clean(Clean("pdf", content)) == Unfit("damaged")


def test_dictionaries_that_lie_too_deep_are_refused():
    deep = Dictionary()
    for _ in range(150):
        deep = Dictionary(D=deep)
    with pikepdf.new() as pdf:
        pdf.add_blank_page().obj.Deep = deep
        assert clean(Clean("pdf", saved(pdf))) == Unfit("damaged")


# -- archives ------------------------------------------------------------------------------------------------------


def word(*more: tuple[str, bytes]) -> bytes:
    written = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("A letter")
    document.save(written)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in more:
            archive.writestr(name, content)
    return written.getvalue()


def packed(*parts: tuple[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return written.getvalue()


def test_documents_are_kept_as_they_came():
    text = ("mimetype", b"application/vnd.oasis.opendocument.text")
    for kind, content in (("docx", word()), ("odt", packed(text)), ("zip", packed(("a.txt", b"a"))), ("zip", packed())):
        assert cleaned(content, kind) is None


@pytest.mark.control("uploads_are_what_they_say")
@pytest.mark.parametrize(("kind", "content", "fault"), [
    ("docx", packed(("a.txt", b"a")), "content"), ("xlsx", word(), "content"),
    ("docx", word(("word/vbaProject.bin", b"macro")), "content"), ("odt", word(), "content"),
    ("ods", packed(("mimetype", b"application/vnd.oasis.opendocument.text")), "content"), ("zip", b"PK\3\4", "damaged"),
    ("docx", word()[:-30], "damaged"),
])  # fmt: skip
def test_archives_that_are_not_what_they_say(kind: str, content: bytes, fault: str):
    assert clean(Clean(kind, content)) == Unfit(fault)


@pytest.mark.control("archives_bounded")
@pytest.mark.parametrize("kind", ["docx", "zip"])
def test_a_bomb_is_not_unpacked(kind: str, monkeypatch):
    bomb = word(("word/media/a.png", bytes(100 * 1024 * 1024)))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    assert clean(Clean(kind, bomb)) == Unfit("bulky")


@pytest.mark.control("archives_bounded")
@pytest.mark.parametrize("read", [Maker().words_of, lambda content: Maker().word_to_pdf(content, "", "en")])
def test_what_the_server_reads_itself_is_measured_too(read):
    assert read(word())
    for content, said in (
        (word(("word/media/a.png", bytes(100 * 1024 * 1024))), "too large"),
        (b"%PDF-1.7", "no DOCX"),
        (packed(("a.txt", b"a")), "no DOCX"),
        (word()[:-30], "no DOCX"),
    ):
        with pytest.raises(CannotAssemble, match=said):
            read(content)


@pytest.mark.control("archives_bounded")
def test_so_are_the_files_of_a_package(monkeypatch):
    assert b"A letter" in shelf._words_of(word())
    bomb = word(("word/header1.xml", bytes(100 * 1024 * 1024)))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    assert shelf._words_of(bomb) == b""
    with pytest.raises(AuthorError, match="too large"):
        Word(bomb, "a.docx")
    with pytest.raises(AuthorError, match="cannot be read"):
        translations.read("a.xlsx", bomb)
