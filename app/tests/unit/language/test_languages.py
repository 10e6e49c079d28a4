"""Interviews in more than one language: translations, terms, help, labels, and what is said of a wrong answer."""

import pytest

from chancery.language import AuthorError

CHOOSE = """
initial: True
code: |
  set_language(tongue)
---
question: Language
field: tongue
choices:
  - English: en
  - Español: es
"""
ASK = """---
mandatory: True
question: How old is ${ dog }?
subquestion: |
  A {friendly} question.
fields:
  - Age: age
    datatype: integer
---
code: |
  dog = 'Rex'
"""
WORDS = """es:
  How old is ${ dog }?: ¿Qué edad tiene ${ dog }?
  Age: Edad
  A {friendly} question.: Una pregunta {amable}.
"""
TRANSLATED = "translations:\n  - es.yml\n---" + CHOOSE + ASK
BELOW = {"sources/es.yml": WORDS}


@pytest.mark.parametrize(
    ("tongue", "title", "label"), [("English", "How old is Rex?", "Age"), ("Español", "¿Qué edad tiene Rex?", "Edad")]
)
def test_texts_are_shown_in_the_language_that_was_chosen(talk, tongue, title, label):
    person = talk(TRANSLATED, below=BELOW).answer(tongue=tongue)
    assert (person.title, person.field("age").label) == (title, label)


def test_a_block_before_its_translations_is_translated_too(talk):
    person = talk(CHOOSE + ASK + "---\ntranslations: es.yml\n", below=BELOW).answer(tongue="Español")
    assert person.title == "¿Qué edad tiene Rex?"


def test_a_wrong_answer_is_judged_in_the_language_of_the_screen(talk):
    person = talk(TRANSLATED, below=BELOW).answer(tongue="Español").answer(age="many")
    assert person.result.screen.errors == {"field_0": "Escriba un número entero, por ejemplo 12."}
    assert person.title == "¿Qué edad tiene Rex?"


def test_the_page_has_its_own_words_in_the_language_of_the_screen(talk):
    person = talk(TRANSLATED, below=BELOW)
    assert "back button label" not in person.result.screen.parts
    parts = person.answer(tongue="Español").result.screen.parts
    assert (parts["back button label"], parts["optional label"]) == ("Atrás", "Opcional")


def test_terms_and_help_are_those_of_the_language(talk):
    source = (
        "terms:\n  - friendly: Kind.\nlanguage: en\n---\nterms:\n  - amable: Cortés.\nlanguage: es\n---\n"
        "interview help: |\n  Ask us.\nlanguage: en\n---\ninterview help: |\n  Pregunte.\nlanguage: es\n---\n"
    )
    person = talk(source + TRANSLATED, below=BELOW).answer(tongue="Español")
    assert [word for word, _ in person.result.screen.terms] == ["amable"]
    assert [section.html.strip() for section in person.result.screen.help] == ["<p>Pregunte.</p>"]


def test_metadata_may_be_written_once_for_each_language(talk):
    source = "metadata:\n  title:\n    en: Dogs\n    es: Perros\n---" + CHOOSE + ASK
    person = talk(source)
    assert person.interview.info.title == "Dogs"
    assert person.result.screen.parts["title"] == "Dogs"
    assert person.answer(tongue="Español").result.screen.parts["title"] == "Perros"


def test_words_in_code_are_translated_too(talk):
    source = (
        "translations: es.yml\n---"
        + CHOOSE
        + "---\nmandatory: True\nquestion: |\n  ${ word('Age') } ${ word('Yes') }\n"
    )
    assert talk(source, below=BELOW).answer(tongue="Español").title == "Edad Sí"


DATED = "---\nmandatory: True\nquestion: |\n  ${ format_date('2026-03-04') }, ${ format_time('15:06') }\n"


def test_the_interview_says_how_its_dates_are_written(talk):
    assert talk("metadata:\n  date format: yyyy/MM/dd\n" + DATED).title == "2026/03/04, 3:06 PM"
    parts = "initial: True\ncode: |\n  set_parts(date_format='d.M.yy', time_format='HH')\n"
    assert talk(parts + DATED).title == "4.3.26, 15"


@pytest.mark.parametrize(
    ("named", "below", "message"),
    [
        ("gone.yml", {}, "does not exist"),
        ("es.doc", {"sources/es.doc": ""}, "cannot be of this kind"),
        ("es.xlsx", {"sources/es.xlsx": "no zip"}, "cannot be read"),
        ("es.xlf", {"sources/es.xlf": "<xliff"}, "cannot be read"),
        ("es.yml", {"sources/es.yml": "es: Hola\n"}, "must have a mapping"),
        ("es.yml", {"sources/es.yml": "es:\n  Age: ${ (lambda: (yield))() }\n"}, "not allowed"),
    ],
)
def test_a_file_of_translations_that_is_wrong_is_named(interview, named, below, message):
    with pytest.raises(AuthorError, match=message):
        interview(f"translations:\n  - {named}\n---" + CHOOSE + ASK, below)
