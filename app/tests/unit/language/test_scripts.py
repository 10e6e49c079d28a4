"""Scripts and styles of questions: the author's pieces by number, and values that can only be data."""

import json

import pytest

from chancery.protocol import Script
from chancery.web.scripts import written

ASK = "question: Name\nfields:\n  - Name: name\n---\n"


def whole(person) -> str:
    """The script of the screen as the browser would get it."""
    (script,) = person.result.screen.scripts
    return written(script, person.interview.info)


def test_pieces_are_known_before_anyone_answers(interview):
    loaded = interview("question: A\nscript: |\n  go();\nfields:\n  - script: |\n      more();\n  - B: b\n")
    assert loaded.info.script_pieces == ["go();\n", "more();\n"]


def test_kinds(talk):
    person = talk("mandatory: True\nquestion: A\nscript: one();\ncss: |\n  p { color: red }\nfields:\n  - css: q {}\n")
    assert [script.kind for script in person.result.screen.scripts] == ["css", "script", "css"]
    assert all(isinstance(part, int) for script in person.result.screen.scripts for part in script.parts)


@pytest.mark.parametrize("typed", ['"; alert(1); "', "</script><script>alert(1)", "\\", "'+alert(1)+'", "a\nb", "é𝄞"])
def test_what_was_typed_is_the_content_of_a_string(talk, typed: str):
    source = (
        ASK + 'mandatory: True\nquestion: ${ name }\nscript: |\n  let a = "${ name }", b = ${ json.dumps(name) };\n'
    )
    script = whole(talk(source).answer(name=typed))
    first, second = script.removeprefix("let a = ").removesuffix(";\n").split(", b = ")
    assert (json.loads(first), json.loads(second)) == (typed.replace("\n", " "),) * 2
    assert set(first[1:-1]) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _\\")


def test_control_lines_choose_among_the_pieces(talk):
    source = "mandatory: True\nquestion: A\nscript: |\n  % for n in (1, 2):\n  f(${ n });\n  % endfor\n"
    person = talk(source)
    assert whole(person) == "f(1);\nf(2);\n"
    (script,) = person.result.screen.scripts
    assert isinstance(script, Script)
    assert [isinstance(part, int) for part in script.parts] == [True, False, True] * 2


def test_the_element_around_a_script_is_left_out(talk):
    source = "mandatory: True\nquestion: A\nscript: |\n  <script type='x'>\n  f();\n  </script>\n"
    assert whole(talk(source)).split() == ["f();"]


def test_a_condition_for_the_browser_is_a_script(talk):
    source = "mandatory: True\nquestion: A\nfields:\n  - B: b\n  - C: c\n    js show if: val('b') == 'x'\n"
    person = talk(source)
    assert whole(person) == "daRule(\"show if\", \"field_1\", () => (\nval('b') == 'x'\n));\n"
    assert person.field("c").condition == {"show": [{"js": True}]}


@pytest.mark.parametrize("part", [-1, 99])
def test_a_number_that_is_no_pieces_gives_nothing(interview, part: int):
    info = interview("question: A\nscript: |\n  go();\nyesno: a\n").info
    assert written(Script("script", [part, "<x>"]), info) == "\\u003cx\\u003e"


def test_values_in_a_style(interview):
    info = interview("question: A\nyesno: a\n").info
    assert written(Script("css", ["red; } a{"]), info) == "red\\00003b \\00007d a\\00007b"
