"""The run that is going on in this process: what its context says of time, zone and language.

One process runs one screen at a time, so this is one plain variable that the engine sets before a run. What is not told
falls back to UTC and English.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ..protocol import Context
from . import zones

# The country of numbers and addresses that do not say theirs.
HOME = "US"
_NOWHEN = Context(now="1970-01-01T00:00:00+00:00", session="")


class _Run:
    """The context of the run, and what has been worked out from it."""

    def __init__(self) -> None:
        self.begin(_NOWHEN)

    def begin(self, context: Context) -> None:
        self.context = context
        self.language = context.language or "en"
        self.dialect: str | None = None
        self.country = HOME
        self.locale = ""
        self.symbol = ""
        # The patterns of dates and times that the interview wants where it names none.
        self.formats: dict[str, str] = {}
        # What the interview's texts are in other languages: by text, then by language.
        self.words: Mapping[str, Mapping[str, str]] = {}
        # What the interview's code has said of words, numbers and ordinals: by kind, language and what is said.
        self.lexicon: dict[str, dict[str, dict[str, Any]]] = {}
        # Finds the address of a file that the interview calls by a name, and the words for it.
        self.files: Callable[[str], tuple[str, str] | None] = lambda _name: None


_run = _Run()


@contextmanager
def apart() -> Iterator[None]:
    """Let another run go on meanwhile, and this one afterwards."""
    global _run  # the one run of this process
    before, _run = _run, _Run()
    try:
        yield
    finally:
        _run = before


def use(context: Context) -> None:
    """Begin a run: everything below answers from `context` until the next call."""
    _run.begin(context)


def context() -> Context:
    """The context of the run."""
    return _run.context


def language() -> str:
    """The language that texts are wanted in, as two letters."""
    return _run.language


def set_language(code: str, dialect: str | None = None) -> None:
    """Change the language for the rest of the run; `dialect` is what a voice would speak."""
    _run.language, _run.dialect = str(code), dialect


def dialect() -> str | None:
    """What `set_language` said of the dialect."""
    return _run.dialect


def locale() -> str:
    """What `set_locale` said."""
    return _run.locale


def symbol() -> str:
    """The sign of the currency of the run; "" for the site's."""
    return _run.symbol


def set_locale(name: str | None, symbol: str | None) -> None:
    """Say of which place amounts of money are, and with which sign they are written."""
    if name is not None:
        _run.locale = name
    _run.symbol = symbol or ""


def translation(words: str) -> str | None:
    """What the interview says that `words` are in the language of the run; None where it says nothing."""
    return _run.words.get(words.strip(), {}).get(_run.language)


def set_words(words: Mapping[str, Mapping[str, str]]) -> None:
    """Let `word` know the interview's translations: by text, then by language."""
    _run.words = words


def set_lexicon(lexicon: dict[str, dict[str, dict[str, Any]]]) -> None:
    """Let functions of words know, and add to, what the interview's code has said of them."""
    _run.lexicon = lexicon


def said(kind: str, words: str) -> Any:
    """What the interview's code has said that `words` are in the language of the run, or in all; None for nothing."""
    known = _run.lexicon.get(kind, {})
    return known.get(_run.language, {}).get(words, known.get("*", {}).get(words))


def say(kind: str, language: str, words: Mapping[str, Any]) -> None:
    """Add to what the interview's code has said of words of a kind in a language."""
    _run.lexicon.setdefault(kind, {}).setdefault(language, {}).update(words)


def file_called(name: str) -> tuple[str, str] | None:
    """The address of the package's file, or of the picture, that the interview calls `name`, and the words for it."""
    return _run.files(name)


def set_files(find: Callable[[str], tuple[str, str] | None]) -> None:
    """Let marks in texts find the files of the interview's packages."""
    _run.files = find


def format_of(kind: str) -> str:
    """The pattern of dates ("date", "time", "datetime") that the interview wants; "" for none."""
    return _run.formats.get(kind, "")


def set_format(kind: str, pattern: str) -> None:
    """Let dates of this kind be written so where the interview names no pattern."""
    _run.formats[kind] = pattern


def country() -> str:
    """The country of the run, as two letters."""
    return _run.country


def set_country(code: str) -> None:
    """Change the country for the rest of the run."""
    _run.country = str(code).upper()


def zone(name: str | None = None) -> datetime.tzinfo:
    """The time zone `name`, or that of the run.

    Raises:
        ValueError: there is no such time zone.
    """
    return zones.get(name or _run.context.timezone or "UTC")


def now() -> datetime.datetime:
    """The time of the request, in the zone of the run."""
    return datetime.datetime.fromisoformat(_run.context.now).astimezone(zone())
