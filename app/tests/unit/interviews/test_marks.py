"""Marks typed into every box of every example appear as typed, on every screen until the end."""

import html
import re
from collections import Counter

import pytest

from chancery.protocol import Field

EXAMPLES = ("repair_letter", "power_of_attorney", "intake_triage")
MARKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "${7*191} {{7*191}} <% 7*191 %>",
    "**b** [x](javascript:y)",
    "[FILE /etc/passwd] [BR]",
    "</div></div><h1>x</h1>",
    "# x\n\n* y\n\n> z",
    "| a | b |\n|---|---|\n| c | d |",
    "=1+1;&lt;b&gt;",
)


def filling(field: Field, mark: str) -> list[str]:
    """An answer for a field, as a browser posts it: the mark wherever it can be typed."""
    if field.input in ("checkboxes", "multiselect"):
        return [choice.key for choice in field.choices if not choice.exclusive]
    if field.choices and field.input not in ("combobox", "datalist"):
        return [next((choice.key for choice in field.choices if choice.selected), field.choices[0].key)]
    if field.datatype == "email":
        return ["a@b.example"]
    if field.datatype == "date":
        return [field.default or ("1960-01-01" if "birth" in field.variable else "2026-11-23")]
    if field.datatype in ("text", "area", "raw", "password"):
        return [((mark + field.variable) * 3)[: field.maxlength or 1000]]
    return [field.default or field.minimum or "1"]


def tags(page: str) -> Counter[str]:
    """How many there are of each, but for line breaks and paragraphs, which typed lines may be."""
    return Counter(tag for tag in re.findall(r"</?[a-z0-9]+", page) if tag not in ("<br", "<p", "</p"))


def walk(someone, mark):
    """Every screen from the first to the last."""
    for _ in range(40):
        screen = someone.screen
        yield screen
        if screen.final or someone.at in ("letter", "document", "result"):
            return
        buttons = [choice.label for field in screen.form.fields if field.input == "buttons" for choice in field.choices]
        if buttons:
            # "No" to danger, pressure and the like, "Yes" to everything else.
            someone.press("No" if someone.at in ("danger",) else buttons[0])
        else:
            someone.answer_all({field.key: filling(field, mark) for field in screen.form.fields if field.variable})
        assert not someone.screen.errors, (someone.at, someone.screen.errors)
    raise AssertionError(f"still at {someone.at}")


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_marks_appear_as_typed_on_every_screen(person, name, mark):
    interview = f"chancery.examples:data/questions/{name}.yml"
    # The same walk with letters only shows which tags are the author's.
    plain = [screen.title + screen.subquestion + screen.under for screen in walk(person(interview), "typed")]
    marked = [screen.title + screen.subquestion + screen.under for screen in walk(person(interview), mark)]
    assert len(plain) == len(marked) > 8
    for before, after in zip(plain, marked, strict=True):
        assert tags(after) == tags(before)
    first_line = html.escape(mark.split("\n")[0])
    assert any(first_line in page for page in marked)
    assert "1337" not in "".join(marked)


@pytest.mark.parametrize("mark", [mark for mark in MARKS if mark[0] in '<"*#'])
def test_the_walk_notices_when_answers_are_read_as_markup(person, mark, monkeypatch):
    monkeypatch.setattr("chancery.language.text.formatting.escape", lambda typed: typed)
    with pytest.raises(AssertionError):
        test_marks_appear_as_typed_on_every_screen(person, "intake_triage", mark)
