"""`list collect`: all items of a list on one screen."""

import pytest

from .conftest import words

LIST = "objects:\n  - pets: DAList.using(object_type=Thing, there_are_any=True)\n---\n"
ASK = "question: Pets\nfields:\n  - Name: pets[i].name.text\n  - Tame: pets[i].tame\n    datatype: yesno\n"
END = (
    "---\nmandatory: True\nquestion: End\nsubquestion: |\n"
    "  ${ pets } ${ [x.tame for x in pets] } ${ pets[0].instanceName }\n"
)


def rows(talked) -> dict[int, list]:
    found: dict[int, list] = {}
    for field in talked.result.screen.form.fields:
        if field.row is not None:
            found.setdefault(field.row, []).append(field)
    return found


def send(talked, *sent: tuple[int, str, bool]):
    """Send rows: their place on the page, and what stands in their fields."""
    posted: dict[str, list[str]] = {}
    for place, name, tame in sent:
        mark, first, second = rows(talked)[place]
        posted |= {mark.key: ["1"], first.key: [name]} | ({second.key: ["true"]} if tame else {})
    return talked.post(posted)


def test_rows_to_spare_come_with_the_form(talk):
    talked = talk(LIST + ASK + "list collect: True\n" + END)
    assert talked.result.screen.collect is not None
    assert talked.result.screen.collect.there == 1
    assert len(rows(talked)) > 5
    assert [words(field.label) for field in rows(talked)[2]] == ["", "Name", "Tame"]


def test_several_items_at_once(talk):
    talked = send(talk(LIST + ASK + "list collect: True\n" + END), (0, "Rex", True), (1, "Tom", False))
    assert talked.text == "End Rex and Tom [True, False] pets[0]"


def test_a_row_left_out_between_others_leaves_no_gap(talk):
    talked = send(
        talk(LIST + ASK + "list collect: True\n" + END), (0, "Rex", False), (3, "Tom", True), (5, "Ann", False)
    )
    assert talked.text == "End Rex, Tom, and Ann [False, True, False] pets[0]"


def test_an_item_whose_row_was_taken_away_is_gone(talk):
    start = "mandatory: True\ncode: |\n  pets.appendObject().name.text = 'Rex'\n  pets.appendObject()\n---\n"
    talked = talk(LIST + start + ASK + "list collect: True\n" + END)
    assert talked.result.screen.collect.there == 2
    assert send(talked, (1, "Tom", True)).text == "End Tom [True] pets[0]"


def test_a_row_without_anything_in_it_is_none(talk):
    talked = send(talk(LIST + ASK + "list collect: True\n" + END), (0, "Rex", False), (1, "", False))
    assert talked.text == "End Rex [False] pets[0]"


def test_errors_are_told_by_row(talk):
    talked = send(talk(LIST + ASK + "list collect: True\n" + END), (0, "", False), (1, "Tom", False))
    assert list(talked.result.screen.errors) == [rows(talked)[0][1].key]


def test_texts_in_a_list(talk):
    source = "objects:\n  - pets: DAList.using(there_are_any=True)\n---\nquestion: Pets\nfields:\n  - Name: pets[i]\n"
    talked = talk(source + "list collect: True\n---\nmandatory: True\nquestion: End\nsubquestion: ${ pets }\n")
    posted = {field.key: [value] for row, value in ((0, "Rex"), (1, "Tom")) for field in rows(talked)[row]}
    assert talked.post(posted).text == "End Rex and Tom"


def test_not_the_last_of_them(talk):
    source = (
        LIST + ASK + "list collect:\n  is final: False\n  add another label: One more\n  allow delete: False\n---\n"
    )
    talked = talk(source + "question: More\nyesno: pets.there_is_another\n" + END)
    assert (talked.result.screen.collect.add_label, talked.result.screen.collect.fixed) == ("One more", 1)
    assert send(talked, (0, "Rex", True)).title == "More"
    assert talked.press("No").text == "End Rex [True] pets[0]"


@pytest.mark.parametrize("enable", ["list collect: False", "list collect: 1 == 2", "list collect:\n  enable: 1 == 2"])
def test_only_where_it_is_wanted(talk, enable: str):
    talked = talk(LIST + ASK + enable + "\n---\nquestion: More\nyesno: pets.there_is_another\n" + END)
    assert talked.result.screen.collect is None
    assert len(talked.result.screen.form.fields) == 2


def test_no_rows_to_add(talk):
    talked = talk(LIST + ASK + "list collect:\n  allow append: False\n" + END)
    assert len(rows(talked)) == 1


def test_what_the_browser_sends_names_no_item(talk):
    talked = talk(LIST + ASK + "list collect: True\n" + END)
    mark, name, _ = rows(talked)[0]
    talked.post({mark.key: ["1"], name.key: ["Rex"], "row_9999": ["1"], "row_99901": ["Eve"]})
    assert talked.text == "End Rex [False] pets[0]"


def test_each_item_has_a_label_of_the_authors(talk):
    source = LIST + ASK + "list collect:\n  label: |\n    Pet *${ i + 1 }*\n" + END
    marks = [fields[0].label for fields in rows(talk(source)).values()]
    assert marks[:2] == ["Pet <em>1</em>", "Pet <em>2</em>"]


def test_as_many_rows_as_there_are_at_least_stay(talk):
    source = (
        LIST.replace("there_are_any=True", "there_are_any=True, minimum_number=2") + ASK + "list collect: True\n" + END
    )
    talked = talk(source)
    collect = talked.result.screen.collect
    assert (collect.there, collect.fixed) == (2, 2)
    # A row that cannot be taken away is asked for though the page sends nothing of it.
    first, second = rows(talked)[0], rows(talked)[1]
    send(talked, (0, "Rex", True))
    assert list(talked.result.screen.errors) == [second[1].key]
    assert first[1].key not in talked.result.screen.errors
    assert send(talked, (0, "Rex", True), (1, "Tom", False)).title == "End"
