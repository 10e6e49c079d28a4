"""What fields may say of themselves: fields that code gives, looks that are decided late, and choices of an event."""

import re

import pytest

from chancery.language.errors import AuthorError
from chancery.protocol import Action, Keep, Respond, Upload

END = "\n---\nmandatory: True\nquestion: End\nsubquestion: |\n  "


def fields_of(person):
    return {field.variable: field for field in person.result.screen.form.fields if field.variable}


# -- fields that code gives ------------------------------------------------------------------------------------------

GIVEN = """
question: Q
sets: [fruit, seeds, why, nuts, town, state, boss]
fields:
  - code: given
  - Last: last
---
objects:
  - ann: Thing
---
code: |
  ann.name.text = 'Ann'
---
code: |
  given = [
    {'label': 'Fruit', 'field': 'fruit', 'datatype': 'radio', 'required': False,
     'choices': [{'label': 'Apple', 'value': 'a', 'help': 'Round', 'default': True, 'css class': 'red'},
                 {'Pear': 'p'}, ['q', 'Quince'], 'Plum', {'label': 'Fig', 'value': 'f', 'show if': False}]},
    {'Seeds': 'seeds', 'datatype': 'integer', 'min': 2, 'hint': 'a number',
     'validation messages': {'min': 'More seeds!'}, 'css class': 'dark', 'grid': 4, 'label above field': True},
    {'label': 'Why', 'field': 'why', 'input type': 'area', 'rows': 3, 'help': 'H', 'under text': 'U',
     'show if': {'variable': 'fruit', 'is': 'a'}},
    {'note': 'Nuts follow', 'show if': {'code': 1 > 2}},
    {'note': 'Nuts are *good*', 'css class': 'soft'},
    {'label': 'Nuts', 'field': 'nuts', 'datatype': 'checkboxes', 'choices': ['x', 'y', 'z'], 'exclude': ['z'],
     'none of the above': 'Nothing', 'all of the above': True},
    {'label': 'Town', 'field': 'town', 'default': 'Ulm', 'disable others': ['why']},
    {'label': 'State', 'field': 'state', 'code': {'BY': 'Bavaria'}},
    {'label': 'Boss', 'field': 'boss', 'datatype': 'object', 'choices': ['ann']},
  ]
"""


def test_fields_of_code_may_have_all_that_written_ones_have(talk):
    source = GIVEN + END + "${ fruit } ${ seeds } ${ nuts['x'] } ${ boss }"
    person = talk(source)
    found = fields_of(person)
    assert [choice.label for choice in found["fruit"].choices] == ["Apple", "Pear", "Quince", "Plum"]
    first = found["fruit"].choices[0]
    assert (first.selected, first.help, first.css_class) == (True, "<p>Round</p>\n", "red")
    assert not found["fruit"].required
    seeds = found["seeds"]
    assert (seeds.minimum, seeds.hint, seeds.css_class) == ("2", "a number", "dark")
    assert (seeds.grid, seeds.label_position) == ({"grid": 4}, "above")
    assert found["why"].condition == {"show": [{"key": "field_0", "any": ["choice_0"]}]}
    assert (found["why"].input, found["why"].rows) == ("area", 3)
    assert [choice.label for choice in found["nuts"].choices] == ["x", "y", "All of the above", "Nothing"]
    assert (found["town"].default, found["town"].others) == ("Ulm", {"disable": [found["why"].key]})
    assert [choice.label for choice in found["state"].choices] == ["Bavaria"]
    assert [choice.value for choice in found["boss"].choices] == ["ann"]
    notes = [(field.html, field.css_class) for field in person.result.screen.form.fields if field.input == "note"]
    assert notes == [("<p>Nuts are <em>good</em></p>\n", "soft")]
    answers = {"fruit": "Pear", "nuts": ["x"], "state": "Bavaria", "last": "l", "town": "", "boss": "Ann"}
    assert person.answer(seeds="1", **answers).result.screen.errors[seeds.key] == "More seeds!"
    found = fields_of(person)
    person.post({found["fruit"].key: ["choice_1"], seeds.key: ["3"], found["nuts"].key: ["choice_0"],
                 found["town"].key: ["Bonn"], found["state"].key: ["choice_0"], found["boss"].key: ["choice_0"],
                 found["last"].key: ["l"]})  # fmt: skip
    assert person.text == "End p 3 True Ann"


def test_a_function_may_label_the_objects_of_a_field_that_code_gives(talk):
    source = (
        "objects:\n  - ann: Individual.using(nickname='Annie')\n---\nquestion: Q\nsets: boss\nfields:\n  code: |\n"
        "    [{'no label': 'boss', 'datatype': 'object_radio', 'choices': [ann],"
        " 'object labeler': lambda y: y.nickname, 'help generator': lambda y: 'of ' + y.nickname}]"
        + END
        + "${ boss.nickname }"
    )
    person = talk(source)
    (choice,) = person.field("boss").choices
    assert (choice.label, choice.help) == ("Annie", "<p>of Annie</p>\n")
    assert person.answer(boss="Annie").text == "End Annie"


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("{'label': 'A', 'field': 'a', 'code': 'states_list()'}", "Give the list of choices itself"),
        ("{'label': 'A', 'field': 'a', 'validate': 'f'}", "validation code"),
        ("{'label': 'A', 'field': 'a', 'js show if': 'alert(1)'}", "Write the field into the YAML"),
        ("{'label': 'A', 'field': 'a', 'required': 'b == 1'}", "Give True or False"),
        ("{'label': 'A', 'field': 'a', 'show if': {'code': 'b == 1'}}", "Give True or False"),
        ("{'label': 'A', 'field': 'a', 'object labeler': 'f'}", "Give a function"),
        ("{'label': 'A', 'field': 'a', 'requierd': True}", "“requierd” of a field that code gave is not known"),
        ("{'label': 'A'}", "names no variable"),
        ("{'A': 'a[0'}", "names no variable"),
        ("'a'", "list of dictionaries"),
    ],
)
def test_what_code_may_not_say_of_a_field(talk, item, said):
    with pytest.raises(AuthorError, match=re.escape(said)):
        talk(f"question: Q\nsets: a\nfields:\n  - code: |\n      [{item}]{END}${{ a }}")


def test_what_was_typed_is_no_markup_in_a_field_of_code(talk):
    source = (
        "question: One\nfields:\n  - T: t\n---\nquestion: Two\nsets: a\nfields:\n  - code: |\n"
        "      [{'label': t, 'field': 'a', 'help': t, 'css class': t, 'choices': [{'label': t, 'value': 'v'}]}]"
        + END
        + "${ a }"
    )
    typed = "<b>*${ 7*191 }*</b>"
    field = talk(source).answer(t=typed).field("a")
    for shown in (field.label, field.help, field.choices[0].label):
        assert "<b>" not in shown
        assert "<em>" not in shown
        assert "1337" not in shown


def test_validate_of_a_written_field_is_its_own_beside_fields_of_code(talk):
    source = """
question: Q
sets: [a, b]
fields:
  - code: |
      [{'A': 'a'}, {'B': 'b'}]
  - C: c
    validate: |
      lambda y: y == 'right' or validation_error('Wrong')
""" + END + "${ a + b + c }"  # fmt: skip
    person = talk(source).answer(a="1", b="2", c="x")
    assert person.result.screen.errors == {"field_2": "Wrong"}
    assert person.answer(a="1", b="2", c="right").text == "End 12right"


# -- what is decided when the screen is drawn up ---------------------------------------------------------------------


def test_looks_may_be_expressions(talk):
    source = """
code: |
  w = 3
---
features:
  labels above fields: True
---
mandatory: True
question: Q
fields:
  - A: a
    grid:
      width: w + 1
      offset: w - 1
      start: w == 3
      breakpoint: ${ 's' + 'm' }
  - B: b
    grid: 12 - w
    floating label: w == 3
  - C: c
    label above field: w == 4
    css class: k${ w }
    item grid: w
    input type: radio
    choices: [x, y]
  - note: N
    css class: n${ w }
"""
    a, b, c, note = talk(source).result.screen.form.fields
    assert a.grid == {"grid": {"width": 4, "offset": 2, "start": True, "breakpoint": "sm"}}
    assert (b.grid, b.label_position) == ({"grid": 9}, "floating")
    assert (c.grid, c.label_position, c.css_class, note.css_class) == ({"item grid": 3}, "side", "k3", "n3")


def test_functions_say_of_objects_what_stands_beside_them(talk):
    source = """
images:
  car-side: car.png
---
objects:
  - bus: Thing.using(note='*cheap*')
  - car: Thing.using(note='dear')
---
code: |
  bus.name.text = 'bus'
---
code: |
  car.name.text = 'car'
---
question: How?
fields:
  - no label: way
    datatype: object_radio
    choices: [bus, car]
    object labeler: |
      lambda y: capitalize(y)
    help generator: |
      lambda y: y.note
    image generator: |
      lambda y: y.name.text + '-side'
""" + END + "${ way }"  # fmt: skip
    bus, car = talk(source).field("way").choices
    assert (bus.label, bus.help) == ("Bus", "<p><em>cheap</em></p>\n")
    assert 'src="/package/pkg/car.png"' in car.label


def test_the_picture_of_a_choice_may_be_an_uploaded_file(talk):
    source = """
question: Picture
fields:
  - File: file
    datatype: file
---
question: Q
field: a
buttons:
  code: |
    [{'when': 'When?', 'image': file}, {'why': 'Why?', 'image': '<img src=x onerror=y>'}]
""" + END + "${ a }"  # fmt: skip
    person = talk(source)
    person.post({}, {"field_0": [Upload("0" * 32, "a.png", "image/png")]})
    when, why = person.result.screen.form.fields[0].choices
    assert f"/file/{'0' * 32}" in when.label
    assert why.label == "Why?"


@pytest.mark.parametrize(
    ("written", "width"), [("15em", 30), ("20ch", 20), ("80px", 10), ("1", 1), ("1000em", 80), ("calc(1px)", None)]
)
def test_a_box_within_a_text_is_as_wide_as_the_author_wants(talk, written, width):
    person = talk(
        f"mandatory: True\nquestion: Q\nsubquestion: I ate [FIELD a].\nfields:\n  - A: a\n    inline width: {written}\n"
    )
    assert person.field("a").width == width


def test_a_slider_may_be_logarithmic(talk):
    person = talk(
        "mandatory: True\nquestion: Q\nfields:\n  - V: v\n    datatype: range\n    min: 1\n    max: 10000\n"
        "    step: 10\n    scale: logarithmic\n  - W: w\n    datatype: range\n    min: 0\n    max: 1\n"
    )
    assert [field.scale for field in person.result.screen.form.fields] == ["logarithmic", ""]


def test_a_choice_for_nothing_is_shown_again_as_it_was_made(talk):
    source = """
question: Q
fields:
  - A: a
    datatype: yesnomaybe
  - B: b
    input type: radio
    choices:
      - On: true
      - Broken: null
  - C: c
""" + END + "[again](${ url_action('c') }) ${ a } ${ b } ${ c }"  # fmt: skip
    person = talk(source).answer(a="I don’t know", b="Broken", c="c")
    assert person.text == "End again None None c"
    person.follow("again")
    assert [choice.label for field in ("a", "b") for choice in person.field(field).choices if choice.selected] == [
        "I don’t know", "Broken",
    ]  # fmt: skip


# -- objects and files-------------------------------------------------------------------------------------------------

VILLAINS = """
mandatory: True
objects:
  - ann: Thing.using(name='Ann')
  - bob: Thing.using(name='Bob')
  - villains: PartyList.using(auto_gather=False)
---
mandatory: True
code: |
  villains.append(bob)
---
code: |
  loud = str(villains).upper()
depends on: villains
---
mandatory: True
question: Who?
fields:
  - no label: villains
    datatype: DATATYPE
    choices:
      - [ann, bob]
      - ann
"""


@pytest.mark.parametrize("datatype", ["object_checkboxes", "object_multiselect"])
def test_several_objects_fill_the_list_that_there_is(talk, datatype):
    source = VILLAINS.replace("[ann, bob]", "list((ann, bob))").replace("DATATYPE", datatype)
    shown = "${ villains } ${ isinstance(villains, PartyList) } ${ loud } [again](${ url_action('villains') })"
    person = talk(source + END + shown)
    offered = [(choice.label, choice.selected) for choice in person.field("villains").choices]
    # Each is offered once, and what the list holds already is picked.
    assert offered[:2] == [("Ann", False), ("Bob", True)]
    assert len(offered) == (3 if datatype == "object_checkboxes" else 2)
    assert person.answer(villains=["Ann", "Bob"]).text == "End Ann and Bob True ANN AND BOB again"
    assert person.follow("again").answer(villains=["Ann"]).text == "End Ann True ANN again"


def test_a_choice_of_several_objects_says_that_a_list_is_whole(talk):
    source = """
objects:
  - ann: Thing.using(name='Ann')
---
question: Who?
fields:
  - no label: villains
    datatype: object_checkboxes
    choices: ann
---
objects:
  - villains: PartyList.using(auto_gather=False)
"""
    person = talk(source + END + "${ villains } ${ isinstance(villains, PartyList) }")
    assert person.title == "Who?"
    assert person.answer(villains=["Ann"]).text == "End Ann True"


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        ("camera", ("a.png", "image/png"), ("a.pdf", "application/pdf")),
        ("user", ("a.jpg", "image/jpeg"), ("a.mp4", "video/mp4")),
        ("environment", ("a.jpg", "image/jpeg"), ("a.txt", "text/plain")),
        ("camcorder", ("a.mp4", "video/mp4"), ("a.png", "image/png")),
        ("microphone", ("a.m4a", "audio/mp4"), ("a.png", "image/png")),
        ("microphone", ("a.webm", "video/webm"), ("a.avi", "video/x-msvideo")),
    ],
)
def test_what_is_taken_with_a_camera_or_a_microphone(talk, datatype, good, bad):
    source = f"question: File\nfields:\n  - F: f\n    datatype: {datatype}\n{END}${{ f.ok }}"
    person = talk(source)
    person.post({}, {"field_0": [Upload("0" * 32, *bad)]})
    assert "a file of one of these kinds" in person.result.screen.errors["field_0"]
    assert person.post({}, {"field_0": [Upload("0" * 32, *good)]}).title == "End"


# -- choices that an event gives -------------------------------------------------------------------------------------

ASKING = (
    """
question: Q
fields:
  - Word: w
    input type: ajax
    action: look_up
    trigger at: 3
  - Other: o
---
event: look_up
code: |
  set_save_status('ignore')
  asked = True
  json_response(FORM)
"""
    + END
    + "${ w } ${ o } ${ defined('asked') }"
)
FORMS = [
    "[[k, v] for k, v in {'x1': 'Apple', 'y2': '<Pear>'}.items()]",
    "{'x1': 'Apple', 'y2': '<Pear>'}",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("typed", "kept"), [("Apple", "x1"), ("x1", "x1"), ("<Pear>", "y2")])
def test_a_label_that_the_event_gives_is_taken_for_its_value(talk, form, typed, kept):
    person = talk(ASKING.replace("FORM", form))
    field = person.field("w")
    assert (field.input, field.asks, field.asks_at) == ("combobox", "look_up", 3)
    # What the event changed on its way is not kept.
    assert person.answer(w=typed, o="y").text == f"End {kept} y False"


def test_a_list_of_texts_is_its_own_values(talk):
    assert talk(ASKING.replace("FORM", "['Apple', 'Pear']")).answer(w="Pear", o="y").text == "End Pear y False"


@pytest.mark.parametrize("form", [*FORMS, "[]", "None", "3", "'text'"])
@pytest.mark.parametrize("typed", ["App", "z", "asked_0"])
def test_what_the_event_does_not_give_is_no_answer(talk, form, typed):
    person = talk(ASKING.replace("FORM", form)).answer(w=typed, o="y")
    assert person.result.screen.errors == {"field_0": "Choose one of the options that are offered."}


def test_nothing_typed_asks_no_event(talk):
    source = ASKING.replace("FORM", "[1 / 0]")
    assert talk(source).answer(w="", o="y").result.screen.errors == {"field_0": "You need to choose one of these."}
    optional = source.replace("    trigger at: 3\n", "    required: False\n")
    person = talk(optional)
    assert person.field("w").asks_at == 4
    assert person.answer(w="", o="y").text == "End y False"


def test_the_page_may_ask_the_same_event(talk):
    result = talk(ASKING.replace("FORM", FORMS[0])).event("look_up", wordstart="ap").result
    assert result.effects == [Respond(b'[["x1", "Apple"], ["y2", "<Pear>"]]', "application/json"), Keep("ignore")]
    assert Action("look_up", {"wordstart": "ap"}).name == "look_up"


def test_a_field_that_names_no_event_cannot_be_loaded(interview):
    with pytest.raises(AuthorError, match="names no `action`"):
        interview("question: Q\nfields:\n  - W: w\n    input type: ajax\n")
