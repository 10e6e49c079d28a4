"""What an event changes, what a check-in answers, tasks that are remembered, and the smaller parts beside them."""

import json

import pytest

from chancery.protocol import Context, Respond, Update, User

from .conftest import CONTEXT, words

END = "mandatory: True\nquestion: End\nsubquestion: |\n  "


def test_after_an_event_the_interview_is_evaluated_from_its_beginning(talk):
    source = """
initial: True
code: |
  greeting = 'Hello ' + who
  menu_items = [action_menu_item('Someone else', 'other')]
---
event: other
code: |
  del who
---
question: Who
fields:
  - Who: who
---
question: ${ greeting }
fields:
  - Age: age
---
mandatory: True
code: age
"""
    talked = talk(source).answer(who="Ann")
    assert talked.title == "Hello Ann"
    assert talked.follow("Someone else").title == "Who"
    assert talked.answer(who="Bob").title == "Hello Bob"


def test_roles_are_found_out_for_each_screen(talk):
    source = """
objects:
  - client: Individual
---
default role: client
code: |
  user = client
  role = 'client'
  set_info(user=user, role=role)
---
mandatory: True
code: |
  client.name.first = 'Ann'
---
"""
    assert talk(source + END + "${ client.possessive('house') } ${ role }").text == "End your house client"


def test_several_places_of_the_page_at_once(talk):
    source = """
question: Food
fields:
  - Food: food
check in: look
---
event: look
code: |
  food = action_argument('food')
  background_response([{'target': 'one', 'content': "<i>don't</i>"}, {'target': 'two', 'content': food}])
---
mandatory: True
code: food
"""
    [effect] = talk(source).event("look", food="<b>").result.effects
    assert isinstance(effect, Update)
    assert {name: html.strip() for name, html in effect.others.items()} == {
        "one": "<i>don't</i>", "two": "&lt;b&gt;",
    }  # fmt: skip


def test_a_check_in_may_ask_for_a_template_by_itself(talk):
    source = """
question: Food
fields:
  - Food: food
check in: hint
---
template: hint
target: place
content: |
  You like ${ action_argument('food') or 'nothing' }.
---
mandatory: True
code: food
"""
    [effect] = talk(source).event("hint", food="kiwi").result.effects
    assert isinstance(effect, Update)
    assert (effect.target, words(effect.html)) == ("place", "You like kiwi.")


def test_tasks_are_remembered(talk):
    source = (
        "mandatory: True\ncode: |\n  before = task_not_yet_performed('call')\n  mark_task_as_performed('call')\n"
        "  mark_task_as_performed('call')\n---\nquestion: Go on\nfield: seen\n---\nmandatory: True\ncode: seen\n---\n"
    )
    talked = talk(source + END + "${ before } ${ task_performed('call') } ${ times_task_performed('call') }")
    assert talked.answer().text == "End True True 2"


def test_the_bar_knows_which_question_is_shown(talk):
    source = """
default screen parts:
  navigation bar html: |
    ${ current_context().question_id }
---
id: first one
question: A
field: seen
---
mandatory: True
code: seen
"""
    assert talk(source).result.screen.parts["navigation bar html"] == "<p>first one</p>"


def test_a_document_in_another_language_than_the_page(talk):
    source = """
initial: True
code: |
  set_language('es')
---
question: Hola
subquestion: ${ comma_and_list('a', 'b') }
field: seen
---
mandatory: True
code: seen
"""
    assert talk(source).text == "Hola a y b"


def test_copies_are_called_by_their_places(talk):
    source = """
objects:
  - a: Thing
  - b: Thing
  - all_of_them: DAList
---
mandatory: True
code: |
  a.name.text, b.name.text = 'A', 'B'
  all_of_them.append(a, b)
  all_of_them.gathered = True
  others = all_of_them.copy_deep('others')
  others[0].name.text = 'C'
---
"""
    assert talk(source + END + "${ all_of_them } ${ others } ${ others[1].name.instanceName }").text == (
        "End A and B C and B others[1].name"
    )


def test_objects_as_plain_values(talk):
    source = "mandatory: True\nobjects:\n  - a: Thing.using(name='A')\n  - more: DAList.using(object_type=Thing)\n---\n"
    shown = talk(source + END + "${ json.dumps(a.as_serializable()['name']) } ${ more.as_serializable()['_class'] }")
    assert shown.text == 'End {"_class": "Name", "instanceName": "a.name", "text": "A"} DAList'


def test_values_of_dictionaries_keep_their_order_and_keys_are_told_in_that_of_the_alphabet(talk):
    source = (
        "objects:\n  - seeds: DADict\n---\nmandatory: True\ncode: |\n  seeds['pear'] = 1\n  seeds['apple'] = 2\n"
        "  seeds.gathered = True\n---\n"
    )
    shown = "${ list(seeds.values()) } ${ list(seeds.keys()) } ${ seeds }"
    assert talk(source + END + shown).text == "End [1, 2] ['apple', 'pear'] apple and pear"


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        ("05 56 81 94 55", "FR", "+33556819455"),
        ("0471 123456", "IT", "+390471123456"),
        ("+44 20 7946 0018", "FR", "+442079460018"),
        ("(202) 555-0123", "CA", "+12025550123"),
        ("12", "FR", "None"),
        ("0171 555", "XX", "None"),
    ],
)
def test_numbers_of_other_countries(talk, number: str, country: str, expected: str):
    assert talk(END + f"${{ phone_number_in_e164('{number}', country='{country}') }}").text == f"End {expected}"


def test_data_from_code_names_its_classes_plainly(talk):
    source = (
        "variable name: thing\nuse objects: objects\ndata from code:\n  object: Thing\n"
        "  module: docassemble.base.util\n  item:\n    size: |\n      2 * 4\n---\n"
    )
    assert talk(source + END + "${ thing.size }").text == "End 8"


def test_a_case_has_two_sides(talk):
    source = (
        "objects:\n  - case: Case\n---\nmandatory: True\ncode: |\n  case.plaintiff.appendObject().name.first = 'Ann'\n"
    )
    source += "  case.plaintiff.gathered = True\n---\n"
    assert talk(source + END + "${ case.plaintiff } ${ case.plaintiff.number() }").text == "End Ann 1"


def test_words_for_two_media_given_in_order(talk):
    source = "objects:\n  - fruits: DAList.using(auto_gather=False)\n---\nmandatory: True\ncode: |\n"
    source += "  fruits.appendObject(DAContext, 'Apple', 'red fruit')\n  fruits.gathered = True\n---\n"
    assert talk(source + END + "${ fruits[0] } ${ fruits[0].document }").text == "End Apple red fruit"


def test_a_code_to_point_a_telephone_at(talk):
    import chancery.documents  # noqa: F401  # it makes the picture

    shown = talk(
        END + "${ qr_code('https://example.org/a?b,c', width='120', alt_text='News') }"
    ).result.screen.subquestion
    assert '<img class="img-fluid" src="data:image/png;base64,' in shown
    assert 'alt="News" width="120"' in shown


def test_nothing_is_answered_to_a_check_in(talk):
    source = (
        "question: Food\nfields:\n  - Food: food\ncheck in: look\n---\nevent: look\ncode: background_response()\n---\n"
    )
    [effect] = talk(source + "mandatory: True\ncode: food\n").event("look").result.effects
    assert effect == Update()


def test_what_to_do_between_two_questions(talk):
    source = """
event: again
code: |
  force_ask('name', {'recompute': 'greeting'}, 'seen')
---
question: Name
fields:
  - Name: name
---
code: greeting = 'Hello ' + name
---
question: ${ greeting }
continue button field: seen
---
mandatory: True
question: End
subquestion: |
  ${ greeting } [again](${ url_action('again') })
"""
    talked = talk(source).answer(name="Ann")
    assert talked.follow("again").answer(name="Bob").title == "Hello Bob"
    assert talked.answer().text == "End Hello Bob again"


SCRIPTED = (
    "question: A?\nfields:\n  - A: a\n---\nquestion: B?\nfields:\n  - B: b\n"
    "script: |\n  <script>get_interview_variables(function (data) { flash(data.variables.a); });</script>\n"
    "---\nmandatory: True\nquestion: ${ a } ${ b }\n"
)
PLAIN = SCRIPTED.replace("get_interview_variables", "other")


def told(person):
    """What a script of the page that asks for all answers gets; None for nothing."""
    effects = person.event("_variables").result.effects
    return next((json.loads(effect.body) for effect in effects if isinstance(effect, Respond)), None)


def test_a_script_of_the_page_gets_all_answers(talk):
    got = told(talk(SCRIPTED).answer(a="x"))
    assert (got["success"], got["variables"], got["i"]) == (True, {"a": "x"}, "pkg:data/questions/test.yml")


@pytest.mark.parametrize(
    ("source", "user"),
    [
        (PLAIN, None),
        (SCRIPTED, User("user", owner=False)),
        ("initial: True\ncode: |\n  set_status(variable_access=False)\n---\n" + SCRIPTED, None),
    ],
)
def test_nobody_gets_them_where_no_script_asks_or_the_session_is_another_persons_or_it_is_forbidden(talk, source, user):
    person = talk(source, context=Context(now=CONTEXT.now, session="session", user=user)).answer(a="x")
    assert told(person) is None
    assert person.title == "B?"


def test_a_script_learns_how_many_steps_led_here(talk):
    person = talk(SCRIPTED)
    assert told(person)["steps"] == 1
    assert told(person.answer(a="x"))["steps"] == 2


CHAIN = """
question: Name
fields:
  - Name: name
---
event: fill
code: |
  name = action_argument('who')
---
event: greet
question: Hello ${ name }, ${ action_argument('word') or 'you' } ${ sorted(action_arguments()) }
buttons:
  - Back: continue
---
event: ask
code: |
  force_ask('colour', 'town')
---
question: Colour
fields:
  - Colour: colour
---
question: Town
fields:
  - Town: town
---
mandatory: True
question: End of ${ name }
"""


@pytest.mark.parametrize(
    ("following", "title"),
    [
        ("greet", "Hello Ann, you []"),
        ({"action": "greet", "arguments": {"word": "<b>"}}, "Hello Ann, <b> ['word']"),
        ([{"action": "fill", "arguments": {"who": "Bob"}}, "greet"], "Hello Bob, you []"),
        # What is no event of the interview's is left out, whatever a script sends.
        ("name", "End of Ann"),
        ([None, 3, {"action": ["greet"]}, {"arguments": {}}], "End of Ann"),
        ({"action": "greet", "arguments": "word"}, "Hello Ann, you []"),
    ],
)
def test_what_a_script_wants_next_is_done_after_the_event(talk, following, title):
    assert talk(CHAIN).event("fill", who="Ann", _next=following).title == title


def test_an_event_that_asks_is_answered_before_what_comes_next(talk):
    person = talk(CHAIN).answer(name="Ann").event("ask", _next="greet")
    assert person.title == "Colour"
    assert person.answer(colour="red").title == "Town"
    assert person.answer(town="Rome").title.startswith("Hello Ann")


def test_a_script_can_forget_what_was_begun_before(talk):
    person = talk(CHAIN).answer(name="Ann").event("ask").event("greet", _forget_prior=True)
    assert person.title == "Hello Ann, you []"
    assert person.press("Back").title == "End of Ann"
    assert talk(CHAIN).answer(name="Ann").event("ask").event("greet").press("Back").title == "Colour"
