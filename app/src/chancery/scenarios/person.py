"""Somebody at a browser without a script: reads a page, finds things by the words on them, and sends its forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from .tree import Element, parse, squeeze

_CONTROLS = ("input", "textarea", "select")
_TYPED = ("text", "email", "password", "number", "date", "time", "datetime-local", "range", "textarea")
# The server has stored an answer, asks for it again, or tells of a page that was out of date.
_EXPECTED = (200, 409, 422)


class StepFailed(Exception):
    """A step of a scenario did not hold; the text says what is there instead."""


class Person:
    """One browser.

    Args:
        app: the application.
        base: its address, `https://host`.
    """

    def __init__(self, app: Flask, base: str) -> None:
        self._client, self._base = app.test_client(), base
        self._path, self._reloads = "/", False
        self.page = parse("")

    # -- going ------------------------------------------------------------------------------------------------

    def go(self, address: str, *, lenient: bool = False) -> None:
        """Open an address of the site; a page that says that something went wrong is a failure unless `lenient`."""
        parts = urlsplit(address)
        if parts.netloc and not address.startswith(f"{self._base}/"):
            raise StepFailed(f"the link leads to another site, {parts.netloc}")
        if parts.path or parts.query:
            path = (parts.path or self._path) + (f"?{parts.query}" if parts.query else "")
            headers = {"Sec-Fetch-Site": "same-origin"}
            self._take(self._client.get(path, base_url=self._base, headers=headers, follow_redirects=True), lenient)

    def again(self) -> None:
        """Load the page again."""
        self.go(self._path)

    def wait(self) -> None:
        """What happens by itself while a person waits: work that was given out is done, a page loads itself again."""
        form = self._by_id("daform")
        if form is not None and "data-works" in form.attributes:
            told: dict[str, Any] = {"works": True}
            while told["works"]:
                told = self._work(form)
                changes = told["update"] or {}
                if changes.get("flash"):
                    form.children.insert(0, _said(changes["flash"], form))
                if changes.get("refresh"):
                    self.again()
        if self._reloads:
            self.go(f"{self._path}?again=1")

    def _work(self, form: Element) -> dict[str, Any]:
        hidden = [box.attributes for box in form.below("input") if box.kind == "hidden"]
        mark = {box["name"]: box.get("value", "") for box in hidden}
        answer = self._client.post(
            f"{self._path}/work", data=mark, base_url=self._base, headers={"Accept": "application/json"}
        )
        if answer.status_code != 200:
            raise StepFailed(f"the work in the background ended in an error, {answer.status_code}")
        told: dict[str, Any] = answer.json or {"works": False, "update": None}
        return told

    def _take(self, answer: TestResponse, lenient: bool = False) -> None:
        self._path, self._reloads = answer.request.path, "Refresh" in answer.headers
        self.page = parse(answer.text)
        if not lenient and answer.status_code not in _EXPECTED:
            raise StepFailed(f"the page is an error, {answer.status_code}: {self.page.words[:400]}")

    def press(self, element: Element) -> None:
        """Follow a link, or press a button."""
        if element.tag == "a":
            self.go(element.attributes.get("href", ""))
        elif "popovertarget" in element.attributes:
            self._open_or_close(element)
        else:
            form = element.around("form")
            if form is None:
                raise StepFailed(f"the button “{element.words}” does nothing without a script")
            self._send(form, element)

    def _open_or_close(self, button: Element) -> None:
        target = self._by_id(button.attributes["popovertarget"])
        if target is not None and button.attributes.get("popovertargetaction") == "hide":
            target.attributes.pop("data-opened", None)
        elif target is not None:
            target.attributes["data-opened"] = ""

    def _send(self, form: Element, button: Element) -> None:
        data: dict[str, list[Any]] = {}
        for control in form.below(*_CONTROLS):
            if control.attributes.get("name") and "disabled" not in control.attributes:
                data.setdefault(control.attributes["name"], []).extend(_sent(control))
        if button.attributes.get("name"):
            data.setdefault(button.attributes["name"], []).append(button.attributes.get("value", ""))
        action = form.attributes.get("action", "") or self._path
        self._take(self._client.post(action, data=data, base_url=self._base, follow_redirects=True))

    # -- finding ----------------------------------------------------------------------------------------------

    def button(self, name: str, nth: int = 0) -> Element:
        """The nth button or link with these words."""
        return _nth(self._pressed(name, ("button", "a")), nth, f"button “{name}”", self._pressable())

    def link(self, name: str, nth: int = 0) -> Element:
        """The nth link (or else button) with these words."""
        return _nth(self._pressed(name, ("a", "button")), nth, f"link “{name}”", self._pressable())

    def _pressed(self, name: str, tags: Iterable[str]) -> list[Element]:
        return [found for tag in tags for found in self.page.below(tag) if found.words == squeeze(name)]

    def _pressable(self) -> list[str]:
        return [found.words for found in self.page.below("button", "a") if found.words]

    def field(self, label: str, nth: int = 0) -> Element:
        """The nth control with this label."""
        labels = list(self.page.below("label"))
        wanted = squeeze(label)
        exact = [found for found in labels if found.words == wanted]
        controls = [control for found in exact or labels if wanted in found.words for control in self._labelled(found)]
        return _nth(controls, nth, f"field “{label}”", [found.words for found in labels])

    def option(self, name: str, group: str = "", nth: int = 0) -> Element:
        """The nth radio button or check box with this label, in the group with that legend if one is given."""
        scope = self.page if not group else self._group(group)
        labels = [label for label in scope.below("label") if self._boxes(label)]
        wanted = squeeze(name)
        exact = [label for label in labels if label.words == wanted]
        found = exact or [label for label in labels if wanted in label.words]
        return self._boxes(_nth(found, nth, f"option “{name}”", [label.words for label in labels]))[0]

    def typed(self, kinds: tuple[str, ...] = _TYPED) -> list[Element]:
        """The controls of these kinds, in order."""
        return [control for control in self.page.below(*_CONTROLS) if control.kind in kinds]

    def _group(self, legend: str) -> Element:
        legends = list(self.page.below("legend"))
        found = [item.parent for item in legends if item.words == squeeze(legend) and item.parent is not None]
        return _nth(found, 0, f"group “{legend}”", [item.words for item in legends])

    def _labelled(self, label: Element) -> Iterator[Element]:
        control = self._by_id(label.attributes.get("for", ""))
        if control is not None and control.tag in _CONTROLS:
            yield control

    def _boxes(self, label: Element) -> list[Element]:
        return [control for control in self._labelled(label) if control.kind in ("radio", "checkbox")]

    def _by_id(self, id_: str) -> Element | None:
        return next((found for found in self.page.below() if id_ and found.attributes.get("id") == id_), None)

    # -- filling ----------------------------------------------------------------------------------------------

    def fill(self, control: Element, value: str) -> None:
        """Type `value` into a control."""
        if control.tag == "textarea":
            control.children = [value]
        elif control.tag == "select":
            self.choose(control, value)
        else:
            control.attributes["value"] = _as_sent(control.kind, value)

    def tick(self, box: Element) -> None:
        """Click a radio button or a check box."""
        if box.kind == "radio":
            for other in self.typed(("radio",)):
                if other.attributes.get("name") == box.attributes.get("name"):
                    other.attributes.pop("checked", None)
            box.attributes["checked"] = ""
        elif box.attributes.pop("checked", None) is None:
            box.attributes["checked"] = ""

    def choose(self, select: Element, label: str) -> None:
        """Choose the option of a list that reads `label`."""
        options = list(select.below("option"))
        found = [option for option in options if squeeze(option.raw) == squeeze(label)]
        chosen = _nth(found, 0, f"choice “{label}”", [squeeze(option.raw) for option in options])
        if "multiple" not in select.attributes:
            for option in options:
                option.attributes.pop("selected", None)
        chosen.attributes["selected"] = ""


def value_of(control: Element) -> str:
    """What stands in a control; of a list what a person reads."""
    if control.tag == "select":
        chosen = [option for option in control.below("option") if "selected" in option.attributes]
        return squeeze(chosen[0].raw) if chosen else ""
    return control.raw.removeprefix("\n") if control.tag == "textarea" else control.attributes.get("value", "")


def _sent(control: Element) -> Iterator[Any]:
    """What a browser sends of a control."""
    if control.kind == "file":
        yield from ((BytesIO(content), name) for content, name in control.files)
    elif control.kind in ("radio", "checkbox"):
        if "checked" in control.attributes:
            yield control.attributes.get("value", "on")
    elif control.tag == "select":
        options = list(control.below("option"))
        chosen = [option for option in options if "selected" in option.attributes]
        yield from (option.attributes.get("value", "") for option in chosen or options[:1])
    else:
        yield value_of(control)


def _as_sent(kind: str, value: str) -> str:
    """What a person types into a date or time box, as a browser sends it."""
    if kind == "datetime-local" and "\t" in value:
        day, _, time = value.partition("\t")
        return f"{_as_sent('date', day)}T{_as_sent('time', time)}"
    if kind == "date" and (match := re.fullmatch(r"(\d{1,2})/?(\d{1,2})/?(\d{4})", value)):
        return f"{match[3]}-{int(match[1]):02}-{int(match[2]):02}"
    if kind == "time" and (match := re.fullmatch(r"(\d{1,2}):?(\d{2})\s*([AaPp])[Mm]?", value)):
        return f"{int(match[1]) % 12 + (12 if match[3] in 'Pp' else 0):02}:{match[2]}"
    return value


def _said(words: str, parent: Element) -> Element:
    """A sentence that a script would show above the question."""
    element = Element("p", {"role": "status"}, parent)
    element.children.append(words)
    return element


def _nth(found: list[Element], nth: int, what: str, there: list[str]) -> Element:
    if len(found) <= nth:
        raise StepFailed(f"not on the screen: {what}; there are: {', '.join(dict.fromkeys(there)) or 'none'}")
    return found[nth]
