"""Giving up an addition or a change to a list, and tables as files."""

import csv
import datetime
import io
import json
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from chancery.language import AuthorError, spreadsheets
from chancery.language.text import Typed
from chancery.protocol import Follow

TOOLS = """
objects:
  - tools: {kind}.using(object_type=Thing, complete_attribute='whole', there_are_any=True{options})
---
code: |
  tools[i].name.text
  tools[i].price
  tools[i].whole = True
---
question: What is it called?
fields:
  - Name: tools[i].name.text
---
question: What does ${{ tools[i] }} cost?
fields:
  - Price: tools[i].price
    datatype: currency
---
question: Another?
yesno: tools.there_is_another
---
question: How many?
fields:
  - Number: tools.target_number
    datatype: integer
---
event: tools.give_up
code: |
  tools.cancel_add_or_edit()
---
table: tools.table
rows: tools
columns:
  - Name: row_item.name.text
  - Price: row_item.price
edit:
  - name.text
  - price
---
mandatory: True
question: Tools
subquestion: |
  ${{ tools }}, ${{ tools.number() }}. ${{ tools.table }} ${{ tools.add_action() }}

  [give up](${{ url_action('tools.give_up') }})
"""


def gathered(talk, options="", kind="DAList"):
    person = talk(TOOLS.format(options=options, kind=kind))
    if "ask_number" in options:
        person.post({"field_0": ["1"]})
    person.post({"field_0": ["Saw"]}).post({"field_0": ["7"]})
    return person if "ask_number" in options else person.press("No")


def give_up(person, home):
    """Follow the link of the first screen, as a Cancel button of any later one does."""
    url = next(url for label, url in home if label == "give up")
    person._run(Follow(url.rpartition("/")[2]), person.result.state)
    return person


@pytest.mark.parametrize("options", ["", ", ask_number=True"])
@pytest.mark.parametrize("answers", [[], [["Axe"]]])
def test_an_item_that_is_being_added_is_given_up(talk, options, answers):
    person = gathered(talk, options)
    home = person.links()
    person.follow("Add another")
    for answer in answers:
        person.post({"field_0": answer})
    assert give_up(person, home).text.startswith("Tools Saw, 1.")
    person.follow("Add another").post({"field_0": ["Axe"]}).post({"field_0": ["9"]})
    assert person.text.startswith("Tools Saw and Axe, 2.")


def test_a_change_is_given_up_and_what_was_changed_already_stays(talk):
    person = gathered(talk)
    home = person.links()
    person.follow("Edit").post({"field_0": ["Axe"]})
    assert person.title == "What does Axe cost?"
    assert give_up(person, home).text.startswith("Tools Axe, 1.")


ROWS = [[Typed("=1+1"), 2, Decimal("2.50"), True, None], ["<b>&", -1.5, datetime.date(2026, 3, 4), False, "a\x01b"]]
HEADERS = ["One", "Two", "Three", "Four", "Five"]
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def test_a_table_as_csv_holds_nothing_that_would_run():
    made = spreadsheets.make("csv", HEADERS, ROWS)
    first, second = list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))[1:]
    assert first == ["'=1+1", "2", "2.5", "True", ""]
    assert second == ["<b>&", "-1.5", "2026-03-04", "False", "a\x01b"]


def test_a_table_as_json():
    assert json.loads(spreadsheets.make("json", HEADERS[:2], [[Typed("=1+1"), 2]])) == [{"One": "=1+1", "Two": 2}]


def test_a_table_as_a_workbook():
    made = spreadsheets.make("xlsx", HEADERS, ROWS, "Tools: all/“both”")
    assert made == spreadsheets.make("xlsx", HEADERS, ROWS, "Tools: all/“both”")
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        assert 'name="Tools all“both”"' in book.read("xl/workbook.xml").decode()
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    cells = [[(cell.get("t"), "".join(cell.itertext())) for cell in row] for row in sheet.iter(f"{SPACE}row")]
    assert cells[0] == [("inlineStr", header) for header in HEADERS]
    assert cells[1] == [("inlineStr", "=1+1"), (None, "2"), (None, "2.5"), ("b", "1"), (None, "")]
    assert cells[2] == [
        ("inlineStr", "<b>&"),
        (None, "-1.5"),
        ("inlineStr", "2026-03-04"),
        ("b", "0"),
        ("inlineStr", "ab"),
    ]
    assert sheet.find(f".//{SPACE}f") is None


def test_a_table_of_another_kind_is_refused():
    with pytest.raises(AuthorError, match="cannot be exported as doc"):
        spreadsheets.make("doc", HEADERS, ROWS)


def test_an_interview_offers_its_table_as_a_file(talk):
    source = TOOLS.format(options="", kind="DAList") + "\n  [file](${ tools.table.export('tools.csv').url_for() })\n"
    person = talk(source).post({"field_0": ["Saw"]}).post({"field_0": ["7"]}).press("No")
    made = person.result.files[0]
    assert (made.name, made.mimetype) == ("tools.csv", "text/csv")
    assert made.content.decode("utf-8-sig") == "Name,Price\r\nSaw,7.0\r\n"
    assert dict(person.links())["file"] == f"/session/session/file/{made.id}"
    assert person.again().result.files == []  # the same table is the same file
