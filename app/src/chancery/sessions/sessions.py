"""What a person does with a session, one method each: reads rows, opens them, asks the evaluator, stores the result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol

from chancery.protocol import Action, InterviewInfo, Job, Result
from chancery.sessions.view import Listed, View
from chancery.settings import Settings
from chancery.vault import Visitor


class Evaluator(Protocol):
    """What `Sessions` needs of `chancery.evaluator.client.EvaluatorClient`."""

    def info(self, name: str) -> InterviewInfo:
        """Describe an interview."""

    def run(self, name: str, job: Job, version: str | None = None) -> tuple[Result, str]:
        """Make one screen; also tells the version of the interview that made it."""


class Sessions:
    """The sessions of every visitor. One object serves all threads of a process."""

    @classmethod
    def from_settings(cls, settings: Settings) -> Sessions:
        """Open the database, the object store and the evaluator's client that `settings` name. Connects lazily."""
        raise NotImplementedError

    def start(
        self,
        visitor: Visitor,
        interview: str,
        url_args: Mapping[str, str],
        *,
        mode: Literal["resume", "reset", "new"] = "resume",
    ) -> View:
        """Open an interview.

        Args:
            visitor: the browser.
            interview: its name, `package:data/questions/file.yml`.
            url_args: the address's other arguments, for the interview's `url_args`.
            mode: `resume` the visitor's latest session of this interview if there is one; `reset` erases that one
                and begins afresh; `new` leaves it alone and begins another.

        Raises:
            InterviewFailed: there is no such interview, or it fails.
            TooManySessions: the visitor has as many open sessions as are allowed.
            AnswerTooLarge: the arguments are too long.
            TryAgain: a part is down.
        """
        raise NotImplementedError

    def current(self, visitor: Visitor, uid: str) -> View:
        """The stored screen. The evaluator is not asked.

        Raises:
            NoSuchSession, AnswersUnreadable, TryAgain: see there.
        """
        raise NotImplementedError

    def answer(self, visitor: Visitor, uid: str, revision: int, posted: Mapping[str, list[str]]) -> View:
        """Send the form of the screen that has `revision`. When this returns, the answer is stored for good.

        A View with `screen.errors` means that the answer was not valid: nothing is stored, the revision is the same.
        `posted` holds the form's own fields (names that begin with "_" are the page's and are left out).

        Raises:
            StaleAnswer: the session has moved on; its `view` is the current screen, nothing is stored.
            UnknownField: a name that the served form lacks.
            AnswerTooLarge: more than `Settings.max_answer_bytes`.
            NoSuchSession, AnswersUnreadable, InterviewFailed, TryAgain: see there.
        """
        raise NotImplementedError

    def action(self, visitor: Visitor, uid: str, action: Action) -> View:
        """Follow a link that the interview made. Stores the new state like `answer` and raises the same errors."""
        raise NotImplementedError

    def back(self, visitor: Visitor, uid: str, revision: int) -> View:
        """Return to the screen before; the answers are as they were there.

        Raises:
            NoWayBack: there is none, or the interview forbids it.
            StaleAnswer, NoSuchSession, AnswersUnreadable, TryAgain: see there.
        """
        raise NotImplementedError

    def exit(self, visitor: Visitor, uid: str) -> None:
        """Erase the session: its rows, its keys and its files.

        Raises:
            NoSuchSession, TryAgain: see there. A session whose answers are unreadable is erased all the same.
        """
        raise NotImplementedError

    def list(self, visitor: Visitor) -> list[Listed]:
        """The visitor's open sessions, latest first."""
        raise NotImplementedError

    def expire(self, now: datetime, *, batch: int = 100) -> int:
        """Erase every session that expired before `now`, `batch` at a time; tells how many."""
        raise NotImplementedError
