"""Variables that no block defines, templates that go to a place of the page, and the façades `us` and `time`."""

import pytest

from chancery.language import AuthorError
from chancery.protocol import Update

END = "mandatory: True\nquestion: End\nsubquestion: |\n  "
CATCH = """
features:
  use catchall: True
---
generic object: DACatchAll
question: What is ${ x.object_name() }?
fields:
  - no label: x.value
validation code: |
  define(x.instanceName, x.value)
---
if: x.context == 'float'
generic object: DACatchAll
question: How much is ${ x.object_name() }?
fields:
  - no label: x.value
    datatype: currency
validation code: |
  define(x.instanceName, x.value)
---
"""


def test_what_no_block_defines_is_asked_for_by_a_generic_question(talk):
    talked = talk(CATCH + END + "${ pet_name } ${ currency(pet_price) }")
    assert talked.title == "What is pet name?"
    assert talked.answer(pet_name_value="Rex").title == "How much is pet price?"
    assert talked.answer(pet_price_value="12").text == "End Rex $12.00"


GUESS = """
features:
  use catchall: True
---
generic object: DACatchAll
question: ${ x.object_name() }, ${ x.context }, ${ x.data_type_guess() }, ${ x.attr('operand') }
fields:
  - no label: x.value
    datatype: VALUE
validation code: |
  define(x.instanceName, x.value)
---
"""


@pytest.mark.parametrize(
    ("expression", "asked", "answer", "shown"),
    [
        ("it + 2", "add, int, 2", "1", "3"),
        ("2.5 + it", "radd, float, 2.5", "1", "3.5"),
        ("it - 2", "sub, int, 2", "5", "3"),
        ("2 * it", "rmul, int, 2", "5", "10"),
        ("it / 2", "truediv, int, 2", "5", "2.5"),
        ("10 // it", "rfloordiv, int, 10", "3", "3"),
        ("2 ** it", "rpow, int, 2", "3", "8"),
        ("it > 3", "gt, int, 3", "4", "True"),
        ("it <= 3", "le, int, 3", "4", "False"),
        ("it == 3", "eq, int, 3", "3", "True"),
        ("it != 3", "eq, int, 3", "3", "False"),
        ("-it", "neg, float, None", "3", "-3"),
        ("abs(it)", "abs, float, None", "3", "3"),
        ("int(it) + 1", "int, int, None", "3", "4"),
        ("'abc'[it]", "index, int, None", "1", "b"),
        ("'y' if it else 'n'", "bool, bool, None", "3", "y"),
    ],
)
def test_it_tells_what_it_was_wanted_as(talk, expression, asked, answer, shown):
    talked = talk(GUESS.replace("VALUE", "integer") + END + f"${{ {expression} }}")
    assert talked.title == f"it, {asked}"
    assert talked.answer(it_value=answer).text == f"End {shown}"


@pytest.mark.parametrize(
    ("expression", "asked", "shown"),
    [
        ("it + '@example.org'", "add, str, @example.org", "abc@example.org"),
        ("len(it)", "len, str, None", "3"),
        ("'b' in it", "contains, str, b", "True"),
        ("it[0]", "getitem, str, 0", "a"),
        ("[one for one in it][2]", "iter, str, None", "c"),
    ],
)
def test_it_tells_that_it_was_wanted_as_text(talk, expression, asked, shown):
    talked = talk(GUESS.replace("VALUE", "text") + END + f"${{ {expression} }}")
    assert talked.title == f"it, {asked}"
    assert talked.answer(it_value="abc").text == f"End {shown}"


def test_without_the_feature_it_is_a_fault(talk):
    with pytest.raises(AuthorError, match="pet_name"):
        talk(CATCH.replace("True", "False") + END + "${ pet_name }")


def test_a_template_goes_to_a_place_of_the_page(talk):
    source = """
question: Food
fields:
  - Food: food
under: |
  [TARGET hint]
check in: look
---
event: look
code: |
  eaten = action_argument('food') or 'nothing'
  hint
---
template: hint
target: hint
content: |
  _You_ like ${ eaten }?
---
mandatory: True
question: ${ food }
"""
    talked = talk(source)
    for said, shown in (("**kiwi**", "**kiwi**"), ("pear", "pear")):
        talked.event("look", food=said)
        [effect] = [one for one in talked.result.effects if isinstance(one, Update)]
        assert (effect.target, effect.html.strip()) == ("hint", f"<p><em>You</em> like {shown}?</p>")


def test_states_by_name_and_abbreviation(talk):
    source = "imports:\n  - us\n---\n" + END
    assert (
        talk(source + "${ us.states.mapping('abbr', 'name')['OR'] } ${ us.states.lookup('ohio').abbr }").text
        == "End Oregon OH"
    )
    assert talk(source + "${ len(us.STATES) } ${ us.states.lookup('x') }").text == "End 50 None"
    with pytest.raises(AuthorError):
        talk(source + "${ us.states.mapping('abbr', '__class__') }")


def test_the_clock_stands_still_and_nobody_waits(talk):
    source = "imports:\n  - time\n---\nmandatory: True\ncode: |\n  time.sleep(3600)\n---\n"
    assert talk(source + END + "${ time.time() == time.time() }").text == "End True"


def test_names_between_colons_are_pictures_or_nothing(talk):
    assert talk(END + "a :bed: b 1:20:3 12:30").text == "End a b 1:20:3 12:30"


def test_lists_of_objects_from_data_speak(talk):
    source = (
        "variable name: people\nuse objects: objects\ndata:\n  object: Thing\n  items:\n"
        "    - skills:\n        - sewing\n        - ${ 'reading' }\n---\n"
    )
    assert talk(source + END + "${ people[0].skills }").text == "End sewing and reading"


def test_choices_of_objects_that_data_made(talk):
    source = (
        "variable name: fruits\nuse objects: True\ndata:\n  - question: Apple\n    document: red fruit\n"
        "  - question: Pear\n    document: green fruit\n---\n"
        "question: Fruit\nfields:\n  - Fruit: fruit\n    datatype: object\n    choices: fruits\n---\n"
    )
    assert talk(source + END + "${ fruit }").answer(fruit="Pear").text == "End Pear"


def test_objects_that_are_there_already_are_ticked(talk):
    source = (
        "mandatory: True\nobjects:\n  - a: Thing\n  - b: Thing\n  - chosen: DAList.using(auto_gather=False)\n---\n"
        "mandatory: True\ncode: |\n"
        "  a.name.text = 'A'\n  b.name.text = 'B'\n  chosen.append(b)\n---\nmandatory: True\nquestion: Which\nfields:\n"
        "  - no label: chosen\n    datatype: object_checkboxes\n    choices:\n      - a\n      - b\n---\n"
    )
    assert talk(source + END + "${ chosen }").answer().text == "End B"


def test_what_a_file_is(talk):
    source = "objects:\n  - seal: DAStaticFile.using(filename='seal.png')\n---\n" + END
    assert talk(source + "${ seal.url_for() }").text == "End /package/pkg/seal.png"
    assert talk(source + "${ path_and_mimetype('nowhere.png') }").text == "End (None, None)"
    shown = talk(
        source + "${ path_and_mimetype(seal)[1] } ${ seal.size_in_bytes() }", below={"static/seal.png": "1234"}
    )
    assert shown.text == "End image/png 4"
    with pytest.raises(AuthorError, match=r"seal\.png"):
        talk(source.replace("seal.png", "gone.png").replace("gone.png", "no_seal.png") + "${ seal.size_in_bytes() }")
