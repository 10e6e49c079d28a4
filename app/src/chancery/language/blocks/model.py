"""The typed blocks that an interview is made of. They are parsed and compiled once, and never change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..compile import Code, Expression, Template

# Text that was written as a template, a condition that was written as code or as a plain yes or no.
Condition = bool | Expression
ANY_LANGUAGE = "*"


@dataclass(frozen=True, kw_only=True)
class Block:
    """What all blocks have: who they are, when they count, and which variables they can define."""

    id: str  # sessions remember a block by it
    file: str
    line: int
    number: int  # the later one of two blocks wins
    called: str  # how an error message speaks of it
    language: str = ANY_LANGUAGE
    mandatory: Condition = False
    initial: Condition = False
    conditions: tuple[Expression, ...] = ()
    sets: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    generic: str = ""
    need: tuple[Expression, ...] = ()
    need_after: tuple[Expression, ...] = ()
    undefine: tuple[str, ...] = ()
    reconsider: tuple[str, ...] = ()
    # `reconsider: True`: what the block defines is forgotten before every screen.
    always_reconsider: bool = False
    depends_on: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CodeBlock(Block):
    """`code`: statements that define variables."""

    code: Code


@dataclass(frozen=True, kw_only=True)
class TextBlock(Block):
    """`template`: text, with an optional subject, kept in a variable."""

    variable: str
    content: Template
    subject: Template | None = None
    # Instead of the content: code that names a file of the package's templates that has it.
    content_file: Expression | None = None
    # The place `[TARGET name]` of the page that it goes to, when an event of the page makes it.
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table."""

    header: Template
    # What stands in a cell: an expression over `row_item` and `row_index`, or a text.
    cell: Expression | Template


@dataclass(frozen=True, kw_only=True)
class TableBlock(Block):
    """`table`: the items of a list as rows, kept in a variable as a text that is made when it is shown."""

    variable: str
    rows: Expression
    columns: tuple[Column, ...]
    # Which attributes `Edit` asks for; None for no such button.
    edit: tuple[str, ...] | None = None
    delete: bool = False
    reorder: bool = False
    confirm: bool = False
    # The attribute of an item that says that it is not to be changed.
    read_only: str = ""
    edit_header: Template | None = None
    if_empty: Template | bool = True
    incomplete: bool = False
    not_available: Template | None = None
    gathered: bool = True
    filter: Expression | None = None
    sort_key: Expression | None = None
    sort_reverse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One item of `review`."""

    line: int
    label: Template | None = None
    # What its link asks again, in order: names of variables, and mappings such as {"recompute": [...]}.
    fields: tuple[Any, ...] = ()
    button: Template | None = None
    help: Template | None = None
    # `note` and `html`, by their key.
    texts: dict[str, Template] = field(default_factory=dict)
    css_class: str = ""
    show_if: tuple[Expression, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DataBlock(Block):
    """`data` and `data from code`: a variable's value as YAML, its text as templates or its items as code."""

    variable: str
    value: Any  # plain values, Template and Expression, in lists and dicts
    # `use objects`: whether mappings with `object` and `items` become objects, and whether lists and dicts do too.
    objects: bool = False
    lists: bool = False
    gathered: bool = True


@dataclass(frozen=True, kw_only=True)
class ObjectsBlock(Block):
    """`objects`: variables and the classes of the objects that they hold."""

    objects: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, kw_only=True)
class ResponseBlock(Block):
    """`response` and its like: an event that answers the request itself, with something else than a screen."""

    text: Template | None = None
    binary: Expression | None = None
    redirect: Template | None = None
    # All variables as JSON, or nothing at all.
    variables: bool = False
    nothing: bool = False
    content_type: Template | None = None
    status: int = 200


@dataclass(frozen=True, kw_only=True)
class BareBlock(Block):
    """A block that names something and says nothing of it; wanting one of its variables is an error."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to pick, as written."""

    label: Template
    value: Any = None  # a plain value, or a Template
    default: Condition = False
    help: Template | None = None
    image: str = ""
    color: str = ""
    css_class: str = ""
    group: Template | None = None
    show_if: Condition = True
    # What a button does instead of setting a value; see `protocol.COMMANDS`.
    command: str = ""
    url: Template | None = None
    block: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceList:
    """`choices`, `buttons` and the like: what is written, and what code gives at its place."""

    items: tuple[Choice | Expression, ...] = ()
    exclude: tuple[Expression, ...] = ()
    shuffle: bool = False
    # "None of the above", "All of the above": the author's words, True for ours, False for none.
    none_of_the_above: Template | bool | None = None
    all_of_the_above: Template | bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One item of `fields`, as written."""

    line: int
    variable: str = ""
    label: Template | None = None
    datatype: str = ""
    input: str = ""
    choices: ChoiceList | None = None
    default: Any = None  # a plain value, a list, a Template or an Expression
    required: Condition | None = None
    disabled: Condition = False
    show_if: Condition = True  # `show if: code`, known before the screen is shown
    texts: dict[str, Template] = field(default_factory=dict)  # hint, help, under text, min, max, step, ...
    validate: Expression | None = None
    accept: Expression | None = None  # which kinds of files are taken
    labeler: Expression | None = None  # a function that gives the label of an object
    messages: dict[str, Template] = field(default_factory=dict)
    others: dict[str, tuple[str, ...] | bool] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)  # plain values: rows, grid, label position, css class, ...
    js: dict[str, str] = field(default_factory=dict)  # `js show if` and its like
    # Instead of a field: code that gives a list of fields.
    code: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpText:
    """A titled piece of help."""

    label: Template | None
    content: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionButton:
    """One of `action buttons`: a link below the question."""

    label: Template
    action: Template
    arguments: Any = None  # a mapping of plain values and templates
    color: Template | None = None
    icon: Template | None = None
    css_class: str = ""
    placement: str = "after"
    new_window: bool = False
    show_if: Condition = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FileName:
    """The name of a file of the interview's package, written as text or found by code."""

    name: Template | None = None
    code: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One document, as written."""

    line: int
    # Instead of all else: code that gives a document.
    value: Expression | None = None
    name: Template | None = None
    filename: Template | None = None
    description: Template | None = None
    content: tuple[Template | FileName, ...] = ()
    word_template: tuple[FileName, ...] = ()
    form: tuple[FileName, ...] = ()
    fields: tuple[tuple[str, Template], ...] = ()
    field_code: tuple[tuple[str, Expression], ...] = ()
    field_variables: tuple[str, ...] = ()
    values: Expression | None = None  # code that gives a dictionary of fields
    metadata: tuple[tuple[str, Any], ...] = ()
    formats: tuple[str, ...] = ()
    variable: str = ""
    language: Template | None = None
    checkbox: Template | None = None
    editable: Condition = True
    redact: Condition = True
    skip_undefined: Condition = False
    archival: Condition = False
    raw: Condition = False
    manual: tuple[tuple[str, Expression], ...] = ()  # format -> a file that is there already
    manual_code: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterText:
    """What a letter says that a screen's documents are sent with, and to whom it goes unless the person says so."""

    subject: Template | None = None
    body: Template | None = None
    template: Expression | None = None
    address: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachments:
    """The documents of a question or of a block of their own, and how they are shown."""

    items: tuple[Attachment, ...] = ()
    code: Expression | None = None
    options: dict[str, Condition] = field(default_factory=dict)
    zip_name: Template | None = None
    variable: str = ""
    letter: LetterText = LetterText()


@dataclass(frozen=True, kw_only=True)
class AttachmentsBlock(Block):
    """`attachment` with a `variable name`: documents that are kept in variables."""

    attachments: Attachments


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCollect:
    """`list collect`: ask for all items of a list on one screen."""

    enable: Condition = True
    final: Condition = True  # whether the list is complete then
    append: Condition = True
    delete: Condition = True
    add_label: Template | None = None


@dataclass(frozen=True, kw_only=True)
class QuestionBlock(Block):
    """`question`: a screen."""

    question: Template
    # fields, buttons, choices, dropdown, combobox, yesno, continue, signature, deadend
    kind: str
    # What a question with one answer sets, or the `continue button field` of one with fields.
    variable: str = ""
    datatype: str = ""
    choices: ChoiceList = field(default_factory=ChoiceList)
    required: Condition = True
    default: Any = None
    fields: tuple[FieldSpec, ...] = ()
    texts: dict[str, Template] = field(default_factory=dict)  # subquestion, under, pre, post, right, labels, ...
    help: tuple[HelpText, ...] = ()
    terms: dict[str, Template] = field(default_factory=dict)
    auto_terms: dict[str, Template] = field(default_factory=dict)
    validation: Code | None = None
    # Who may answer it, as values of the variable `role`; () for the interview's `default role`.
    roles: tuple[str, ...] = ()
    prevent_going_back: Condition = False
    back_button: Condition = True
    hide_continue: Condition = False
    reload_after: Template | None = None
    progress: float | None = None
    section: str = ""
    scan: bool = True
    review: tuple[ReviewItem, ...] = ()
    # Whether items of `review` are left out while a variable of theirs has no value.
    skip_undefined: bool = True
    action_buttons: tuple[ActionButton | Expression, ...] = ()
    scripts: tuple[tuple[str, Template], ...] = ()
    check_in: str = ""
    check_in_every: int = 10
    decoration: Template | None = None
    attachments: Attachments | None = None
    collect: ListCollect | None = None
