"""Blocks that answer a request themselves, and objects from data files."""

import json

import pytest

from chancery.language import AuthorError
from chancery.protocol import Leave, Respond

START = "mandatory: True\nquestion: |\n  ${ a }\n---\ncode: |\n  a = 7\n---\nevent: told\n"


@pytest.mark.parametrize(
    ("block", "effect"),
    [
        ("response: |\n  It is ${ a }.\n", Respond(b"It is 7.\n", "text/plain; charset=utf-8", 200)),
        ("response: x\nresponse code: 404\ncontent type: text/html\n", Respond(b"x", "text/html", 404)),
        ("binaryresponse: |\n  bytes([a])\ncontent type: image/png\n", Respond(b"\x07", "image/png", 200)),
        ("null response: True\n", Respond(b"", "text/plain; charset=utf-8", 204)),
        ("redirect url: |\n  /x?a=${ a }\n", Leave("/x?a=7")),
    ],
)
def test_an_event_answers_with_something_else_than_a_screen(talk, block, effect):
    assert talk(START + block).event("told").result.effects == [effect]


def test_an_event_answers_with_all_variables(talk):
    [effect] = talk(START + "all_variables: True\n").event("told").result.effects
    assert (json.loads(effect.body)["a"], effect.content_type) == (7, "application/json")


def test_a_status_that_http_does_not_have_is_refused(interview):
    with pytest.raises(AuthorError, match="must be a number of HTTP"):
        interview(START + "response: x\nresponse code: 7\n")


PEOPLE = "object: Individual\nitems:\n  - name:\n      object: IndividualName\n      item: {first: Ann, last: Poe}\n"


def test_objects_come_from_a_file(talk):
    source = "objects from file:\n  - people: people.yml\n---\nmandatory: True\nquestion: |\n  ${ people[0] }\n"
    assert talk(source, below={"sources/people.yml": PEOPLE}).title == "Ann Poe"


def test_data_from_a_file_may_stay_plain(talk):
    source = (
        "objects from file:\n  - sizes: sizes.yml\nuse objects: {}\n---\nmandatory: True\nquestion: |\n  ${{ {} }}\n"
    )
    below = {"sources/sizes.yml": "small: 1\nlarge: 2\n"}
    assert talk(source.format("False", "sizes['large']"), below=below).title == "2"
    assert talk(source.format("True", "sizes.instanceName"), below=below).title == "sizes"


def test_what_is_in_data_knows_its_name_at_once(talk):
    source = (
        "variable name: shop\nuse objects: True\ngathered: True\ndata:\n  first:\n    goods: [1, 2]\n---\n"
        "generic object: DADict\ncode: |\n  x.place = 'in ' + x.instanceName\n---\n"
        "generic object: DAList\ncode: |\n  x.owner = 'of ' + x.instanceName\n---\n"
        "mandatory: True\nquestion: |\n  ${ shop['first'].place } ${ shop['first']['goods'].owner }\n"
    )
    assert talk(source).title == "in shop['first'] of shop['first']['goods']"


def test_data_of_any_object_knows_whose_it_is(talk):
    source = (
        "objects:\n  - boss: Individual\n  - people: DAList.using(object_type=Individual, auto_gather=False)\n---\n"
        "generic object: Individual\nvariable name: x.pets\nuse objects: True\ngathered: True\ndata:\n  - a: 1\n---\n"
        "variable name: people[i].notes\nuse objects: True\ndata:\n  nth: ${ i }\n---\n"
        "mandatory: True\nquestion: |\n  ${ boss.pets.instanceName } ${ boss.pets[0].instanceName }"
        " ${ people[0].notes.instanceName } ${ people[1].notes['nth'] }\n"
    )
    assert talk(source).title == "boss.pets boss.pets[0] people[0].notes 1"


def test_dates_of_a_file_can_be_compared(talk):
    source = (
        "objects from file:\n  - people: people.yml\n---\nmandatory: True\nquestion: |\n"
        "  ${ people[0].birthdate } ${ people[0].age_in_years() } ${ people[0].hired.hour }"
        " ${ people[0].birthdate < people[1].birthdate } ${ people[1].hired } ${ people[1].code.lower() }\n"
    )
    more = "    birthdate: 1990-05-06\n    hired: 2001-12-14 21:59:43\n"
    more += (
        PEOPLE.partition("items:\n")[2] + "    birthdate: 1991-05-06\n    hired: 2026-02-30\n    code: '1990-05-06'\n"
    )
    person = talk(source, below={"sources/people.yml": PEOPLE + more})
    assert person.title == "1990-05-06 36 21 True 2026-02-30 1990-05-06"
    assert person.again().title == person.title


@pytest.mark.parametrize(
    ("written", "message"),
    [("  - people\n", "must be a list of variables"), ("  - people: gone.yml\n", "does not exist")],
)
def test_objects_that_are_not_there_are_named(talk, written, message):
    with pytest.raises(AuthorError, match=message):
        talk(f"objects from file:\n{written}---\nmandatory: True\nquestion: |\n  ${{ people }}\n")


def test_dates_have_limits_that_the_interview_sets_for_all(talk):
    source = (
        "features:\n  default date min: 2020-01-01\n  default date max: 2030-01-01\n---\nmandatory: True\n"
        "question: When?\nfields:\n  - One: one\n    datatype: date\n  - Two: two\n    datatype: date\n"
        "    min: 2026-01-01\n"
    )
    one, two = talk(source).result.screen.form.fields
    assert (one.minimum, one.maximum) == ("2020-01-01", "2030-01-01")
    assert (two.minimum, two.maximum) == ("2026-01-01", "2030-01-01")


def test_an_event_answers_with_a_file_of_its_package(talk):
    below = {"static/rows.csv": "a,b\n", "static/page.html": "<p>é"}
    [effect] = talk(START + "response filename: rows.csv\n", below=below).event("told").result.effects
    assert effect == Respond(b"a,b\n", "text/csv; charset=utf-8", 200, "rows.csv")
    block = "response filename: |\n  ${ 'page.html' }\ncontent type: text/plain\nresponse code: 203\n"
    [effect] = talk(START + block, below=below).event("told").result.effects
    assert effect == Respond("<p>é".encode(), "text/plain; charset=utf-8", 203, "page.html")


def test_a_file_that_the_package_does_not_have_is_named(talk):
    with pytest.raises(AuthorError, match=r"“gone\.csv” does not exist"):
        talk(START + "response filename: gone.csv\n").event("told")
