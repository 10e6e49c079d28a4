"""One stored step: the answers (opaque to us) and the screen that was served with them, sealed together."""
# Keeps control_tampering_noticed.

from __future__ import annotations

import msgspec

from chancery.logs import get_logger
from chancery.protocol import Screen
from chancery.sessions.errors import AnswersUnreadable, Unopened
from chancery.sessions.letters import Letter
from chancery.sessions.rows import MineRow, SessionRow
from chancery.vault import Holder, Key, Unreadable, session_key, step_place, unwrap_share
from chancery.vault.people import is_shared, open_share

_FORMAT = 1

_log = get_logger(__name__)


class Stored(msgspec.Struct, omit_defaults=True):
    """The JSON inside a step's box."""

    screen: Screen
    # The engine's own JSON.
    state: msgspec.Raw
    # The interview's version that made it.
    version: str
    # The step that Back returns to; 0 for none.
    previous: int = 0
    # The answers have changed since the screen was made, while the person stayed at it (`Respond`).
    stale: bool = False
    # The earliest revision at which this screen was shown already: a page of then may still answer it. 0 for its own.
    since: int = 0
    # How often tasks were done that Back does not undo.
    tasks: dict[str, int] = {}
    # SKu ‖ SKs of earlier keys, latest first: files from before somebody was removed are still sealed with them.
    past: list[bytes] = msgspec.field(default_factory=list)
    # Letters of which there is still something to say, and how many the session has begun by now.
    letters: list[Letter] = []
    begun: int = 0
    format: int = _FORMAT


class Opened(msgspec.Struct, frozen=True):
    """A session whose key fits: its row, the key, and its latest step."""

    row: SessionRow
    key: Key
    step: Stored

    @property
    def keys(self) -> list[Key]:
        """The session's key, and those that it had before: what opens its files."""
        past = (session_key(self.row.uid, shares[:32], shares[32:]) for shares in self.step.past)
        return [self.key, *past]

    @property
    def can_go_back(self) -> bool:
        """Whether there is an earlier step that may be returned to."""
        return self.step.screen.can_go_back and self.step.previous >= max(self.row.floor, 1)


def seal_step(key: Key, row_place: bytes, step: Stored) -> bytes:
    """The box to store at the place that `step_place` names."""
    return key.seal(msgspec.json.encode(step), row_place)


def open_step(key: Key, row: SessionRow, revision: int, box: bytes | None) -> Stored:
    """Open the box that the database gave for one revision.

    Raises:
        AnswersUnreadable: it is missing, altered, or was sealed for another place.
    """
    try:
        plaintext = key.open(box or b"", step_place(row.uid, row.interview, revision))
        step = msgspec.json.decode(plaintext, type=Stored)
    except (Unreadable, msgspec.MsgspecError):
        raise unreadable(row, "row") from None
    if step.format != _FORMAT:
        raise unreadable(row, "row")
    return step


def open_session(visitor: Holder, row: SessionRow) -> Opened:
    """Open a session's latest step with its holder's key.

    Raises:
        AnswersUnreadable: the holder's key does not fit, or what is stored was altered.
    """
    key = person_key(visitor, row)
    if row.step_revision != row.revision:
        raise unreadable(row, "row")
    return Opened(row, key, open_step(key, row, row.revision, row.box))


def share_of(visitor: Holder, row: SessionRow | MineRow) -> bytes:
    """SKu of a session.

    Raises:
        Unreadable: the holder's key does not fit, or the row was altered or swapped.
    """
    if is_shared(row.wrapped):
        return open_share(visitor, row.uid, row.holder_kind, row.wrapped, row.pair)
    return unwrap_share(visitor, row.uid, row.wrapped)


def fits(visitor: Holder, row: SessionRow | MineRow) -> bool:
    """Whether the holder's key opens a session."""
    try:
        share_of(visitor, row)
    except Unreadable:
        return False
    return True


def person_key(visitor: Holder, row: SessionRow) -> Key:
    """SK of a session.

    Raises:
        AnswersUnreadable: the holder's key does not fit, or the keystore has no secret for the session.
    """
    try:
        share = share_of(visitor, row)
    except Unreadable:
        raise unreadable(row, "key") from None
    if row.secret is None:
        raise unreadable(row, "key")
    return session_key(row.uid, share, row.secret)


def unreadable(row: SessionRow, reason: Unopened) -> AnswersUnreadable:
    """The error to raise, after a line in the log: somebody forged a cookie, or changed or lost rows."""
    _log.error("answers_unreadable", session=row.uid.hex[:8], reason=reason)
    return AnswersUnreadable(reason)
