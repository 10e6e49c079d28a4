"""How a document looks: its metadata, the files that it takes some from, and what all documents begin with."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from chancery.language import AuthorError, Library, load

from .conftest import pdf_of

QUESTION = """
mandatory: True
question: Letter
attachment:
  name: Letter
  valid formats: [docx, pdf]
  content: |
    One paragraph.
"""
FILES = {
    "templates/court.yml": b'SingleSpacing: true\nfontsize: 10pt\nHeaderLeft: "${ 7*191 } **Court**"\nlist: [1]\n',
    "templates/ours.yml": b"DoubleSpacing: true\nSingleSpacing: false\nIndentation: true\n",
    "templates/wide.yml": b"geometry: left=2in,right=1.5in,heightrounded\n",
    "templates/bare.yml": b"words alone\n",
}
OPTIONS = "attachment options:\n  initial yaml: court.yml\n  additional yaml: [ours.yml]\n---\n"


def word_of(made) -> docx.document.Document:
    return docx.Document(io.BytesIO(made.file("DOCX")))


def test_all_documents_begin_with_what_the_options_say(assemble):
    word = word_of(assemble(OPTIONS + QUESTION, FILES))
    paragraph = word.paragraphs[0].paragraph_format
    assert (paragraph.line_spacing, paragraph.first_line_indent.inches) == (2.4, 0.5)
    # A file of metadata is no template of Mako's.
    assert word.sections[0].header.paragraphs[0].text.strip() == "${ 7*191 } Court"


def test_a_document_has_the_last_word(assemble):
    own = "  additional yaml: wide.yml\n  metadata:\n    Indentation: False\n    HeaderLeft: Ours\n"
    made = assemble(OPTIONS + QUESTION + own, FILES)
    section, paragraph = word_of(made).sections[0], word_of(made).paragraphs[0].paragraph_format
    assert (section.left_margin.inches, section.right_margin.inches) == (2.0, 1.5)
    assert (paragraph.line_spacing, paragraph.first_line_indent) == (2.4, None)
    assert section.header.paragraphs[0].text.strip() == "Ours"
    assert "Ours" in pdf_of(made.file("PDF")).pages[0].extract_text()


def test_options_hold_for_the_documents_after_them_alone(assemble):
    paragraph = word_of(assemble(f"{QUESTION}---\n{OPTIONS[:-4]}", FILES)).paragraphs[0].paragraph_format
    assert (paragraph.line_spacing, paragraph.first_line_indent) == (1.0, None)


@pytest.mark.parametrize(
    ("options", "message"),
    [("attachment options: court.yml\n---\n", "must be a mapping"),
     ("attachment options:\n  initial yaml: bare.yml\n---\n", "holds no mapping")],
)  # fmt: skip
def test_options_of_another_form_are_refused(assemble, options, message):
    with pytest.raises(AuthorError, match=message):
        assemble(options + QUESTION, FILES)


def test_what_says_nothing_is_remarked_upon(tmp_path: Path):
    questions = tmp_path / "pkg" / "data" / "questions"
    questions.mkdir(parents=True)
    options = "attachment options:\n  initial yaml: gone.yml\n  template file: a.tex\n  fontsize: 10pt\n---\n"
    (questions / "test.yml").write_text(options + QUESTION)
    said = [remark.message for remark in load(Library([tmp_path]), "pkg:data/questions/test.yml").remarks]
    assert [words.partition("”")[0] for words in said] == [
        "The file “gone.yml", "The key “template file", "The key “fontsize",
    ]  # fmt: skip
