"""Uploads and signatures: what is asked for, and what comes of the files that are sent."""

import msgspec
import pytest

from chancery.protocol import Upload

from .conftest import words

ID = "0123456789abcdef0123456789abcdef"
FIELDS = "question: Proof\nfields:\n  - Proof: proof\n    datatype: {}\n---\n"
END = "mandatory: True\nquestion: End\nsubquestion: |\n  {}\n"


def upload(name: str = "lease.pdf", mimetype: str = "application/pdf", number: int = 0) -> Upload:
    return Upload(f"{number:032x}", name, mimetype, 1200)


def send(conversation, *files: Upload):
    field = conversation.result.screen.form.fields[0]
    return conversation.post({}, uploads={field.key: list(files)} if files else {})


@pytest.mark.parametrize(("datatype", "several"), [("file", False), ("files", True), ("camera", False)])
def test_a_field_for_files(talk, datatype: str, several: bool):
    [field] = talk(FIELDS.format(datatype) + END.format("${ proof.ok }")).result.screen.form.fields
    assert (field.input, field.several, field.required) == ("file", several, True)


def test_an_upload_is_a_list_of_files(talk):
    end = END.format("${ len(proof) } ${ proof[0].filename } ${ proof.size_in_bytes() } ${ proof[1].mimetype }")
    talked = send(talk(FIELDS.format("files") + end), upload("a.pdf"), upload("b.png", "image/png", 1))
    assert talked.text == "End 2 a.pdf 1200 image/png"


def test_a_picture_shows_itself_and_another_file_is_a_link(talk):
    talked = send(talk(FIELDS.format("files") + END.format("${ proof }")), upload(), upload("b.png", "image/png", 1))
    shown = talked.result.screen.subquestion
    assert f'<img class="img-fluid" src="/session/session/file/{1:032x}"' in shown
    assert f'<a href="/session/session/file/{0:032x}">' in shown


def test_the_name_of_a_file_is_data(talk):
    name = "${7*191} *x* [BR] <b>.pdf"
    talked = send(talk(FIELDS.format("file") + END.format("${ proof.filename }|${ proof }")), upload(name))
    assert words(talked.result.screen.subquestion).startswith(name)


@pytest.mark.parametrize("name", ["a", "a.<b>", "a.PDF]x", "a." + "x" * 30])
def test_an_odd_ending_cannot_break_the_mark(talk, name: str):
    talked = send(talk(FIELDS.format("file") + END.format("${ proof }")), upload(name))
    assert words(talked.result.screen.subquestion) == "Download the file"


def test_nothing_sent(talk):
    required = send(talk(FIELDS.format("file") + END.format("${ proof }")))
    assert required.result.screen.errors == {"field_0": "You need to choose a file."}
    optional = "question: Proof\nfields:\n  - Proof: proof\n    datatype: file\n    required: False\n---\n"
    assert send(talk(optional + END.format("${ proof is None }"))).text == "End True"


ACCEPT = "question: Proof\nfields:\n  - Proof: proof\n    datatype: file\n    accept: |\n      'image/*, .pdf'\n---\n"


@pytest.mark.parametrize(
    ("file", "fine"),
    [
        (upload("a.pdf", "application/octet-stream"), True),
        (upload("a.png", "image/png"), True),
        (upload("a.docx", "application/msword"), False),
    ],
)
def test_only_some_kinds(talk, file: Upload, fine: bool):
    talked = talk(ACCEPT + END.format("${ proof.ok }"))
    assert talked.result.screen.form.fields[0].accept == "image/*, .pdf"
    send(talked, file)
    if fine:
        assert talked.text == "End True"
    else:
        assert "one of these kinds: image/*, .pdf" in talked.result.screen.errors["field_0"]


@pytest.mark.control("uploads_are_what_they_say")
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("kind", "Files of this kind are not taken."),
        ("content", "This file is not what its name says."),
        ("damaged", "This file cannot be read; it may be damaged."),
        ("locked", "This PDF is locked with a password."),
        ("bulky", "This file is too large once it is opened."),
    ],
)
def test_what_is_wrong_with_a_file_is_said_at_its_field(talk, fault: str, said: str):
    talked = talk(FIELDS.format("files") + END.format("${ proof.ok }"))
    bad = msgspec.structs.replace(upload(number=1), fault=fault)
    assert send(talked, bad).result.screen.errors["field_0"].startswith(said)
    # Of several, which one it is.
    assert send(talked, upload(), bad).result.screen.errors["field_0"].startswith(f"File 2: {said}")
    assert send(talked, upload()).text == "End True"


def test_an_author_may_say_it_in_other_words(talk):
    own = "question: Proof\nfields:\n  - Proof: proof\n    datatype: file\n    validation messages:\n"
    talked = talk(own + "      file locked: Ask us for help.\n---\n" + END.format("${ proof.ok }"))
    bad = msgspec.structs.replace(upload(), fault="locked")
    assert send(talked, bad).result.screen.errors == {"field_0": "Ask us for help."}


def test_pictures_are_made_smaller(talk):
    source = "features:\n  maximum image size: 900\n  image upload type: png\n---\n" + FIELDS.format("file")
    [field] = talk(source + END.format("${ proof }")).result.screen.form.fields
    assert (field.pixels, field.picture_type) == (900, "png")
    own = "question: Proof\nfields:\n  - Proof: proof\n    datatype: file\n    maximum image size: 100\n"
    [field] = talk(own + "    image upload type: jpeg\n---\n" + END.format("${ proof }")).result.screen.form.fields
    assert (field.pixels, field.picture_type) == (100, "jpeg")


SIGN = 'question: Sign\nsignature: mark\npen color: "#33f"\nunder: Ann\n---\n'


def test_a_signature(talk):
    talked = talk(SIGN + END.format("${ mark.ok } ${ mark }"))
    [field] = talked.result.screen.form.fields
    assert (field.input, field.pen_color, field.variable) == ("signature", "#33f", "mark")
    assert send(talked).result.screen.errors == {"field_0": "You need to sign here, or type your name."}
    assert "<img" in send(talked, upload("signature.png", "image/png")).result.screen.subquestion


def test_a_signature_may_be_left_out(talk):
    assert send(talk(SIGN.replace("under", "required: False\nunder") + END.format("${ mark }"))).text == "End None"


def test_a_file_that_depends_on_another_answer(talk):
    source = (
        "question: Proof\nfields:\n  - Any: any_proof\n    datatype: yesno\n"
        "  - Proof: proof\n    datatype: file\n    show if: any_proof\n---\n"
    ) + END.format("${ any_proof } ${ defined('proof') }")
    talked = talk(source)
    assert talked.post({"field_0": []}).text == "End False False"


def test_pages_that_take_kinds_badly_written_say_where(interview):
    from chancery.language import AuthorError

    with pytest.raises(AuthorError, match=r"test\.yml:5"):
        interview("question: Proof\nfields:\n  - Proof: proof\n    datatype: file\n    accept: image/*, pdf\n")
