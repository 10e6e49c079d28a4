"""What can go wrong with a session. None of these texts holds an answer, a key or a posted value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from chancery.protocol import Failure
    from chancery.sessions.view import View


Unopened = Literal["key", "row", "rollback"]


class SessionError(Exception):
    """Any refusal of this package. Nothing that was sent has been stored."""


class NoSuchSession(SessionError):
    """This visitor has no such session: it never existed, was erased, expired, or is another visitor's."""


class StaleAnswer(SessionError):
    """The form belongs to an earlier screen (another tab, or Back in the browser). `view` is the current screen."""

    def __init__(self, view: View) -> None:
        super().__init__("the answer belongs to an earlier screen")
        self.view = view


class AnswersUnreadable(SessionError):
    """What is stored does not open.

    `reason`: key (this visitor's key does not fit, or the keystore has no secret), row (a row was altered, swapped or
    is missing), rollback (the rows are older than the page that the person has open).
    """

    def __init__(self, reason: Unopened) -> None:
        super().__init__(f"the stored answers do not open ({reason})")
        self.reason = reason


class InterviewFailed(SessionError):
    """The interview could not make the next screen; `failure` says why. The session is as it was."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"the interview failed ({failure.reason})")
        self.failure = failure


class TryAgain(SessionError):
    """A part is down; nothing was acknowledged. `part` is database, evaluator or objects; uploads if too many come."""

    def __init__(self, part: Literal["database", "evaluator", "objects", "uploads"]) -> None:
        super().__init__(f"the {part} did not answer")
        self.part = part


class UnknownField(SessionError):
    """A posted name is not a field or button of the screen that was served."""


class AnswerTooLarge(SessionError):
    """The posted form, or the address's arguments, exceed the limit. `limit` is in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes were sent")
        self.limit = limit


class NotAnAddress(SessionError):
    """A letter cannot go to what was typed. `view` is the current screen."""

    def __init__(self, view: View) -> None:
        super().__init__("that is no e-mail address")
        self.view = view


class TooManySessions(SessionError):
    """The visitor has as many open sessions as are allowed. `limit` is that number."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} sessions are already open")
        self.limit = limit


class NotOwner(SessionError):
    """Only who began the session may do this; who was invited can leave it."""


class InvitationRefused(SessionError):
    """The code is no invitation: mistyped, used, expired, or withdrawn. It never says which."""


class TooManyPeople(SessionError):
    """The session has as many people or open invitations as are allowed. `limit` is that number."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"there are {limit} already")
        self.limit = limit


class NoSuchFile(SessionError):
    """The session has no such file, or the file does not open."""


class NoWayBack(SessionError):
    """There is no earlier screen to go back to, or the interview forbids it."""
