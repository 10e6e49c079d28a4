"""What an interview may learn of the site's interviews and of the person's own sessions, if it asks for it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from .values import Json, Text

# The lists that a job may want: those that `interview_menu` and `interview_list` need.
ListName = Literal["interviews", "sessions"]


class KnownInterview(Struct, omit_defaults=True):
    """An interview of the site, as its source describes it."""

    name: str  # package:data/questions/file.yml
    title: Text = ""
    short_title: Text = ""
    description: Text = ""
    tags: list[Text] = field(default_factory=list)
    metadata: dict[str, Json] = field(default_factory=dict)


class KnownSession(Struct, omit_defaults=True):
    """One of the sessions of the account that asks. Nothing that was answered in it is among this."""

    session: str  # its public id
    interview: str
    begun: str  # ISO 8601 with offset, to the hour
    used: str  # the same
    owner: bool = True  # nobody invited her
    # None where the interview is gone or has a fault.
    about: KnownInterview | None = None


class ListNeeded(BaseException):
    """Raised in the evaluator to end a job that becomes a `Wanted`; no author's `except Exception` catches it."""

    def __init__(self, name: ListName) -> None:
        super().__init__("a list is needed")
        self.name = name
