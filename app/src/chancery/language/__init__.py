"""The interview language: YAML blocks, Mako texts and Python code, run by finding out what to ask.

`load` turns the files of an interview into an `Interview` once; `Interview.run` is then a pure function of a job.
"""

from .errors import AuthorError, UnknownInterview
from .interview import Interview
from .library import Library
from .loading import load
from .preload import preload

__all__ = ["AuthorError", "Interview", "Library", "UnknownInterview", "load", "preload"]
