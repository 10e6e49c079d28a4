"""A person who answers an interview in the test's own process: the real engine, without a browser."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec
import pytest

import chancery.documents  # noqa: F401  # so that documents can be made
from chancery import language
from chancery.language.library import Library
from chancery.protocol import Action, Answer, Context, Field, Job, Open, Screen

APP = Path(__file__).parents[3]
ROOTS = (APP / "interviews", APP / "tests" / "interviews")
NOW = Context(now="2026-11-23T12:00:00+00:00", session="test", timezone="Europe/London")


@cache
def _loaded(name: str) -> language.Interview:
    """An interview is loaded once and never changes, so all tests can share it."""
    return language.load(Library(ROOTS), name)


class Person:
    """Opens an interview and answers its screens by the words on them."""

    def __init__(self, name: str) -> None:
        self._interview = _loaded(name)
        self._state = msgspec.Raw(b"null")
        self._happen(Open())

    def _happen(self, event: Open | Answer | Action) -> None:
        result = self._interview.run(Job(event=event, context=NOW, state=self._state))
        # What crosses the socket: the screen and the state survive it.
        decoded = msgspec.json.decode(msgspec.json.encode(result), type=type(result))
        self.screen: Screen = decoded.screen
        self.effects = decoded.effects
        self.files = decoded.files
        self._state = decoded.state

    @property
    def at(self) -> str:
        """The id of the block that asks."""
        return self.screen.form.question

    def press(self, label: str) -> None:
        """Press the button of that name: below the form, or a choice that is a button."""
        keys = {button.label: (button.key, "1") for button in self.screen.buttons}
        for field in self.screen.form.fields:
            keys |= {choice.label: (field.key, choice.key) for choice in field.choices}
        key, value = keys[label]
        self._happen(Answer(self.screen.form, {key: [value]}))

    def answer(self, **given: str | list[str]) -> None:
        """Fill the fields (by variable) and continue; what is not given keeps what stands in it."""
        posted: dict[str, list[str]] = {}
        variables = {field.variable for field in self.screen.form.fields}
        assert set(given) <= variables, set(given) - variables
        for field in self.screen.form.fields:
            values = _typed(field, given[field.variable]) if field.variable in given else _standing(field)
            if values:
                posted[field.key] = values
        self.answer_all(posted)

    def answer_all(self, posted: dict[str, list[str]]) -> None:
        """Send the form with exactly these values, by key."""
        self._happen(Answer(self.screen.form, posted))


def _typed(field: Field, given: str | list[str]) -> list[str]:
    wanted = [given] if isinstance(given, str) else given
    if not field.choices or field.input in ("combobox", "datalist"):
        return wanted
    labels = {choice.label: choice.key for choice in field.choices}
    return [labels[label] for label in wanted]


def _standing(field: Field) -> Iterable[str]:
    chosen = [choice.key for choice in field.choices if choice.selected]
    return chosen or ([field.default] if field.default else [])


@pytest.fixture
def person():
    return Person
