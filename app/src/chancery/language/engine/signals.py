"""How an author's code, deep inside an expression, tells the engine to do something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import text
from ..errors import AuthorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...protocol import Effect, Screen


class Flow(BaseException):
    """Not an error: the engine goes on elsewhere. `except Exception` of an author's does not catch it."""


class Shown(Flow):
    """A screen is ready."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen


class Ask(Flow):
    """`force_ask`, `force_gather`: ask for these, one after the other, though they may be defined."""

    def __init__(self, queue: Sequence[dict[str, Any]]) -> None:
        self.queue = list(queue)


class Waits(Flow):
    """A question is for somebody in another role: `role_event` says so to who is here."""


class Rerun(Flow):
    """`re_run_logic`: evaluate the interview from its beginning again."""


class Commanded(Flow):
    """`command`: do this instead of showing a screen."""

    def __init__(self, effect: Effect) -> None:
        self.effect = effect


class Finished(Flow):
    """Work is done: with a value, or by naming the action, and its arguments, that is to make it last."""

    def __init__(self, value: Any = None, then: tuple[str, dict[str, Any]] | None = None) -> None:
        self.value, self.then = value, then


class Message(Flow):
    """`message`: show a screen made of these words."""

    def __init__(self, title: str, subquestion: str, buttons: Sequence[tuple[str, str, str]]) -> None:
        self.title, self.subquestion, self.buttons = title, subquestion, list(buttons)


class Invalid(Exception):
    """`validation_error`: the answer cannot be taken. `field` is a variable's name, "" for the whole screen."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message, self.field = message, field


def judged(error: Exception) -> Invalid | None:
    """What an exception in code that judges an answer says to the person; None where it has no words for one."""
    words = text.plain(text.string(str(error))).strip()
    beyond = isinstance(error, AuthorError | MemoryError | RecursionError)
    return None if beyond or not words else Invalid(words)
