"""Templates with variables of their own, messages with buttons, and addresses that lead elsewhere."""

import pytest

from .conftest import words

TEMPLATE = """
template: note
subject: For ${ who }
content: |
  To ${ who }, of ${ town }.
---
code: |
  town = 'Rome'
---
question: Who
fields:
  - Who: name
---
mandatory: True
question: Q
subquestion: |
  """


@pytest.mark.parametrize(
    ("shown", "words_"),
    [
        ("${ note.show(who='Ann') }", "Q To Ann, of Rome."),
        ("${ note.show_as_markdown(who='Ann', town='Bari') } ${ town }", "Q To Ann, of Bari. Rome"),
        ("${ note.content_as_html(who='A') } ${ note.subject_as_html(who='B') }", "Q To A, of Rome. For B"),
        # What is no variable's name reaches nothing beside the variables.
        ("${ note.show(**{'__builtins__': {}, '_internal': 1, 'who': 'Ann', 'x.y': 1}) }", "Q To Ann, of Rome."),
    ],
)
def test_a_template_takes_variables_for_one_use(talk, shown, words_):
    person = talk(TEMPLATE + shown)
    assert person.text == words_
    assert "who" not in person.variables


def test_what_was_typed_stays_words_in_a_template(talk):
    person = talk(f"{TEMPLATE}${{ note.show(who=name) }}").answer(name="**b** <i>")
    assert "To **b** &lt;i&gt;, of" in person.result.screen.subquestion


@pytest.mark.parametrize(
    ("call", "buttons"),
    [
        ("message('Bye')", [("Restart", "restart", ""), ("Exit", "exit", "")]),
        ("message('Bye', url='https://e.org/')", [("Restart", "restart", ""), ("Exit", "exit", "https://e.org/")]),
        ("message(question='Bye', show_leave=True, show_restart=False, url='https://e.org/')",
         [("Leave", "leave", "https://e.org/")]),
        ("message('Bye', show_leave=True, show_exit=True, show_restart=False)",
         [("Leave", "leave", ""), ("Exit", "exit", "")]),
        ("message('Bye', show_restart=False, show_exit=False, buttons=[{'More': 'exit', 'url': 'https://e.org/'},"
         " {'Again': 'restart'}, ('Go', 'leave')])",
         [("More", "exit", "https://e.org/"), ("Again", "restart", ""), ("Go", "leave", "")]),
    ],
)  # fmt: skip
def test_a_message_has_the_buttons_that_it_says(talk, call, buttons):
    person = talk(f"mandatory: True\ncode: |\n  {call}")
    assert person.title == "Bye"
    [field] = person.result.screen.form.fields
    assert [(words(choice.label), choice.command, choice.url) for choice in field.choices] == buttons


@pytest.mark.parametrize(
    ("call", "address"),
    [
        ("url_of('https://e.org/a', query='Hi, you!')", "https://e.org/a?query=Hi%2C%20you%21"),
        ("url_of('https://e.org/?a=1', b=2, _external=True)", "https://e.org/?a=1&b=2"),
        ("url_of('mailto:a@e.org', subject='a b')", "mailto:a@e.org?subject=a%20b"),
        ("url_of('HTTP://e.org')", "HTTP://e.org"),
        ("url_of('javascript:alert(1)')", "/package/javascript/alert%281%29"),
    ],
)
def test_an_address_elsewhere_gets_its_query(talk, call, address):
    assert talk(f"mandatory: True\nquestion: Q\nsubquestion: |\n  `${{ {call} }}`\n").text == f"Q {address}"


def test_an_address_that_was_typed_stays_typed(talk):
    source = "question: Where\nfields:\n  - Where: where\n---\nmandatory: True\nquestion: Q\nsubquestion: |\n  "
    person = talk(source + "${ url_of(where, a=1) }").answer(where="https://e.org/<b>*x*")
    assert "https://e.org/&lt;b&gt;*x*?a=1" in person.result.screen.subquestion


HELP = "interview help:\n  label: More\n  heading: How this works\n  content: All.\n---\nmandatory: True\nquestion: Q\n"


@pytest.mark.parametrize(
    ("own", "label", "sections"),
    [
        ("", "More", [("How this works", "All.")]),
        ("help: Mine.", "More", [("Help", "Mine."), ("How this works", "All.")]),
        ("help: Mine.\nhelp label: Here", "Here", [("Here", "Mine."), ("How this works", "All.")]),
        ("help:\n  label: Here\n  heading: Of this\n  content: Mine.", "Here",
         [("Of this", "Mine."), ("How this works", "All.")]),
    ],
)  # fmt: skip
def test_help_has_a_label_and_a_heading(talk, own, label, sections):
    screen = talk(HELP + own).result.screen
    assert screen.parts["help label"] == label
    assert [(section.label, words(section.html)) for section in screen.help] == sections


def test_one_thing_has_other_words_elsewhere_by_their_names(talk):
    source = "objects:\n  - fruit: DAContext.using(question='apple')\n---\nmandatory: True\nquestion: |\n  % if "
    assert talk(source + "fruit['question'] == 'apple':\n  ${ fruit }\n  % endif\n").title == "apple"
