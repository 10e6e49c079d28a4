"""What `chancery check` says of one place of an interview."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.language.blocks import Remark
from chancery.language.errors import AuthorError


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at one place.

    Args:
        kind: `language` (the interview does not load), `key`, `variable`, `unreachable`, `file` or `accessibility`.
        file: the interview file, as `package:data/questions/file.yml`.
        line: its line, from 1; 0 if unknown.
        message: what is wrong, a sentence.
        fix: what to type or change.
        is_error: whether people who answer would meet it; the rest are warnings.
    """

    kind: str
    file: str
    line: int
    message: str
    fix: str = ""
    is_error: bool = False

    def __str__(self) -> str:
        level = "" if self.is_error else "warning: "
        return f"{self.file}:{self.line}: {level}{self.message}" + (f" {self.fix}" if self.fix else "")


def from_error(error: AuthorError) -> Fault:
    """The fault that keeps an interview from being loaded."""
    block = f" (in the block “{error.block}”)" if error.block else ""
    return Fault("language", error.file, error.line, error.message + block, error.fix, is_error=True)


def from_remark(remark: Remark) -> Fault:
    """The fault that the parser has noted on its way."""
    return Fault("key", remark.file, remark.line, remark.message, remark.fix)
