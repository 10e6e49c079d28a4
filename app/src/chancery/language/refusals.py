"""Names of the language that stand for what a private server does not have. Whoever uses one is told why.

They are known, so that an interview that names one only in a branch that is never taken runs as it is.
"""

from __future__ import annotations

from typing import Any, NoReturn

from .errors import AuthorError

_SHARED = "it keeps what all sessions can read, and here a session's answers are encrypted for its people alone"
_SESSIONS = "it reaches into another session, whose key this one does not have"
_ACCOUNTS = "interviews are not told who has an account here"
_SERVICE = "it needs a service on the network, and interviews have no network"
_LEARNING = "it learns from the answers of others, which nobody here can read"
_PICTURES = "it reads what pictures show, and this server has no program that does"
_PROGRAM = "it runs a program, and interviews cannot"

# Why each name is refused.
REASONS: dict[str, str] = {
    **dict.fromkeys(("DAGlobal", "DARedis", "DAStore", "delete_record", "read_records", "retrieve_stashed_data",
                     "stash_data", "write_record"), _SHARED),
    **dict.fromkeys(("create_session", "get_question_data", "get_session_variables", "go_back_in_session",
                     "run_action_in_session", "set_session_variables"), _SESSIONS),
    **dict.fromkeys(("create_user", "get_user_info", "get_user_list", "get_user_secret", "invite_user",
                     "manage_privileges", "set_user_info"), _ACCOUNTS),
    **dict.fromkeys(("DACloudStorage", "DAGoogleAPI", "DAOAuth", "DAWeb", "get_emails", "get_sms_session",
                     "initiate_sms_session", "interview_email", "terminate_sms_session", "DAEmail"), _SERVICE),
    **dict.fromkeys(("ocr_file", "ocr_file_in_background", "read_qr"), _PICTURES),
    **dict.fromkeys(("DAModelInstance", "MachineLearningEntry", "MachineLearner", "RandomForestMachineLearner",
                     "SVMMachineLearner", "SimpleTextMachineLearner"), _LEARNING),
    **dict.fromkeys(("DAModel", "SQLObject", "SQLObjectRelationship"), _SHARED),
    "docx_concatenate": "it puts Word files together with their styles; list several `docx template file`s instead",
    "run_python_module": _PROGRAM,
}  # fmt: skip

# What to do in the place of what is refused, by the reason.
_INSTEAD = {
    _SHARED: "Keep it in variables of the session; what another session should know goes into its link (`url_args`).",
    _SESSIONS: "Ask for it here, or give it to the other session in its link (`interview_url` with `url_args`). "
    "`interview_list` tells which sessions the person has.",
    _ACCOUNTS: "Ask who it is in a question; `user_logged_in` and `user_has_privilege` tell what she may do, and "
    "`url_of('register')` leads to where people make an account.",
    _SERVICE: "Ask the person for it, or send a letter with `send_email`.",
    _LEARNING: "Write the rule that decides as code, or ask the person to choose.",
    _PICTURES: "Ask the person in a question for what the picture says.",
    _PROGRAM: "Write what it does as code of the interview.",
}
# The same, where a name has one of its own.
_OWN = {
    "manage_privileges": "Administrators are made on the command line of the site (`chancery administrator`).",
    "set_user_info": "Keep it in a variable of the session; people change their account on its own page "
    "(`url_of('profile')`).",
    "invite_user": "Whoever has a session invites others to it on its page People.",
    "create_session": "Link to `url_of('new_session')`, or to `interview_url(i=…, new_session=1)`.",
    "go_back_in_session": "The person goes back by the page’s button.",
    "run_action_in_session": "Give a link to it: `interview_url_action`.",
    "docx_concatenate": "List them as `docx template file`s of one document.",
}


def instead(name: str) -> str:
    """What an author can do in the place of what the refused `name` does."""
    return _OWN.get(name) or _INSTEAD.get(REASONS[name], "Leave it out.")


class Refused:
    """A name that cannot be used here."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *_arguments: Any, **_options: Any) -> NoReturn:
        """Say why.

        Raises:
            AuthorError: always.
        """
        raise AuthorError(f"`{self._name}` is not available: {REASONS[self._name]}.", fix=instead(self._name))

    using = __call__


NAMESPACE: dict[str, Any] = {name: Refused(name) for name in REASONS}
