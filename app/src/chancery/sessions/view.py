"""What a page needs to know of a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chancery.protocol import InterviewInfo, Respond, Screen, Update
from chancery.sessions.letters import Letter

# By whom a session was erased: the person (exit, restart, reset of her password, end of her account), or time.
Reason = Literal["exit", "expired", "restart", "reset", "account"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person holds a session."""

    # Nobody invited her: she may invite and remove others, and her Exit erases the session for all.
    owner: bool = True
    # Others were invited at some time.
    shared: bool = False


OWN = Standing()


@dataclass(frozen=True, slots=True)
class View:
    """One screen of one session, ready to be drawn."""

    # 32 lower-case hexadecimal digits: the session's name in addresses.
    uid: str
    info: InterviewInfo
    screen: Screen
    # Grows with every change; the form sends it back as `_revision`.
    revision: int
    can_go_back: bool
    # Where the interview wants the browser to go (http or https, or "" for nowhere in particular).
    redirect: str = ""
    # The session has been erased: show the farewell page or go to `redirect`.
    exited: bool = False
    # The person leaves and the answers stay: go to `redirect` or the list of interviews.
    left: bool = False
    # The interview answers this request itself, with no screen.
    response: Respond | Update | None = None
    standing: Standing = OWN
    # Letters of which the person has to be told something.
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True)
class Erased:
    """What the ledger holds of a session that is gone."""

    uid: str
    # UTC.
    hour: datetime
    reason: Reason
    # The object store was down: the files, which nobody can read any more, are still to be deleted.
    files_pending: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One open session in the list of a visitor's own."""

    uid: str
    interview: str
    # All three are rounded to the hour, UTC.
    created: datetime
    last_active: datetime
    expires: datetime
    standing: Standing = OWN
