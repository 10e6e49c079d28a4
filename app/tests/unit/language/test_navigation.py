"""Sections, and `nav`."""

import pytest

SOURCE = """
features:
  navigation: True
---
sections:
  - intro: Introduction
  - middle: The *middle*
    subsections:
      - first: First ${ 'part' }
      - second: Second
  - end: The end
---
mandatory: True
code: |
  intro
  middle_done
  end
---
section: intro
question: Intro
continue button field: intro
---
section: first
question: Middle
continue button field: middle_done
---
section: end
event: end
question: |
  End ${ nav.get_section() } ${ nav.get_section(display=True) }
"""


def listed(sections):
    return [(s.label, s.visited, s.current, bool(s.url), listed(s.below)) for s in sections]


def test_sections_fill_as_the_person_goes(talk):
    person = talk(SOURCE)
    assert listed(person.result.screen.sections) == [
        ("Introduction", True, True, False, []),
        ("The <em>middle</em>", False, False, False,
         [("First part", False, False, False, []), ("Second", False, False, False, [])]),
        ("The end", False, False, False, []),
    ]  # fmt: skip
    person.press("Continue").press("Continue")
    assert person.title == "End end The end"
    assert [entry[1:4] for entry in listed(person.result.screen.sections)] == [
        (True, False, True), (False, False, False), (True, True, False)
    ]  # fmt: skip


def test_a_section_that_names_something_leads_to_it(talk):
    person = talk(SOURCE).press("Continue").follow("Introduction")
    assert person.title == "Intro"
    assert person.press("Continue").title == "Middle"


def test_without_the_feature_there_is_no_navigation(talk):
    assert talk(SOURCE.replace("navigation: True", "navigation: False")).result.screen.sections == []


def test_code_may_hide_and_replace_the_sections(talk):
    source = """
features:
  navigation: horizontal
---
mandatory: True
code: |
  nav.set_sections([{'a': 'Alpha'}, {'b': 'Beta', 'subsections': [{'c': 'Gamma'}]}])
  nav.set_section('c')
---
mandatory: True
question: One
continue button field: one
---
mandatory: True
code: |
  nav.hide()
---
mandatory: True
question: |
  ${ nav.visible() } ${ nav.section_ids() }
subquestion: |
  ${ nav.show_sections() }
"""
    person = talk(source)
    screen = person.result.screen
    assert (screen.sections_place, screen.section) == ("top", "c")
    assert listed(screen.sections)[1][4] == [("Gamma", True, True, False, [])]
    person.press("Continue")
    assert person.result.screen.sections == []
    assert person.title == "False ['a', 'b', 'c']"
    assert person.text.endswith("Alpha Beta Gamma")


def test_sections_in_the_language_of_the_run(talk):
    source = (
        "features:\n  navigation: True\n---\nsections:\n  - a: One\n---\nlanguage: es\nsections:\n  - a: Uno\n---\n"
    )
    source += "initial: True\ncode: set_language('es')\n---\nmandatory: True\nquestion: End\n"
    assert [section.label for section in talk(source).result.screen.sections] == ["Uno"]


BAR = """
features:
  progress bar: True
---
mandatory: True
code: |
  one
  two
  three
  last
---
question: One
field: one
---
question: Two
field: two
progress: 50
---
question: Three
field: three
progress: 20
---
event: last
question: Last
"""


def test_the_progress_bar_moves_on_and_never_back_by_itself(talk):
    person = talk(BAR)
    assert person.result.screen.progress is None
    shown = [person.answer().result.screen.progress for _ in range(2)]
    assert shown == [50, 52.5]
    assert person.again().result.screen.progress == 52.5
    assert person.answer().result.screen.progress == pytest.approx(54.875)


@pytest.mark.parametrize(("number", "shown"), [("10", 10), ("None", None), ("0", None), ("250", 100)])
def test_code_moves_the_progress_bar(talk, number, shown):
    source = f"{BAR}code: |\n  x = 1\n".replace("question: Last", "question: Last ${ get_progress() }")
    source = source.replace("  last\n", f"  set_progress({number})\n  last\n", 1).replace("code: |\n  x = 1\n", "")
    person = talk(source).answer().answer().answer()
    assert person.result.screen.progress == shown
    assert person.title == f"Last {None if number == 'None' else float(number)}"


def progressing(talk, features: str, *numbers: str) -> list[float | None]:
    """Where the bar stands on each screen of an interview whose questions have these `progress` modifiers."""
    blocks = [f"mandatory: True\nquestion: Q{n}\ncontinue button field: q{n}\n{number and 'progress: ' + number}\n"
              for n, number in enumerate(numbers)]  # fmt: skip
    person = talk("---\n".join([f"features:\n  progress bar: True\n{features}\n", *blocks]))
    found = [person.result.screen.progress, *(person.answer().result.screen.progress for _ in numbers[1:])]
    return [None if where is None else round(where, 3) for where in found]


@pytest.mark.parametrize(
    ("features", "numbers", "expected"),
    [("", ("50", "", "20"), [50, 52.5, 54.875]),
     ("  progress can go backwards: True", ("50", "", "20", ""), [50, 52.5, 20, 24]),
     ("  progress bar multiplier: 0.5", ("20", "", ""), [20, 60, 80]),
     ("  progress bar multiplier: 7", ("20", ""), [20, 24]),
     ("  progress bar multiplier: x", ("20", ""), [20, 24]),
     ("  progress bar method: stepped\n  progress bar multiplier: 0.5", ("20", "", "40", ""), [20, 30, 40, 70]),
     ("  progress bar method: default", ("20", "", "40"), [20, 24, 40]),
     ("", ("50", "0", "", "150"), [50, None, 54.875, 100]),
     ("", ("50", "null", "", "20", ""), [50, None, None, 20, 24])],
)  # fmt: skip
def test_an_interview_says_how_its_progress_bar_moves(talk, features, numbers, expected):
    assert progressing(talk, features, *numbers) == expected


def test_a_question_may_hide_the_bar_from_code_too(talk):
    source = BAR.replace("progress: 50", "progress: null").replace("question: Two", "question: ${ get_progress() }")
    assert talk(source).answer().title == "5.0"
    assert talk(source).answer().answer().again().result.screen.progress == 20


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("nav.set_section('a')", "Alpha True"),
        ("nav.set_sections([{'a': 'Alfa'}], language='es')\n  nav.set_section('a')", "Alpha True"),
        ("nav.set_sections([{'a': 'One'}], language='en')\n  nav.set_section('a')", "One True"),
        (
            "nav.set_sections([{'a': '1'}], language='en')\n  nav.set_sections([{'a': 'All'}])\n  nav.set_section('a')",
            "All True",
        ),
        ("nav.set_sections([], language='en')", "None False"),
        ("nav.hide()", "None False"),
    ],
)
def test_sections_of_one_language(talk, code, shown):
    source = f"sections:\n  - a: Alpha\n---\nmandatory: True\ncode: |\n  {code}\n---\n"
    source += "mandatory: True\nquestion: |\n"
    assert talk(source + "  ${ nav.get_section(display=True) } ${ nav.visible() }\n").title == shown


def test_a_section_has_its_name_in_another_language(talk):
    source = (
        "sections:\n  - a: Alpha\nlanguage: en\n---\nsections:\n  - a: Alfa\nlanguage: es\n---\nmandatory: True\n"
        "code: nav.set_section('a')\n---\nmandatory: True\nquestion: |\n"
        "  ${ nav.get_section(display=True, language='es') }"
        " ${ nav.visible(language='es') } ${ nav.get_sections(language='es') }\n"
    )
    assert talk(source).title == "Alfa True [{'a': 'Alfa'}]"
