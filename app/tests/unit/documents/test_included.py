"""Templates within templates: `include_docx_template`, and what it does with documents that the session has made."""

import pytest

from chancery.language.errors import AuthorError

from .conftest import LETTER, NASTY

NOTE = """---
attachment:
  name: Note
  filename: note
  variable name: note
  content: |
    **Noted** for ${ name }
"""


@pytest.fixture
def filled(assemble, word):
    def run(*parts, name="Ada", **templates):
        files = {f"templates/{one}.docx": content for one, content in templates.items()}
        return assemble(LETTER + NOTE, {"templates/letter.docx": word(*parts), **files}, name=name, town="Rome")

    return run


def lines(made):
    return [line for line in made.docx_text().split("\n") if line.strip()]


def test_each_item_of_a_loop_may_have_a_template_of_its_own(filled, word):
    made = filled(
        "{%p for one in people %}", "{{p include_docx_template('inner.docx', person=one, nth=loop.index) }}",
        "{%p endfor %}", "{%p if name == 'nobody' %}", "{{p include_docx_template('inner.docx') }}", "{%p endif %}",
        "End",
        inner=word("{{ nth }}: {{ person.name }}", [["{{ person.age }}", "{{ town }}"]]),
    )  # fmt: skip
    assert lines(made) == ["1: Ada", "30", "Rome", "2: Bo", "40", "Rome", "End"]


def test_a_template_within_a_template_asks_for_what_it_wants(filled, word):
    made = filled(
        "{{p include_docx_template('outer.docx') }}",
        "{{p include_docx_template(DAStaticFile(filename='inner.docx')) }}",
        outer=word("Outer", "{{p include_docx_template('inner.docx') }}"), inner=word("In {{ town }}"),
    )  # fmt: skip
    assert lines(made) == ["Outer", "In Rome", "In Rome"]


def test_words_of_a_template_may_stand_in_a_line(filled, word):
    made = filled(
        "Made {{r include_docx_template('inner.docx', who=name, _inline=True) }}, today",
        inner=word("", "by {{ who }}", "and not this"), name=NASTY,
    )  # fmt: skip
    assert lines(made) == [f"Made by {NASTY}, today"]


def test_a_template_may_be_taken_as_it_is(filled, word):
    made = filled("{{p include_docx_template('inner.docx', _use_jinja2=False) }}", inner=word("Write {{ missing }}"))
    assert lines(made) == ["Write {{ missing }}"]


@pytest.mark.control("answers_are_data")
@pytest.mark.parametrize("which", ["note", "note.docx"])
def test_a_document_of_the_session_is_taken_as_it_is(filled, which):
    """What was typed into it is no template, whatever it looks like."""
    made = filled("{{p include_docx_template(" + which + ") }}", name="{{ 7*191 }} {% if x %} \ue0f00\ue0f1")
    assert lines(made) == ["Noted for {{ 7*191 }} {% if x %} 0"]


def test_a_file_of_another_kind_cannot_stand_there(filled):
    with pytest.raises(AuthorError, match=r"Only a DOCX.*Take the `.docx`"):
        filled("{{p include_docx_template(note.pdf) }}")


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        ("{% for one in people %}{{ currency(one.age, symbol=one.name) }};{% endfor %}", "Ada30.00;Bo40.00;"),
        ("{% macro hi(a, b='') %}{{ a }}{{ b }}{% endmacro %}{% set x = 1 %}{{ hi(name, b=x) }}", "Ada1"),
        (
            "{% set sum = namespace(all=0) %}{% for one in people %}{% set sum.all = sum.all + one.age %}{% endfor %}"
            "{{ sum.all }}",
            "70",
        ),
        ("{% set it = namespace() %}{% set it.words %}Hi {{ name }}{% endset %}{{ it.words | upper }}", "HI ADA"),
    ],
)
def test_names_of_a_template_are_given_on(filled, marks, shown):
    assert lines(filled(marks)) == [shown]


@pytest.mark.control("code_in_a_jail")
@pytest.mark.parametrize(
    "marks",
    [
        "{% for one in people %}{{ currency(1, symbol=one.__class__) }}{% endfor %}",
        "{{ currency(1, symbol=_private) }}", "{{ namespace(__class__=1) }}", "{{ namespace.__init__ }}",
        "{% set it = namespace() %}{% set it.__class__ = 1 %}", "{% set it = namespace() %}{% set it._x = 1 %}",
        "{% set it = namespace() %}{{ it.__dict__ }}", "{% set it = namespace() %}{% set it.mro = 1 %}",
        "{% set people.clear = 1 %}", "{% set _parts.x = 1 %}", "{% set name.upper %}x{% endset %}",
        "{{ _jinja_put(people, 'x', 1) }}", "{{ namespace({'a': 1}) }}",
        "{{p include_docx_template('/etc/passwd') }}", "{{p include_docx_template('../letter.docx') }}",
    ],
)  # fmt: skip
def test_no_way_leads_out_of_them(filled, marks):
    with pytest.raises(AuthorError) as refused:
        filled(marks)
    assert "root:" not in str(refused.value)
