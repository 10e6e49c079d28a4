"""Sessions: an interview that a person is in the middle of, stored so that only her key opens it."""

from chancery.sessions.errors import (
    AnswersUnreadable,
    AnswerTooLarge,
    InterviewFailed,
    InvitationRefused,
    NoSuchFile,
    NoSuchSession,
    NotAnAddress,
    NotOwner,
    NoWayBack,
    SessionError,
    StaleAnswer,
    TooManyPeople,
    TooManySessions,
    TryAgain,
    UnknownField,
)
from chancery.sessions.files import OpenedFile
from chancery.sessions.letters import Attached, NotCarried
from chancery.sessions.sessions import Sessions
from chancery.sessions.uploads import Sent
from chancery.sessions.view import Erased, Listed, View
from chancery.vault import Holder, InvalidCookie, Visitor

__all__ = [
    "AnswerTooLarge",
    "AnswersUnreadable",
    "Attached",
    "Erased",
    "Holder",
    "InterviewFailed",
    "InvalidCookie",
    "InvitationRefused",
    "Listed",
    "NoSuchFile",
    "NoSuchSession",
    "NoWayBack",
    "NotAnAddress",
    "NotCarried",
    "NotOwner",
    "OpenedFile",
    "Sent",
    "SessionError",
    "Sessions",
    "StaleAnswer",
    "TooManyPeople",
    "TooManySessions",
    "TryAgain",
    "UnknownField",
    "View",
    "Visitor",
]
