"""What an interview's author wants to say on error pages: `error help` of its metadata, in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from markdown_it import MarkdownIt
from markupsafe import Markup

from chancery.sessions import TryAgain
from chancery.web import current
from chancery.web.clean import clean
from chancery.web.visitors import current_visitor

if TYPE_CHECKING:
    from chancery.protocol import InterviewInfo

_markdown = MarkdownIt("commonmark", {"html": False})


def error_help() -> Markup:
    """The words for the interview of this request; nothing where it has none or cannot be asked."""
    try:
        info = current.catalogue().describe(_interview())
    except TryAgain:
        return Markup()
    return clean(_markdown.render(_words(info))) if info else Markup()


def _words(info: InterviewInfo) -> str:
    """The text, or of several by language the one of the interview's language."""
    found = info.metadata.get("error help", "")
    if isinstance(found, dict):
        found = found.get(info.language) or next(iter(found.values()), "")
    return found if isinstance(found, str) else ""


def _interview() -> str:
    uid, visitor = (request.view_args or {}).get("uid"), current_visitor()
    if uid is None or visitor is None:
        return request.args.get("i", "")
    return next((listed.interview for listed in current.sessions().list(visitor) if listed.uid == uid), "")
