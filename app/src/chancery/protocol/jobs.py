"""The job and its reply: all that crosses the socket for one screen."""

from __future__ import annotations

from typing import Literal

from msgspec import Raw, Struct, field

from .cleaning import Cleaned, Unfit
from .effects import Effect
from .events import Event
from .lists import KnownInterview, KnownSession, ListName
from .screens import Screen
from .values import FileId, FileName, Json, MimeType, Text

# A reply or a request of more bytes than this is refused by whoever reads it. Files are the greater part of it.
MAX_FRAME_BYTES = 24 * 1024 * 1024
# What a reply may have beside its files.
MAX_SCREEN_BYTES = 4 * 1024 * 1024
# What the files of one reply, or of one job, may have together; JSON makes a third more of them.
MAX_FILES_BYTES = 16 * 1024 * 1024


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
    tasks: dict[str, int] = field(default_factory=dict)  # what a `Remember` said last
    sends_mail: bool = False  # whether the site sends letters for interviews
    accounts: bool = False  # whether people can sign in


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
    # The lists that an earlier try of this job wanted.
    sessions: list[KnownSession] | None = None
    interviews: list[KnownInterview] | None = None


class Result(Struct, tag="result", tag_field="kind", omit_defaults=True):
    """The new state and what to show."""

    screen: Screen
    state: Raw = Raw(b"null")
    effects: list[Effect] = field(default_factory=list)
    files: list[NewFile] = field(default_factory=list)


class Wanted(Struct, tag="wanted", tag_field="kind"):
    """The work needs the bytes of files of the session, or lists: it is to be given again, with them.

    Nothing has happened.
    """

    files: list[FileId] = field(default_factory=list)
    lists: list[ListName] = field(default_factory=list)


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


Reply = Result | Wanted | Failure | Cleaned | Unfit


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
