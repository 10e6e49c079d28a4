"""Small interviews with every kind of screen: they load, can be answered, and show what was given."""

import html

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MARKS = [
    "<script>alert(1)</script>",
    "**bold**",
    "${7*191}",
    "{{7*191}}",
    "<% x %>",
    "[a](javascript:alert(1))",
    "[FILE x.pdf]",
    "# heading",
    "=1+1",
    "&amp;",
    "| a | b |",
    "`code`",
    '"><img src=x onerror=alert(1)>',
    "%s {} {0}",
    ":user:",
    "{term}",
]


def name(file):
    return f"chancery.kinds:data/questions/{file}.yml"


def test_every_kind_of_field(person):
    someone = person(name("fields"))
    someone.answer(text_line="One line", text_area="a\nb", text_raw=" raw ", text_above="x", text_email="a@b.example")
    someone.answer(whole="8", fraction="1.25", amount="1,000", left="2")
    someone.answer(day="2026-04-01", hour="16:05", moment="2026-04-01T16:05")
    someone.answer(
        fruit="<Fig>" if "<Fig>" in str(someone.screen) else "&lt;Fig&gt;",
        colour="Green",
        metal="Gold",
        animals=["Cat", "Cow"],
        place="Milan",
    )
    someone.answer(agree="True", yes_radio="Yes", no_radio="Yes", maybe="I don’t know")
    someone.answer(checked=["Reading", "Cooking"], owned=["All of it"])
    assert someone.at == "shown"
    for words in (
        "text_line: One line",
        "text_area: a<br>b",
        "text_hidden: secret of the author",
        "whole: 8, fraction: 1.25",
        "amount: $1,000.00",
        "slider: 5.0, left: 2, right: 0",
        "day: April 1, 2026, hour: 16:05:00",
        "moment: 4/1/26, 4:05 PM",
        "fruit: fig, vegetable: leek, colour: Green, metal: Gold, place: milan",
        "animals: Cat and Cow",
        "True True False True False None",
        "checked: Cooking and Reading",
        "owned: bicycle and boat",
    ):
        assert words in someone.screen.subquestion


def test_every_kind_of_button(person):
    someone = person(name("buttons"))
    for label in ("Yes", "No", "I don’t know", "Large"):
        someone.press(label)
    someone.answer(size="Two")
    someone.answer(sugar="One spoon")
    someone.answer(biscuit="Ginger")
    someone.press("Go on")
    assert "True True None large 2 one Ginger True" in someone.screen.subquestion
    assert [button.label for button in someone.screen.buttons] or [
        choice.label for field in someone.screen.form.fields for choice in field.choices
    ] == ["Exit", "Leave", "Restart"]


def test_texts(person):
    page = person(name("texts")).screen
    for words in (
        "<table>",
        '<div class="col-md-6">\n<p><strong>Left</strong> column</p>',
        "<blockquote>",
        "“quotes”",
        '<a href="https://example.org/a?b=1&amp;c=2">',
        "<li>item 3</li>",
        "code &lt;b&gt;block&lt;/b&gt;",
    ):
        assert words in page.subquestion
    assert page.title == "A heading with <em>emphasis</em> and <code>code</code>"
    assert "Under the buttons" in page.under
    assert page.css_class == "own-class"


@pytest.mark.parametrize("mark", MARKS)
def test_marks_appear_as_typed(person, mark):
    shown = html.escape(mark)
    someone = person(name("marks"))
    someone.answer(mark=mark, long_mark=mark)
    page = someone.screen
    by_kind = {field.input: field for field in page.form.fields}
    assert page.title == f"Is it {shown}?"
    assert f"You typed {shown} and" in page.subquestion
    assert f"Note: {shown}" in by_kind["note"].html
    box = next(field for field in page.form.fields if field.variable == "question_of_mark")
    assert (box.label, box.hint, box.default) == (f"Label: {shown}", mark, mark)
    assert shown in box.help
    assert by_kind["radio"].choices[0].label == shown
    assert shown in page.under
    someone.answer(picked=shown)
    page = someone.screen
    assert page.title == f"You typed {shown}"
    references = page.subquestion.count(shown)
    assert references >= 12
    assert "1337" not in page.subquestion
    assert "<script" not in page.subquestion
    assert "<img" not in page.subquestion
    assert 'href="javascript:' not in page.subquestion


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"small": "11"}, "Ten is the most."),
        ({"word_of_five": "abcd"}, "at least 5 characters"),
        ({"even": "3"}, "must be even"),
        ({"two": ["A"]}, "at least 2"),
        ({"two": ["A", "B", "C"]}, "no more than 2"),
        ({"small": "x"}, "whole number"),
        ({"small": ""}, "fill this in"),
        ({"small": "9"}, "larger than the word"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(person, given, message):
    someone = person(name("errors"))
    right = {"small": "4", "word_of_five": "abcde", "even": "2", "two": ["A", "C"]}
    someone.answer(**(right | given))
    assert message in str(someone.screen.errors)
    assert someone.screen.typed
    someone.answer(**right)
    assert someone.at == "shown"


POSTED = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=("Cs",)), max_size=20),
        st.sampled_from(
            ["", "choice_0", "choice_1", "choice_none", "True", "1", "2026-04-01", "16:05", "\x00", "nan", "9" * 50]
        ),
    ),
    max_size=3,
)


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_posted_is_taken_or_refused(person, data):
    someone = person(name("fields"))
    for _ in range(3):
        at = someone.at
        keys = [field.key for field in someone.screen.form.fields]
        someone.answer_all(data.draw(st.dictionaries(st.sampled_from(keys), POSTED)))
        assert someone.screen.errors or someone.at != at or at == "shown"
