"""`show if` and its like: rules that browser and server share."""

import pytest

END = "---\nmandatory: True\nquestion: End\nsubquestion: |\n  ${ showifdef('b', 'nothing') }"


def asking(talk, first: str, condition: str):
    return talk(f"question: A\nfields:\n{first}  - B: b\n{condition}---\nmandatory: True\nneed: a\ncode: 1\n" + END)


PICK = "  - A: a\n    datatype: radio\n    choices:\n      - Yes please: x\n      - No: y\n"


@pytest.mark.parametrize(
    ("first", "condition", "rule", "shown", "hidden"),
    [
        ("  - A: a\n    datatype: yesno\n", "    show if: a\n", {"key": "field_0", "any": ["true"], "not": False},
         "true", ""),
        ("  - A: a\n    datatype: yesno\n", "    show if:\n      variable: a\n      is: False\n",
         {"key": "field_0", "any": ["true"], "not": True}, "", "true"),
        ("  - A: a\n", "    show if:\n      variable: a\n      is: apple\n",
         {"key": "field_0", "any": ["apple"]}, "apple", "pear"),
        (PICK, "    show if:\n      variable: a\n      is: x\n", {"key": "field_0", "any": ["choice_0"]}, "choice_0",
         "choice_1"),
        (PICK, "    hide if:\n      variable: a\n      is: x\n", {"key": "field_0", "any": ["choice_0"], "not": True},
         "choice_1", "choice_0"),
    ],
)  # fmt: skip
def test_rules(talk, first: str, condition: str, rule: dict, shown: str, hidden: str):
    person = asking(talk, first, condition)
    assert person.field("b").condition == {"show": [rule]}
    answer = {"field_0": [shown] if shown else [], "field_1": ["typed"]}
    assert person.post(answer).text == "End typed"
    person = asking(talk, first, condition)
    # What was hidden is neither wanted nor kept, whatever was sent for it.
    assert person.post({"field_0": [hidden] if hidden else [], "field_1": ["typed"]}).text == "End nothing"


def test_one_of_several_boxes(talk):
    first = "  - A: a\n    datatype: checkboxes\n    choices:\n      - Fuji\n      - Gala\n"
    condition = "    show if: a['Gala']\n"
    assert asking(talk, first, condition).post({"field_0": ["choice_1"], "field_1": ["x"]}).text == "End x"
    assert asking(talk, first, condition).post({"field_0": ["choice_0"], "field_1": ["x"]}).text == "End nothing"


def test_a_hidden_field_hides_those_that_look_at_it(talk):
    source = """
question: A
fields:
  - A: a
    datatype: yesno
  - C: c
    show if: a
  - B: b
    show if:
      variable: c
      is: go
---
mandatory: True
need: a
code: 1
"""
    posted = {"field_1": ["go"], "field_2": ["x"]}
    assert talk(source + END).post({**posted, "field_0": ["true"]}).text == "End x"
    assert talk(source + END).post(posted).text == "End nothing"


def test_a_condition_that_only_the_browser_knows(talk):
    person = asking(talk, "  - A: a\n", "    js show if: val('a') == 'x'\n")
    assert person.post({"field_0": ["x"], "field_1": ["typed"]}).text == "End typed"
    assert (
        asking(talk, "  - A: a\n", "    js show if: val('a') == 'x'\n").post({"field_0": ["z"]}).text == "End nothing"
    )


def test_a_field_that_the_page_says_it_showed_is_asked_though_it_is_empty(talk):
    condition = "    js show if: val('a') == 'x'\n"
    person = asking(talk, "  - A: a\n", condition)
    person.post({"field_0": ["x"], "field_1": [""], "seen_field_1": ["1"]})
    assert list(person.result.screen.errors) == ["field_1"]
    person = asking(talk, "  - A: a\n", condition + "    required: False\n")
    assert person.post({"field_0": ["x"], "field_1": [""], "seen_field_1": ["1"]}).text == "End"
    # The same said of a field whose rule the server knows means nothing.
    person = asking(talk, "  - A: a\n    datatype: yesno\n", "    show if: a\n")
    assert person.post({"field_0": [], "field_1": ["t"], "seen_field_1": ["1"]}).text == "End nothing"


def test_enable_if_is_a_rule_of_its_own(talk):
    person = asking(talk, "  - A: a\n    datatype: yesno\n", "    enable if: a\n")
    assert person.field("b").condition == {"enable": [{"key": "field_0", "any": ["true"], "not": False}]}


def test_notes_follow_rules_too(talk):
    person = talk(
        "mandatory: True\nquestion: A\nfields:\n  - A: a\n    datatype: yesno\n  - note: Hi\n    show if: a\n"
    )
    assert person.result.screen.form.fields[1].condition["show"][0]["key"] == "field_0"


@pytest.mark.parametrize(("option", "required"), [("False", False), ("True", True)])
def test_boxes_without_one_for_none_may_stay_empty(talk, option: str, required: bool):
    source = "question: A\nfields:\n  - A: a\n    datatype: checkboxes\n    choices:\n      - x\n"
    person = talk(f"mandatory: True\n{source}    none of the above: {option}\n")
    assert person.field("a").required is required


def test_a_rule_about_an_item_of_a_list(talk):
    source = """
objects:
  - box: DAList.using(object_type=DAObject, there_are_any=True, complete_attribute='full')
---
question: Box
fields:
  - Full: box[i].full
    datatype: yesno
  - What of: box[i].content
    show if: box[i].full
---
mandatory: True
question: |
  ${ box[0].full }
"""
    assert talk(source).field("box[0].content").condition == {
        "show": [{"key": "field_0", "any": ["true"], "not": False}]
    }
