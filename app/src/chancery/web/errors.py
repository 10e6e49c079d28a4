"""Error pages: what happened, that nothing was lost (or what was), and what to do next, in plain words.

No page and no log line of these holds an answer, a key or what was posted. An unforeseen error is logged with its
class and place under the request's number, which the page shows. Where an interview is at fault, a development host
shows its author file, line, block and fix; a production host shows the number alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from chancery import sessions as store
from chancery.database import DatabaseUnavailable
from chancery.logs import get_logger
from chancery.web import current, failures
from chancery.web.access import reference
from chancery.web.error_help import error_help
from chancery.web.security import FORGED

if TYPE_CHECKING:
    from chancery.protocol import Failure

log = get_logger("chancery.web")
RETRY_AFTER_S = 10


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of error page: its status, its heading, what it means and what to do."""

    status: int
    title: str
    meaning: str
    advice: str
    # The session, if there is one, is still as it was: the page offers the way back to it.
    session_stands: bool = True


BAD_REQUEST = Trouble(
    400,
    "That did not reach us in one piece",
    "What your browser sent is not what this site expects, so nothing was changed.",
    "Go back to the page before, reload it and try again.",
)
FORGED_REQUEST = Trouble(
    400,
    "We could not tell that this came from you",
    "The form did not carry this site's own mark, so nothing was changed. This happens when cookies are blocked, "
    "when the page stood open for very long, when you erased your answers in another tab, or when another site sent "
    "you here.",
    "Allow cookies for this site, go back to the page before, reload it and send it again.",
)
UNKNOWN_FIELD = Trouble(
    400,
    "That is not what was asked",
    "The form held something that the question did not ask for, so nothing was stored.",
    "Go back to the question and answer it on the page itself.",
)
NOT_FOUND = Trouble(
    404,
    "There is no such page",
    "The address may be misspelt, or the page has moved.",
    "Check the address, or choose an interview from the list.",
    session_stands=False,
)
NO_INTERVIEW = Trouble(
    404,
    "There is no such interview",
    "This site has no interview of that name. The link may be old or misspelt.",
    "Choose an interview from the list.",
    session_stands=False,
)
NO_SESSION = Trouble(
    404,
    "This interview is not open here",
    "It may have been erased or have expired, or it belongs to another browser. Answers can only be opened by the "
    "browser that gave them, and only while it keeps this site's cookie.",
    "If you just began, allow cookies for this site and begin again from the list.",
    session_stands=False,
)
NO_FILE = Trouble(
    404,
    "This file cannot be opened",
    "This interview has no such file, or the file was damaged on the disk.",
    "Go back to the interview; where it made the file, changing an answer makes it anew.",
)
WRONG_METHOD = Trouble(
    405,
    "This page cannot be used that way",
    "The address is right, but it does not take this kind of request.",
    "Open the page from its link or button.",
)
TOO_MANY = Trouble(
    409,
    "Too many interviews are open",
    "This browser has as many unfinished interviews as this site keeps for one person.",
    "Go to the list, erase one that you no longer need, and begin again.",
    session_stands=False,
)
TOO_LARGE = Trouble(
    413,
    "That is too much at once",
    "What you sent is larger than this site accepts, so nothing was stored.",
    "Go back, shorten what you typed or choose smaller files, and send it again.",
)
MISDIRECTED = Trouble(
    421,
    "This is another site's address",
    "Your request was meant for a site that does not live here.",
    "Check the address that you typed.",
    session_stands=False,
)
NOT_PROCESSED = Trouble(
    422,
    "Something in the form is not right",
    "What you sent could not be understood, so nothing was stored.",
    "Go back to the question and check what you typed.",
)
UNREADABLE = Trouble(
    409,
    "These answers cannot be opened",
    "What is stored does not fit your key: it was damaged or changed. Nobody can read it, not even this site.",
    "You can erase what is left and begin again.",
)
FAILED = Trouble(
    500,
    "Something went wrong on our side",
    "This is not your fault. Your last step may not have been stored; everything before it was.",
    "Try again. If it happens again, tell the people who run this site the reference below.",
)
INTERVIEW_FAILED = Trouble(
    500,
    "This interview has a fault",
    "The next question could not be made. Your last step was not stored; everything before it is safe.",
    "Go back and try again, or try another answer. If it happens again, tell the people who run this site the "
    "reference below.",
)
TOO_SLOW = Trouble(
    500,
    "This step took too long",
    "The interview needed more time or memory than it may use, so we stopped it. Your last step was not stored; "
    "everything before it is safe.",
    "Go back and try again. If it happens again, tell the people who run this site the reference below.",
)
TRY_AGAIN = Trouble(
    503,
    "Please try again in a moment",
    "A part of this site is not answering. Your last step was not stored; everything before it is safe.",
    "Wait a few seconds, then reload this page and send your answer again.",
)
TOO_MANY_FILES = Trouble(
    503,
    "Many large files are being sent just now",
    "This site takes only some of them at a time. Nothing of yours was stored; everything before it is safe.",
    "Wait a minute or two, then send it again.",
)
BY_STATUS = {
    trouble.status: trouble
    for trouble in (BAD_REQUEST, NOT_FOUND, WRONG_METHOD, TOO_LARGE, MISDIRECTED, NOT_PROCESSED, FAILED, TRY_AGAIN)
}
BY_ERROR: dict[type[store.SessionError], Trouble] = {
    store.NoSuchSession: NO_SESSION,
    store.NoSuchFile: NO_FILE,
    store.UnknownField: UNKNOWN_FIELD,
    store.AnswerTooLarge: TOO_LARGE,
    store.TooManySessions: TOO_MANY,
    store.AnswersUnreadable: UNREADABLE,
    store.TryAgain: TRY_AGAIN,
}
BY_REASON = {"time": TOO_SLOW, "memory": TOO_SLOW, "size": TOO_SLOW, "busy": TRY_AGAIN}


def init_app(app: Flask) -> None:
    """Answer every error of `app` with a page."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(store.SessionError, _session)
    app.register_error_handler(store.InterviewFailed, _interview)
    app.register_error_handler(DatabaseUnavailable, lambda _: _session(store.TryAgain("database")))
    app.register_error_handler(Exception, _unforeseen)


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        # A redirect of the router's own.
        return error.get_response()  # type: ignore[return-value]  # werkzeug's response serves Flask
    trouble = BY_STATUS.get(error.code, BAD_REQUEST if error.code < 500 else FAILED)
    response = page(FORGED_REQUEST if error.description == FORGED else trouble)
    if error.code == 405:
        response.headers["Allow"] = dict(error.get_headers()).get("Allow", "GET")
    return response


def _session(error: store.SessionError) -> Response:
    trouble = BY_ERROR.get(type(error))
    if trouble is None:
        return _unforeseen(error)
    if isinstance(error, store.TryAgain):
        log.warning("part_unavailable", request=reference(), part=error.part)
        trouble = TOO_MANY_FILES if error.part == "uploads" else trouble
    if isinstance(error, store.AnswersUnreadable):
        log.warning("answers_unreadable", request=reference(), reason=error.reason)
    response = page(trouble)
    if trouble is NO_SESSION:
        failures.tell(response, "guess" if _was_guessed() else "none")
    return response


def _was_guessed() -> bool:
    """Whether the address names a session that nobody ever had."""
    try:
        return not current.sessions().ever((request.view_args or {}).get("uid", ""))
    except store.TryAgain:
        # Nobody is blamed for what cannot be looked up.
        return False


def _interview(error: store.InterviewFailed) -> Response:
    failure = error.failure
    if failure.reason == "unknown":
        # A session outlives its interview when that is taken away; its person guesses nothing.
        return failures.tell(page(NO_INTERVIEW), "none" if "uid" in (request.view_args or {}) else "guess")
    log.error("interview_failed", request=reference(), reason=failure.reason, file=failure.file, line=failure.line)
    trouble = BY_REASON.get(failure.reason, INTERVIEW_FAILED)
    is_dev = current.settings().environment_kind == "dev"
    return page(trouble, failure=failure if is_dev else None, help_text=error_help())


def _unforeseen(error: Exception) -> Response:
    # Its class and places only: the message of an exception can hold what a person typed.
    log.error("request_failed", request=reference(), exc_info=error)
    return page(FAILED)


def page(trouble: Trouble, *, failure: Failure | None = None, help_text: str = "") -> Response:
    """The error page of `trouble`; the reference stands on those that somebody should look into."""
    uid = (request.view_args or {}).get("uid", "") if trouble.session_stands else ""
    shown = reference() if trouble.status >= 500 or trouble is UNREADABLE else ""
    body = render_template(
        "error.html", trouble=trouble, reference=shown, failure=failure, uid=uid, help_text=help_text
    )
    response = make_response(body, trouble.status)
    if trouble.status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response
