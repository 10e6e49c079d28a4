"""What an interview does with files by their methods: of another kind, numbered, checked, renamed, described."""

import io

import docx
import pikepdf
import pytest
from PIL import Image

from chancery.language import AuthorError

from .conftest import pdf_of

END = "---\nmandatory: True\nquestion: |\n  ${ shown }\nsubquestion: |\n  ${ made }\n"


@pytest.fixture
def done(assemble, picture, word, form):
    """`done("made.convert_to('pdf')")`: the title of the screen and the file called `made`, which starts as a file."""

    def run(code: str, start: str = "cow.png", shown: str = "made.filename"):
        lines = [f"made.copy_into(DAStaticFile('s', filename='{start}'))", *code.splitlines(), f"shown = {shown}"]
        source = (
            "objects:\n  - made: DAFile\n  - other: DAFile\n---\nmandatory: True\ncode: |\n"
            + "".join(f"  {line}\n" for line in lines) + END
        )  # fmt: skip
        static = {"static/cow.png": picture, "static/a.docx": word("Some words"), "static/f.pdf": form()}
        result = assemble(source, files=static)
        return result.screen.title, [file for file in result.result.files if file.id in result.screen.subquestion]

    return run


def test_a_picture_becomes_a_pdf_and_another_picture(done):
    title, (made,) = done("made.convert_to('pdf')")
    assert (title, made.mimetype, len(pdf_of(made.content).pages)) == ("cow.pdf", "application/pdf", 1)
    title, (made,) = done("made.convert_to('jpg')")
    assert (title, Image.open(io.BytesIO(made.content)).format) == ("cow.jpg", "JPEG")


def test_a_docx_becomes_a_pdf_and_its_words(done):
    title, (made,) = done("made.convert_to('pdf')", "a.docx")
    assert (title, "Some words" in pdf_of(made.content).pages[0].extract_text()) == ("a.pdf", True)
    assert done("made.convert_to('md')", "a.docx")[1][0].content.strip() == b"Some words"


@pytest.mark.parametrize(("start", "kind"), [("f.pdf", "png"), ("cow.png", "docx"), ("a.docx", "exe"), ("a.docx", "")])
def test_what_cannot_be_made_of_a_file_is_an_error_that_says_what_can(done, start, kind):
    with pytest.raises(AuthorError) as error:
        done(f"made.convert_to('{kind}')", start)
    assert "DOCX becomes" in error.value.fix


@pytest.mark.parametrize("area", ["TOP_LEFT", "TOP_RIGHT", "BOTTOM_RIGHT", "BOTTOM_LEFT"])
def test_pages_are_numbered(done, area):
    code = f"made.bates_number(made, made, prefix='AB', digits=4, start=9, area='{area}', filename='n')"
    title, (made,) = done(code)
    assert title == "n.pdf"
    assert ["".join(page.extract_text().split()) for page in pdf_of(made.content).pages] == ["AB0009", "AB0010"]


def test_what_was_typed_into_a_number_draws_nothing_but_itself(done):
    _, (made,) = done("made.bates_number(prefix=') Tj ET q (', digits=1)", "f.pdf")
    assert ") Tj ET q (1" in pdf_of(made.content).pages[0].extract_text()


def test_letters_that_the_font_lacks_are_question_marks(done):
    _, (made,) = done("made.bates_number(prefix='é€Ж', digits=1)", "f.pdf")
    assert "é??1" in pdf_of(made.content).pages[0].extract_text()


def test_there_are_four_corners(done):
    with pytest.raises(AuthorError, match="no such corner"):
        done("made.bates_number(area='MIDDLE')")


@pytest.mark.parametrize(
    ("call", "start", "shown"),
    [
        ("made.uses_acroform()", "f.pdf", "True"),
        ("made.uses_acroform()", "cow.png", "False"),
        ("made.is_encrypted()", "f.pdf", "False"),
        ("made.fix_up()", "f.pdf", "None"),
        ("made.user_access('a@example.org')['emails']", "cow.png", "[]"),
        ("made.privilege_access()", "cow.png", "[]"),
        ("made.url_for(external=True) == interview_url().split('/interview')[0] + made.url_for()", "cow.png", "True"),
        ("DAStaticFile('s', filename='f.pdf').uses_acroform()", "cow.png", "True"),
        ("DAStaticFile('s', filename='f.pdf').mimetype", "cow.png", "application/pdf"),
        ("DAFileList('l', elements=[made]).get_alt_text()", "cow.png", "None"),
    ],
)
def test_what_is_known_of_a_file(done, call, start, shown):
    assert done("", start, call)[0] == shown


def test_a_locked_pdf_is_known_and_refused(assemble, done, tmp_path):
    packed = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(packed, encryption=pikepdf.Encryption(owner="o", user="u"))
    source = (
        "objects:\n  - made: DAFile\n---\nmandatory: True\ncode: |\n"
        "  made.copy_into(DAStaticFile('s', filename='locked.pdf'))\n  shown = made.is_encrypted()\n"
    )
    assert assemble(source + END, files={"static/locked.pdf": packed.getvalue()}).screen.title == "True"
    with pytest.raises(AuthorError, match="locked"):
        assemble(source + "  made.fix_up()\n" + END, files={"static/locked.pdf": packed.getvalue()})


def test_a_file_is_renamed_and_described_alone_and_in_a_list(done):
    code = (
        "group = DAFileList('group', elements=[made])\ngroup.set_alt_text('A [cow]')\n"
        "group.set_attributes(filename='b/c.png')"
    )
    title, _ = done(code, shown="made.filename + ' ' + group.get_alt_text()")
    assert title == "b_c.png A [cow]"


def test_a_file_takes_over_a_document_of_the_package_or_the_first_of_a_list(done):
    title, files = done("other.copy_into(DAFileList('l', elements=[made]))", shown="other.filename + other.extension")
    assert (title, len(files)) == ("cow.pngpng", 1)


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ("other.initialize(filename='a.csv')", "a.csv csv text/csv"),
        ("other.initialize(extension='jpg')", "file.jpg jpg image/jpeg"),
        ("other.initialize()", "file.txt txt text/plain"),
        ("other.initialize(filename='a.csv')\nother.initialize(filename='b.txt')", "a.csv csv text/csv"),
        ("other.initialize()\nother.set_mimetype('image/png')", "file.txt png image/png"),
    ],
)
def test_a_file_is_made_ready(done, call, shown):
    title, _ = done(call, shown="other.filename + ' ' + other.extension + ' ' + other.mimetype")
    assert title == shown


def test_a_file_has_no_path_and_says_what_to_do(done):
    with pytest.raises(AuthorError) as error:
        done("made.path()")
    assert "slurp" in error.value.fix


def test_a_word_file_can_be_read_again(done):
    _, (made,) = done("made.convert_to('docx')", "a.docx")
    assert docx.Document(io.BytesIO(made.content)).paragraphs[0].text == "Some words"


@pytest.mark.parametrize(
    ("call", "message", "fix"),
    [
        ("made.from_url('https://example.org/a.pdf')", "without a network", "copy_into"),
        ("made.make_ocr_pdf()", "reads the text of pictures", "bates_number"),
        ("made.make_ocr_pdf_in_background(made)", "reads the text of pictures", "bates_number"),
        ("made.page_path(1, 'page')", "not made into pictures", "PDF itself"),
        ("ocr_file(made)", "reads what pictures show", "Ask the person"),
        ("read_qr(made)", "reads what pictures show", "Ask the person"),
    ],
)
def test_what_files_cannot_do_here_says_why_and_what_to_do(assemble, call, message, fix):
    with pytest.raises(AuthorError, match=message) as refused:
        assemble(f"objects:\n  - made: DAFile\n---\nmandatory: True\ncode: |\n  {call}\n")
    assert fix in refused.value.fix


def test_no_pictures_of_pages_are_ever_ready(assemble):
    source = "objects:\n  - made: DAFile\n---\nmandatory: True\nquestion: ${ made.pngs_ready() }\n"
    assert assemble(source).screen.title == "False"
