"""What a screen asks: fields, and the choices that one may offer."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from .values import Html, Json, Key, Text, Variable


class Choice(Struct, omit_defaults=True):
    """One thing a person can pick. The browser sends `key`; `value` stays on the server."""

    key: Key
    label: Html
    value: Json = None
    selected: bool = False
    help: Html = ""
    image: Html = ""
    group: Text = ""
    color: Text = ""
    css_class: Text = ""
    # A button may do something other than set a value; see COMMANDS.
    command: Text = ""
    url: Text = ""
    # The id of the embedded block that this choice runs (`choices: - Label: {code or question}`).
    block: Text = ""
    # The value is exclusive in a checkbox list ("None of the above").
    exclusive: bool = False
    # The choice ticks every other one ("All of the above").
    inclusive: bool = False


class Field(Struct, omit_defaults=True, kw_only=True):
    """One field of a screen as it was served: what to draw, and how the posted text becomes a value."""

    key: Key
    # "" for a note, a piece of HTML, or a continue button without a variable.
    variable: Variable | Literal[""] = ""
    # docassemble's datatype: text, integer, number, currency, date, time, datetime, email, password, range, yesno,
    # noyes, yesnoradio, ..., checkboxes, multiselect, radio, object..., raw, file, ml, note, html, continue.
    datatype: Text = "text"
    # How it is drawn.
    input: Literal[
        "text",
        "area",
        "password",
        "email",
        "number",
        "date",
        "time",
        "datetime",
        "range",
        "hidden",
        "select",
        "multiselect",
        "radio",
        "checkbox",
        "checkboxes",
        "buttons",
        "combobox",
        "datalist",
        "review",
        "file",
        "signature",
        "note",
        "html",
        "none",
    ] = "text"
    label: Html = ""
    label_position: Literal["side", "above", "floating", "none"] = "side"
    required: bool = True
    disabled: bool = False
    # What stands in the box at first, already written as the browser needs it (dates as ISO 8601).
    default: Text = ""
    hint: Text = ""
    help: Html = ""
    under: Html = ""
    # The text of a note or a piece of HTML.
    html: Html = ""
    choices: list[Choice] = field(default_factory=list)
    minimum: Text = ""
    maximum: Text = ""
    step: Text = ""
    minlength: int | None = None
    maxlength: int | None = None
    # A slider whose steps grow with the value.
    scale: Literal["", "logarithmic"] = ""
    rows: int | None = None
    # For how many characters a box within a text is.
    width: int | None = None
    # The event that gives what can be picked for the beginning of a word, and for how many characters it is asked.
    asks: Text = ""
    asks_at: int = 4
    prefix: Text = ""  # a currency symbol
    css_class: Text = ""
    # Of an upload: the kinds of files that are taken, as the browser's `accept` names them, and whether several are.
    accept: Text = ""
    several: bool = False
    # Pictures are made smaller in the browser until no side has more pixels than this, and are sent as this kind.
    pixels: int | None = None
    picture_type: Literal["", "png", "jpeg"] = ""
    # The colour that a signature is drawn in.
    pen_color: Text = ""
    grid: dict[str, Json] = field(default_factory=dict)
    # It stands in the text of the question, in an empty `<span class="c-embedded">` whose id is its key.
    embedded: bool = False
    # Which item of a list it is of, where one screen asks for all of them (`list collect`).
    row: int | None = None
    # Sentences of the author's that replace ours: required, min, max, minlength, maxlength, ...
    messages: dict[str, Text] = field(default_factory=dict)
    # Keys of fields of the same screen that this one switches off or ticks (`disable others`, `uncheck others`, ...).
    others: dict[Literal["disable", "uncheck", "check"], list[Key]] = field(default_factory=dict)
    # Visibility (`show if` ...), an expression over keys that browser and server both evaluate. Reserved for family E.
    condition: dict[str, Json] = field(default_factory=dict)
    # Whatever else the engine needs back when the field is answered. The browser never sees it.
    private: dict[str, Json] = field(default_factory=dict)


def seen_key(field: Field) -> str:
    """What the page posts beside a field that its script showed, where an author's script alone decides that; or ""."""
    rules = [rule for found in field.condition.values() if isinstance(found, list) for rule in found]
    return f"seen_{field.key}" if any(isinstance(rule, dict) and rule.get("js") for rule in rules) else ""
