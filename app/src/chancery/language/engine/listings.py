"""The lists that an interview may show: the interviews of the site, and the person's own sessions.

They are not part of a session: `web` gives them with the job that asks for them, and nothing of them is kept unless the
author keeps it. What was answered in another session is in none of them.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from ...protocol import KnownInterview, KnownSession, ListName, ListNeeded
from .. import functions, text
from ..errors import AuthorError

if TYPE_CHECKING:
    from .engine import Engine

_T = TypeVar("_T")
_OTHERS = "An interview is told of the sessions of the person who asks alone."
_NO_ERASING = "An interview erases no other session."


class ListingFunctions:
    """Each method is one function; its docstring says what it is for an author."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def interview_list(
        self, user_id: Any = None, session: Any = None, filename: Any = None, action: Any = None,
        exclude_invalid: bool = True, **_options: Any,
    ) -> tuple[list[dict[str, Any]], None] | None:  # fmt: skip
        """The account's own sessions, each a dictionary, and None for further pages; None without an account.

        Nothing that was answered in one is among it.
        """
        engine = self._engine
        if action is not None:
            raise AuthorError(_NO_ERASING, fix="Leave `action` out; the site’s own list has a button for each.")
        if user_id not in (None, engine.context.session):
            raise AuthorError(_OTHERS, fix="Leave `user_id` out.")
        if engine.context.user is None:
            return None
        wanted = {"session": session, "interview": filename}
        found = [
            one for one in _given(engine.sessions, "sessions")
            if all(value is None or getattr(one, name) == text.plain(value) for name, value in wanted.items())
        ]  # fmt: skip
        return [_session(one) for one in found if one.about is not None or not exclude_invalid], None

    def interview_menu(
        self, absolute_urls: bool = False, start_new: bool = False, tag: Any = None, **_options: Any
    ) -> list[dict[str, Any]]:
        """The interviews that the site lists (those with the `tag`), each a dictionary with `title`, `link` ..."""
        base, wanted = self._engine.context.base_url if absolute_urls else "", text.plain(text.string(tag or ""))
        found = [one for one in _given(self._engine.interviews, "interviews") if not wanted or wanted in one.tags]
        return [_entry(one, base, start_new=bool(start_new)) for one in found]


def _given(known: list[_T] | None, name: ListName) -> list[_T]:
    """The list that came with the job.

    Raises:
        ListNeeded: it has to come with the job.
    """
    if known is None:
        raise ListNeeded(name)
    return known


def _session(one: KnownSession) -> dict[str, Any]:
    about = one.about or KnownInterview(one.interview)
    begun, used = _moment(one.begun), _moment(one.used)
    return {
        "filename": one.interview, "session": one.session, "title": about.title or one.interview, "subtitle": None,
        "valid": one.about is not None, "metadata": about.metadata, "tags": set(about.tags), "dict": {},
        "starttime": functions.NAMESPACE["format_datetime"](begun), "utc_starttime": begun,
        "modtime": functions.NAMESPACE["format_datetime"](used), "utc_modtime": used,
        "encrypted": True, "owner": one.owner, "email": None, "user_id": None, "temp_user_id": None,
    }  # fmt: skip


def _entry(one: KnownInterview, base: str, *, start_new: bool) -> dict[str, Any]:
    query = {"i": one.name, **({"reset": "1"} if start_new else {})}
    link = f"{base}/interview?{urlencode(query, safe='/:')}"
    return {
        "filename": one.name, "package": one.name.partition(":")[0], "title": one.title or one.name,
        "short_title": one.short_title or one.title or one.name, "subtitle": one.description or None,
        "link": link, "href": link, "tags": list(one.tags), "metadata": one.metadata, "status_class": None,
        "subtitle_class": None,
    }  # fmt: skip


def _moment(written: str) -> Any:
    return functions.NAMESPACE["as_datetime"](datetime.datetime.fromisoformat(written), "UTC")
