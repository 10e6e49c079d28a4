"""Sending the letters of a session, after what asked for them was stored."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence

import msgspec

from chancery.logs import get_logger
from chancery.protocol import Mail
from chancery.sessions.errors import NoSuchFile, TryAgain
from chancery.sessions.letters import (
    MAX_ATTACHED_BYTES,
    Attached,
    Carrier,
    Letter,
    NotCarried,
    State,
    kept,
    with_states,
)
from chancery.sessions.storage import Storage
from chancery.sessions.stored import Opened, Stored
from chancery.settings import Settings
from chancery.vault import Holder, Unreadable

_HOUR_S = 3600.0
# Times that what became of letters is written down, while other tabs of the person's store answers.
_TRIES = 5
_log = get_logger(__name__)


class Posting:
    """Puts letters into steps, and sends them. One object for all threads of a process."""

    def __init__(self, storage: Storage, carrier: Carrier | None, settings: Settings) -> None:
        self._storage = storage
        self._carrier = carrier if settings.interview_mail_enabled else None
        self._most = settings.max_letters_per_session
        self._hourly = settings.max_letters_per_hour
        self._lately: deque[float] = deque()
        self._lock = threading.Lock()

    def begin(self, step: Stored, mails: Sequence[Mail], before: Stored | None = None, *, told: bool = False) -> Stored:
        """`step` with the letters that it begins, and with what the step before it still has to say of others."""
        letters, count = (kept(before.letters), before.begun) if before else ([], 0)
        if mails and self._carrier is None:
            # Nothing that was told this (`Context.sends_mail`) asks for letters.
            _log.warning("letters_refused", reason="mail is off")
            mails = ()
        for mail in mails:
            count += 1
            letters.append(Letter(os.urandom(16).hex(), mail, "begun" if count <= self._most else "over", told))
        return msgspec.structs.replace(step, letters=letters, begun=count)

    def send(self, visitor: Holder, session: Opened, begun: Iterable[str]) -> Opened:
        """Send those letters of a session that the caller has just stored as begun; the session afterwards."""
        wanted = set(begun)
        letters = [letter for letter in session.step.letters if letter.id in wanted and letter.state == "begun"]
        if not letters:
            return session
        states = {letter.id: self._sent(session, letter.mail) for letter in letters}
        _log.info("letters_sent", session=session.row.uid.hex[:8], count=sum(s == "sent" for s in states.values()))
        for _ in range(_TRIES):
            try:
                marked = self._mark(session, states)
                if marked is not None:
                    return marked
                session = self._storage.open(visitor, session.row.uid.hex)
            except TryAgain:
                # They stay as begun: nobody knows. The answer itself was stored before.
                break
        return session

    def again(self, visitor: Holder, session: Opened, id_: str) -> Opened | None:
        """Send a letter again that did not go out; None if the session has moved on since it was read."""
        again: dict[str, State] = {
            letter.id: "begun"
            for letter in session.step.letters
            if letter.id == id_ and letter.state in ("begun", "failed")
        }
        if not again:
            return session
        step = session.step
        letters = [msgspec.structs.replace(one, told=one.told or one.id in again) for one in step.letters]
        step = msgspec.structs.replace(step, letters=letters)
        claimed = self._mark(Opened(session.row, session.key, step), again)
        return None if claimed is None else self.send(visitor, claimed, again)

    def _mark(self, session: Opened, states: dict[str, State]) -> Opened | None:
        """Write down what became of letters, in a step that takes the place of the latest one."""
        letters = with_states(session.step.letters, states)
        return self._storage.advance(session, msgspec.structs.replace(session.step, letters=letters))

    def _sent(self, session: Opened, mail: Mail) -> State:
        """Send one letter; what became of it."""
        if self._carrier is None or not self._has_room():
            return "failed"
        try:
            files = self._files(session, mail.files)
            if files is None:
                return "over"
            return "sent" if self._carrier.carry(mail, files) else "partly"
        except (NoSuchFile, Unreadable, TryAgain, NotCarried) as error:
            _log.warning("letter_failed", session=session.row.uid.hex[:8], reason=type(error).__name__)
            return "failed"

    def _files(self, session: Opened, ids: Sequence[str]) -> list[Attached] | None:
        """The files of a letter; None if they are too large together."""
        found, room = [], MAX_ATTACHED_BYTES
        for id_ in ids:
            opened = self._storage.files.open(session.keys, session.row.uid, id_)
            room -= opened.label.size
            if room < 0:
                return None
            found.append(Attached(opened.label.name, opened.label.type, b"".join(opened.content)))
        return found

    def _has_room(self) -> bool:
        """Count one more letter of this process's, unless the hour is full."""
        now = time.monotonic()
        with self._lock:
            while self._lately and self._lately[0] < now - _HOUR_S:
                self._lately.popleft()
            if len(self._lately) >= self._hourly:
                _log.warning("letters_refused", reason="too many within an hour")
                return False
            self._lately.append(now)
        return True
