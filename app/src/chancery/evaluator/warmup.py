"""A small interview of our own, run a few times in the root before anything is forked from it.

Python finds out while code runs how to run it faster, and keeps that in the code itself. A child runs one screen and
ends, so it would never profit; what the root has found out, every child inherits. Nobody else's interview is run here:
a process that forks others must not have run what it does not trust.

A child that waits for its job rehearses with the same interview: the pages of memory that nearly every screen writes to
are its own when the job comes, and need not be copied while a person waits.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable

import msgspec
from msgspec import Raw

from chancery.language import AuthorError, Interview, Library, load
from chancery.protocol import Answer, Context, Event, Job, Open, Result

log = logging.getLogger(__name__)

_NAME = "warmup:data/questions/warmup.yml"
_ROUNDS = 12
_INTERVIEW = b"""
metadata:
  title: Warm-up
---
objects:
  - helper: Individual
  - office: Address
  - house: Thing
  - guests: DAList.using(object_type=Individual, there_are_any=True, there_is_another=False)
---
mandatory: True
code: |
  introduction
  helper.name.first
  guests.gather()
  notes = {}
  person['name'] = name.strip()
  total = sum([rent, 12 * 3]) if has_rent else 0
  house.street
  house.town
  notes['house'] = len(str(house_summary))
  house.age
  summary
---
code: |
  person = {}
---
code: |
  helper.name.first = 'Ada'
  helper.name.last = 'Hill'
  office.address = '2 High Street'
  office.city = 'Ely'
---
code: |
  guests.clear()
  guests.appendObject()
  guests[0].name.first = 'Bo'
  guests[0].name.last = 'Lee'
  guests.gathered = True
  guests.revisit = True
---
question: |
  Good ${ 'day' if True else 'night' }
subquestion: |
  An introduction.
fields:
  - Introduction: introduction
    datatype: area
---
question: What is your name?
fields:
  - Name: name
  - Do you rent?: has_rent
    datatype: yesno
  - Rent: rent
    datatype: currency
    required: False
  - Colour: colour
    datatype: radio
    choices:
      - Red
      - Green
  - note: |
      A note in **Markdown**.
---
template: house_introduction
content: |
  A word about **the house**, for ${ helper.name.full() }.

  % if guests.number() > 1:
  ${ guests.number() } came.
  % else:
  Only ${ guests[0] } came.
  % endif
---
template: house_help
content: |
  Ask at ${ office.address } in ${ office.city }, or

  * leave it out, or
  * ask ${ helper }.
---
template: house_summary
content: |
  The house: ${ comma_and_list(house.street, house.town) }.
---
question: The street, says ${ guests[0].name.first }
subquestion: |
  ${ house_introduction }

  ${ house_help }
fields:
  - Street: house.street
    help: |
      One line for ${ helper.name.first }.
---
question: The town, says ${ guests[0].name.first }
subquestion: |
  You wrote ${ house.street }.

  ${ house_help }
fields:
  - Town: house.town
    help: |
      One line for ${ helper.name.first }.
  - How sure?: house.sure
    datatype: radio
    required: False
    choices:
      - Certain
      - Not at all
---
question: The age
subquestion: |
  ${ house_summary }
fields:
  - Age: house.age
    datatype: integer
    required: False
---
event: summary
question: Thank you, ${ person['name'] }
subquestion: |
  A **bold** word, ${ name }, an *emphatic* one, [a link](https://example.org) and a list:

  * one
  * two, with `code`

  % for item in ['a', 'b']:
  Line ${ item } of a text.
  % endfor

  # A heading

  1. First
  2. Second

  Your rent is ${ rent } of ${ total }.
"""


def warm_up() -> Callable[[], None]:
    """Answer the interview from beginning to end, several times over; return what a waiting child rehearses.

    Where that fails, screens are slower, no more.
    """
    try:
        interview = load(_Shelf(), _NAME)
        return _rehearsal(interview, _answer_it(interview))
    except AuthorError as error:
        log.warning("the warm-up interview fails: %s", error)
        return lambda: None


def _answer_it(interview: Interview) -> Job:
    """Answer it `_ROUNDS` times; return one of the jobs."""
    job = _job(Open())
    for number in range(_ROUNDS):
        result = interview.run(_job(Open()))
        while result.screen.form.fields:
            # Another number each time: a text that was seen before is not made again.
            job = _job(_answer(result, str(number)), result.state)
            result = interview.run(job)
    return job


def _rehearsal(interview: Interview, job: Job) -> Callable[[], None]:
    """Return what does `job` once, from its bytes to the bytes of its reply."""
    encoder, decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Job)
    encoded = encoder.encode(job)

    def rehearse() -> None:
        gc.disable()
        encoder.encode(interview.run(decoder.decode(encoded)))

    return rehearse


def _job(event: Event, state: Raw | None = None) -> Job:
    return Job(event, Context(now="2026-01-01T12:00:00+00:00", session="warm-up"), state or Raw(b"null"))


def _answer(result: Result, typed: str) -> Answer:
    form = result.screen.form
    posted = {
        field.key: [field.choices[0].key if field.choices else "True" if field.datatype == "yesno" else typed]
        for field in form.fields
        if field.variable
    }
    return Answer(form, posted)


class _Shelf(Library):
    """A library of that interview alone; it has no directory."""

    def __init__(self) -> None:
        super().__init__(())

    def is_interview(self, name: str) -> bool:
        return name == _NAME

    def size(self, name: str) -> int:
        return len(self.read(name))

    def read(self, _name: str) -> bytes:
        return _INTERVIEW

    def version(self, _name: str) -> str:
        return "1"
