import io
import zipfile

import pytest

from chancery.language.errors import AuthorError

from .conftest import NASTY, pdf_of, squeezed

LETTER = """
metadata:
  title: Letters
---
mandatory: True
question: Your letter
subquestion: Ready.
attachment:
  - name: Letter for ${ name }
    filename: letter
    description: A *short* letter
    valid formats: [pdf, docx, html, md]
    metadata:
      HeaderLeft: From ${ name }
    content: |
      [BOLDCENTER] To whom it may concern

      # About **${ name }**

      Dear ${ name }, "thank you" -- see [this page](https://example.org/) and `a code`.

      * ${ name }
      * a second point

      | Who | What |
      |-----|-----:|
      | ${ name } | 12 |

      [INDENTBY 1in] Indented ${ name }

      [BEGIN_CAPTION] The tenant [VERTICAL_LINE] Case 12 [END_CAPTION]

      [PAGEBREAK]

      The end[TAB]of it.
---
question: Who are you?
fields:
  - Name: name
"""


@pytest.fixture
def letter(assemble):
    return assemble(LETTER, name=NASTY)


@pytest.mark.control("answers_are_data")
class TestAnswersAreData:
    """What was typed stands in the document as it was typed, wherever the author put it."""

    def test_in_pdf(self, letter):
        assert squeezed(letter.pdf_text()).count(squeezed(NASTY)) >= 5

    def test_in_docx(self, letter):
        assert letter.docx_text().count(NASTY) >= 5

    def test_in_plain_text(self, letter):
        assert letter.file("Markdown").decode().count(NASTY) >= 4

    def test_in_html_it_is_escaped(self, letter):
        page = letter.file("HTML").decode()
        assert "<b>x</b>" not in page
        assert "&lt;b&gt;x&lt;/b&gt;" in page
        assert "1337" not in page

    def test_the_check_can_fail(self, assemble):
        """The same text as the author's own is markup, so the tests above would see it if an answer were."""
        plain = assemble(LETTER.replace("${ name }", "**bold** [BR] ${ 7*191 }"), name="x")
        assert "1337" in plain.pdf_text()
        assert "**bold**" not in plain.docx_text()


class TestFormat:
    def test_pdf_is_tagged_with_title_and_language(self, letter):
        pdf = pdf_of(letter.file("PDF"))
        root = pdf.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert "/StructTreeRoot" in root
        assert root["/Lang"] == "en"
        assert pdf.metadata.title.startswith("Letter for $")
        assert len(pdf.pages) == 2

    def test_the_authors_marks_are_done_and_gone(self, letter):
        for text in (letter.pdf_text(), letter.docx_text()):
            for mark in ("[BOLDCENTER]", "[INDENTBY", "[BEGIN_CAPTION]", "[VERTICAL_LINE]", "[TAB]"):
                assert mark not in text
            assert "“thank you” – see this page" in " ".join(text.split())

    def test_docx_has_words_own_parts(self, letter):
        with zipfile.ZipFile(io.BytesIO(letter.file("DOCX"))) as archive:
            xml = archive.read("word/document.xml").decode()
        for part in ("<w:numPr>", "<w:tbl>", 'w:val="Heading1"', "<w:hyperlink", '<w:br w:type="page"/>'):
            assert part in xml

    def test_the_screen_shows_name_formats_and_preview(self, letter):
        documents = letter.screen.documents
        (shown,) = documents.items
        assert documents.notice == "The following document has been created for you."
        assert [file.label for file in shown.files] == ["PDF", "DOCX", "HTML", "Markdown"]
        assert [file.name for file in shown.files] == ["letter.pdf", "letter.docx", "letter.html", "letter.md"]
        assert "<em>short</em>" in shown.description
        assert "To whom it may concern" in shown.preview

    @pytest.mark.parametrize("language", ["ar", "de-AT", "nonsense!", ""])
    def test_any_language_code_makes_a_document(self, assemble, language):
        made = assemble(LETTER.replace("description:", f"language: '{language}'\n    description:"), name="x")
        expected = {"ar": "ar", "de-AT": "de-AT"}.get(language, "en")
        assert pdf_of(made.file("PDF")).trailer["/Root"]["/Lang"] == expected

    def test_a_picture_of_the_package_is_in_both(self, assemble, picture):
        source = LETTER.replace("The end", "[FILE seal.png, 2in, The seal] The end")
        made = assemble(source, {"static/seal.png": picture}, name="x")
        assert len(pdf_of(made.file("PDF")).pages[-1].images) == 1
        with zipfile.ZipFile(io.BytesIO(made.file("DOCX"))) as archive:
            assert any(name.startswith("word/media/") for name in archive.namelist())
            assert b'descr="The seal"' in archive.read("word/document.xml")

    def test_a_picture_that_is_none_is_told_by_its_words(self, assemble):
        source = LETTER.replace("The end", "[FILE seal.png, 2in, The seal] The end")
        assert "[The seal] The end" in assemble(source, {"static/seal.png": b"no picture"}, name="x").pdf_text()

    def test_an_archive_pdf_says_that_it_is_one(self, assemble):
        made = assemble(LETTER.replace("description:", "pdf/a: True\n    description:"), name="x")
        assert b"pdfaid:part" in made.file("PDF")


class TestNames:
    @pytest.mark.parametrize(
        ("written", "name"),
        [
            ("../../etc/passwd", "_.._etc_passwd.pdf"),
            ("a\\b:c", "a_b_c.pdf"),
            ("a.pdf", "a.pdf"),
            (" . ", "document.pdf"),
        ],
    )
    def test_a_file_name_is_no_path(self, assemble, written, name):
        made = assemble(LETTER.replace("filename: letter", "filename: ${ name }"), name=written)
        assert made.screen.documents.items[0].files[0].name == name

    def test_an_unknown_format_says_which_there_are(self, assemble):
        with pytest.raises(AuthorError, match="The formats are docx, html, markdown, md, pdf"):
            assemble(LETTER.replace("[pdf, docx, html, md]", "[pdf, odt]"), name="x")


def test_a_thing_may_be_called_otherwise_in_a_document(assemble):
    source = """
mandatory: True
question: You chose ${ fruits[0] }
attachment:
  name: Choice
  filename: choice
  content: |
    The ${ fruits[0] }.
---
variable name: fruits
use objects: True
data:
  - question: Apple
    document: red fruit
    docx: crisp fruit
"""
    made = assemble(source)
    assert made.screen.title == "You chose Apple"
    assert "The red fruit." in made.pdf_text()


class TestWhatAScreenDoes:
    SOURCE = LETTER.replace("name: Letter for ${ name }", "name: Letter\n    variable name: kept")

    def test_options_of_a_question(self, assemble):
        source = LETTER.replace(
            "attachment:",
            "include attachment notice: False\nallow downloading: False\ninclude download tab: False\nattachment:",
        )
        documents = assemble(source, name="x").screen.documents
        assert documents.notice == ""
        assert not documents.downloadable

    def test_a_manual_list_shows_none_but_makes_them(self, assemble):
        made = assemble(self.SOURCE.replace("attachment:", "manual attachment list: True\nattachment:"), name="x")
        assert not made.screen.documents.listed
        assert len(made.files) == 4

    def test_several_come_in_a_zip_of_the_authors_name(self, assemble):
        second = "  - name: Second\n    content: Two\n---\nquestion: Who are you?"
        source = LETTER.replace("---\nquestion: Who are you?", "zip filename: all of it\n---\nquestion: Who are you?")
        source = source.replace("zip filename", f"{second.partition('---')[0]}zip filename")
        documents = assemble(source, name="x").screen.documents
        assert documents.zip_name == "all of it.zip"
        assert documents.notice == "The following documents have been created for you."

    def test_what_is_redacted_is_not_in_the_file(self, assemble):
        made = assemble(
            LETTER.replace("The end", "${ redact(name) } The end").replace("${ name }", "somebody"), name="Qwertz"
        )
        assert "Qwertz" not in made.pdf_text()
        assert "██████" in made.pdf_text()


@pytest.mark.parametrize("key", ["attachment code", "attachments code"])
def test_code_may_give_the_documents(assemble, key):
    source = (
        f"mandatory: True\nquestion: Q\n{key}: '[letter]'\n---\n"
        "attachment:\n  name: Letter\n  variable name: letter\n  content: Hello\n"
    )
    assert "Hello" in assemble(source).pdf_text()
