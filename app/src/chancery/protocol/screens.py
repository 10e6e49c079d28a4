"""A screen, ready to be drawn: what the person was asked, and all that stands around it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from .documents import Documents
from .fields import Field
from .values import Html, Json, Key, Text

# What a button may do besides setting a value.
COMMANDS = (
    "continue",
    "exit",
    "leave",
    "logout",
    "exit_logout",
    "restart",
    "new_session",
    "refresh",
    "signin",
    "register",
    "link",
    "action",
)


class Button(Struct, omit_defaults=True):
    """A button below the fields; pressing it posts `key`."""

    key: Key
    label: Html
    command: Text = "continue"
    url: Text = ""
    color: Text = "primary"
    icon: Text = ""
    css_class: Text = ""
    # It cannot be pressed unless a script of the author's opens it, or not even be seen.
    disabled: bool = False
    hidden: bool = False


class Link(Struct, omit_defaults=True):
    """A place to go to: an item of the menu."""

    label: Html
    url: Text
    # Shown only on narrow screens, or only on wide ones.
    screen_size: Literal["", "small", "large"] = ""


class Section(Struct, omit_defaults=True):
    """A part of the interview, as its navigation shows it."""

    label: Html
    # Where it leads; "" while it cannot be gone to.
    url: Text = ""
    current: bool = False
    # It has been shown before.
    visited: bool = False
    below: list[Section] = field(default_factory=list)


class Value(Struct):
    """A value that stands in a script as JSON, with its quotes."""

    json: Json


class Script(Struct, omit_defaults=True):
    """The author's script or style for one screen: pieces of the source (by number, see `InterviewInfo`) and values.

    The pieces come from the source alone, which was read before anyone answered. What stands between them is data: a
    text is the content of a string that the author put quotes around. Who writes the page escapes both (`web.scripts`).
    """

    kind: Literal["script", "css"]
    parts: list[int | Text | Value]


class HelpSection(Struct, omit_defaults=True):
    """A titled piece of help, of the question or of the interview."""

    label: Text
    html: Html


class Form(Struct, omit_defaults=True):
    """What the person was asked. `web` keeps it, encrypted, and returns it with the answer; the browser cannot."""

    question: Text  # the id of the block that asked
    fields: list[Field] = field(default_factory=list)
    # The engine's own notes for this question (what else to set, what the question was asked for, iterators).
    private: dict[str, Json] = field(default_factory=dict)


class Collect(Struct, omit_defaults=True, kw_only=True):
    """A screen that asks for every item of a list: the rows that there are at first, and what its buttons say."""

    there: int = 1
    add_label: Text = "Add another"
    delete_label: Text = "Delete"
    # So many of the first rows cannot be taken away.
    fixed: int = 0


class Screen(Struct, omit_defaults=True, kw_only=True):
    """One screen, ready to be drawn."""

    form: Form
    title: Html = ""
    subquestion: Html = ""
    under: Html = ""
    pre: Html = ""
    post: Html = ""
    right: Html = ""
    css_class: Text = ""
    help: list[HelpSection] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    back_label: Text = ""
    can_go_back: bool = True
    progress: float | None = None
    section: Text = ""
    # Screen parts of the interview: title, short title, subtitle, exit label, ... (docassemble's names)
    parts: dict[str, Html] = field(default_factory=dict)
    language: Text = "en"
    # Sentences to show once above the question, as (kind, html); kind is success, info, warning, danger, ...
    notices: list[tuple[Text, Html]] = field(default_factory=list)
    # Errors of the answer that was just sent, by field key; "" holds those of the screen as a whole.
    errors: dict[str, Text] = field(default_factory=dict)
    # What was typed, as posted, when `errors` is not empty: the form is shown filled in as it was sent.
    typed: dict[str, list[Text]] = field(default_factory=dict)
    # There is work that has not been done yet (`background_action`): the page asks for it.
    works: bool = False
    # Seconds until the browser asks again (`reload:`).
    reload_after: int | None = None
    # A picture beside the title, and whom the pictures are from.
    decoration: Html = ""
    credits: list[Html] = field(default_factory=list)
    # Words that the screen explains; the nth is what a link to `#term-n` leads to.
    terms: list[tuple[Text, Html]] = field(default_factory=list)
    menu: list[Link] = field(default_factory=list)
    # The sections of the interview, if they are to be shown, and where.
    sections: list[Section] = field(default_factory=list)
    sections_place: Literal["side", "top"] = "side"
    scripts: list[Script] = field(default_factory=list)
    # `check in`: the event to run every so many seconds with what stands in the fields.
    check_in: Text = ""
    check_in_every: int = 10
    # The interview is over: there is nothing left to ask.
    final: bool = False
    documents: Documents | None = None
    collect: Collect | None = None
