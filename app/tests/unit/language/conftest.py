"""Interviews written in a test, and a person who answers them without a browser."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from chancery.language import Interview, Library, load
from chancery.protocol import Action, Answer, Choice, Context, Field, Follow, Job, Open, Result, Upload

NAME = "pkg:data/questions/test.yml"
CONTEXT = Context(now="2026-11-23T12:00:00+00:00", session="session")


class Conversation:
    """One session with one interview; screens are told apart by what is written on them."""

    def __init__(
        self, interview: Interview, url_args: dict[str, str] | None = None, context: Context | None = None
    ) -> None:
        self.interview, self.context = interview, context
        self.result = self._run(Open(url_args or {}), msgspec.Raw(b"null"))

    def _run(self, event: Open | Answer | Follow | Action, state: msgspec.Raw) -> Result:
        result = self.interview.run(Job(event, self.context or CONTEXT, state))
        # What crosses the socket is all that is left of a run.
        self.result = msgspec.json.decode(msgspec.json.encode(result), type=Result)
        return self.result

    @property
    def title(self) -> str:
        return words(self.result.screen.title)

    @property
    def text(self) -> str:
        screen = self.result.screen
        return " ".join(words(part) for part in (screen.title, screen.subquestion, screen.under) if part)

    @property
    def variables(self) -> dict[str, object]:
        return msgspec.json.decode(self.result.state)["vars"]

    def field(self, name: str) -> Field:
        """The field with this variable or label."""
        fields = self.result.screen.form.fields
        return next(field for field in fields if name in (field.variable, words(field.label)))

    def choice(self, field: Field, label: str) -> Choice:
        return next(choice for choice in field.choices if words(choice.label) == label)

    def answer(self, **answers: str | list[str]) -> Conversation:
        """Send the form: answers by variable, choices by label; what is not named is sent as it stood."""
        posted: dict[str, list[str]] = {}
        for field in self.result.screen.form.fields:
            if not field.variable:
                continue
            given = answers.get(field.variable.replace(".", "_"))
            if given is None:
                posted[field.key] = [c.key for c in field.choices if c.selected] or [field.default]
            else:
                labels = given if isinstance(given, list) else [given]
                posted[field.key] = [self.choice(field, one).key if field.choices else one for one in labels]
        return self.post(posted)

    def post(self, posted: dict[str, list[str]], uploads: dict[str, list[Upload]] | None = None) -> Conversation:
        """Send the form with these raw values and files by key."""
        self._run(Answer(self.result.screen.form, posted, uploads or {}), self.result.state)
        return self

    def press(self, label: str) -> Conversation:
        """Press the button with this label."""
        for field in self.result.screen.form.fields:
            for choice in field.choices:
                if field.input == "buttons" and words(choice.label) == label:
                    return self.post({field.key: [choice.key]})
        if any(words(button.label) == label for button in self.result.screen.buttons):
            return self.answer()
        raise AssertionError(f"no button {label!r}: {self.text}")

    def links(self) -> list[tuple[str, str]]:
        """Words and address of every link and button of the screen that leads to an action, in order."""
        screen = self.result.screen
        texts = [screen.title, screen.subquestion, screen.under, *(field.html for field in screen.form.fields)]
        found = [(words(shown), url) for url, shown in re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', "".join(texts))]
        found += [(words(c.label), c.url) for field in screen.form.fields for c in field.choices if c.url]
        found += [(words(button.label), button.url) for button in screen.buttons if button.url]
        found += [(words(item.label), item.url) for item in screen.menu]
        entries = [*screen.sections, *(inner for section in screen.sections for inner in section.below)]
        return found + [(words(entry.label), entry.url) for entry in entries if entry.url]

    def follow(self, label: str, nth: int = 0) -> Conversation:
        """Follow the nth link or button with this label."""
        url = [url for shown, url in self.links() if shown == label][nth]
        self._run(Follow(url.rpartition("/")[2]), self.result.state)
        return self

    def event(self, name: str, **arguments: object) -> Conversation:
        """Do what a script of the page asks for."""
        self._run(Action(name, arguments), self.result.state)
        return self

    def again(self) -> Conversation:
        """Ask for the screen again."""
        self._run(Open(), self.result.state)
        return self


def words(markup: str) -> str:
    """What a person reads of some HTML."""
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", markup)).split())


@pytest.fixture
def interview(tmp_path: Path) -> Callable[..., Interview]:
    """Loads an interview from its source; others are given by name, and other files by their place `below` data."""

    def make(source: str, below: dict[str, str] | None = None, **files: str) -> Interview:
        for name, content in (below or {}).items():
            path = tmp_path / "pkg" / "data" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        questions = tmp_path / "pkg" / "data" / "questions"
        questions.mkdir(parents=True, exist_ok=True)
        (questions / "test.yml").write_text(source)
        for name, content in files.items():
            (questions / f"{name}.yml").write_text(content)
        return load(Library([tmp_path]), NAME)

    return make


@pytest.fixture
def talk(interview: Callable[..., Interview]) -> Callable[..., Conversation]:
    """Starts a conversation with an interview given by its source."""

    def start(
        source: str,
        url_args: dict[str, str] | None = None,
        below: dict[str, str] | None = None,
        context: Context | None = None,
        **files: str,
    ) -> Conversation:
        return Conversation(interview(source, below, **files), url_args, context)

    return start
