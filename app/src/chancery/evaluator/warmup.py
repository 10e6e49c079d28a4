"""A small interview of our own, run a few times in the root before anything is forked from it.

Python finds out while code runs how to run it faster, and keeps that in the code itself. A child runs one screen and
ends, so it would never profit; what the root has found out, every child inherits. Nobody else's interview is run here:
a process that forks others must not have run what it does not trust.
"""

from __future__ import annotations

import logging

from msgspec import Raw

from chancery.language import AuthorError, Library, load
from chancery.protocol import Answer, Context, Event, Job, Open, Result

log = logging.getLogger(__name__)

_NAME = "warmup:data/questions/warmup.yml"
_ROUNDS = 12
_INTERVIEW = b"""
metadata:
  title: Warm-up
---
mandatory: True
code: |
  introduction
  person['name'] = name.strip()
  total = sum([rent, 12 * 3]) if has_rent else 0
  summary
---
code: |
  person = {}
---
question: |
  Good ${ 'day' if True else 'night' }
subquestion: |
  An introduction.
field: introduction
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


def warm_up() -> None:
    """Answer the interview from beginning to end, several times over. Where that fails, screens are slower, no more."""
    try:
        _answer_it()
    except AuthorError as error:
        log.warning("the warm-up interview fails: %s", error)


def _answer_it() -> None:
    interview = load(_Shelf(), _NAME)
    for number in range(_ROUNDS):
        result = interview.run(_job(Open()))
        for _ in range(2):
            # Another number each time: a text that was seen before is not made again.
            result = interview.run(_job(_answer(result, str(number)), result.state))


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
