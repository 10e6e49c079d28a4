"""The interview language: YAML blocks, Mako texts and Python code, run by finding out what to ask.

`load` turns the files of an interview into an `Interview` once; `Interview.run` is then a pure function of a job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import AuthorError, UnknownInterview
from .library import Library

if TYPE_CHECKING:
    from .interview import Interview
    from .loading import load
    from .preload import preload

__all__ = ["AuthorError", "Interview", "Library", "UnknownInterview", "load", "preload"]


def __getattr__(name: str) -> Any:
    """Import the engine with the first use of it (PEP 562): a process that only lists interviews does not hold it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .interview import Interview
    from .loading import load
    from .preload import preload

    globals().update(Interview=Interview, load=load, preload=preload)
    return globals()[name]
