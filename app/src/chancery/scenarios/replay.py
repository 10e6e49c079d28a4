"""Replays scenarios, each by a person of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Flask

from .files import Scenario
from .person import Person, StepFailed
from .steps import perform


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one scenario; `step` is the number of the sentence that did not hold, 0 if all did."""

    name: str
    step: int = 0
    sentence: str = ""
    why: str = ""

    @property
    def passed(self) -> bool:
        """Whether every sentence held."""
        return not self.step

    def __str__(self) -> str:
        return (
            f"ok    {self.name}" if self.passed else f"FAIL  {self.name}: step {self.step}, {self.sentence}: {self.why}"
        )


def replay(scenarios: Iterable[Scenario], app: Flask, base: str) -> Iterator[Outcome]:
    """Replay each scenario against an application at `base` (`https://host`), and tell what became of it."""
    for scenario in scenarios:
        person = Person(app, base)
        yield _follow(person, scenario)


def _follow(person: Person, scenario: Scenario) -> Outcome:
    for number, sentence in enumerate(scenario.steps, 1):
        try:
            perform(person, sentence, scenario.folder)
        except StepFailed as failure:
            return Outcome(scenario.name, number, sentence, str(failure))
    return Outcome(scenario.name)
