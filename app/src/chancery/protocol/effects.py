"""What the engine asks `web` to do."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from .fields import Choice
from .letters import Mail
from .values import FileName, Html, Text


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
    content_type: Annotated[str, Meta(pattern=r"^[a-z]{1,20}/[a-z0-9.+-]{1,80}(; ?charset=[a-z0-9-]{1,20})?\Z")] = (
        "text/plain; charset=utf-8"
    )
    status: Annotated[int, Meta(ge=200, le=599)] = 200
    # What the bytes are called where they are those of a file.
    name: FileName | None = None


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
    # What can be picked in fields from now on, by variable. The browser learns keys and words.
    choices: dict[str, list[Choice]] = field(default_factory=dict)
    refresh: bool = False


class Keep(Struct, tag="keep", tag_field="kind"):
    """How the new state is kept (`set_save_status`): not at all, or in the place of the state before it."""

    how: Literal["ignore", "overwrite"]


class Remember(Struct, tag="remember", tag_field="kind"):
    """How often tasks were done, by name: what Back does not undo (`mark_task_as_performed` with `persistent`)."""

    tasks: Annotated[dict[Text, int], Meta(max_length=1000)]


Effect = Exit | Leave | Restart | ForbidBack | Respond | Update | Keep | Remember | Mail
