"""A person with a browser, on a second host: opens an interview, answers what is asked, and says what was seen.

Reads one JSON object from standard input: `cookies` to begin with and `steps`, each `["open", PATH]` or
`["press", TEXT_OF_THE_BUTTON, [TYPED, ...]]` or `["send", PATH, {NAME: TYPED, ...}]`. Prints one: the `cookies` at the
end, and what each step `saw`.
"""

from __future__ import annotations

import json
import sys
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

SITE = "https://chancery.test"
AUTHORITY = "/tmp/site.pem"
TYPED = {"text", "email", "number", "date", "password"}


class Form:
    """A form: where it goes, what it sends unasked, what may be typed, and its buttons by their text."""

    def __init__(self, attributes: dict[str, str]) -> None:
        self.action = attributes.get("action", "")
        self.hidden: dict[str, str] = {}
        self.boxes: list[str] = []
        self.buttons: dict[str, dict[str, str]] = {}


class Page(HTMLParser):
    """The text of a page, and its forms."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.forms: list[Form] = []
        self.button: dict[str, str] | None = None
        self.silent = 0
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, boxes and buttons."""
        held = {name: value or "" for name, value in attrs}
        self.silent += tag in {"script", "style"}
        if tag == "form":
            self.forms.append(Form(held))
        elif tag == "button":
            self.button = held
        elif self.forms and held.get("type") == "hidden":
            self.forms[-1].hidden[held["name"]] = held.get("value", "")
        elif self.forms and (tag == "textarea" or (tag == "input" and held.get("type", "text") in TYPED)):
            self.forms[-1].boxes.append(held["name"])

    def handle_endtag(self, tag: str) -> None:
        """Leave scripts, styles and buttons."""
        self.silent -= tag in {"script", "style"}
        if tag == "button":
            self.button = None

    def handle_data(self, data: str) -> None:
        """Keep what a person would read, and how the buttons are called."""
        text = data.strip()
        if self.silent or not text:
            return
        self.text.append(text)
        if self.button is not None and self.forms:
            self.forms[-1].buttons[text] = self.button


class Person:
    """One browser: its cookies and the page it shows."""

    def __init__(self, cookies: dict[str, str]) -> None:
        self.browser = requests.Session()
        self.browser.verify = AUTHORITY
        for name, value in cookies.items():
            self.browser.cookies.set(name, value, domain="chancery.test", path="/", secure=True)
        self.address = SITE
        self.page = Page("")

    def show(self, answer: requests.Response) -> dict[str, object]:
        """Keep the page and return what is seen of it."""
        self.address, self.page = answer.url, Page(answer.text)
        return {
            "status": answer.status_code,
            "path": answer.url.removeprefix(SITE),
            "text": " ".join(self.page.text),
            "headers": {name.lower(): value for name, value in answer.headers.items()},
        }

    def open(self, path: str) -> dict[str, object]:
        """Go to an address."""
        return self.show(self.browser.get(urljoin(SITE, path), timeout=30))

    def press(self, text: str, typed: list[str]) -> dict[str, object]:
        """Type into the boxes of the form that has such a button, in order, and press it."""
        form = next((form for form in self.page.forms if text in form.buttons), None)
        if form is None:
            sys.exit(f"{self.address} has no button {text}: {' '.join(self.page.text)}")
        button = form.buttons[text]
        data = form.hidden | dict(zip(form.boxes, typed, strict=False))
        data |= {button["name"]: button.get("value", "")} if "name" in button else {}
        return self.show(self.browser.post(urljoin(self.address, form.action), data=data, timeout=30))

    def send(self, path: str, fields: dict[str, str]) -> dict[str, object]:
        """Send a form that was shown in answer to another one, which cannot be opened again, with this page's token."""
        token = next(form.hidden["_csrf"] for form in self.page.forms if "_csrf" in form.hidden)
        return self.show(self.browser.post(urljoin(SITE, path), data={"_csrf": token, **fields}, timeout=30))


def main() -> None:
    """Do the steps."""
    told = json.load(sys.stdin)
    person = Person(told["cookies"])
    saw = [getattr(person, verb)(*rest) for verb, *rest in told["steps"]]
    json.dump({"cookies": person.browser.cookies.get_dict(), "saw": saw}, sys.stdout)


main()
