"""The sentences of scenarios and what each makes a person do.

They are those of docassemble's recorded tests, as far as a browser without a script can do them.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .person import Person, StepFailed, value_of
from .tree import squeeze

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NTH = rf"(?:({'|'.join(_ORDINALS)}) )?"
# A dot, for who signs.
_DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg=="
)
_DO: list[tuple[re.Pattern[str], Callable[..., None]]] = []
# For `chancery test --help` and the documentation.
SENTENCES: list[str] = []


def perform(person: Person, sentence: str, folder: Path) -> None:
    """Do what one sentence says.

    Args:
        person: who does it.
        sentence: one of `SENTENCES`.
        folder: where the files lie that are uploaded.

    Raises:
        StepFailed: it cannot be done, does not hold, or is no sentence that is understood.
    """
    for pattern, action in _DO:
        match = pattern.fullmatch(sentence.strip())
        if match:
            action(person, *match.groups(), **({"folder": folder} if action is _upload else {}))
            return
    raise StepFailed("this sentence is not understood; `chancery test --sentences` lists those that are")


def _step(example: str, pattern: str) -> Callable[[Any], Any]:
    def register(action: Callable[..., None]) -> Callable[..., None]:
        _DO.append((re.compile(pattern), action))
        SENTENCES.append(example)
        return action

    return register


def _index(ordinal: str | None) -> int:
    return _ORDINALS.index(ordinal) if ordinal else 0


@_step('I start the interview "package:data/questions/file.yml"',
       r'I (?:start|launch) the (possibly error-producing )?interview "([^"]+)"')  # fmt: skip
def _start(person: Person, lenient: str | None, interview: str) -> None:
    name, _, arguments = interview.partition("&")
    extra = f"&{arguments}" if arguments else ""
    person.go(f"/interview?i={quote(name)}&new_session=1{extra}", lenient=bool(lenient))


@_step('I should see the phrase "words"', r"""I should (?:explicitly )?see the phrase (?:"([^"]+)"|'([^']+)')""")
def _see(person: Person, double: str | None, single: str | None) -> None:
    phrase = squeeze(double or single or "")
    if phrase not in person.page.words:
        raise StepFailed(f"not seen: “{phrase}”; the screen says “{person.page.words[:400]}”")


@_step('I should not see the phrase "words"', r"""I should not see the phrase (?:"([^"]+)"|'([^']+)')""")
def _not_see(person: Person, double: str | None, single: str | None) -> None:
    phrase = squeeze(double or single or "")
    if phrase in person.page.words:
        raise StepFailed(f"seen: “{phrase}”")


@_step('I should see that "label" is "value"', r'I should see that "([^"]+)" is "([^"]+)"')
def _holds(person: Person, label: str, value: str) -> None:
    found = value_of(person.field(label))
    if found != value:
        raise StepFailed(f"“{label}” is not “{value}” but “{found}”")


@_step('I should see "words" as the title of the page', r'I should see "([^"]+)" as the title of the page')
def _titled(person: Person, title: str) -> None:
    found = squeeze("".join(element.raw for element in person.page.below("title")))
    if found != title:
        raise StepFailed(f"the title is “{found}”")


@_step('I click the [second] button "words"', rf'I click the {_NTH}button "([^"]+)"')
def _button(person: Person, ordinal: str | None, name: str) -> None:
    person.press(person.button(name, _index(ordinal)))


@_step('I click the "words" button', r'I click the "([^"]+)" button')
def _named_button(person: Person, name: str) -> None:
    person.press(person.button(name))


@_step('I click the [second] link "words"', rf'I click the (?:final )?{_NTH}link "([^"]+)"')
def _link(person: Person, ordinal: str | None, name: str) -> None:
    person.press(person.link(name, _index(ordinal)))


@_step('I click the option "words" [under "label"]',
       r'I click the (?:option "([^"]+)"|"([^"]+)" option)(?: under "([^"]+)")?')  # fmt: skip
def _option(person: Person, after: str | None, before: str | None, group: str | None) -> None:
    person.tick(person.option(after or before or "", group or ""))


@_step('I click the second option "words"', rf'I click the ({"|".join(_ORDINALS)}) option "([^"]+)"')
def _nth_option(person: Person, ordinal: str, name: str) -> None:
    person.tick(person.option(name, nth=_index(ordinal)))


@_step('I set [the second] "label" to "value"', rf'I set (?:the )?{_NTH}"([^"]+)" to "([^"]*)"')
def _set(person: Person, ordinal: str | None, label: str, value: str) -> None:
    person.fill(person.field(label, _index(ordinal)), value)


@_step('I set the text box to "value"', r'I set (?:the text box|text box (\d+)) to "([^"]*)"')
def _set_box(person: Person, number: str | None, value: str) -> None:
    boxes = [control for control in person.typed() if control.tag == "input"]
    at = int(number or 1)
    if not 0 < at <= len(boxes):
        raise StepFailed(f"there are {len(boxes)} text boxes")
    person.fill(boxes[at - 1], value)


@_step('I set the text area to "value"', r'I set the text area to "([^"]*)"')
def _set_area(person: Person, value: str) -> None:
    person.fill(_only(person, ("textarea",), "text area"), value)


@_step('I set the combobox text to "value"',
       r'I (?:set the combobox text to|select) "([^"]*)"(?: from the combobox dropdown| in the combobox)?')  # fmt: skip
def _combine(person: Person, value: str) -> None:
    boxes = [control for control in person.typed(("text",)) if "list" in control.attributes]
    if not boxes:
        raise StepFailed("there is no combobox")
    person.fill(boxes[0], value)


@_step('I select "words" as the [second] "label"', rf'I select "([^"]+)" as the {_NTH}"([^"]+)"')
def _select(person: Person, value: str, ordinal: str | None, label: str) -> None:
    person.choose(person.field(label, _index(ordinal)), value)


@_step('I choose "words"', r'I choose "([^"]+)"')
def _choose(person: Person, value: str) -> None:
    person.choose(_only(person, ("select",), "list to choose from"), value)


@_step('I select "words" from the menu', r'I select "([^"]+)" from the menu')
def _menu(person: Person, name: str) -> None:
    person.press(person.link(name))


@_step('I upload the file "name"', r'I upload the file "([^"]*)"')
def _upload(person: Person, name: str, *, folder: Path) -> None:
    path = folder / Path(name).name
    if not path.is_file():
        raise StepFailed(f"there is no file {path.name} beside the scenarios")
    _only(person, ("file",), "field for files").files = [(path.read_bytes(), path.name)]


@_step("I click inside the signature area", r"I click inside the signature area")
def _sign(person: Person) -> None:
    _only(person, ("file",), "signature area").files = [(_DOT, "signature.png")]


@_step("I click the back button", r"I click the (?:question )?back button")
def _back(person: Person) -> None:
    person.press(person.button("Back"))


@_step("I go to the help screen", r"I go to the help screen")
def _help(person: Person) -> None:
    person.press(person.button("Help"))


@_step("I go back to the question screen", r"I go back to the question screen")
def _question(person: Person) -> None:
    person.press(person.button("Back to question"))


@_step("I reload the screen", r"I reload the screen")
def _reload(person: Person) -> None:
    person.again()


@_step(
    "I wait 2 seconds (work in the background is done, and a page that loads itself again does so)",
    r"I wait [\d.]+ seconds?",
)
def _wait(person: Person) -> None:
    person.wait()


@_step("I unfocus (which does nothing without a script)", r"I unfocus")
def _nothing(_person: Person) -> None:
    """A page without a script is ready when it is there."""


def _only(person: Person, kinds: tuple[str, ...], what: str) -> Any:
    found = person.typed(kinds)
    if not found:
        raise StepFailed(f"there is no {what}")
    return found[0]
