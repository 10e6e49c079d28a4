import io

import pikepdf
import pytest

from chancery.language.errors import AuthorError

from .conftest import NASTY, pdf_of, squeezed

INTERVIEW = """
metadata:
  title: Forms
---
mandatory: True
question: Your form
subquestion: Ready.
attachment:
  name: Form
  filename: form
  pdf template file: form.pdf
  fields:
    - name: ${ name }
    - story: |
        ${ name }
        and more
    - agreed: ${ True }
    - signature: "[FILE seal.png]"
---
question: Who are you?
fields:
  - Name: name
"""


@pytest.fixture
def filled(assemble, form, picture):
    def run(source: str = INTERVIEW, *, name: str = "Łukasz Żółw Жук", **options):
        files = {"templates/form.pdf": form(**options), "static/seal.png": picture}
        return assemble(source, files, name=name).file("PDF")

    return run


def text_of(content: bytes) -> str:
    """The words of the pages, after the looks of the fields were made part of them."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.flatten_annotations()
        written = io.BytesIO()
        pdf.save(written)
    return "".join(page.extract_text() for page in pdf_of(written.getvalue()).pages)


@pytest.mark.control("answers_are_data")
def test_values_are_as_typed_in_the_field_and_on_the_page(filled):
    content = filled(name=NASTY)
    fields = pdf_of(content).get_fields()
    assert fields["name"]["/V"] == NASTY
    assert fields["story"]["/V"].startswith(NASTY)
    assert squeezed(text_of(content)).count(squeezed(NASTY)) == 2


def test_letters_of_any_script_are_shown(filled):
    assert "Łukasz Żółw Жук" in text_of(filled())


def test_a_box_is_ticked_by_its_own_word(filled):
    assert pdf_of(filled()).get_fields()["agreed"]["/V"] == "/Yup"
    assert pdf_of(filled(INTERVIEW.replace("${ True }", "${ False }"))).get_fields()["agreed"]["/V"] == "/Off"


def test_a_picture_takes_the_place_of_its_field(filled):
    content = filled()
    pdf = pdf_of(content)
    assert "signature" not in pdf.get_fields()
    assert "/XObject" in pdf.pages[0]["/Resources"]


def test_without_editing_the_words_stay_and_the_form_goes(filled):
    pdf = pdf_of(filled(INTERVIEW.replace("pdf template file", "editable: False\n  pdf template file")))
    assert not pdf.get_fields()
    assert "Łukasz" in pdf.pages[0].extract_text()


def test_scripts_of_a_template_are_taken_out(filled, form):
    assert b"app.alert" in form(script=True)
    content = filled(script=True)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        written = io.BytesIO()
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    assert b"app.alert" not in written.getvalue()
    assert b"/OpenAction" not in written.getvalue()


def test_title_and_language_are_said(filled):
    pdf = pdf_of(filled())
    assert pdf.metadata.title == "Form"
    assert pdf.trailer["/Root"]["/Lang"] == "en"


def test_what_is_no_pdf_says_so(assemble, picture):
    with pytest.raises(AuthorError, match=r"no PDF file.*Save it again"):
        assemble(INTERVIEW, {"templates/form.pdf": b"%PDF-1.7 cut", "static/seal.png": picture}, name="x")


def test_a_field_that_lacks_is_asked_for_or_left_out(assemble, form, picture):
    source = INTERVIEW.replace("${ True }", "${ missing }")
    files = {"templates/form.pdf": form(), "static/seal.png": picture}
    with pytest.raises(AuthorError, match="missing"):
        assemble(source, files, name="x")
    made = assemble(
        source.replace("  fields:\n    - name", "  skip undefined: True\n  fields:\n    - name"), files, name="x"
    )
    assert pdf_of(made.file("PDF")).get_fields()["agreed"]["/V"] == "/Off"
