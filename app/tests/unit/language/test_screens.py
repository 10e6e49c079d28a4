"""What a question looks like, and what its answer does."""

import msgspec
import pytest

from chancery.language import AuthorError
from chancery.protocol import Answer, Context, Exit, ForbidBack, Form, Job, Leave, Open, Restart, Result, Screen

from_state = msgspec.json.decode
CONTEXT = Context(now="2026-11-23T12:00:00+00:00", session="s")
END = "---\nmandatory: True\nquestion: End\nsubquestion: |\n  "


def test_texts_are_markdown_and_answers_are_not(talk):
    person = talk(
        "question: Who are *you*?\nsubquestion: |\n  Type <b>freely</b>.\nfields:\n  - Name: name\n"
        + END
        + "**${ name }**"
    )
    screen = person.result.screen
    assert screen.title == "Who are <em>you</em>?"
    assert screen.subquestion == "<p>Type <b>freely</b>.</p>\n"
    typed = "<b>x</b> **y** [a](javascript:alert(1)) ${ 7*191 } <% z %> [FILE a.png]"
    shown = person.answer(name=typed).result.screen.subquestion
    assert shown.startswith("<p><strong>&lt;b&gt;x&lt;/b&gt; **y** [a](javascript:alert(1)) ${ 7*191 }")
    assert "1337" not in shown


@pytest.mark.parametrize(
    ("kind", "label", "value"),
    [
        ("yesno", "Yes", "True"),
        ("yesno", "No", "False"),
        ("noyes", "Yes", "False"),
        ("yesnomaybe", "I don’t know", "None"),
    ],
)
def test_yes_and_no(talk, kind: str, label: str, value: str):
    assert talk(f"question: Sure?\n{kind}: sure\n" + END + "${ sure }").press(label).text == f"End {value}"


@pytest.mark.parametrize(
    ("widget", "drawn"),
    [("choices", "radio"), ("dropdown", "select"), ("combobox", "combobox"), ("buttons", "buttons")],
)
def test_one_answer_of_several(talk, widget: str, drawn: str):
    person = talk(f"question: Which?\nfield: pick\n{widget}:\n  - One\n  - Two: second\n" + END + "${ pick }")
    (field,) = person.result.screen.form.fields
    assert (field.input, [choice.label for choice in field.choices]) == (drawn, ["One", "Two"])
    assert person.post({field.key: ["choice_1"]}).text == "End second"


def test_only_served_keys_are_taken(talk):
    person = talk("question: Which?\nfield: pick\nchoices:\n  - One\n  - Two\n" + END + "${ pick }")
    refused = person.post({"field_0": ["Two"]})
    assert refused.title == "Which?"
    assert list(refused.result.screen.errors) == ["field_0"]


def test_posted_names_that_were_not_served_do_nothing(talk):
    person = talk("question: Who?\nfields:\n  - Name: name\n" + END + "${ name } ${ showifdef('admin') }")
    person.post({"field_0": ["Ann"], "admin": ["True"], "name": ["Eve"], "_internal": ["x"], "field_1": ["y"]})
    assert person.text == "End Ann"
    assert set(person.variables) == {"name", "_internal"}
    assert str(person.variables["_internal"]).count("x") == 0


def test_choices_in_all_their_ways(talk):
    source = """
question: Which?
fields:
  - From code: a
    code: |
      [['x', 'Ex'], {'y': 'Why', 'help': 'A letter', 'default': True}, 'z']
  - From a dictionary: b
    datatype: radio
    code: |
      {1: 'One', 2: 'Two'}
  - Written: c
    choices:
      - Plain
      - Label: value
      - label: Long
        value: long
        help: Very long
      - code: |
          ['computed']
      - Hidden: hidden
        show if: 1 > 2
    exclude: |
      ['Plain']
""" + END + "${ a } ${ b + 1 } ${ c }"  # fmt: skip
    person = talk(source)
    a, b, c = person.result.screen.form.fields
    assert [(x.label, x.selected, bool(x.help)) for x in a.choices] == [
        ("Ex", False, False), ("Why", True, True), ("z", False, False),
    ]  # fmt: skip
    assert (a.input, b.input) == ("select", "radio")
    assert [x.label for x in c.choices] == ["Label", "Long", "computed"]
    assert person.answer(a="Why", b="Two", c="Long").text == "End y 3 long"


def test_choices_may_hold_blocks(talk):
    source = """
question: What now?
buttons:
  - Add:
      code: |
        n = n + 1
        chosen = True
  - Explain:
      question: Because
      field: chosen
  - Leave: leave
---
code: |
  n = 1
---
mandatory: True
question: End ${ chosen } ${ n }
"""
    assert talk(source).press("Add").title == "End True 2"
    person = talk(source).press("Explain")
    assert person.title == "Because"
    assert person.press("Continue").title == "End True 1"


def test_a_mandatory_menu_goes_on_after_its_choice(talk):
    source = (
        "mandatory: True\nquestion: Menu\nbuttons:\n  - One:\n      code: |\n        n = 1\n"
        "  - Two:\n      question: Two it is\n" + END + "${ n }"
    )
    assert talk(source).press("One").text == "End 1"
    assert talk(source).press("Two").title == "Two it is"


@pytest.mark.parametrize(
    ("button", "effect"),
    [("exit", Exit()), ("leave", Leave()), ("restart", Restart()), ("new_session", Restart(keep=True))],
)
def test_last_words_are_effects_and_change_nothing(talk, button: str, effect: object):
    person = talk(f"mandatory: True\nquestion: End\nbuttons:\n  - Go: {button}\n")
    before = person.result.state
    assert person.press("Go").result.effects == [effect]
    assert from_state(person.result.state) == from_state(before)


def test_the_address_of_exit_is_the_authors(talk):
    person = talk("mandatory: True\nquestion: End\nbuttons:\n  - Go: exit\n    url: https://example.org/${ 1 + 1 }\n")
    assert person.press("Go").result.effects == [Exit("https://example.org/2")]


def test_prevent_going_back(talk):
    person = talk(
        "mandatory: True\nquestion: One\nfield: one\n---\nprevent going back: True\nmandatory: True\nquestion: Two\n"
    )
    assert person.result.screen.can_go_back
    person.press("Continue")
    assert person.result.effects == [ForbidBack()]
    assert not person.result.screen.can_go_back


def test_errors_come_back_with_what_was_typed_and_change_nothing(talk):
    source = (
        "question: Age\nfields:\n  - Age: age\n    datatype: integer\n    max: 120\n  - Name: name\n" + END + "${ age }"
    )
    person = talk(source)
    before = from_state(person.result.state)
    person.answer(age="200", name="")
    screen = person.result.screen
    assert set(screen.errors) == {"field_0", "field_1"}
    assert screen.typed == {"field_0": ["200"], "field_1": [""]}
    assert from_state(person.result.state) == before
    assert person.answer(age="12", name="Ann").text == "End 12"


def test_validation_code_may_refuse(talk):
    source = """
question: Sum
fields:
  - A: a
    datatype: integer
  - B: b
    datatype: integer
validation code: |
  if a + b > 10:
    validation_error("Too much <together>.", field="b")
  total = a + b
""" + END + "${ a } ${ total }"  # fmt: skip
    person = talk(source)
    person.answer(a="9", b="9")
    assert person.result.screen.errors == {"field_1": "Too much <together>."}
    assert "total" not in person.variables
    assert person.answer(a="3", b="4").text == "End 3 7"


def test_a_field_may_be_validated_by_a_function(talk):
    source = """
question: Code
fields:
  - Code: code
    validate: |
      lambda value: value.startswith('A') or validation_error('Begin with an A.')
""" + END + "${ code }"  # fmt: skip
    person = talk(source)
    assert person.answer(code="B1").result.screen.errors == {"field_0": "Begin with an A."}
    assert person.answer(code="A1").text == "End A1"


def test_disabled_and_hidden_fields_are_not_taken(talk):
    source = """
question: Fields
fields:
  - Off: absent
    disabled: True
    default: x
  - Kind: kind
    choices:
      - Cat
      - Dog
    required: False
  - Breed: breed
    show if:
      variable: kind
      is: Dog
  - Never: never
    show if:
      code: |
        1 > 2
""" + END + "${ kind } ${ defined('absent') } ${ showifdef('breed', 'no') } ${ defined('never') }"  # fmt: skip
    person = talk(source)
    assert [field.variable for field in person.result.screen.form.fields] == ["absent", "kind", "breed"]
    person.post({"field_0": ["forced"], "field_1": ["choice_0"], "field_2": ["ignored"]})
    assert person.text == "End Cat False no False"


def test_a_field_that_takes_the_place_of_others(talk):
    source = """
question: Colour
fields:
  - Colour: colour
    choices:
      - Red
      - Blue
    disable others: True
  - Other: colour
""" + END + "${ colour }"  # fmt: skip
    assert talk(source).post({"field_0": ["choice_1"], "field_1": [""]}).text == "End Blue"
    assert talk(source).post({"field_0": [""], "field_1": ["Orange"]}).text == "End Orange"


def test_a_question_with_nothing_to_choose_is_not_shown(talk):
    source = (
        "question: Which?\nfields:\n  - no label: door\n    datatype: radio\n    code: |\n      []\n"
        + END
        + "${ door }"
    )
    assert talk(source).text == "End None"


def test_fields_that_code_gives(talk):
    source = (
        "question: Computed\nfields:\n  - code: |\n      [{'label': f'N{n}', 'field': f'n{n}', 'datatype': 'integer'} "
        "for n in range(2)]\n  - Last: last\nsets:\n  - n0\n  - n1\n" + END + "${ n0 + n1 } ${ last }"
    )
    person = talk(source)
    assert [field.label for field in person.result.screen.form.fields] == ["N0", "N1", "Last"]
    assert person.answer(n0="1", n1="2", last="x").text == "End 3 x"


def test_labels_help_and_parts(talk):
    source = """
metadata:
  title: Letter
  short title: L
default screen parts:
  under: |
    Under ${ 1 + 1 }
---
mandatory: True
question: One
continue button label: Go on
continue button field: one
back button label: Return
help: |
  Help *me*.
progress: 30
fields:
  - Name: name
    hint: a hint
    help: More
    under text: below
    default: ${ 'Ann' }
---
features:
  progress bar: True
"""
    screen = talk(source).result.screen
    assert (screen.buttons[0].label, screen.back_label, screen.progress) == ("Go on", "Return", 30.0)
    assert screen.help[0].html == "<p>Help <em>me</em>.</p>\n"
    assert screen.under == "<p>Under 2</p>"
    assert screen.parts["title"] == "Letter"
    field = screen.form.fields[0]
    assert (field.hint, field.help, field.under, field.default) == ("a hint", "<p>More</p>\n", "below", "Ann")


def test_what_was_answered_is_offered_again(talk):
    source = "mandatory: True\ncode: |\n  name = 'Ann'\n---\nmandatory: True\nquestion: Name\nfields:\n  - Name: name\n"
    assert talk(source).field("Name").default == "Ann"


def test_actions_ask_before_anything_else(talk):
    source = "question: Name\nfields:\n  - Name: name\n" + END + "${ name } [again](${ url_action('name') })"
    person = talk(source).answer(name="Ann").follow("again")
    assert (person.title, person.field("name").default) == ("Name", "Ann")
    assert person.answer(name="Eve").text == "End Eve again"


def test_url_arguments_are_kept(talk):
    person = talk(END.replace("---\n", "") + "${ url_args['from'] }", {"from": "<b>web"})
    assert person.text == "End <b>web"
    assert person.again().text == "End <b>web"


# -- purity -------------------------------------------------------------------------------------------------------


def test_running_changes_neither_the_job_nor_the_interview(interview):
    loaded = interview("question: Name\nfields:\n  - Name: name\n" + END + "${ name }")
    context = CONTEXT
    first = loaded.run(Job(Open(), context))
    one = Job(Answer(first.screen.form, {"field_0": ["Ann"]}), context, first.state)
    encoded = msgspec.json.encode(one)
    results = [msgspec.json.encode(loaded.run(one)) for _ in range(3)]
    loaded.run(Job(Answer(first.screen.form, {"field_0": ["Eve"]}), context, first.state))
    assert results[0] == results[1] == results[2]
    assert msgspec.json.encode(one) == encoded
    assert msgspec.json.encode(loaded.run(one)) == results[0]


def test_every_screen_can_cross_the_socket(talk):
    result = talk("mandatory: True\nquestion: A ${ word('x') }\nfields:\n  - Day: day\n    datatype: date\n").result
    assert isinstance(result.screen, Screen)
    assert msgspec.json.decode(msgspec.json.encode(result), type=Result) == result


def test_an_answer_to_a_question_that_is_gone_is_not_lost(talk, interview):
    person = talk("question: Old\nfields:\n  - Name: name\n" + END + "${ name }")
    person.interview = interview("id: other\nquestion: New\nfields:\n  - Name: name\n" + END + "${ name }")
    assert person.answer(name="Ann").text == "End Ann"


def test_a_form_that_names_no_variable_is_refused(talk):
    person = talk("question: Name\nfields:\n  - Name: name\n" + END + "${ name }")
    form = Form("test.yml#0", [msgspec.structs.replace(person.result.screen.form.fields[0], variable="a.__class__")])
    with pytest.raises(AuthorError, match="is not the name of a variable"):
        person.interview.run(Job(Answer(form, {"field_0": ["x"]}), CONTEXT, person.result.state))


def test_terms_are_explained_and_answers_are_not_terms(talk):
    source = (
        "terms:\n  - Lessor: |\n      Who <owns> ${ 1 + 1 } houses.\n---\nquestion: Name\nfields:\n  - Name: name\n"
        + END + "{lessor|Landlords} {unknown} ${ name }"
    )  # fmt: skip
    screen = talk(source).answer(name="{lessor}").result.screen
    assert '<a href="#term-0" class="c-term">Landlords</a> {unknown} {lessor}' in screen.subquestion
    assert screen.terms == [("lessor", "<p>Who <owns> 2 houses.</p>\n")]


def test_automatic_terms_are_found_wherever_they_stand(talk):
    source = "auto terms:\n  - deed: A paper.\n---\n" + END.replace("---\n", "")
    screen = talk(source + "A Deed, [a deed](x) `deed` indeed").result.screen
    assert screen.subquestion.startswith('<p>A <a href="#term-0" class="c-term">Deed</a>, <a href="x">a deed</a>')
    assert screen.subquestion.count("c-term") == 1


def test_terms_may_be_explained_anew(talk):
    source = "terms:\n  deed: A paper.\n---\ninitial: True\ncode: |\n  update_terms({'Deed': 'A **form**.'})\n---\n"
    screen = talk(source + END.replace("---\n", "") + "{deed}").result.screen
    assert screen.terms == [("deed", "<p>A <strong>form</strong>.</p>\n")]


def test_terms_that_are_told_later_may_need_no_braces(talk):
    told = "  update_terms({'Deed': 'A paper.'}, auto=True)\n  update_terms({'plot': 'Land.'})\n"
    source = f"initial: True\ncode: |\n{told}---\n"
    screen = talk(source + END.replace("---\n", "") + "The deed of the plot").result.screen
    assert screen.terms == [("deed", "<p>A paper.</p>\n")]


def test_code_may_give_buttons_that_end_the_interview(talk):
    source = """
mandatory: True
question: Q
buttons:
  code: |
    [{'label': 'Out', 'value': 'exit', 'url': 'https://example.org/x'}, ['restart', 'Again'],
     {'label': 'There', 'value': 'x', 'url': 'https://example.org/y'}, {'continue': 'On'}]
"""
    found = [(one.label, one.command, one.url) for one in talk(source).result.screen.form.fields[0].choices]
    assert found == [
        ("Out", "exit", "https://example.org/x"), ("Again", "restart", ""), ("There", "link", "https://example.org/y"),
        ("On", "continue", ""),
    ]  # fmt: skip
    result = talk(source).press("Out").result
    assert [type(effect).__name__ for effect in result.effects] == ["Exit"]


def test_a_choice_that_sets_a_variable_is_no_command(talk):
    source = "question: Q\nfield: a\nbuttons:\n  code: |\n    ['exit', 'restart']\n" + END + "${ a }"
    assert talk(source).press("exit").text == "End exit"


def test_terms_of_one_question_are_its_own(talk):
    person = talk("mandatory: True\nquestion: The {deed}\nfield: a\nterms:\n  deed: A paper.\n" + END + "{deed}")
    assert person.result.screen.title == 'The <a href="#term-0" class="c-term">deed</a>'
    assert person.press("Continue").text == "End {deed}"


def test_data_may_be_templates_or_code(talk):
    source = (
        "variable name: a\ndata:\n  - ${ 1 + 1 }\n  - x: 5\n"
        "---\nvariable name: b\ndata from code:\n  x: 1 + 1\n  y: given\n" + END + "${ a } ${ b['x'] + 1 }"
    )
    assert talk("---\ncode: |\n  given = 1\n---\n" + source).text == "End ['2', {'x': 5}] 3"


def test_a_template_is_text_in_a_variable(talk):
    source = "template: words\ncontent: |\n  Dear **${ name }**\n" + END + "${ words }\n---\ncode: |\n  name = 'Ann'\n"
    assert talk(source).result.screen.subquestion == "<p>Dear <strong>Ann</strong></p>\n"


def test_an_error_may_be_answered_by_an_action(talk):
    source = "metadata:\n  error action: sorry\n---\nevent: sorry\nquestion: Sorry\n" + END + "${ 1 / 0 }"
    assert talk(source).title == "Sorry"


def test_an_action_that_fails_too_ends_in_its_error(talk):
    with pytest.raises(AuthorError, match="ZeroDivisionError"):
        talk("metadata:\n  error action: sorry\n---\nevent: sorry\nquestion: ${ 1 / 0 }\n" + END + "${ 1 / 0 }")


def test_colons_are_colons_where_pictures_are_not_wanted(talk):
    source = "mandatory: True\nquestion: End\nsubquestion: |\n  {mark}Half past :bed: {{x}}\n"
    assert talk(source.format(mark="")).text == "End Half past {x}"
    assert talk(source.format(mark="[NO_EMOJIS] ")).text == "End Half past :bed: {x}"


def test_one_screen_asks_for_an_object_or_for_its_parts(talk):
    source = (
        "objects:\n  - boss: Individual\n  - clerk: Individual\n---\nquestion: Who is the clerk?\nfields:\n"
        "  - Which: clerk.kind\n    choices:\n      - Old\n      - New\n  - Person: clerk\n    datatype: object\n"
        "    choices: '[boss] if boss.name.defined() else []'\n"
        "    show if:\n      variable: clerk.kind\n      is: Old\n"
        "  - First: clerk.name.first\n    show if:\n      variable: clerk.kind\n      is: New\n---\n"
        "mandatory: True\nquestion: |\n  ${ clerk }\n"
    )
    person = talk(source)
    assert person.title == "Who is the clerk?"
    assert person.answer(clerk_kind="New", clerk_name_first="Bo").title == "Bo"
    person = talk("mandatory: True\ncode: |\n  boss.name.first = 'Ann'\n---\n" + source)
    assert person.post({"field_0": ["choice_0"], "field_1": ["choice_0"]}).title == "Ann"


@pytest.mark.parametrize("datatype", ["yesno", "yesnowide", "boolean", "noyes", "noyeswide"])
@pytest.mark.parametrize("kind", ["radio", "dropdown"])
def test_a_yes_or_no_may_be_picked_rather_than_ticked(talk, datatype: str, kind: str):
    source = f"question: A\nfields:\n  - Fine: fine\n    datatype: {datatype}\n    input type: {kind}\n" + END
    person = talk(source + "${ fine }")
    assert person.field("fine").required
    assert person.answer(fine="Yes").text == f"End {not datatype.startswith('noyes')}"


EMBEDDED = """
objects:
  - pet: DAObject
---
mandatory: True
question: ${ pet.name }, ${ pet.color }, ${ pet.kind }
---
generic object: DAObject
question: About it
subquestion: |
  It is called [FIELD x.name] and is **[FIELD  x.color]**.[FIELD x.kind] [FIELD x.name] [FIELD x.age]
fields:
  - Name: x.name
  - Color: x.color
    choices:
      - red
      - blue
  - Kind: x.kind
    input type: radio
    choices:
      - cat
      - dog
"""


def test_fields_stand_where_the_text_marks_them(talk):
    conversation = talk(EMBEDDED)
    fields = conversation.result.screen.form.fields
    assert [field.embedded for field in fields] == [True, True, False]
    place = '<span class="c-embedded" id="{}"></span>'
    assert conversation.result.screen.subquestion == (
        f"<p>It is called {place.format(fields[0].key)} and is <strong>{place.format(fields[1].key)}</strong>. "
        "[FIELD x.name] [FIELD x.age]</p>\n"
    )
    assert conversation.answer(pet_name="Rex", pet_color="red", pet_kind="dog").title == "Rex, red, dog"


def test_a_mark_for_a_field_that_was_typed_is_words(talk):
    conversation = talk("""
mandatory: True
question: ${ thing } ${ other }
---
question: What?
fields:
  - Thing: thing
---
question: Else?
subquestion: ${ thing }
fields:
  - Other: other
""").answer(thing="[FIELD other]")
    assert conversation.text == "Else? [FIELD other]"
    assert not conversation.field("other").embedded


@pytest.mark.parametrize(("written", "closed"), [("True", True), ("a == 1", True), ("a == 2", False), ("False", False)])
def test_the_continue_button_may_be_closed(talk, written, closed):
    source = (
        f"code: |\n  a = 1\n---\nquestion: B\nfields:\n  - B: b\ndisable continue button: {written}\n---\n"
        "mandatory: True\nquestion: ${ a } ${ b }\n"
    )
    assert [button.disabled for button in talk(source).result.screen.buttons] == [closed]


@pytest.mark.parametrize(
    ("features", "question", "shown"),
    [("progress bar: False", "", True), ("navigation back button: False", "", False),
     ("navigation back button: False\n  question back button: True", "", True),
     ("navigation back button: False", "back button: True", True), ("debug: False", "back button: False", False)],
)  # fmt: skip
def test_an_interview_says_whether_there_is_back_and_a_question_says_it_better(talk, features, question, shown):
    source = f"features:\n  {features}\n---\nmandatory: True\nquestion: One\ncontinue button field: one\n{question}\n"
    assert talk(source).result.screen.can_go_back is shown


@pytest.mark.parametrize(
    ("interval", "event", "seconds"),
    [
        ("10000", "look", 10),
        ("500", "look", 4),
        ("0", "", 0),
        ("null", "look", 6),
        ("True", "look", 6),
        ("x", "look", 6),
    ],
)
def test_an_interview_says_how_often_a_page_checks_in(talk, interval, event, seconds):
    source = f"features:\n  checkin interval: {interval}\n---\nmandatory: True\nquestion: One\ncheck in: look\n"
    source += "continue button field: one\n---\nevent: look\ncode: background_response()\n"
    screen = talk(source).result.screen
    assert (screen.check_in, screen.check_in_every) == (event, seconds)


CHOICES = """
images:
  kite: kite.png
---
code: |
  toys = [{'box': 'Box', 'image': 'kite'}, {'ball': 'Ball', 'image': 'fa-nothing'}]
---
objects:
  - makers: DAList.using(object_type=DAObject, auto_gather=False, gathered=True)
---
code: |
  makers.appendObject(called='Ada')
  makers.appendObject(called='<b>Bo</b>')
  made = True
---
mandatory: True
code: |
  made
---
mandatory: True
question: Toy
fields:
  - Toy: toy
    datatype: radio
    choices:
      - Kite: kite
        image: kite
      - Bike: bike
        image: bike.png
  - Other: other
    datatype: radio
    code: toys
  - Maker: maker
    datatype: object_radio
    choices: makers
    object labeler: |
      lambda one: one.called
    help generator: |
      lambda one: 'Made by ' + one.called
    image generator: |
      lambda one: 'kite' if one.called == 'Ada' else None
"""
PICTURE = '<img class="c-emoji" src="/package/pkg/{}.png" alt="">'


def test_choices_have_pictures_and_objects_are_explained_by_functions(talk):
    person = talk(CHOICES, below={"static/kite.png": "a picture", "static/bike.png": "another"})
    toy, other, maker = (person.field(name).choices for name in ("toy", "other", "maker"))
    assert [choice.label for choice in toy] == [PICTURE.format("kite") + "Kite", PICTURE.format("bike") + "Bike"]
    assert [choice.label for choice in other] == [PICTURE.format("kite") + "Box", "Ball"]
    assert maker[0].label == PICTURE.format("kite") + "Ada"
    assert "<img" not in maker[1].label
    assert [choice.help.strip() for choice in maker] == ["<p>Made by Ada</p>", "<p>Made by <b>Bo</b></p>"]
