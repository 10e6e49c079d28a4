"""Logs: one JSON object per line, holding the fields that are listed here and no other.

What a person typed must not reach a log by accident, so nothing is logged because somebody passed it: a field that is
not in `FIELDS` is dropped, an exception is told by its class and the places in the program that it went through, never
by its text, and a line of another library keeps its text only if that library is known to put no values there.
"""
# Keeps control_logs_without_answers.

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any

import structlog

# Every field that a line may have. None holds an answer, an address's arguments, a cookie, a key or a typed name.
FIELDS = frozenset({
    "event", "level", "time", "module", "exception", "where",
    # The request: its own random number, the route's pattern (not the path), the outcome, the milliseconds.
    "request", "method", "route", "status", "duration_ms",
    # The session (the first digits of its uid), the interview, and where its author went wrong.
    "session", "interview", "version", "revision", "reason", "file", "line",
    # Parts, programs and amounts.
    "part", "state", "count", "limit", "program", "code", "signal", "port", "before", "after",
})  # fmt: skip

# Loggers of the standard library's kind whose messages are about the program itself.
_QUIET = ("gunicorn.error", "alembic", "chancery.evaluator")
_MAX_TEXT = 300
_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40, "critical": 50}


class _Output:
    """Where lines go. The stream is looked up anew for each, since programs and tests exchange it."""

    threshold = logging.INFO
    to_stderr = False

    def write(self, line: str) -> None:
        stream = sys.stderr if self.to_stderr else sys.stdout
        stream.write(line + "\n")
        stream.flush()

    debug = info = warning = error = critical = write


_output = _Output()
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def configure(level: str = "info", *, to_stderr: bool = False) -> None:
    """Take charge of this process's logs, of our own and of libraries. Call it once, at the start.

    Args:
        level: debug, info, warning or error.
        to_stderr: for a command whose standard output is its result.
    """
    _output.threshold = _LEVELS[level]
    _output.to_stderr = to_stderr
    root = logging.getLogger()
    root.handlers = [_LibraryHandler()]
    root.setLevel(logging.WARNING)
    for name in ("gunicorn.error", "chancery.evaluator"):
        logging.getLogger(name).setLevel(level.upper())
    logging.captureWarnings(True)
    sys.excepthook = _unhandled
    threading.excepthook = _unhandled_in_thread


def get_logger(module: str) -> structlog.typing.FilteringBoundLogger:
    """A logger whose lines say `module`. First argument of its methods: the event, a constant in snake_case.

    The list of fields holds for every such logger, also where nobody called `configure`.
    """
    logger: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
        _output,
        processors=[
            _drop_below_threshold,
            structlog.stdlib.add_log_level,
            _describe_exception,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            keep_known_fields,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("debug"),
        module=module,
    )
    return logger


def _drop_below_threshold(_logger: object, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if _LEVELS.get(method, logging.INFO) < _output.threshold:
        raise structlog.DropEvent
    return line


def keep_known_fields(_logger: object, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Drop every field that is not allowed, and of an allowed one everything but a plain value on one line."""
    return {key: _plain(value) for key, value in line.items() if key in FIELDS}


def where(error: BaseException) -> list[str]:
    """The places that an exception went through, outermost first, as `file:line function`; no source, no values."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames[-20:]]


def _describe_exception(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    info = line.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        line["exception"] = type(error).__qualname__
        line["where"] = where(error)
    return line


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value[:20]]
    if isinstance(value, str):
        return _CONTROL.sub(" ", value)[:_MAX_TEXT]
    return type(value).__name__


def _short(filename: str) -> str:
    return filename.rpartition("/site-packages/")[2].rpartition("/src/")[2]


class _LibraryHandler(logging.Handler):
    """Lines of libraries, in our form."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; the text only of libraries that put no values in it."""
        known = record.name.startswith(_QUIET)
        log = get_logger(record.name)
        method = {"WARNING": log.warning, "ERROR": log.error, "CRITICAL": log.error}.get(record.levelname, log.info)
        if known:
            method(record.getMessage(), exc_info=record.exc_info)
        else:
            place = f"{_short(record.pathname)}:{record.lineno} {record.funcName}"
            method("library_message", where=[place], exc_info=record.exc_info)


def _unhandled(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        get_logger("chancery").error("unhandled", exc_info=error)


def _unhandled_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        _unhandled(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
