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
