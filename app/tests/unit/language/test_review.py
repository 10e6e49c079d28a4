"""Review screens."""

import pytest

from chancery.language import AuthorError

ASK = """
question: Name
fields:
  - Name: name
---
question: Fruit
fields:
  - Fruit: fruit
---
code: |
  twice = fruit * 2
---
mandatory: True
question: End
subquestion: |
  ${ name } ${ twice } [look](${ url_action('look') })
---
event: look
question: Look
review:
"""


def reviewing(talk, items: str):
    return talk(ASK + items).answer(name="Ann").answer(fruit="pear").follow("look")


def shown(person):
    return [
        (field.input, [choice.label for choice in field.choices], field.html.strip())
        for field in person.result.screen.form.fields
    ]


def test_kinds_of_items(talk):
    person = reviewing(
        talk,
        "  - Edit name: name\n    button: |\n      You are ${ name }.\n    help: Sure?\n"
        "  - note: |\n      A *note*.\n  - html: <b>x</b>\n    show if: name == 'Eve'\n"
        "  - label: Edit fruit\n    field: fruit\n  - Edit more: more\n",
    )
    assert shown(person) == [
        ("review", ["Edit name"], "<p>You are Ann.</p>"),
        ("note", [], "<p>A <em>note</em>.</p>"),
        ("review", ["Edit fruit"], ""),
    ]
    assert person.result.screen.form.fields[0].help == "<p>Sure?</p>\n"
    assert [button.label for button in person.result.screen.buttons] == ["Resume"]


def test_several_fields_are_asked_in_order(talk):
    person = reviewing(talk, "  - Edit both:\n      - name\n      - fruit\n").follow("Edit both")
    assert person.title == "Name"
    assert person.answer(name="Eve").title == "Fruit"
    assert person.answer(fruit="fig").title == "Look"


def test_recompute(talk):
    items = "  - Edit: \n      - fruit\n      - recompute:\n          - twice\n"
    person = reviewing(talk, items).follow("Edit").answer(fruit="fig").press("Resume")
    assert person.text == "End Ann figfig look"


def test_undefine_and_set(talk):
    items = "  - label: Redo\n    fields:\n      - name\n      - undefine: fruit\n      - set:\n          - twice: no\n"
    person = reviewing(talk, items).follow("Redo").answer(name="Eve").press("Resume")
    assert person.text == "End Eve False look"


def test_follow_up_asks_only_for_what_is_missing(talk):
    items = "  - label: Redo\n    fields:\n      - name\n      - undefine:\n          - fruit\n      - follow up:\n"
    person = reviewing(talk, items + "          - fruit\n          - twice\n").follow("Redo").answer(name="Eve")
    assert person.title == "Fruit"
    assert person.answer(fruit="fig").title == "Look"


def test_an_item_may_run_an_action(talk):
    items = "  - label: Shout\n    action: shout\n    arguments:\n      mark: '!'\n---\nevent: shout\ncode: |\n"
    items += "  name = name + action_argument('mark')\n"
    assert reviewing(talk, items).follow("Shout").press("Resume").text == "End Ann! pearpear look"


def test_what_is_missing_is_asked_where_the_author_wants_it(talk):
    source = "question: Name\nfields:\n  - Name: name\n---\nmandatory: True\nquestion: Look\nskip undefined: False\n"
    source += "review:\n  - Edit: name\ncontinue button field: looked\n"
    person = talk(source)
    assert person.title == "Name"
    assert person.answer(name="Ann").title == "Look"
    assert [button.label for button in person.result.screen.buttons] == ["Continue"]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("  - name\n", "must be a mapping"),
        ("  - Edit: name\n    Change: fruit\n", "two labels"),
        ("  - label: Edit\n    fields:\n      - redo: name\n", "is not known"),
        ("  - label: Edit\n    fields:\n      - set:\n          - name\n", "must hold mappings"),
    ],
)
def test_an_item_that_is_none(talk, item: str, message: str):
    with pytest.raises(AuthorError, match=message) as caught:
        talk(ASK + item)
    assert caught.value.line
    assert caught.value.fix


@pytest.mark.parametrize("key", ["resume button color", "continue button color"])
def test_the_resume_button_has_the_color_that_the_question_says(talk, key):
    source = f"mandatory: True\nquestion: R\n{key}: danger\nreview:\n  - note: Nothing yet\n"
    assert [button.color for button in talk(source).result.screen.buttons] == ["danger"]


@pytest.mark.parametrize(("wanted", "color"), [("danger", "danger"), ('x" onclick="', ""), ("null", "")])
def test_an_interview_says_which_color_the_links_of_a_review_have(talk, wanted, color):
    person = reviewing(talk, f"  - Change: name\n---\nfeatures:\n  review button color: '{wanted}'\n")
    assert [choice.color for field in person.result.screen.form.fields for choice in field.choices] == [color]
