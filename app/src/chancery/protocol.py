"""What crosses the socket between `web` and `evaluator`: one job out, one reply back, both JSON.

Both sides import this module and nothing else of each other. `web` decodes replies with these types, so a reply
that a taken-over interpreter forged can hold nothing but what is declared here (DESIGN §4: every result is hostile).
HTML in a reply is text to be cleaned before it is shown, never trusted markup.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Raw, Struct, field

# A reply or a request of more bytes than this is refused by whoever reads it. Files are the greater part of it.
MAX_FRAME_BYTES = 24 * 1024 * 1024
# What a reply may have beside its files.
MAX_SCREEN_BYTES = 4 * 1024 * 1024
# What the files of one reply, or of one job, may have together; JSON makes a third more of them.
MAX_FILES_BYTES = 16 * 1024 * 1024

Html = Annotated[str, Meta(max_length=200_000)]
Text = Annotated[str, Meta(max_length=200_000)]
Key = Annotated[str, Meta(pattern=r"^[a-z_]{1,20}[0-9]{0,5}$")]
# A variable as an answer names it: names, attributes and indexes, for instance children[0].name['first'].
VARIABLE = r"^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*|\[[0-9]{1,6}\]|\['[^'\\\x00-\x1f]{1,200}'\])*$"
Variable = Annotated[str, Meta(pattern=VARIABLE, max_length=1000)]
Json = Any
# A file of a session: 128 random bits.
FileId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
# A file's name as a person sees it: no path, nothing that could end a header or turn the text round.
FileName = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f-\x9f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,200}$")]
MimeType = Annotated[str, Meta(pattern=r"^[a-z]{1,20}/[A-Za-z0-9.+-]{1,100}$")]


class Choice(Struct, omit_defaults=True):
    """One thing a person can pick. The browser sends `key`; `value` stays on the server."""

    key: Key
    label: Html
    value: Json = None
    selected: bool = False
    help: Html = ""
    image: Text = ""
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
    rows: int | None = None
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


class DocumentFile(Struct, omit_defaults=True):
    """One format of a document, to be downloaded."""

    label: Text  # PDF, DOCX ...
    file: FileId
    name: FileName
    size: int = 0  # bytes


class Document(Struct, omit_defaults=True, kw_only=True):
    """An assembled document on a screen."""

    name: Html
    description: Html = ""
    files: list[DocumentFile] = field(default_factory=list)
    # What it says, for reading on the screen.
    preview: Html = ""


class Documents(Struct, omit_defaults=True, kw_only=True):
    """The assembled documents of a screen, and what may be done with them."""

    items: list[Document] = field(default_factory=list)
    # The sentence above them; "" for none.
    notice: Html = ""
    downloadable: bool = True
    # Say beside each format what it is good for.
    explain: bool = True
    preview_label: Text = "Preview"
    # What all of them in one file are called; "" where that is not offered.
    zip_name: FileName | Literal[""] = ""


class Collect(Struct, omit_defaults=True, kw_only=True):
    """A screen that asks for every item of a list: the rows that there are at first, and what its buttons say."""

    there: int = 1
    add_label: Text = "Add another"
    delete_label: Text = "Delete"
    may_delete: bool = True


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


# -- events: what happened in the browser ------------------------------------------------------------------


class Open(Struct, tag="open", tag_field="kind", omit_defaults=True):
    """The screen is wanted: of a new session, or again."""

    url_args: dict[str, str] = field(default_factory=dict)


class Upload(Struct, omit_defaults=True):
    """A file that a person sent: what is said of it. Its bytes come with the job only if the work asks for them."""

    id: FileId
    name: FileName
    mimetype: MimeType
    size: int = 0  # bytes


class Answer(Struct, tag="answer", tag_field="kind", omit_defaults=True):
    """The form was sent. `posted` is keyed by `Field.key` or `Button.key`; keys the form lacks never get here."""

    form: Form
    posted: dict[str, list[str]] = field(default_factory=dict)
    # The files that were sent, by `Field.key`.
    uploads: dict[str, list[Upload]] = field(default_factory=dict)


class Follow(Struct, tag="follow", tag_field="kind"):
    """A link that the interview itself made (`url_action`) was followed. What it does stands in the state."""

    link: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]


class Action(Struct, tag="action", tag_field="kind", omit_defaults=True):
    """A script of the page asks for an event of the interview's. Other names than an `event`'s do nothing."""

    name: str
    arguments: dict[str, Json] = field(default_factory=dict)


Event = Open | Answer | Follow | Action


# -- effects: what the engine asks `web` to do ---------------------------------------------------------------


class Exit(Struct, tag="exit", tag_field="kind", omit_defaults=True):
    """Erase the session, then show the farewell page or go to `url` (http or https)."""

    url: Text = ""


class Leave(Struct, tag="leave", tag_field="kind", omit_defaults=True):
    """Go to `url` or the list of interviews; the answers stay."""

    url: Text = ""


class Restart(Struct, tag="restart", tag_field="kind", omit_defaults=True):
    """Erase the answers and start the same interview afresh; `keep` leaves the old session alone."""

    keep: bool = False


class ForbidBack(Struct, tag="forbid_back", tag_field="kind"):
    """Forget the earlier screens: Back ends here."""


class Respond(Struct, tag="respond", tag_field="kind", omit_defaults=True):
    """Answer this one request with these bytes instead of a screen (`json_response`, `response`)."""

    body: bytes = b""
    content_type: Annotated[str, Meta(pattern=r"^[a-z]{1,20}/[a-z0-9.+-]{1,80}(; ?charset=[a-z0-9-]{1,20})?$")] = (
        "text/plain; charset=utf-8"
    )
    status: Annotated[int, Meta(ge=200, le=599)] = 200


class Update(Struct, tag="update", tag_field="kind", omit_defaults=True):
    """Change something of the page that the person is at, without another screen (`background_response`)."""

    # The place `[TARGET name]`, and what stands there from now on.
    target: Text = ""
    html: Html = ""
    # Other such places.
    others: dict[Text, Html] = field(default_factory=dict)
    # A sentence to show above the question.
    flash: Text = ""
    # Texts for fields, by variable.
    fields: dict[str, Text] = field(default_factory=dict)
    refresh: bool = False


class Keep(Struct, tag="keep", tag_field="kind"):
    """How the new state is kept (`set_save_status`): not at all, or in the place of the state before it."""

    how: Literal["ignore", "overwrite"]


Effect = Exit | Leave | Restart | ForbidBack | Respond | Update | Keep


# -- the job and its reply -----------------------------------------------------------------------------------


class User(Struct, omit_defaults=True):
    """The account that asks. Neither its address nor a name of it goes to the evaluator."""

    role: str  # user, advocate, admin, developer
    owner: bool = True  # she began the session; whoever did not was invited to it


class Context(Struct, omit_defaults=True):
    """What an interview may know about the request. Nothing in it is secret."""

    now: str  # ISO 8601 with offset
    session: str  # the public id of the session
    timezone: str = "UTC"
    language: str = "en"
    base_url: str = ""  # the site's own address, without a slash at the end
    seed: int = 0  # of the interview's random functions
    user: User | None = None  # None without an account


class NewFile(Struct, omit_defaults=True):
    """A file that the interview has made, to be kept with the session."""

    id: FileId
    name: FileName
    mimetype: MimeType
    content: bytes


class Job(Struct):
    """One screen's work for one session. The interview's name and version travel in the header before it."""

    event: Event
    context: Context
    # The engine's own JSON, opaque to `web`; null starts a session.
    state: Raw = Raw(b"null")
    # The bytes of files of the session that an earlier try of this job wanted; None for one that does not open.
    files: dict[str, bytes | None] = field(default_factory=dict)


class Result(Struct, tag="result", tag_field="kind", omit_defaults=True):
    """The new state and what to show."""

    screen: Screen
    state: Raw = Raw(b"null")
    effects: list[Effect] = field(default_factory=list)
    files: list[NewFile] = field(default_factory=list)


class Wanted(Struct, tag="wanted", tag_field="kind"):
    """The work needs the bytes of files of the session: it is to be given again, with them. Nothing has happened."""

    files: list[FileId]


class FilesNeeded(BaseException):
    """Raised in the evaluator to end a job that becomes a `Wanted`; no author's `except Exception` catches it."""

    def __init__(self, files: list[str]) -> None:
        super().__init__("files are needed")
        self.files = files


class Failure(Struct, tag="failure", tag_field="kind", omit_defaults=True):
    """The work could not be done; the session is as it was.

    `reason`: author (the interview is wrong), unknown (no such interview), time, memory, size, crash, garbage, busy.
    `message` and `fix` never hold an answer; `file`, `line` and `block` say where, for the author.
    """

    reason: Literal["author", "unknown", "time", "memory", "size", "crash", "garbage", "busy"]
    message: Text = ""
    file: Text = ""
    line: int = 0
    block: Text = ""
    fix: Text = ""


Reply = Result | Wanted | Failure


class InterviewInfo(Struct, tag="info", tag_field="kind", omit_defaults=True, kw_only=True):
    """What is known of an interview before anyone answers: made from its source alone, when it is loaded."""

    name: str  # package:data/questions/file.yml
    version: str  # a hash over every file that it is made of
    title: Text = ""
    short_title: Text = ""
    description: Text = ""
    tags: list[Text] = field(default_factory=list)
    language: Text = "en"
    unlisted: bool = False
    metadata: dict[str, Json] = field(default_factory=dict)
    features: dict[str, Json] = field(default_factory=dict)
    # The author's own style and script, served from the site itself under a nonce.
    css: list[Text] = field(default_factory=list)
    javascript: list[Text] = field(default_factory=list)
    # The pieces of the scripts and styles in the interview's questions; see `Script`.
    script_pieces: list[Text] = field(default_factory=list)
