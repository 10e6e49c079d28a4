"""What happened in the browser."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from .cleaning import Fault
from .screens import Form
from .values import FileId, FileName, Json, MimeType


class Open(Struct, tag="open", tag_field="kind", omit_defaults=True):
    """The screen is wanted: of a new session, or again."""

    url_args: dict[str, str] = field(default_factory=dict)


class Upload(Struct, omit_defaults=True):
    """A file that a person sent: what is said of it. Its bytes come with the job only if the work asks for them."""

    id: FileId
    name: FileName
    mimetype: MimeType
    size: int = 0  # bytes
    # Why it is not taken; "" if it is. Of such a file there are no bytes.
    fault: Fault | Literal[""] = ""


class Answer(Struct, tag="answer", tag_field="kind", omit_defaults=True):
    """The form was sent. `posted` is keyed by `Field.key` or `Button.key`; keys the form lacks never get here."""

    form: Form
    posted: dict[str, list[str]] = field(default_factory=dict)
    # The files that were sent, by `Field.key`.
    uploads: dict[str, list[Upload]] = field(default_factory=dict)


class Follow(Struct, tag="follow", tag_field="kind"):
    """A link that the interview itself made (`url_action`) was followed. What it does stands in the state."""

    link: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]


class Action(Struct, tag="action", tag_field="kind", omit_defaults=True):
    """A script of the page asks for an event of the interview's. Other names than an `event`'s do nothing."""

    name: str
    arguments: dict[str, Json] = field(default_factory=dict)


class Work(Struct, tag="work", tag_field="kind", omit_defaults=True):
    """The work that has waited longest is to be done (`background_action`)."""

    # Why an earlier try came to nothing: `Failure.reason`. It is not tried again then.
    failed: str = ""


Event = Open | Answer | Follow | Action | Work
