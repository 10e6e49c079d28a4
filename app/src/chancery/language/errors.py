"""What can be wrong with an interview, said to the person who wrote it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class AuthorError(Exception):
    """The interview is wrong, not the person who answers it.

    Neither `message` nor `fix` ever holds an answer: both are shown and logged.

    Args:
        message: what is wrong, a sentence.
        file: the interview file, as `package:data/questions/file.yml`.
        line: its line, from 1; 0 if unknown.
        block: the block's id or, where it has none, the beginning of its text.
        fix: what to type or change.
    """

    def __init__(self, message: str, *, file: str = "", line: int = 0, block: str = "", fix: str = "") -> None:
        super().__init__(message)
        self.message, self.file, self.line, self.block, self.fix = message, file, line, block, fix
        # The kind of exception that the author's code raised; "" where it was none.
        self.kind = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " if self.file else ""
        block = f" (in the block “{self.block}”)" if self.block else ""
        return f"{where}{self.message}{block}" + (f" {self.fix}" if self.fix else "")

    def at(self, file: str, line: int = 0, block: str = "") -> AuthorError:
        """This error with a place, unless it has one already."""
        self.file, self.line = (self.file, self.line) if self.file else (file, line)
        self.block = self.block or block
        return self


class UnknownInterview(LookupError):
    """No root of the library holds an interview, or a file of one, by that name."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A sentence with the known name most like `name`, or nothing."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.75)
    return f"Did you mean “{close[0]}”?" if close else ""
