"""What styles and scripts of interviews find on a page, in docassemble's words."""

import re
from pathlib import Path

import pytest

import chancery.web
from chancery.check.language_page import MARKS, SCRIPTS

SOURCE = """
objects:
  - pets: DAList.using(elements=['cat'])
---
id: The First, Question!
question: Name
subquestion: |
  ${ pets_table }
fields:
  - Name: name
  - Age: age
    datatype: integer
  - Likes: likes
    datatype: yesno
  - Kind: kind
    input type: radio
    choices:
      - dog
  - note: Hm
---
table: pets_table
rows: pets
columns:
  - Pet: row_item
table css class: table-bordered wide, thead-light
---
mandatory: True
question: ${ name }
field: seen
---
mandatory: True
question: Look
review:
  - Change: name
    button: You are ${ name }.
"""


@pytest.fixture
def pages(meet) -> list[str]:
    """The pages of a question, of the one after it, and of a review."""
    person = meet(SOURCE)
    found = [person.page.text]
    person.post(field_0="Ann", field_1="9", field_3="choice_0", **{"continue": ""})
    found.append(person.page.text)
    person.post(**{"continue": ""})
    return [*found, person.page.text]


@pytest.mark.parametrize("mark", MARKS)
def test_each_mark_is_on_a_page(pages, mark):
    name = re.escape(mark[1:])
    wanted = rf'class="[^"]*(?<![\w-]){name}(?![\w-])' if mark[0] == "." else rf'id="{name}"'
    assert any(re.search(wanted, page) for page in pages)


@pytest.mark.parametrize(
    "classes",
    [
        "dabody question-the-first-question",
        "da-field-container-datatype-integer",
        "da-field-container-datatype-yesno da-field-container-inputtype-checkbox",
        "da-field-container-inputtype-radio",
        "da-field-container-note",
        'table class="table-bordered wide"',
        'thead class="thead-light"',
    ],
)
def test_a_page_says_what_its_parts_are(pages, classes):
    assert classes in pages[0]


@pytest.mark.parametrize("name", SCRIPTS)
def test_each_function_is_there_for_scripts(name):
    script = (Path(chancery.web.__file__).parent / "static" / "authors.js").read_text()
    assert re.search(rf"[\s,{{]{name}(?:,|:|\s)", script.partition("Object.assign(window, {")[2].partition("})")[0])
