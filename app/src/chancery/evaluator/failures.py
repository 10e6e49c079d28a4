"""From whatever went wrong in an interview to a `Failure` that may be shown and logged.

The text of an exception can hold an answer (`KeyError: '12 Mill Lane'`). So nothing of it is passed on, except from
`AuthorError`, whose texts are made without answers. Of others there remain the type and the place in the interview.
"""

from __future__ import annotations

import signal
import sys
from types import TracebackType

from chancery.language.errors import AuthorError, UnknownInterview
from chancery.protocol import Failure

# Exit codes of our own processes: something in the evaluator itself failed; no process could be forked.
BROKEN = 70
NO_PROCESS = 75

_LONGEST = 2000


def describe(error: BaseException) -> Failure:
    """What to say about an exception that an interview's code or its loading ended with."""
    # A MemoryError leaves little room: that branch makes one object.
    if isinstance(error, MemoryError):
        return Failure(reason="memory", message="The interview needed more memory than one screen may use.")
    if isinstance(error, AuthorError):
        return Failure(
            reason="author",
            message=error.message[:_LONGEST],
            file=error.file,
            line=error.line,
            block=error.block[:_LONGEST],
            fix=error.fix[:_LONGEST],
        )
    if isinstance(error, UnknownInterview):
        return unknown()
    file, line = _place(error.__traceback__)
    if isinstance(error, RecursionError):
        return Failure(
            reason="author",
            message="The interview's code calls itself too deeply.",
            file=file,
            line=line,
            fix="Check that a function or a template does not call itself without end.",
        )
    message = f"The interview's code raised {_name(error)}{_inside(error.__traceback__)}."
    return Failure(reason="author", message=message, file=file, line=line)


def unknown() -> Failure:
    """What to say when there is no such interview. The name is not repeated: it came from outside."""
    return Failure(
        reason="unknown",
        message="There is no interview of that name.",
        fix="Check the name: package:data/questions/file.yml, as the list of interviews gives it.",
    )


def changed() -> Failure:
    """What to say when the version that was asked for is no longer there."""
    return Failure(reason="unknown", message="The interview has changed since.", fix="Ask for its present version.")


def busy() -> Failure:
    """What to say when there is no room for one more job now."""
    return Failure(reason="busy", message="Too many screens are being made at this moment.", fix="Try again shortly.")


def of_status(status: int, *, out_of_time: bool) -> Failure | None:
    """What to say about a process by the way it ended; None if it ended well.

    Args:
        status: its exit code, or minus the number of the signal that ended it.
        out_of_time: it was killed because its time was up.
    """
    if status == 0:
        return None
    if out_of_time or status == -signal.SIGXCPU:
        return Failure(reason="time", message="The interview took longer than one screen may take.")
    if status == NO_PROCESS:
        return busy()
    if status == -signal.SIGKILL:
        return Failure(reason="memory", message="The machine ran out of memory while it made this screen.")
    return crashed()


def crashed() -> Failure:
    """What to say when a process ended as none should."""
    return Failure(reason="crash", message="The process that made this screen ended before it was done.")


def slow_to_load(seconds: float) -> Failure:
    """What to say when reading and compiling an interview takes too long."""
    return Failure(
        reason="time",
        message=f"The interview could not be loaded within {seconds:g} seconds.",
        fix="Shorten it, or look for YAML aliases or code that expand without end.",
    )


def hung() -> Failure:
    """What to say when a zygote no longer reports what becomes of its jobs."""
    return Failure(reason="time", message="The process that makes this interview's screens stopped answering.")


def _name(error: BaseException) -> str:
    """The exception's type, if it is one that a module defines: one made on the spot could be named by an answer."""
    kind = type(error)
    module = sys.modules.get(str(getattr(kind, "__module__", "")))
    known = getattr(module, kind.__name__, None) is kind
    if not known:
        return "an exception of its own"
    return f"{'an' if kind.__name__[0] in 'AEIOU' else 'a'} {kind.__name__}"


def _inside(traceback: TracebackType | None) -> str:
    """Where in our own code it was raised, if it was there: for whoever has to mend that."""
    inside = ""
    while traceback is not None:
        module = str(traceback.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("chancery.") and module in sys.modules:
            inside = f" (in {module}, line {traceback.tb_lineno})"
        traceback = traceback.tb_next
    return inside


def _place(traceback: TracebackType | None) -> tuple[str, int]:
    """The innermost frame of the interview's own code: its file has no path, but a package and a colon."""
    file, line = "", 0
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if ":" in name and not name.startswith(("/", "<")):
            file, line = name[:_LONGEST], traceback.tb_lineno
        traceback = traceback.tb_next
    return file, line
