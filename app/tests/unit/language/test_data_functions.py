"""Data that becomes values, objects that become choices, and when the session began."""

import base64
import json

import pytest

from chancery.language import AuthorError

from .conftest import CONTEXT

END = "---\nmandatory: True\nquestion: End\nsubquestion: |\n  "
PEOPLE = "objects:\n  - ann: Person.using(name='Ann')\n  - ben: Person.using(name='Ben')\n"


def encoded(value: object) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize("written", [encoded({"a": ["x", 2]}), encoded({"a": ["x", 2]}).rstrip("=")])
def test_json_in_base64_is_read(talk, written):
    source = (
        "mandatory: True\ncode: |\n  got = from_b64_json(url_args['data'])\n"
        + END
        + "${ got['a'][0] } ${ got['a'][1] }"
    )
    assert talk(source, url_args={"data": written}).text == "End x 2"


def test_what_was_sent_so_is_data_and_no_markup(talk):
    source = END.removeprefix("---\n") + "${ from_b64_json(url_args['data']) }"
    person = talk(source, url_args={"data": encoded("**x** ${ 7*191 }")})
    assert "<strong>" not in person.result.screen.subquestion
    assert person.text == "End **x** ${ 7*191 }"


@pytest.mark.parametrize("written", ["%%%", encoded("x")[:-3] + "!", base64.b64encode(b"\xff\xfe").decode()])
def test_what_is_no_json_in_base64_is_an_error_that_says_so(talk, written):
    with pytest.raises(AuthorError):
        talk(END.removeprefix("---\n") + "${ from_b64_json(url_args['data']) }", url_args={"data": written})


def test_nothing_gives_nothing(talk):
    assert talk(END.removeprefix("---\n") + "${ from_b64_json(None) is None }").text == "End True"


def test_objects_become_choices_without_those_that_are_left_out(talk):
    source = (
        PEOPLE + "  - all_of_them: DAList.using(elements=[ann, ben])\n---\nquestion: Who?\nfields:\n  - Who: who\n"
        "    datatype: object\n    code: selections(all_of_them, ann, exclude=[ben])\n" + END + "${ who }"
    )
    person = talk(source)
    assert [choice.label for choice in person.field("who").choices] == ["Ann"]
    assert person.answer(who="Ann").text == "End Ann"


def test_one_of_the_objects_is_picked_at_first_and_labelled_by_a_function(talk):
    source = (
        PEOPLE + "---\nquestion: Who?\nfields:\n  - Who: who\n    datatype: object_radio\n"
        "    code: |\n      selections(ann, ben, default=ben, object_labeler=lambda p: 'It is ' + str(p))\n"
        + END
        + "${ who }"
    )
    assert [(one.label, one.selected) for one in talk(source).field("who").choices] == [
        ("It is Ann", False), ("It is Ben", True)
    ]  # fmt: skip


def test_the_items_of_a_list_can_be_excluded_from_choices(talk):
    source = (
        PEOPLE + "  - gone: DAList.using(elements=[ann])\n---\nquestion: Who?\nfields:\n  - Who: who\n"
        "    datatype: object\n    choices:\n      - ann\n      - ben\n    exclude: gone\n" + END + "${ who }"
    )
    assert [choice.label for choice in talk(source).field("who").choices] == ["Ben"]


def test_the_session_knows_when_it_began(talk):
    source = "question: Go?\nyesno: go\n" + END + "${ go } ${ start_time().format_date('yyyy-MM-dd') }"
    person = talk(source)
    person.context = type(CONTEXT)(now="2027-01-05T12:00:00+00:00", session="session")
    assert person.press("Yes").text == "End True 2026-11-23"


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ("language_name('es')", "Spanish"),
        ("language_name('xx')", "xx"),
        ("raw([1])", "[1]"),
    ],
)
def test_small_functions(talk, call, shown):
    assert talk(f"mandatory: True\nquestion: |\n  ${{ {call} }}\n").title == shown


KEPT = """
objects:
  - people: DAList.using(object_type=Individual)
  - marks: DADict.using(elements={'a b':1})
  - tags: DASet.using(elements={'x'})
---
mandatory: True
code: |
  marks, tags, people.clear()
  people.appendObject()
  people[0].name.first = 'Ann'
  people.gathered = True
  when = as_datetime('2021-02-03 04:05')
  set_variables({'again': all_variables()}, process_objects=True)
---
mandatory: True
question: |
  """


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("again['people']", "Ann"),
        ("again['people'] is people", "False"),
        ("again['people'][0].name.instanceName", "people[0].name"),
        ("again['marks']['a b']", "1"),
        ("again['tags']", "x"),
        ("again['when'].format_date('yyyy')", "2021"),
        ("transform_json_variables(['10:11:12', '99:11:12', '2021-13-40T00:00:00'])[0].hour", "10"),
        ("transform_json_variables('2021-13-40T00:00:00')", "2021-13-40T00:00:00"),
        ("transform_json_variables({'_class': 'type', 'name': 'docassemble.base.util.Person'})('p').instanceName", "p"),
        (
            "transform_json_variables({'_class': 'Person', 'instanceName': '1+1', 'age': 3, 'init': 3, 'a.b': 3}).age",
            "3",
        ),
    ],
)
def test_data_become_what_they_were(talk, expression, shown):
    assert talk(f"{KEPT}${{ {expression} }}").title == shown


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("{'_class': 'DAFile', 'number': 'x'}", "of which no object can be made"),
        ("{'_class': 'DALazyTemplate', 'block': 'x'}", "of which no object can be made"),
        ("{'_class': 'os.system'}", "of which no object can be made"),
        ("{'_class': 'DAList', 'elements': {'a': 1}}", "another form than its class has"),
        ("[" * 42 + "]" * 42, "nested too deeply"),
    ],
)
def test_data_that_cannot_be_objects_are_refused(talk, data, message):
    with pytest.raises(AuthorError, match=message):
        talk(f"mandatory: True\ncode: |\n  transform_json_variables({data})")
