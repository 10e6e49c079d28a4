"""Tables of lists, with their buttons, and templates, which are made anew each time."""

import re

import pytest

from chancery.language import AuthorError

from .conftest import words

FRUIT = """
objects:
  - fruit: DAList.using(object_type=Thing, there_are_any=True)
---
question: What fruit?
fields:
  - Name: fruit[i].name.text
---
question: How many seeds has ${ fruit[i] }?
fields:
  - Seeds: fruit[i].seeds
    datatype: integer
---
question: Another?
yesno: fruit.there_is_another
---
"""
TABLE = """table: fruit.table
rows: fruit
columns:
  - Name: row_item.name
  - Seeds | pips: |
      row_item.seeds
"""
END = "---\nmandatory: True\nquestion: End\nsubquestion: |\n  ${ fruit.table } ${ fruit.add_action() }"


def gathered(talk, options: str = "", names=("Apple", "Pear")):
    person = talk(FRUIT + TABLE + options + END)
    for number, name in enumerate(names):
        person.post({"field_0": [name]})
        person.press("Yes" if number < len(names) - 1 else "No")
    for number in range(len(names)):
        person.post({"field_0": [str(number + 1)]})
    return person


def rows(person):
    found = person.result.screen.subquestion.split("<tr>")[1:]
    return [[words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in found]


def test_rows_and_columns(talk):
    person = gathered(talk)
    assert rows(person) == [["Name", "Seeds | pips"], ["Apple", "1"], ["Pear", "2"]]


def test_cells_hold_what_was_typed(talk):
    person = gathered(talk, names=("a | b\n**c** <i>", "Pear"))
    assert rows(person)[1] == ["a | b **c** <i>", "1"]


def test_edit_asks_for_the_listed_attributes(talk):
    person = gathered(talk, "edit:\n  - name.text\n").follow("Edit", 1)
    assert person.title == "What fruit?"
    assert rows(person.post({"field_0": ["Plum"]}))[2] == ["Plum", "2", "Edit Delete"]


def test_edit_true_asks_for_what_the_columns_show(talk):
    person = gathered(talk, "edit: True\n").follow("Edit")
    person.post({"field_0": ["Plum"]})
    assert person.title == "How many seeds has Plum?"
    assert rows(person.post({"field_0": ["7"]}))[1] == ["Plum", "7", "Edit Delete"]


def test_delete_takes_an_item_out(talk):
    person = gathered(talk, "delete buttons: True\nconfirm: True\n")
    assert "c-confirm" in person.result.screen.subquestion
    assert rows(person.follow("Delete"))[1:] == [["Pear", "2", "Delete"]]


def test_add_asks_for_one_more(talk):
    person = gathered(talk).follow("Add another")
    person.post({"field_0": ["Plum"]})
    assert person.title == "How many seeds has Plum?"
    assert rows(person.post({"field_0": ["3"]}))[3] == ["Plum", "3"]


def test_adding_can_be_asked_for_twice(talk):
    person = gathered(talk)
    for name in ("Plum", "Quince"):
        person.follow("Add another").post({"field_0": [name]}).post({"field_0": ["9"]})
    assert [row[0] for row in rows(person)] == ["Name", "Apple", "Pear", "Plum", "Quince"]


def test_a_column_may_have_the_buttons(talk):
    own = TABLE + "  - Do: fruit.item_actions(row_item, row_index, 'seeds')\n"
    own += "  - Only: fruit.item_actions(row_item, row_index, edit=False)\n"
    own += "  - At: row_item.name.text in fruit.item_actions(row_item, row_index, edit_url_only=True)\n"
    person = talk(FRUIT + own + END)
    person.post({"field_0": ["Apple"]}).press("No").post({"field_0": ["1"]})
    assert rows(person)[1] == ["Apple", "1", "Edit Delete", "Delete", "False"]
    assert person.follow("Edit").title == "How many seeds has Apple?"
    person.post({"field_0": ["5"]})
    assert rows(person)[1][:2] == ["Apple", "5"]
    assert len(rows(person.follow("Delete", nth=1))) == 1


def test_a_table_is_shown_without_its_buttons(talk):
    end = "---\nmandatory: True\nquestion: End\nsubquestion: |\n  ${ fruit.table.show(editable=False) }"
    person = talk(FRUIT + TABLE + "edit: True\nallow reordering: True\n" + end)
    person.post({"field_0": ["Apple"]})
    person.press("No")
    person.post({"field_0": ["1"]})
    assert rows(person) == [["Name", "Seeds | pips"], ["Apple", "1"]]


def test_reordering(talk):
    person = gathered(talk, "allow reordering: True\n")
    assert [row[-1] for row in rows(person)] == ["Actions", "Down", "Up"]
    assert [row[0] for row in rows(person.follow("Up"))] == ["Name", "Pear", "Apple"]


def test_an_expression_decides_whether_rows_can_be_moved(talk):
    person = gathered(talk, "allow reordering: len(fruit) > 2\nconfirm: len(fruit) > 1\ndelete buttons: True\n")
    assert [row[-1] for row in rows(person)] == ["Actions", "Delete", "Delete"]
    assert person.result.screen.subquestion.count("c-confirm") == 2
    person = gathered(talk, "allow reordering: len(fruit) > 1\n")
    assert [row[-1] for row in rows(person)] == ["Actions", "Down", "Up"]


def test_a_column_has_the_buttons_that_its_options_ask_for(talk):
    own = TABLE + "  - All: fruit.item_actions(row_item, row_index, reorder=True, confirm=True)\n"
    own += "  - Fixed: fruit.item_actions(row_item, row_index, read_only_attribute='fixed')\n"
    source = FRUIT + own + "---\ncode: |\n  fruit[0].fixed = True\n---\ncode: |\n  fruit[1].fixed = {'edit': False}\n"
    person = talk(source + END)
    person.post({"field_0": ["Apple"]}).press("Yes").post({"field_0": ["Pear"]}).press("No")
    assert rows(person.post({"field_0": ["1"]}).post({"field_0": ["2"]}))[1:] == [
        ["Apple", "1", "Down Edit Delete", "Edit Delete"],
        ["Pear", "2", "Up Edit Delete", "Edit Delete"],
    ]
    assert person.result.screen.subquestion.count("c-confirm") == 2


def test_a_function_of_the_item_filters_and_sorts(talk):
    source = FRUIT.replace("question: What", "code: |\n  few = lambda item: item.seeds < 3\n---\nquestion: What", 1)
    person = talk(source + TABLE + "filter: few\nsort key: |\n  lambda item: -item.seeds\n" + END)
    for number, name in enumerate(("Apple", "Pear", "Plum")):
        person.post({"field_0": [name]}).press("Yes" if number < 2 else "No")
    for seeds in ("2", "9", "1"):
        person.post({"field_0": [seeds]})
    assert rows(person)[1:] == [["Apple", "2"], ["Plum", "1"]]


def test_some_rows_are_not_to_be_changed(talk):
    person = gathered(talk, "edit:\n  - name.text\nread only: fixed\n")
    assert [row[-1] for row in rows(person)][1:] == ["Edit Delete"] * 2
    source = FRUIT + TABLE + "edit: True\nread only: fixed\n---\ncode: |\n  fruit[i].fixed = True\n" + END
    person = talk(source)
    assert person.title == "What fruit?"


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ("sort key: row_item.name.text\nsort reverse: True\n", ["Pear", "Apple"]),
        ("filter: row_item.seeds > 1\n", ["Pear"]),
        ("sort reverse: True\n", ["Pear", "Apple"]),
    ],
)
def test_order_and_choice_of_rows(talk, options: str, names: list[str]):
    assert [row[0] for row in rows(gathered(talk, options))[1:]] == names


@pytest.mark.parametrize(
    ("option", "shown"),
    [("show if empty: False", ""), ("show if empty: |\n  Nothing *yet*", "Nothing yet"), ("", "Name")],
)
def test_an_empty_table(talk, option: str, shown: str):
    source = "objects:\n  - fruit: DAList.using(there_are_any=False)\n---\n" + TABLE.replace(
        "  - Seeds | pips: |\n      row_item.seeds\n", ""
    )
    person = talk(source + option + "\n" + END.replace(" ${ fruit.add_action() }", ""))
    assert person.text == f"End {shown}".strip()


def test_a_table_of_what_there_is_so_far(talk):
    source = FRUIT.replace("question: Another?", "question: |\n  ${ fruit.table }") + TABLE
    source += "show incomplete: True\nnot available label: not yet\n---\nmandatory: True\ncode: fruit.gather()\n" + END
    person = talk(source).post({"field_0": ["Apple"]})
    assert "not yet" in person.title
    assert "Apple" in person.title


def test_a_table_of_a_dictionary(talk):
    source = """
objects:
  - income: |
      DADict.using(elements={'b': 2, 'a': 1}, gathered=True)
---
table: income.table
rows: income
columns:
  - header: Kind
    cell: row_index
  - header: Amount
    cell: row_item
delete buttons: True
---
mandatory: True
question: End
subquestion: |
  ${ income.table }
"""
    person = talk(source)
    assert rows(person) == [["Kind", "Amount", "Actions"], ["a", "1", "Delete"], ["b", "2", "Delete"]]
    assert rows(person.follow("Delete"))[1:] == [["b", "2", "Delete"]]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("table: t\ncolumns:\n  - A: row_item", "has no `rows`"),
        ("table: t\nrows: x", "has no `columns`"),
        ("table: t\nrows: x\ncolumns:\n  - A", "must be a mapping"),
    ],
)
def test_a_table_that_is_none(talk, source: str, message: str):
    with pytest.raises(AuthorError, match=message) as caught:
        talk(source)
    assert caught.value.fix


def test_rows_that_are_no_list(talk):
    with pytest.raises(AuthorError, match="are not a list"):
        talk("table: t\nrows: 3\ncolumns:\n  - A: row_item\n---\nmandatory: True\nquestion: ${ t }")


def test_templates_follow_what_they_speak_of(talk):
    source = """
template: greeting
subject: For *${ name }*
content: |
  Hello, ${ name }!
---
mandatory: True
code: |
  name = 'Ann'
  shown = str(greeting)
  name = 'Eve'
---
mandatory: True
question: |
  ${ shown } ${ greeting } ${ greeting.subject } ${ greeting.content }
"""
    assert talk(source).title == "Hello, Ann! Hello, Eve! For Eve Hello, Eve!"


def test_templates_about_an_object_or_an_item(talk):
    source = """
objects:
  - pets: DAList.using(elements=['Cat', 'Dog'], gathered=True)
  - house: Thing.using(name='House')
---
generic object: Thing
template: x.note
content: |
  The ${ x }
---
template: pets[i].note
content: no
---
template: notes[i]
content: |
  ${ i }: ${ pets[i] }
---
objects:
  - notes: DAList.using(gathered=True, auto_gather=False)
---
mandatory: True
question: |
  ${ house.note } ${ notes[0] } ${ notes[1] }
"""
    person = talk(source)
    assert person.title == "The House 0: Cat 1: Dog"
    assert person.again().title == "The House 0: Cat 1: Dog"


def test_a_row_may_say_which_button_it_has(talk):
    source = """
objects:
  - fruit: DAList.using(object_type=Thing, gathered=True)
---
mandatory: True
code: |
  fruit.appendObject(name='Apple', fixed={'edit': False, 'delete': True})
  fruit.appendObject(name='Pear', fixed={'edit': True, 'delete': False})
  fruit.appendObject(name='Plum', fixed=True)
  fruit.gathered = True
---
table: fruit.table
rows: fruit
columns:
  - Name: row_item
edit:
  - name.text
read only: fixed
---
mandatory: True
question: End
subquestion: |
  ${ fruit.table }
"""
    assert [row[1] for row in rows(talk(source))] == ["Actions", "Delete", "Edit", ""]


@pytest.mark.parametrize(
    ("table", "question", "general", "html"),
    [
        ("a", "", "", '<table class="a">\n<thead>'),
        ("a b, c d", "", "", '<table class="a b">\n<thead class="c d">'),
        (", c", "", "", '<table>\n<thead class="c">'),
        ("", "q", "i", '<table class="q">'),
        ("", "", "i, h", '<table class="i">\n<thead class="h">'),
        ("", "", "", "<table>\n<thead>"),
        ('a"><b>', "", "", '<table class="a b">'),
    ],
)
def test_a_table_has_the_classes_of_its_own_or_of_what_is_around_it(talk, table, question, general, html):
    def key(value):
        return f"table css class: |\n  {value}\n" if value else ""

    around = f"default screen parts:\n  table css class: {general}\n---\n" if general else ""
    source = f"{around}table: pets_table\nrows: pets\ncolumns:\n  - Pet: row_item\n{key(table)}---\n"
    source += "code: |\n  pets = [1]\n---\n"
    source += f"mandatory: True\nquestion: Q\nsubquestion: |\n  ${{ pets_table }}\n\n  After.\n{key(question)}"
    shown = talk(source).result.screen.subquestion
    assert html in shown
    assert "<p>After.</p>" in shown
    assert "{:" not in shown
