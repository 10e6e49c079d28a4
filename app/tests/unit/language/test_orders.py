"""Objects and collections in order, compared, and taken in part; names of attributes that belong to authors."""

import pytest

END = "---\nmandatory: True\nquestion: End\nsubquestion: |\n  "


@pytest.mark.parametrize("name", ["subject", "pronouns", "offered", "complete", "point_of_view", "add_one"])
@pytest.mark.parametrize("kind", ["DAObject", "DAList"])
def test_an_attribute_of_such_a_name_is_asked_for(talk, kind, name):
    source = f"objects:\n  - letter: {kind}\n---\nquestion: Which?\nfields:\n  - It: letter.{name}\n"
    person = talk(source + END + f"${{ letter.{name} }}")
    assert person.title == "Which?"
    assert person.post({"field_0": ["This"]}).text == "End This"


THINGS = """
objects:
  - tools: DAList.using(object_type=Thing, gathered=True, there_are_any=True)
  - parts: PartyList.using(gathered=True)
---
mandatory: True
code: |
  tools.clear()
  for name in ('saw', 'axe', 'hammer'):
    tools.appendObject(name=name)
  tools[1].sharp = True
  tools[0].sharp = tools[2].sharp = False
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("tools.sort()", "axe, hammer, and saw"),
        ("tools.sort(reverse=True)", "saw, hammer, and axe"),
        ("tools.sort_elements()", "axe, hammer, and saw"),
        ("tools.sort_elements(key=lambda tool: len(tool.name.text))[2].instanceName", "tools[2]"),
        ("tools.reverse()", "hammer, axe, and saw"),
        ("comma_and_list(sorted(tools))", "axe, hammer, and saw"),
        ("max(tools)", "saw"),
        ("tools[1] < tools[0]} ${ tools[1] >= 'b'", "True False"),
        ("tools.filter(sharp=True)} ${ tools.filter('blades', sharp=True).instanceName", "axe blades"),
        ("tools.filter(sharp=False).object_type == Thing} ${ isinstance(parts.filter(), PartyList)", "True True"),
        ("tools.filter(sharp=None).there_are_any} ${ len(tools)", "False 3"),
        ("tools.index(tools[2])} ${ tools.count(tools[2])", "2 1"),
        ("tools.slice(0, 2)} ${ tools.complete_elements('sharp').number()", "saw and hammer 3"),
    ],
)
def test_objects_in_a_list_are_put_in_order_by_what_they_show(talk, words, expected):
    assert talk(THINGS + END + f"${{ {words} }}").text == f"End {expected}"


def test_a_list_out_of_which_all_is_taken_has_nothing(talk):
    code = "---\nmandatory: True\ncode: |\n  tools.remove(tools[0])\n  tools.delitem(1)\n  last = tools.pop()\n"
    words = "${ last } ${ tools.there_are_any } ${ tools.number() }"
    assert talk(THINGS + code + END + words).text == "End axe False 0"


def test_amounts_are_compared_by_what_they_are(talk):
    source = """
objects:
  - rent: Value.using(value='2.50')
  - food: Value.using(value=3)
  - other: Value
"""
    words = "${ food > rent } ${ rent == 2.5 } ${ rent != food } ${ rent <= 2 } ${ other == rent } ${ rent == 'x' }"
    assert talk(source + END + words).text == "End True True True False False False"


def test_sets_are_compared_and_joined_as_in_python(talk):
    source = "objects:\n  - few: DASet.using(elements=['a', 'b'])\n"
    words = "${ few <= {'a', 'b', 'c'} } ${ few < few } ${ {'a', 'z'} & few } ${ {'z'} ^ few } ${ {'a', 'z'} - few }"
    assert talk(source + END + words).text == "End True False a a, b, and z z"


def test_completeness_is_found_anew_once(talk):
    source = """
objects:
  - tools: DAList.using(object_type=Thing, complete_attribute='complete', gathered=True)
---
code: |
  tools[i].name.text
  tools[i].weight
  tools[i].complete = True
---
question: Weight of ${ tools[i] }
fields:
  - Weight: tools[i].weight
---
mandatory: True
code: |
  if not defined('begun'):
    tools.appendObject(name='saw', complete=True)
    begun = True
  tools.gathered_and_complete()
"""
    person = talk(source + END + "${ tools[0].weight } ${ tools.gathered_and_complete() }")
    assert person.title == "Weight of saw"
    assert person.post({"field_0": ["5"]}).text == "End 5 True"


GROUPS = """
objects:
  - people: DAList.using(object_type=Thing, ask_number=True)
  - children: DAList.using(elements=['Eve', 'Joe'])
  - child: DAList.using(elements=['Eve'])
  - sizes: "DADict.using(elements={'b': True, 'a': True, 'c': False})"
  - me: DAList.using(object_type=Individual, gathered=True)
  - user: Individual
  - fruit: DAContext.using(question='apple', pdf='fruit')
---
mandatory: True
code: |
  user.name.first = 'Ann'
  if not me.elements:
    me.append(user)
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("children == ['Eve', 'Joe']} ${ children != child } ${ child in [['Eve']]", "True True True"),
        (
            "children == DAList('x', elements=['Eve', 'Joe'])} ${ children == 'Eve' } ${ people == None",
            "True False False",
        ),
        ("sizes == dict(a=True, b=True, c=False)} ${ DASet('s', elements=[1]) == {1}", "True True"),
        ("sizes.true_values()} ${ sizes.true_values(insertion_order=True)", "a and b b and a"),
        (
            "sizes.all_true(['a', 'b'])} ${ sizes.any_false(['a', 'b']) } ${ sizes.all_true('a', ['c'])",
            "True False False",
        ),
        ("children.as_singular_noun()} ${ children.as_noun(this=True, capitalize=True)", "child These children"),
        ("child.as_noun(this=True)} ${ child.as_noun(article=True)", "this child a child"),
        (
            "children.as_noun('egg', article=True, some=True)} ${ children.as_noun('egg', article=True)",
            "some eggs eggs",
        ),
        ("me.is_are_you()} ${ me.pronoun_subjective() } ${ child.is_are_you()", "are you you is Eve"),
        ("fruit.get('document', 'no')} ${ 'pdf' in fruit } ${ len(fruit) } ${ fruit.pdf", "no True 2 fruit"),
        (
            "', '.join(fruit.keys())} ${ ', '.join(fruit.values()) } ${ dict(fruit.items())['pdf']",
            "question, pdf apple, fruit fruit",
        ),
    ],
)
def test_groups_are_what_they_hold(talk, words, expected):
    assert talk(GROUPS + END + f"${{ {words} }}").text == f"End {expected}"


def test_what_a_thing_is_called_elsewhere_is_asked_for(talk):
    source = GROUPS + "---\nquestion: Word\nfields:\n  - Word: fruit['docx']\n"
    person = talk(source + END + "${ fruit['docx'] } ${ fruit }")
    assert person.title == "Word"
    assert person.post({"field_0": ["pear"]}).text == "End pear apple"


NUMBER = "---\nquestion: How many?\nfields:\n  - Number: people.target_number\n    datatype: integer\n"


def test_the_number_that_is_asked_for_is_known_before_the_items(talk):
    person = talk(GROUPS + NUMBER + END + "${ people.number() } ${ people.number_as_word() } ${ len(people) }")
    assert person.title == "How many?"
    assert person.post({"field_0": ["3"]}).text == "End 3 three 3"


def test_no_number_is_asked_for_where_there_are_none(talk):
    code = "---\nmandatory: True\ncode: |\n  people.there_are_any = False\n"
    words = "${ people.number() } ${ people.gather() } ${ 'any' if people else 'none' }"
    assert talk(GROUPS + code + END + words).text == "End 0 True none"


def test_an_empty_list_is_gathered_again_when_there_are_any_after_all(talk):
    source = """
objects:
  - tools: DAList
---
question: Any?
yesno: tools.there_are_any
---
question: Tool
fields:
  - Tool: tools[i]
---
question: Another?
yesno: tools.there_is_another
---
event: change
code: |
  tools.there_are_any = True
"""
    person = talk(source + END + "${ tools.number() } ${ tools }").press("No")
    assert person.text == "End 0"
    person.event("change")
    assert person.title == "Tool"
    assert person.post({"field_0": ["saw"]}).press("No").text == "End 1 saw"


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        ("pet = Thing(name='Rex')", "${ pet.instanceName } ${ pet.object_possessive('hat') }", "pet the pet’s hat"),
        ("pets = DAList(object_type=Thing)\n  pets.appendObject()", "${ pets[0].name.instanceName }", "pets[0].name"),
    ],
)
def test_an_object_that_code_made_knows_its_variable_at_once(talk, code, words, expected):
    assert talk(f"mandatory: True\ncode: |\n  {code}\n" + END + words).text == f"End {expected}"


def test_the_user_is_asked_as_you_in_a_list_of_one(talk):
    words = "${ me.do_question('eat') } ${ me.were_question('late', capitalize=True) } ${ child.has_question('eaten') }"
    assert talk(GROUPS + END + words).text == "End do you eat Were you late has Eve eaten"


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        ("names[2] = 'Eve'", "${ names.elements }", "[None, None, 'Eve']"),
        ("tools[1] = Thing(name='saw')", "${ tools[0].instanceName } ${ tools[1].instanceName }", "tools[0] tools[1]"),
        ("tools[0] = Thing(name='axe')\n  tools[0] = Thing(name='saw')", "${ tools[0].instanceName }", "tools[0]"),
        ("tools.appendObject()\n  tools[-1] = Thing(name='axe')", "${ tools[0].name.instanceName }", "tools[0].name"),
    ],
)  # fmt: skip
def test_an_item_may_be_set_at_any_place(talk, code, words, expected):
    source = "objects:\n  - names: DAList.using(gathered=True)\n  - tools: DAList.using(object_type=Thing)\n---\n"
    assert talk(f"{source}mandatory: True\ncode: |\n  {code}\n" + END + words).text == f"End {expected}"
