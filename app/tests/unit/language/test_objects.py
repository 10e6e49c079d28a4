"""Objects: what is asked for their sake, and what is kept of them."""

import pytest

from chancery.language import AuthorError, state
from chancery.language.objects import KINDS, DADict, DAList, DAObject, DASet
from chancery.language.text import Typed
from chancery.language.undefined import Undefined

END = "---\nmandatory: True\nquestion: End\nsubquestion: |\n  "
PERSON = "---\nobjects:\n  - user: Individual\n"
NAME = "---\nquestion: Your name\nfields:\n  - First: user.name.first\n  - Last: user.name.last\n"


def test_an_attribute_is_asked_for(talk):
    person = talk(PERSON + NAME + END + "You are ${ user }.")
    assert person.title == "Your name"
    assert person.answer(user_name_first="Ann", user_name_last="<b>").text == "End You are Ann <b>."


def test_a_question_about_any_object_of_a_class(talk):
    source = (
        "objects:\n  - client: Individual\n  - firm: Organization\n---\ngeneric object: Person\nquestion: |\n"
        "  Name of ${ x.object_name() }\nfields:\n  - Name: x.name.text\n---\ngeneric object: Individual\n"
        "question: First name of ${ x.object_name() }\nfields:\n  - First: x.name.first\n"
        + END
        + "${ client } ${ firm }"
    )
    person = talk(source)
    assert (person.title, person.field("First").variable) == ("First name of client", "client.name.first")
    person.answer(client_name_first="Ann")
    assert (person.title, person.field("Name").variable) == ("Name of firm", "firm.name.text")
    assert person.answer(firm_name_text="Acme").text == "End Ann Acme"


def test_code_says_of_which_class_the_items_are(talk):
    source = (
        "objects:\n  - tools: DAList\n---\nmandatory: True\ncode: |\n"
        "  tools.gather(number=1, item_object_type=Thing)\n---\n"
        "question: Name\nfields:\n  - Name: tools[i].name.text\n" + END + "${ tools }"
    )  # fmt: skip
    assert talk(source).post({"field_0": ["Saw"]}).text == "End Saw"


KINDS_OF_PERSON = """objects:
  - firm: Organization
  - ann: Individual
---
generic object: Organization
question: Where is the firm?
fields:
  - Town: x.town
---
generic object: Person
question: Where is the person?
fields:
  - Town: x.town
---
generic object: DAObject
question: Where is it?
fields:
  - Town: x.town
"""


@pytest.mark.parametrize(("thing", "title"), [("firm", "Where is the firm?"), ("ann", "Where is the person?")])
def test_the_question_about_the_nearest_class_wins(talk, thing, title):
    # Later questions win, but among those about one class.
    assert talk(KINDS_OF_PERSON + END + f"${{ {thing}.town }}").title == title


def test_the_particular_question_wins_over_the_generic_one(talk):
    source = (
        PERSON
        + NAME
        + (
            "---\ngeneric object: Individual\nquestion: Generic\nfields:\n  - First: x.name.first\n"
            + END
            + "${ user.name.first }"
        )
    )
    assert talk(source).title == "Your name"


FRUIT = """
objects:
  - fruit: DAList
---
question: Any fruit?
yesno: fruit.there_are_any
---
question: The ${ ordinal(i) } fruit
fields:
  - Fruit: fruit[i]
---
question: More than ${ fruit }?
yesno: fruit.there_is_another
"""


def test_a_list_is_gathered_until_there_is_no_other(talk):
    person = talk(FRUIT + END + "${ fruit } (${ fruit.number_as_word() })")
    person.press("Yes")
    assert (person.title, person.field("Fruit").variable) == ("The first fruit", "fruit[0]")
    person.post({"field_0": ["apple"]})
    assert person.title == "More than apple?"
    assert person.press("Yes").again().title == "The second fruit"
    person.post({"field_0": ["pear"]})
    assert person.title == "More than apple and pear?"
    assert person.press("No").text == "End apple and pear (two)"


def test_a_list_may_be_empty(talk):
    assert talk(FRUIT + END + "${ fruit.number() }").press("No").text == "End 0"


def test_a_list_of_objects_completes_each_one(talk):
    source = """
objects:
  - child: DAList.using(object_type=Individual, ask_number=True, complete_attribute='age')
---
question: How many?
fields:
  - Number: child.target_number
    datatype: integer
---
question: Name ${ i }
fields:
  - Name: child[i].name.first
---
question: Age of ${ child[i].name.first }
fields:
  - Age: child[i].age
    datatype: integer
""" + END + "${ child.number() * 0 + child[0].age + child[1].age }"  # fmt: skip
    person = talk(source)
    person.post({"field_0": ["2"]})
    for title, answer in (("Name 0", "A"), ("Age of A", "3"), ("Name 1", "B"), ("Age of B", "4")):
        assert person.title == title
        person.post({"field_0": [answer]})
    assert person.text == "End 7"


def test_a_dictionary_is_gathered_by_names(talk):
    source = """
objects:
  - price: DADict.using(there_are_any=True)
---
question: What?
fields:
  - What: price.new_item_name
---
question: How much is ${ i }?
fields:
  - Price: price[i]
    datatype: currency
---
question: Another?
yesno: price.there_is_another
""" + END + "${ price.number() } ${ price['tea'] }"  # fmt: skip
    person = talk(source).post({"field_0": ["tea"]})
    assert (person.title, person.field("Price").variable) == ("How much is tea?", "price['tea']")
    assert person.post({"field_0": ["2"]}).press("No").text == "End 1 2.0"


def test_objects_are_chosen_by_the_names_that_were_served(talk):
    source = """
objects:
  - ann: Individual.using(favourite=True)
  - ben: Individual
---
code: |
  ann.name.first = 'Ann'
  ben.name.first = 'Ben'
---
question: Who?
fields:
  - Who: who
    datatype: object
    choices:
      - ann
      - ben
  - All: everyone
    datatype: object_checkboxes
    choices: "[ann, ben]"
""" + END + "${ who is ann } ${ everyone } ${ everyone[0] is ben }"  # fmt: skip
    person = talk(source)
    assert person.answer(who="Ann", everyone=["Ben"]).text == "End True Ben True"
    refused = talk(source).post({"field_0": ["ben"], "field_1": ["__builtins__"]})
    assert set(refused.result.screen.errors) == {"field_0", "field_1"}


def test_an_object_that_code_makes_is_named_after_its_variable(talk):
    source = (
        "mandatory: True\ncode: |\n  park = DAObject()\n  park.gate = DAObject()\n---\nquestion: |\n"
        "  ${ park.gate.object_possessive('colour') }\nfields:\n  - Colour: park.gate.colour\n"
        + END
        + "${ park.gate.colour }"
    )
    person = talk(source)
    assert person.title == "the colour of the gate in the park"
    assert person.answer(park_gate_colour="red").text == "End red"


def test_a_choice_that_holds_code_is_asked_again_when_it_is_wanted_again(talk):
    source = FRUIT.replace("fruit: DAList", "fruit: DAList.using(there_are_any=True, ask_object_type=True)") + (
        "---\nquestion: Kind ${ fruit.current_index() }\nbuttons:\n  - Thing:\n      code: |\n"
        "        fruit.new_object_type = Thing\n"
        "---\nquestion: Name ${ i }\nfields:\n  - Name: fruit[i].name.text\n" + END + "${ fruit }"
    )  # fmt: skip
    person = talk(source).press("Thing").post({"field_0": ["a"]}).press("Yes")
    assert person.title == "Kind 1"
    assert person.press("Thing").post({"field_0": ["b"]}).press("No").text == "End a and b"


# -- what is kept ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_class_comes_back_as_it_was(kind: type[DAObject]):
    made = kind("thing", note=Typed("<b>"), other=kind("other"))
    made.itself = made
    back = state.decode(state.encode({"thing": made, "again": made.other}))
    thing = back["thing"]
    assert type(thing) is kind
    assert thing.itself is thing
    assert back["again"] is thing.other
    assert thing.instanceName == "thing"
    assert (thing.note, type(thing.note)) == ("<b>", Typed)


def test_collections_come_back_with_what_they_hold():
    one, two, three = DAList("a", elements=[1, "b"]), DADict("b", elements={"x": 1}), DASet("c", elements={1, 2})
    back = state.decode(state.encode({"a": one, "b": two, "c": three}))
    assert [back[name].elements for name in "abc"] == [[1, "b"], {"x": 1}, {1, 2}]


def test_the_class_of_items_comes_back():
    made = DAList("a", object_type=KINDS["Individual"].using(kind="x"))
    back = state.decode(state.encode({"a": made}))["a"]
    assert type(back.appendObject()) is KINDS["Individual"]
    assert back.elements[0].kind == "x"


def test_a_missing_attribute_names_its_variable():
    with pytest.raises(Undefined) as caught:
        DAObject("user.dog").name  # noqa: B018  # reading it is the test
    assert caught.value.variable == "user.dog.name"


@pytest.mark.parametrize("name", ["__class__", "_private", "__dict__"])
def test_attributes_of_python_cannot_be_asked_for(talk, name: str):
    with pytest.raises(AuthorError):
        talk(PERSON + END + f"${{ value('user.{name}') }}")


def test_an_answer_that_was_invalidated_is_offered_again(talk):
    conversation = talk("""
objects:
  - pay: DAObject
  - jobs: DADict.using(gathered=True)
---
question: How much?
fields:
  - Amount: pay.amount
  - Job: jobs['main']
---
event: again
code: |
  pay.invalidate_attr('amount', 'never')
  jobs.invalidate_item('main')
---
mandatory: True
question: Paid ${ pay.amount } for ${ jobs['main'] }
""").answer(pay_amount="50", **{"jobs['main']": "cook"})
    assert conversation.title == "Paid 50 for cook"
    conversation.event("again").again()
    assert conversation.title == "How much?"
    assert [field.default for field in conversation.result.screen.form.fields] == ["50", "cook"]


@pytest.mark.control("answers_are_data")
@pytest.mark.parametrize(
    "call",
    [
        "object_name()",
        "as_noun()",
        "attr_name('color')",
        "object_possessive('dog')",
        "instanceName",
        "color if False else getattr(chosen[key], 'instanceName')",
        "initializeAttribute('hat', DAObject)",
    ],
)
def test_a_key_that_was_typed_is_words_in_a_name(talk, call):
    conversation = talk(f"""
objects:
  - chosen: DADict.using(object_type=DAObject, gathered=True)
---
question: Key?
fields:
  - Key: key
---
mandatory: True
code: |
  chosen.initializeObject(key)
---
mandatory: True
question: |
  ${{ chosen[key].{call} }} ${{ [chosen[key]] }} ${{ chosen.item_name(key) }}
""")
    conversation.answer(key="<b>**x**</b>")
    assert "<b>" not in conversation.result.screen.title
    assert "<strong>" not in conversation.result.screen.title
    assert conversation.title.count("<b>**x**</b>") == 3


def test_a_value_is_found_anew_once_for_each_screen(talk):
    source = (
        "objects:\n  - thing: DAObject\n  - sums: DADict.using(gathered=True)\n---\n"
        "code: |\n  thing.color = 'red' + mark\n---\ncode: |\n  sums['a'] = mark\n---\n"
        "code: |\n  mark = '1'\n---\nmandatory: True\ncode: |\n"
        "  before = thing.color + sums['a']\n  set_variables({'mark': '2'})\n---\n" + END
        + "${ before } ${ thing.getattr_fresh('color') } ${ sums.getitem_fresh('a') }"
    )  # fmt: skip
    assert talk(source).text == "End red11 red2 2"


def test_a_list_that_is_given_its_items_is_gathered(talk):
    source = "objects:\n  - a: DAList.using(elements=['x', 'y'])\n---\n" + END + "${ a }"
    assert talk(source).text == "End x and y"


def test_the_items_of_a_list_may_get_the_names_that_it_gives_them(talk):
    source = (
        "objects:\n  - ann: Individual\n  - party: DAList.using(elements=[ann], set_instance_name=True)\n---\n"
        "question: Worth?\nfields:\n  - Worth: party[0].worth\n---\n" + END + "${ party[0].worth } ${ ann.worth }"
    )
    assert talk(source).answer(**{"party[0]_worth": "5"}).text == "End 5 5"


def test_dictionaries_and_sets_know_what_of_them_is_complete(talk):
    source = (
        "objects:\n  - d: DADict.using(object_type=DAObject, complete_attribute='age', auto_gather=False)\n---\n"
        "mandatory: True\ncode: |\n  d.initializeObject('a')\n  d.setObject('b')\n  d['a'].age = 3\n---\n" + END
        + "${ [key for key in d.complete_elements().iterkeys()] }"
    )  # fmt: skip
    assert talk(source).text == "End ['a']"


def test_a_set_gives_those_items_that_fit(talk):
    source = (
        "objects:\n  - a: Person.using(name='A', age=4)\n  - b: Person.using(name='B', age=5)\n"
        "  - both: DASet.using(elements=[a, b])\n---\n"
        + END
        + "${ both.filter(age=5) } ${ len(both.complete_elements()) }"
    )
    assert talk(source).text == "End B 2"


def test_an_attribute_is_taken_away_however_often_code_runs(talk):
    source = (
        "objects:\n  - cat: Thing.using(legs=4)\n---\nquestion: Name\nfields:\n  - Name: name\n---\nmandatory: True\n"
        "code: |\n  del cat.legs\n  name\n---\nmandatory: True\nquestion: End ${ defined('cat.legs') } ${ name }\n"
    )
    assert talk(source).answer(name="Tom").title == "End False Tom"
