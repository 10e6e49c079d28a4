"""Interviews with templates made in the test, and what a person finds in the files that come out."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import docx
import msgspec
import pikepdf
import pypdf
import pytest
from PIL import Image

import chancery.documents
from chancery.language import Library, load
from chancery.protocol import Answer, Context, Job, Open, Result

CONTEXT = Context(now="2026-11-23T12:00:00+00:00", session=os.urandom(16).hex())
# What people might type: marks of every language that a document passes through on its way.
NASTY = (
    "${ 7*191 } {{7*191}} {% if 1 %} <% 7 %> [FILE a.png] [PAGEBREAK] [BR] =1+1 <b>x</b> <w:p/> &amp; **bold** _it_"
    " #panic() $x^2$ `code` [a](javascript:x) @ref \\ /* c */ 'q' \"q\" -- ... % end # head ~tilde~ ]]> \N{SNOWMAN} ł Ж"
)


# Who fills the template `letter.docx` in, and what it may name.
LETTER = """
mandatory: True
question: Your letter
subquestion: Ready.
attachment:
  name: Letter
  filename: letter
  docx template file: letter.docx
---
code: |
  people = [{'name': name, 'age': 30}, {'name': 'Bo', 'age': 40}]
---
question: Who are you?
fields:
  - Name: name
    input type: area
---
question: Where?
fields:
  - Town: town
"""


class Assembled:
    """One interview, answered to its documents."""

    def __init__(self, result: Result) -> None:
        self.result, self.screen = result, result.screen
        self.files = {file.id: file for file in result.files}

    def file(self, label: str, nth: int = 0) -> bytes:
        """The bytes of one format of the nth document."""
        document = self.screen.documents.items[nth]
        (shown,) = [file for file in document.files if file.label == label]
        return self.files[shown.file].content

    def pdf_text(self, nth: int = 0) -> str:
        return " ".join("".join(page.extract_text() for page in pdf_of(self.file("PDF", nth)).pages).split())

    def docx_text(self, nth: int = 0) -> str:
        return docx_text(self.file("DOCX", nth))


def pdf_of(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def docx_text(content: bytes) -> str:
    word = docx.Document(io.BytesIO(content))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    parts = [word.element.body, *(part for s in word.sections for part in (s.header._element, s.footer._element))]
    return "\n".join(
        "".join("\n" if e.tag == w + "br" else "\t" if e.tag == w + "tab" else e.text or ""
                for e in p.iter(w + "t", w + "br", w + "tab"))
        for part in parts for p in part.iter(w + "p")
    )  # fmt: skip


def squeezed(text: str) -> str:
    """Text without the blanks that only say where lines broke."""
    return "".join(text.split())


@pytest.fixture
def assemble(tmp_path: Path) -> Callable[..., Assembled]:
    """`assemble(yaml, files={...}, name="typed")`: run the interview, answering its fields by their variables."""

    def run(source: str, files: dict[str, bytes] | None = None, **answers: str) -> Assembled:
        chancery.documents.preload()
        data = tmp_path / "pkg" / "data"
        for folder in ("questions", "templates", "static"):
            (data / folder).mkdir(parents=True, exist_ok=True)
        (data / "questions" / "test.yml").write_text(source)
        for name, content in (files or {}).items():
            (data / name).write_bytes(content)
        interview = load(Library([tmp_path]), "pkg:data/questions/test.yml")
        result = interview.run(Job(Open(), CONTEXT))
        for _ in range(10):
            form = result.screen.form
            if result.screen.documents or not form.fields:
                break
            posted = {field.key: [answers[field.variable]] for field in form.fields if field.variable}
            result = interview.run(Job(Answer(form, posted), CONTEXT, result.state))
        # What crosses the socket is all that is left of a run.
        return Assembled(msgspec.json.decode(msgspec.json.encode(result), type=Result))

    return run


@pytest.fixture
def word() -> Callable[..., bytes]:
    """`word("a paragraph", ["a cell", "another"])`: a DOCX of paragraphs, and of tables where a list stands."""

    def make(*parts: str | list[str] | list[list[str]], header: str = "") -> bytes:
        document = docx.Document()
        for part in parts:
            if isinstance(part, str):
                document.add_paragraph(part)
                continue
            rows = part if isinstance(part[0], list) else [part]
            table = document.add_table(len(rows), len(rows[0]))
            for row, texts in zip(table.rows, rows, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
        if header:
            document.sections[0].header.paragraphs[0].text = header
        packed = io.BytesIO()
        document.save(packed)
        return packed.getvalue()

    return make


@pytest.fixture
def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def form() -> Callable[..., bytes]:
    """A PDF form with a field of each kind, and on wish something that runs."""

    def make(*, script: bool = False) -> bytes:
        pdf = pikepdf.new()
        page = pdf.add_blank_page(page_size=(400, 400))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )  # fmt: skip
        on = pikepdf.Dictionary(Yup=pdf.make_stream(b"0 0 10 10 re f"), Off=pdf.make_stream(b""))

        def field(name: str, kind: str, place: list[int], **more: object) -> pikepdf.Object:
            return pdf.make_indirect(pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, T=pikepdf.String(name),
                FT=pikepdf.Name("/" + kind), Rect=pikepdf.Array(place), P=page.obj, F=4, **more,
            ))  # fmt: skip

        fields = [
            field("name", "Tx", [20, 350, 300, 370], DA=pikepdf.String("/Helv 0 Tf 0 g")),
            field("story", "Tx", [20, 200, 300, 330], Ff=1 << 12, DA=pikepdf.String("/Helv 0 Tf 0 g")),
            field("agreed", "Btn", [20, 150, 30, 160], AP=pikepdf.Dictionary(N=on), AS=pikepdf.Name.Off),
            field("signature", "Sig", [20, 50, 200, 100]),
        ]
        page.Annots = pikepdf.Array(fields)
        resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font))
        pdf.Root.AcroForm = pdf.make_indirect(
            pikepdf.Dictionary(Fields=pikepdf.Array(fields), DR=resources, NeedAppearances=True)
        )
        if script:
            action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
            pdf.Root.OpenAction = action
            fields[0].AA = pikepdf.Dictionary(K=action)
            fields[1].A = action
        written = io.BytesIO()
        pdf.save(written)
        return written.getvalue()

    return make
