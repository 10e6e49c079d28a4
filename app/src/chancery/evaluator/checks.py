"""What a reply must keep to beyond its types, because an interpreter that was taken over may have made it.

The types of `chancery.protocol` already bound names of variables, keys, kinds of effects and lengths of texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from chancery.protocol import COMMANDS, MAX_FILES_BYTES, Exit, Field, InterviewInfo, Json, Restart, Result, Update

# The answers of one session; `web` stores them several times over, one copy for each step that Back can reach.
MAX_STATE_BYTES = 2 * 1024 * 1024
_DEEPEST = 32
_MOST_FIELDS = 2000
_MOST_FILES = 200

# A place of this site, or of another by http or https; nothing that a browser would read as a scheme of its own
# (javascript:, data:) or as another site's address (//host, /\host). No URL has blanks or control characters.
_URL = re.compile(r"(?:https?://[^/\\?#@\s]+(?:[/?#][^\\\s]*)?|/(?![/\\])[^\\\s]*|[?#][^\\\s]*)?", re.IGNORECASE)
_LINKS = re.compile(r"(?:mailto|tel|sms):[^\\\s]+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")


class ReplyRefused(Exception):
    """A reply holds something that no honest one does. The text says what kind of thing, never its value."""


def check_result(result: Result) -> None:
    """Refuse a result that could harm whoever stores or shows it.

    Raises:
        ReplyRefused: it could.
    """
    state = bytes(result.state)
    erased = any(isinstance(effect, Exit | Restart) for effect in result.effects)
    if not state.startswith(b"{") and not (erased and state == b"null"):
        raise ReplyRefused("the state is not a JSON object")
    if len(state) > MAX_STATE_BYTES:
        raise ReplyRefused("the state is too large")
    if len(result.files) > _MOST_FILES or sum(len(file.content) for file in result.files) > MAX_FILES_BYTES:
        raise ReplyRefused("the files are too many or too large")
    screen = result.screen
    fields = screen.form.fields
    if len(fields) > _MOST_FIELDS:
        raise ReplyRefused("the screen has too many fields")
    _require_unique([*(field.key for field in fields), *(button.key for button in screen.buttons)])
    _require_shallow(_free_json(result))
    if any(button.command not in COMMANDS for button in screen.buttons):
        raise ReplyRefused("a button has an unknown command")
    for url in _links(result):
        if not (is_allowed_url(url) or _LINKS.fullmatch(url)):
            raise ReplyRefused("a button leads to a URL that is not allowed")
    for effect in result.effects:
        if not is_allowed_url(getattr(effect, "url", "")):
            raise ReplyRefused("an effect leads to a URL that is not allowed")


def check_info(info: InterviewInfo, name: str) -> None:
    """Refuse a description that could harm whoever shows it, or that is of another interview.

    Raises:
        ReplyRefused: it could, or is.
    """
    if info.name != name:
        raise ReplyRefused("the description is of another interview")
    _require_shallow([info.metadata, info.features])


def is_allowed_url(url: str) -> bool:
    """Whether a browser may be sent to `url`: this site's own place, http, https, or nothing at all."""
    return _CONTROL.search(url) is None and _URL.fullmatch(url) is not None


def _links(result: Result) -> Iterator[str]:
    for button in result.screen.buttons:
        yield button.url
    for item in result.screen.menu:
        yield item.url
    for section in result.screen.sections:
        yield from (section.url, *(inner.url for inner in section.below))
    for field in result.screen.form.fields:
        for choice in field.choices:
            yield choice.url


def _require_unique(keys: list[str]) -> None:
    if len(set(keys)) != len(keys):
        raise ReplyRefused("two parts of the screen have one key")


def _free_json(result: Result) -> Iterator[Json]:
    """The parts of a result whose shape is the engine's own affair."""
    yield result.screen.form.private
    for field in result.screen.form.fields:
        yield from _free_json_of(field)
    for effect in result.effects:
        if isinstance(effect, Update):
            yield from (choice.value for choices in effect.choices.values() for choice in choices)


def _free_json_of(field: Field) -> Iterator[Json]:
    yield field.grid
    yield field.condition
    yield field.private
    for choice in field.choices:
        yield choice.value


def _require_shallow(values: Iterable[Json]) -> None:
    level = [value for value in values if isinstance(value, dict | list)]
    for _ in range(_DEEPEST):
        if not level:
            return
        level = [
            inner
            for value in level
            for inner in (value.values() if isinstance(value, dict) else value)
            if isinstance(inner, dict | list)
        ]
    raise ReplyRefused("values are nested too deeply")
