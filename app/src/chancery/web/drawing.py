"""From a `protocol.Screen` to what the templates draw: values, errors, ids and groups, worked out outside of Jinja.

A field is labelled above its box, whatever `label_position` says of the desktop, because that reads best on a phone;
a label of "none" means that the question itself names the field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec
from markupsafe import Markup

from chancery.protocol import seen_key
from chancery.web.clean import ID_PREFIX, clean, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chancery.protocol import Choice, Field, Screen, Section

# Kinds that are several controls under one name: a fieldset with a legend.
GROUPS = frozenset({"radio", "checkboxes", "buttons"})
# Kinds that take nothing, so that no error and no mark can stand beside them.
SILENT = frozenset({"note", "html", "review", "none", "hidden"})
# What the keyboard of a phone should offer. Numbers stay text boxes: a number box throws away what it cannot read.
KEYBOARDS = {"integer": "numeric", "number": "decimal", "currency": "decimal", "float": "decimal"}
# What stands in a lone checkbox that is not ticked.
UNTICKED = frozenset({"", "0", "false", "no", "none", "off"})
QUESTION_ID = "daMainQuestion"
COLUMNS = 12
# Kinds of notices that Bootstrap has a class for; docassemble's own word for the worst is another.
NOTICES = frozenset({"primary", "secondary", "success", "danger", "warning", "info", "light", "dark"})
NOTICE_WORDS = {"error": "danger"}
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
# Where a field stands in a text, as `clean` leaves it.
_PLACE = re.compile(rf'<span class="c-embedded" id="{ID_PREFIX}([a-z0-9_]+)"></span>')
_NO_CLASS = re.compile(r"[^a-z0-9]+")
BREAKPOINTS = frozenset({"sm", "md", "lg", "xl", "xxl"})


def class_of(name: str) -> str:
    """`name` as part of a class name: in small letters, with hyphens for all that is no letter or figure."""
    return _NO_CLASS.sub("-", name.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class Box:
    """One field, with everything that depends on the screen around it."""

    field: Field
    # What was sent, or what stands there at first.
    values: list[str]
    # The parts of the screen, among which the page's own words are in the language of the screen.
    words: dict[str, str]
    error: str = ""
    # The question names the field: there is no label of its own.
    nameless: bool = False
    # Class names of the Bootstrap column that holds it, or "".
    column: str = ""
    # The same for each of its choices.
    item_column: str = ""
    # The page has a script of the author's, which may want to know what the choices mean.
    exposed: bool = False

    @property
    def id(self) -> str:
        """The id of the control, or of the group."""
        return f"f-{self.field.key}"

    @property
    def theirs(self) -> str:
        """The classes by which styles of docassemble's interviews know what holds a field."""
        if self.field.input in SILENT:
            return f"da-form-group da-field-container da-field-container-{self.field.input}"
        kind, shown = (class_of(name) for name in (self.field.datatype, self.field.input))
        return (
            f"da-form-group da-field-container da-field-container-datatype-{kind} da-field-container-inputtype-{shown}"
        )

    @property
    def value(self) -> str:
        """The text in the box."""
        return self.values[0] if self.values else ""

    @property
    def is_group(self) -> bool:
        """Whether this is a fieldset of several controls."""
        return self.field.input in GROUPS

    @property
    def target(self) -> str:
        """The id that a link of the error summary leads to: the first control."""
        if self.is_group and self.field.choices:
            return self.choice_id(self.field.choices[0])
        return self.id

    @property
    def optional(self) -> bool:
        """Whether the page says so beside the label; a lone checkbox may always stay empty."""
        return not self.field.required and self.field.input not in SILENT | {"checkbox", "buttons", "range"}

    @property
    def described_by(self) -> str:
        """The ids of what explains the field, in reading order."""
        parts = {"e": self.error, "o": self.optional, "u": self.field.under}
        return " ".join(f"{letter}-{self.field.key}" for letter, there in parts.items() if there)

    @property
    def keyboard(self) -> str:
        """The `inputmode` of a text box."""
        return KEYBOARDS.get(self.field.datatype, "")

    @property
    def rules(self) -> str:
        """What the field's being shown or open depends on, as JSON for the page's script; "" for nothing."""
        return msgspec.json.encode(self.field.condition).decode() if self.field.condition else ""

    @property
    def seen(self) -> str:
        """The name under which the page says that its script showed the field; "" where the server knows itself."""
        return seen_key(self.field)

    def meaning(self, choice: Choice) -> str:
        """The value of a choice as an author's script knows it."""
        return meaning(choice)

    @property
    def name(self) -> str:
        """What the field is called, as plain text."""
        return plain(self.field.label)

    def choice_id(self, choice: Choice) -> str:
        """The id of one choice's control."""
        return f"{self.id}-{choice.key}"

    @property
    def is_ticked(self) -> bool:
        """Whether a lone checkbox is ticked."""
        return self.value.lower() not in UNTICKED

    def is_chosen(self, choice: Choice) -> bool:
        """Whether the choice is ticked."""
        return choice.key in self.values

    @property
    def groups(self) -> list[tuple[str, list[Choice]]]:
        """The choices under their headings; "" for those without one."""
        return [(name, list(choices)) for name, choices in groupby(self.field.choices, key=lambda c: c.group)]


@dataclass(frozen=True, slots=True)
class Row:
    """Fields side by side; a field without a grid has a row of its own."""

    boxes: list[Box] = field(default_factory=list)
    is_grid: bool = False
    # The item of a list that it is of, on a screen that asks for all of them.
    item: int | None = None


def rows(screen: Screen) -> list[Row]:
    """The fields of `screen` in the rows that their `grid` asks for."""
    drawn: list[Row] = []
    open_row = False
    for box in boxes(screen):
        if box.field.embedded:
            continue
        grid = box.field.grid.get("grid")
        if not box.column:
            drawn.append(Row([box], item=box.field.row))
            open_row = False
            continue
        if not open_row or _says(grid, "start"):
            drawn.append(Row(is_grid=True, item=box.field.row))
        drawn[-1].boxes.append(box)
        open_row = not _says(grid, "end")
    return drawn


@dataclass(frozen=True, slots=True)
class Item:
    """The rows of one item of a list, or rows that are of none (`number` is None)."""

    number: int | None
    rows: list[Row]
    # To be added with a button: the page's script opens it.
    is_spare: bool = False
    # What it is called; "" where its number says it.
    label: str = ""


def items(screen: Screen) -> list[Item]:
    """The rows of `screen`, by the items of a list where it asks for those. A row that was sent is not one to spare."""
    there = screen.collect.there if screen.collect else 0
    found = []
    for number, some in groupby(rows(screen), key=lambda row: row.item):
        of_item = list(some)
        is_open = number is None or number < there
        if screen.errors and number is not None:
            is_open = bool(of_item[0].boxes[0].values)
        label = of_item[0].boxes[0].field.label if number is not None else ""
        found.append(Item(number, of_item, not is_open, label))
    return found


def boxes(screen: Screen) -> Iterator[Box]:
    """Every field of `screen`, filled in with what was sent if that had an error."""
    for item in screen.form.fields:
        yield Box(
            field=item,
            values=_values(screen, item),
            error=screen.errors.get(item.key, ""),
            nameless=not plain(item.label) or item.label_position == "none",
            column=_column(item.grid.get("grid")),
            item_column=_column(item.grid.get("item grid")),
            exposed=bool(screen.scripts or screen.check_in),
            words=screen.parts,
        )


def text_parts(screen: Screen) -> list[Markup | Box]:
    """The text of the question, cut where fields stand in it."""
    cleaned = clean(screen.subquestion)
    waiting = {box.field.key: box for box in boxes(screen) if box.field.embedded}
    if not waiting:
        return [cleaned]
    found: list[Markup | Box] = []
    for number, part in enumerate(_PLACE.split(cleaned)):
        box = waiting.pop(part, None) if number % 2 else None
        found.append(box or Markup("" if number % 2 else part))  # noqa: S704 - a part of what was just cleaned
    return found + list(waiting.values())


def errors(screen: Screen) -> list[tuple[str, str]]:
    """The error summary, as (id to lead to, sentence), in the order of the fields; "" leads nowhere."""
    if not screen.errors:
        return []
    whole = [("", screen.errors[""])] if "" in screen.errors else []
    return whole + [(box.target, box.error) for box in boxes(screen) if box.error]


def meaning(choice: Choice) -> str:
    """The value of a choice as an author's script knows it."""
    value = choice.value.get("a", "") if isinstance(choice.value, dict) else choice.value
    return str(value)


def offered(choices: dict[str, list[Choice]]) -> dict[str, list[dict[str, str]]]:
    """Choices that an event gives to fields, as the page's script puts them there."""
    return {
        variable: [{"key": one.key, "label": plain(one.label), "value": meaning(one)} for one in several]
        for variable, several in choices.items()
    }


def names(screen: Screen) -> dict[str, str]:
    """The keys of the fields by their variables, where a script of the page may ask for them by these."""
    if not (screen.scripts or screen.check_in or any(item.condition for item in screen.form.fields)):
        return {}
    return {item.variable: item.key for item in screen.form.fields if item.variable}


def takes_files(screen: Screen) -> bool:
    """Whether the form has to be sent in the way that files can be."""
    return any(item.input in ("file", "signature") for item in screen.form.fields)


def section_name(sections: list[Section]) -> str:
    """What the section is called that the person is in; "" for none."""
    return next((one.label for part in sections for one in (part, *part.below) if one.current), "")


def notices(screen: Screen) -> list[tuple[str, str]]:
    """The sentences to show once, as (kind of Bootstrap's alert, HTML)."""
    named = [(NOTICE_WORDS.get(kind, kind), html) for kind, html in screen.notices]
    return [(kind if kind in NOTICES else "info", html) for kind, html in named]


def language(screen: Screen) -> tuple[str, str]:
    """The language of `screen` for the page's `lang`, and the direction that it is written in."""
    code = screen.language if LANGUAGE.fullmatch(screen.language) else "en"
    return code, "rtl" if code.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def _values(screen: Screen, item: Field) -> list[str]:
    if screen.errors:
        return screen.typed.get(item.key, [])
    chosen = [choice for choice in item.choices if choice.selected]
    if item.input in ("combobox", "datalist"):
        return [item.default] if item.default else [plain(choice.label) for choice in chosen]
    return [choice.key for choice in chosen] if item.choices else [item.default]


def _column(grid: Any) -> str:
    """Bootstrap's class names for a `grid`: width and offset in twelfths, stacked below the breakpoint.

    A grid is a width, or a dictionary of `width`, `offset` and `breakpoint`; anything else is no grid.
    """
    if grid is None:
        return ""
    parts = grid if isinstance(grid, dict) else {"width": grid}
    width, offset = _columns(parts.get("width")), _columns(parts.get("offset"))
    if not width:
        return ""
    size = parts.get("breakpoint")
    prefix = f"{size}-" if size in BREAKPOINTS else "md-"
    names = [f"col-{prefix}{width}"]
    if offset:
        names.append(f"offset-{prefix}{offset}")
    return " ".join(names)


def _columns(number: Any) -> int:
    try:
        count = int(number)
    except (TypeError, ValueError):
        return 0
    return count if 0 < count <= COLUMNS else 0


def _says(grid: Any, word: str) -> bool:
    """Whether a grid begins (`start`) or ends (`end`) its row."""
    return isinstance(grid, dict) and bool(grid.get(word))
