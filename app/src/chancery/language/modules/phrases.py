"""Phrases that code may import from `docassemble.base.util`, where interviews do not have them by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from .. import current, functions, text
from ..errors import AuthorError

_capitalize = functions.NAMESPACE["capitalize"]


def _phrase(*pattern: str | int) -> Callable[..., str]:
    """A function that puts its arguments, by their numbers, between these words."""

    def phrase(*given: Any, capitalize: bool = False, **_options: Any) -> str:
        if len(given) != wanted:
            raise TypeError(f"the phrase takes {wanted} argument{'s' if wanted != 1 else ''}")
        shown = text.build(text.string(given[part]) if isinstance(part, int) else part for part in pattern)
        return text.string(_capitalize(shown)) if capitalize else shown

    wanted = sum(isinstance(part, int) for part in pattern)
    return phrase


def _saying(kind: str, what: str) -> Callable[..., None]:
    """A function that tells what words, numbers or ordinals are in a language."""

    def update(language: Any, words: Any) -> None:
        if not hasattr(words, "items"):
            raise TypeError("give a language and a dictionary")
        said = {text.plain(text.string(name)): text.string(value) for name, value in words.items()}
        current.say(kind, text.plain(text.string(language)), said)

    update.__doc__ = f"Say what {what} are in a language: a dictionary of them; it holds for the session."
    return update


def _update_ordinal_function(*_arguments: Any) -> None:
    """Make ordinals anew of what `update_ordinal_numbers` said: that is done as it is said. Functions are not taken."""
    if any(callable(given) for given in _arguments):
        raise AuthorError("`update_ordinal_function` takes no function here.", fix="Use `update_ordinal_numbers`.")


def _refused(name: str) -> Callable[..., NoReturn]:
    def refuse(*_arguments: Any, **_options: Any) -> NoReturn:
        raise AuthorError(
            f"`{name}` is not available: a session keeps words, and no functions.",
            fix="Use `update_word_collection`, `update_nice_numbers` or `update_ordinal_numbers`, or a template.",
        )  # fmt: skip

    return refuse


def _salutation(person: Any, **options: Any) -> str:
    """The person's title; see the method."""
    return text.string(person.salutation(**options))


NAMES: dict[str, Callable[..., str]] = {
    **{word: _phrase(f"{word} ", 0) for word in ("her", "his", "its", "their", "your", "the", "this", "these", "some")},
    "in_the": _phrase("in the ", 0), "of_the": _phrase("of the ", 0), "a_in_the_b": _phrase(0, " in the ", 1),
    "do_you": _phrase("do you ", 0), "did_you": _phrase("did you ", 0), "were_you": _phrase("were you ", 0),
    "have_you": _phrase("have you ", 0), "does_a_b": _phrase("does ", 0, " ", 1), "did_a_b": _phrase("did ", 0, " ", 1),
    "was_a_b": _phrase("was ", 0, " ", 1), "has_a_b": _phrase("has ", 0, " ", 1),
    "possessify": _phrase(0, "’s ", 1), "possessify_long": _phrase("the ", 1, " of ", 0),
}  # fmt: skip

# What only importing gives, or the name of the module before it: docassemble's `*` leaves these out.
IMPORTED: dict[str, Callable[..., Any]] = {
    **NAMES,
    "update_word_collection": _saying("words", "words and phrases"),
    "update_nice_numbers": _saying("numbers", "numbers in words"),
    "update_ordinal_numbers": _saying("ordinals", "ordinals in words"),
    "update_ordinal_function": _update_ordinal_function,
    **{name: _refused(name) for name in ("update_language_function", "language_function_constructor",
                                         "prefix_constructor")},
    # It would show what was typed to whoever reads the server's log.
    "logmessage": lambda *_words: None,
    "get_uid": lambda: current.context().session,
    "underscore_to_space": lambda words: text.replace(text.string(words), "_", " "),
    "salutation": _salutation,
}  # fmt: skip
