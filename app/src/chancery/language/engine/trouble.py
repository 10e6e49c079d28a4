"""What an author's code raised, said to the author without repeating an answer."""

from __future__ import annotations

from collections.abc import Container
from types import TracebackType

from ..errors import AuthorError

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
        return error
    file, line = place(error.__traceback__, files)
    kind = type(error).__name__
    message = f"{kind}: {error}" if isinstance(error, _SAFE) else f"The code raised {kind}{_detail(error)}."
    fix = next((text for known, text in _FIXES.items() if isinstance(error, known)), "")
    return AuthorError(message.rstrip(".") + ".", file=file, line=line, block=block, fix=fix)


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
