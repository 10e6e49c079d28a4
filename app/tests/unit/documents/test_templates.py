import io
import re
import zipfile

import pytest

from chancery.documents.references import refreshing
from chancery.language.errors import AuthorError

from .conftest import LETTER, NASTY, squeezed

INTERVIEW = f"metadata:\n  title: Templates\n---{LETTER}"


@pytest.fixture
def filled(assemble, word):
    def run(*parts, name: str = "Ada", files: dict[str, bytes] | None = None, header: str = ""):
        return assemble(
            INTERVIEW, {"templates/letter.docx": word(*parts, header=header), **(files or {})}, name=name, town="Rome"
        )

    return run


@pytest.mark.control("answers_are_data")
def test_an_answer_is_text_in_word_and_in_the_pdf_of_it(filled):
    made = filled("Dear {{ name }}!", ["{{ name }}", "b"], header="To {{ name }}", name=NASTY)
    assert made.docx_text().count(NASTY) == 3
    assert squeezed(made.pdf_text()).count(squeezed(NASTY)) == 3


def test_lines_that_were_typed_stay_lines(filled):
    assert "one\ntwo" in filled("{{ name }}", name="one\r\ntwo").docx_text()


def test_a_variable_without_a_value_is_asked_for(filled):
    assert "in Rome" in filled("{{ name }} in {{ town }}").docx_text()


def test_paragraphs_and_rows_come_and_go(filled):
    rows = [["Name", "Age"], ["{%tr for person in people %}", ""], ["{{ person.name }}", "{{ person['age'] }}"],
            ["{%tr endfor %}", ""]]  # fmt: skip
    text = filled("{%p if name == 'Ada' %}", "Yes", "{%p else %}", "No", "{%p endif %}", rows).docx_text()
    assert "Yes" in text
    assert "No" not in text
    assert [line for line in text.split("\n") if line in ("Ada", "30", "Bo", "40")] == ["Ada", "30", "Bo", "40"]


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        ("{{ name | upper }}", "ADA"),
        ("{{ people | map(attribute='name') | join(', ') }}", "Ada, Bo"),
        ("{{ missing | default('none') }}", "none"),
        ("{% for p in people %}{{ loop.index }}{{ p.name }}{% if not loop.last %};{% endif %}{% endfor %}", "1Ada;2Bo"),
        ("{% set n = 3 %}{{ n * 2 }}", "6"),
        ("{% macro hi(who) %}Hi {{ who }}{% endmacro %}{{ hi(name) }}", "Hi Ada"),
        ("{{ 'yes' if people else 'no' }} {{ 1 is odd }}", "yes True"),
        ("{{ currency(12) }} {{ name | capitalize }}", "$12.00 Ada"),
        ("{{ “curly” }}", "curly"),
        ("{% with x = 2 %}{{ x }}{% endwith %}", "2"),
        ("{{ town is defined }} {{ name ~ 1 }}", "False Ada1"),
        ("{# a comment #}end", "end"),
        ("{{ people | selectattr('age', 'gt', 35) | map(attribute='name') | first }}", "Bo"),
        ("{% for row in [1, 2, 3] | batch(2, 0) %}{{ row | join('-') }};{% endfor %}", "1-2;3-0;"),
        ("{% for column in [1, 2, 3] | slice(2) %}{{ column | join('-') }};{% endfor %}", "1-2;3;"),
        (
            "{% for group in people | groupby('age') %}{{ group.grouper }}{{ group.list | length }};{% endfor %}",
            "301;401;",
        ),
        ("{% for age, some in people | groupby('age') %}{{ age }};{% endfor %}", "30;40;"),
        ("{{ {'b': 1, 'a': 2} | dictsort(by='value', reverse=true) | join }}", "('a', 2)('b', 1)"),
        ("{{ 'x' | int }} {{ '3.7' | int }} {{ 'x' | float(2) }} {{ 2.4 | round(0, 'ceil') }}", "0 3 2 3.0"),
        ("{{ '%s of %d' | format(name, 2) }}", "Ada of 2"),
        ("{{ '<b>bold</b>' | striptags }} {{ 'a b' | urlencode }} {{ {'a': 1} | urlencode }}", "bold a%20b a=1"),
        (
            "{{ 'a b c' | wordwrap(3, true, '/') }} {{ 1234567 | filesizeformat }} {{ 1 | filesizeformat }}",
            "a b/c 1.2 MB 1 Byte",
        ),
        ("{{ [1, 'a'] | tojson }} {{ [1, 2] | all }} {{ 'x' | center(3) }}|", '[1, "a"] True  x |'),
        ("{{ ('{}!' | attr('format'))(name) }}", "Ada!"),
        ("{{ 'A & B &amp; <C>' }} {{ 'yes' if name ~ ' & Bo' == 'Ada & Bo' else 'no' }}", "A & B &amp; <C> yes"),
        ("{% for n in [1, 1, 2] %}{% if loop.changed(n) %}{{ n }};{% endif %}{% endfor %}|", "1;2;|"),
    ],
)
def test_what_jinja_says(filled, marks, shown):
    assert shown in filled(marks).docx_text()


def test_markdown_becomes_words_own(filled):
    made = filled("{{p '**fat** and\\n\\n* one' | markdown }}", "{{r '*thin*' | inline_markdown }}")
    with zipfile.ZipFile(io.BytesIO(made.file("DOCX"))) as archive:
        xml = archive.read("word/document.xml").decode()
    assert "<w:b/>" in xml
    assert "<w:i/>" in xml
    assert "**" not in made.docx_text()


def test_another_template_is_included(filled, word):
    made = filled(
        "Before", "{{p include_docx_template('inner.docx', extra='more') }}", "After",
        files={"templates/inner.docx": word("Inside for {{ name }} and {{ extra }}")}, name=NASTY,
    )  # fmt: skip
    lines = [line for line in made.docx_text().split("\n") if line.strip()]
    assert lines[:3] == ["Before", f"Inside for {NASTY} and more", "After"]


def test_templates_that_include_each_other_are_an_error(filled):
    with pytest.raises(AuthorError, match="include each other"):
        filled("{{p include_docx_template('letter.docx') }}")


def test_several_templates_make_one_document(assemble, word, picture):
    source = INTERVIEW.replace("letter.docx\n", "\n    - letter.docx\n    - code: |\n        'second.docx'\n", 1)
    files = {
        "templates/letter.docx": word("First of {{ name }}", header="Head"),
        "templates/second.docx": word("Second in {{ town }}", "{{ '[FILE seal.png]' }}", ["{{ name }}", "b"]),
        "static/seal.png": picture,
    }
    made = assemble(source, files, name=NASTY, town="Rome")
    text = made.docx_text()
    assert text.index("First of") < text.index("Second in Rome")
    assert text.count(NASTY) == 2
    assert "Second in Rome" in made.pdf_text()
    with zipfile.ZipFile(io.BytesIO(made.file("DOCX"))) as archive:
        xml = archive.read("word/document.xml").decode()
    assert "pic:pic" in xml
    assert xml.count("<w:sectPr") == 1
    assert xml.index("Second in Rome") < xml.index("<w:sectPr")


def test_numbers_that_code_gives_have_as_many_places_as_are_wanted(assemble, word):
    source = INTERVIEW.replace(
        "letter.docx\n", "letter.docx\n  decimal places: 2\n  fields:\n    - a: ${ 1.5 }\n  field code:\n    - b: 2.5\n"
        "    - c: 3\n  code: |\n    {'d': 1.005e3}\n", 1
    )  # fmt: skip
    files = {"templates/letter.docx": word("{{ a }} {{ b }} {{ c }} {{ d }}")}
    assert "1.5 2.50 3 1005.00" in assemble(source, files).docx_text()
    with pytest.raises(AuthorError, match="decimal places"):
        assemble(source.replace("places: 2", "places: two"), files)


def test_a_field_may_be_a_list_or_a_mapping(assemble, word):
    source = INTERVIEW.replace(
        "letter.docx\n", "letter.docx\n  fields:\n    - items:\n        - Soap\n        - ${ name }\n        - 3\n"
        "    - shop:\n        place: ${ town }\n", 1
    )  # fmt: skip
    marks = "{% for item in items %}{{ loop.index }}: {{ item }};{% endfor %} {{ shop.place }}"
    made = assemble(source, {"templates/letter.docx": word(marks)}, name=NASTY, town="Rome")
    assert f"1: Soap;2: {NASTY};3: 3; Rome" in made.docx_text()


def test_a_picture_stands_in_the_document(filled, picture):
    made = filled("{{ '[FILE seal.png, 1in]' }}", files={"static/seal.png": picture})
    with zipfile.ZipFile(io.BytesIO(made.file("DOCX"))) as archive:
        assert b"<w:drawing>" in archive.read("word/document.xml")


@pytest.mark.control("code_in_a_jail")
@pytest.mark.parametrize(
    "marks",
    [
        "{{ name.__class__ }}", "{{ name['__class__'].mro() }}", "{{ ().__class__.__base__ }}",
        "{{ __import__('os') }}",
        "{{ name|attr('__class__') }}", "{{ people|map(attribute='__class__')|list }}", "{{ _private }}",
        "{% include 'other.html' %}", "{% import 'os' as os %}", "{% extends 'x' %}", "{% block x %}{% endblock %}",
        "{{ self._TemplateReference__context }}", "{{ lipsum.__globals__ }}", "{{ cycler }}", "{{ joiner }}",
        "{{ name.mro }}", "{{ f(*people) }}", "{{ f(**people) }}", "{{ f(__a=1) }}", "{{ name.format.__self__ }}",
        "{% set __builtins__ = 1 %}", "{% for __x in people %}{% endfor %}", "{% macro _m() %}{% endmacro %}",
        "{{ ('{0.__class__}'|attr('format'))(name) }}", "{{ (['{0.__class__}']|map(attribute='format')|first)(name) }}",
        "{{ ('{0.__class__}'|attr('format_map'))({'0': name}) }}", "{{ '{0.__class__}'.format(name) }}",
        "{{ ((['{0.__class__}']|groupby('format')|first).grouper)(name) }}", "{{ (name|attr('real.format')) }}",
        "{{ people|sort(attribute='__class__') }}", "{{ people|groupby('gi_frame') }}", "{{ open('/etc/passwd') }}",
    ],
)  # fmt: skip
def test_a_template_reaches_nothing(filled, marks):
    """Each is refused when it is compiled, or is a name that nothing defines, or no attribute: it never renders."""
    with pytest.raises(AuthorError) as refused:
        filled(marks)
    assert "root:" not in str(refused.value)


def test_the_corpus_can_fail(filled):
    """Marks of the same kinds that are harmless do render."""
    assert "str" not in filled("{{ name['x':] if false else name.strip() }}").docx_text()


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04cut"])
def test_what_is_no_docx_says_so(assemble, content):
    with pytest.raises(AuthorError, match=r"no DOCX file.*Save it again"):
        assemble(INTERVIEW, {"templates/letter.docx": content}, name="x", town="y")


def test_a_bomb_is_refused_before_it_is_unpacked(assemble):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(80 * 2**20))
    with pytest.raises(AuthorError, match="too large once it is unpacked"):
        assemble(INTERVIEW, {"templates/letter.docx": packed.getvalue()}, name="x", town="y")


def test_a_missing_template_names_one_that_is_there(assemble, word):
    with pytest.raises(AuthorError, match=r"“leter.docx”.*Did you mean “letter.docx”"):
        assemble(
            INTERVIEW.replace("file: letter.docx", "file: |\n    leter.docx") + "\n# letter.docx\n",
            {"templates/letter.docx": word("x")}, name="x", town="y",
        )  # fmt: skip


@pytest.mark.parametrize(("written", "asks"), [("True", True), ("name == 'Ada'", True), ("False", False)])
def test_a_document_may_ask_word_to_bring_its_references_up_to_date(assemble, word, written, asks):
    source = INTERVIEW.replace(
        "docx template file: letter.docx", f"docx template file: letter.docx\n  update references: {written}"
    )
    made = assemble(source, {"templates/letter.docx": word("Dear {{ name }}")}, name="Ada")
    assert "Dear Ada" in made.docx_text()
    assert (b"<w:updateFields" in part_of(made.file("DOCX"), "word/settings.xml")) is asks


def test_a_document_without_settings_gets_them_to_ask_for_that(word):
    bare = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word("A"))) as whole, zipfile.ZipFile(bare, "w") as without:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "word/_rels/document.xml.rels":
                content = re.sub(rb'<Relationship [^>]*settings"[^>]*/>', b"", content)
            if name != "word/settings.xml":
                without.writestr(name, content.replace(b"/word/settings.xml", b"/word/gone.xml"))
    made = refreshing(bare.getvalue())
    assert part_of(made, "word/settings.xml").count(b"<w:updateFields") == 1
    assert refreshing(made).count(b"PK") == made.count(b"PK")


def part_of(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)
