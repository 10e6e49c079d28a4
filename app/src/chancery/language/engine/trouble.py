"""What an author's code raised, said to the author without repeating an answer."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from ..blocks import Block
from ..errors import AuthorError, did_you_mean

if TYPE_CHECKING:
    from ..interview import Interview

# The key of a dictionary may have been typed.
_KEY = re.compile(r"\['[^']*'\]")

# Errors whose own words name types, names and operators only. The others' may hold a value, that is, an answer.
_SAFE = (ZeroDivisionError, NameError, RecursionError)
_FIXES: dict[type[BaseException], str] = {
    ZeroDivisionError: "Check that the divisor is not zero before dividing.",
    KeyError: "Use `.get(key)`, or check `key in ...` first.",
    IndexError: "Check the length of the list first.",
    AttributeError: "Check the spelling, and that the object is of the class you expect.",
    TypeError: "Check the kinds of the values: text that was typed is not a number, and None is not text.",
    ValueError: "Check the value before converting it.",
    RecursionError: "Something refers to itself without end.",
    UnboundLocalError: "A template uses a name that it sets itself only later.",
}


def author_error(error: BaseException, files: Container[str], block: str) -> AuthorError:
    """The error that tells an author what `error` means and where it arose.

    Args:
        error: what the author's code raised.
        files: the files of the interview, by which the author's own lines are known in the traceback.
        block: how the block is called.
    """
    if isinstance(error, AuthorError):
        error.block = error.block or block
        found = place(error.__traceback__, files)
        return error.at(*found) if found[0] else error
    file, line = place(error.__traceback__, files)
    kind = type(error).__name__
    message = f"{kind}: {error}" if isinstance(error, _SAFE) else f"The code raised {kind}{_detail(error)}."
    fix = next((text for known, text in _FIXES.items() if isinstance(error, known)), "")
    said = AuthorError(message.rstrip(".") + ".", file=file, line=line, block=block, fix=fix)
    said.kind = kind
    return said


def _detail(error: BaseException) -> str:
    """What can be told of an error that may hold an answer."""
    if isinstance(error, AttributeError) and error.name:
        return f": {type(error.obj).__name__} has no attribute {error.name}"
    return ""


def place(traceback: TracebackType | None, files: Container[str]) -> tuple[str, int]:
    """The innermost line of the author's in a traceback."""
    found = ("", 0)
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if file in files:
            found = (file, traceback.tb_lineno)
        traceback = traceback.tb_next
    return found


def without_answers(variable: str, known: Container[str]) -> str:
    """A variable's name with the keys left out that no block writes."""
    return variable if variable in known else _KEY.sub("['…']", variable)


def nobody_defines(interview: Interview, variable: str, defined: Iterable[str], language: str) -> AuthorError:
    """The error for a variable that no block can define."""
    shown = without_answers(variable, interview.index)
    known = {*interview.index.names(), *defined, *interview.builtins}
    fix = did_you_mean(shown, (name for name in known if not name.startswith("_")))
    fix = fix or f"Add a question or a code block that sets {shown}."
    if interview.missing_modules:
        module, file, line = interview.missing_modules[0]
        fix += f" If it comes from the module {module} ({file}:{line}): that module is not available here."
    found = AuthorError(f"No block can define the variable “{shown}” (in the language “{language}”).", fix=fix)
    found.kind = "NameError"
    return found


def endless(interview: str, blocks: Sequence[Block], waiting: Sequence[str]) -> AuthorError:
    """The error for blocks that keep each other busy without a screen.

    Args:
        interview: its name, where there is no block.
        blocks: those that were at work last.
        waiting: the variables that wait for each other, if any.
    """
    named = "; ".join(dict.fromkeys(f"“{block.called}” ({block.file}:{block.line})" for block in blocks))
    stack = sorted({without_answers(variable, ()) for variable in waiting})
    waits = f" Variables in stack are {', '.join(stack)}." if stack else ""
    last = blocks[-1] if blocks else None
    return AuthorError(
        f"There appears to be an infinite loop.{waits} The blocks are {named}.",
        file=last.file if last else interview,
        line=last.line if last else 0,
        fix="Let one of these blocks do without what the others define.",
    )
