"""Work that an interview gives out: `background_action`, and what belongs to it.

Nobody but the person opens her answers, so no worker of the server's can do such work by itself. It is done in a
request of its own, which her page makes as soon as it is shown, or at once where code waits for it. It works on a copy
of the variables; what lasts of it is what it hands over, and what the action does that it names for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

from ...protocol import Update
from .. import current, state, text
from ..errors import AuthorError
from ..modules import chance
from ..objects import DATask, waiting
from .links import action_name
from .notes import KEY, Notes
from .offered import offer
from .signals import Finished, Flow, Rerun, Shown

if TYPE_CHECKING:
    from .engine import Engine

# What was given out and is remembered; what ended first is forgotten first.
MAX_TASKS = 100
# How a page may be told that work has ended.
_NOTIFICATIONS = (None, "flash", "refresh", "fields")
# States of work.
WAITING, WORKING, ENDED = "waiting", "working", "ended"
_LIMITS = {"time": "TimeLimit", "memory": "MemoryError", "size": "SizeLimit"}
# How far the seed of the run is moved for work, so that it draws other numbers.
_STRIDE = 7919


@dataclass(slots=True)
class _End:
    """How an action ended: with a value, or an error, or by naming the action that is to make it last."""

    value: Any = None
    error: dict[str, Any] = field(default_factory=dict)
    then: tuple[str, dict[str, Any]] | None = None


class WorkFunctions:
    """Each method is one function; its docstring says what it is for an author."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def background_action(self, action: Any, ui_notification: Any = None, /, **arguments: Any) -> DATask:
        """Give out work: `action` is done beside the next screen. The task tells whether it is `ready()`, and `get()`.

        `ui_notification` says how the page learns that it has ended: `'flash'`, `'refresh'`, `'fields'` or not at all.
        """
        return DATask(give_out(self._engine, action, arguments, ui_notification))

    def background_response_action(self, action: Any, /, **arguments: Any) -> NoReturn:
        """End work, and let `action` change the variables for good."""
        if not self._engine.working:
            raise AuthorError(
                "`background_response_action` ends work that `background_action` gave out, and this is none.",
                fix="Set the variables here, or call it in the action that `background_action` names.",
            )
        raise Finished(then=(action_name(action), dict(arguments)))

    def background_error_action(self, action: Any, /, **arguments: Any) -> None:
        """Say which action is done if the work that goes on ends with an error."""
        self._engine.if_it_fails = (action_name(action), dict(arguments))


def give_out(engine: Engine, action: Any, arguments: dict[str, Any], told: Any = None) -> str:
    """Note work to be done, and give its key; what this run has given out already is not given out again.

    Raises:
        AuthorError: that is no action, or no way to tell the page.
    """
    if told == "javascript":
        raise AuthorError(
            "A page runs no script that an interview computes.",
            fix="Write 'flash', 'refresh' or 'fields', or let a `script` of the question ask for it by `action_call`.",
        )
    if told not in _NOTIFICATIONS:
        raise AuthorError(f"“{text.plain(text.string(told))}” is no way to tell the page.",
                          fix="Write 'flash', 'refresh' or 'fields', or leave it out.")  # fmt: skip
    wanted = {"action": action_name(action), "arguments": arguments, "told": told}
    tasks = engine.notes.work
    for key in engine.given_out:
        if all(tasks.get(key, {}).get(name) == value for name, value in wanted.items()):
            return key
    number = engine.notes.work_begun = engine.notes.work_begun + 1
    tasks[str(number)] = {**wanted, "state": WAITING}
    engine.given_out.append(str(number))
    for key in [key for key, task in tasks.items() if task["state"] == ENDED][: max(len(tasks) - MAX_TASKS, 0)]:
        del tasks[key]
    return str(number)


def is_waiting(engine: Engine) -> bool:
    """Whether there is work that has not been done yet."""
    return any(task["state"] == WAITING for task in engine.notes.work.values())


def outcome(engine: Engine, key: str, *, wait: bool) -> dict[str, Any] | None:
    """What came of work; None where it has not ended, unless it is waited for.

    Raises:
        AuthorError: it waits for itself.
    """
    task = engine.notes.work.get(key)
    if task is None:
        return {}
    if task["state"] == WORKING:
        raise AuthorError("Work cannot wait for itself.", fix="Use its result in the interview, not in its own action.")
    if task["state"] == WAITING and wait:
        perform(engine, key)
    return task["outcome"] if task["state"] == ENDED else None


def revoke(engine: Engine, key: str) -> None:
    """Take work back that has not begun; it ends with an error."""
    task = engine.notes.work.get(key)
    if task is not None and task["state"] == WAITING:
        _end(task, _End(error=_error("TaskRevokedError", "The work was taken back.")))


def do_next(engine: Engine, failed: str = "") -> Update:
    """Do the work that has waited longest, and say what the page is told of it.

    Args:
        engine: the session.
        failed: why an earlier try of it came to nothing; it is not tried again then.
    """
    key = next((key for key, task in engine.notes.work.items() if task["state"] == WAITING), "")
    if not key:
        return Update()
    end = perform(engine, key, failed)
    told = engine.notes.work[key]["told"] if key in engine.notes.work else None
    if told == "flash" and end.value is not None:
        return Update(flash=text.plain(text.string(end.value)))
    if told == "fields" and isinstance(end.value, dict):
        choices, values = offer(engine, end.value)
        return Update(fields=values, choices=choices)
    return Update(refresh=told == "refresh")


def perform(engine: Engine, key: str, failed: str = "") -> _End:
    """Do one piece of work on a copy of the variables, and then on these what it has named for that."""
    task = engine.notes.work[key]
    task["state"] = WORKING
    with _apart(engine):
        copy = _copy(engine)
        arguments = copy.notes.work[key]["arguments"]
        end = _run(copy, task["action"], arguments) if not failed else _End(error=_stopped(failed))
        engine.letters += copy.letters
        if end.error and copy.if_it_fails:
            action, told = copy.if_it_fails
            end.then = (action, {**told, **end.error})
        if end.then:
            twin = type(engine)(engine.interview, engine.namespace, engine.notes, engine.context)
            twin.lasting = engine.lasting
            last = _run(twin, *end.then)
            engine.letters += twin.letters
            end = _End(last.value, last.error or end.error)
    _end(task, end)
    return end


def _end(task: dict[str, Any], end: _End) -> None:
    task.update(state=ENDED, outcome={"value": end.value, **end.error}, arguments={})


@contextmanager
def _apart(engine: Engine) -> Iterator[None]:
    """Let other engines work meanwhile in this process, and `engine` go on afterwards."""
    names = waiting.names()
    with current.apart(), chance.apart():
        try:
            yield
        finally:
            engine.bind()
            waiting.set_names(names)


def _copy(engine: Engine) -> Engine:
    variables = state.decode(engine.encode())
    notes = Notes.load(variables.pop(KEY, {}))  # type: ignore[arg-type]  # what `dump` gave
    context = msgspec.structs.replace(engine.context, seed=engine.context.seed + _STRIDE * (len(notes.work) + 1))
    copy = type(engine)(engine.interview, variables, notes, context)
    copy.lasting = engine.lasting
    copy.sessions, copy.interviews = engine.sessions, engine.interviews
    return copy


def _run(engine: Engine, action: str, arguments: dict[str, Any]) -> _End:
    """Do `action` and nothing else; what waited before goes on waiting."""
    engine.working, before = True, engine.notes.queue
    engine.notes.queue = [{"ask": action, "arguments": arguments}]
    try:
        engine.work()
    except Finished as finished:
        return _checked(_End(finished.value, then=finished.then))
    except Rerun:
        return _End()
    except Shown:
        return _End(error=_error("QuestionAsked", f"The action {action} asks a question, and nobody is there.", engine))
    except Flow as flow:
        message = f"The action {action} ends by something else than background_response()."
        return _End(error=_error(type(flow).__name__, message, engine))
    except AuthorError as error:
        trace = f"{error.file}:{error.line}" if error.file else ""
        return _End(error=_error(error.kind or "DAError", error.message, engine, trace))
    finally:
        engine.notes.queue = before
    return _End()


def _checked(end: _End) -> _End:
    """`end`, or an error where its value is of a kind that is not kept."""
    try:
        state.pack(end.value)
    except state.StateError as error:
        return _End(error=_error("StateError", f"What the work gives cannot be kept: {error}."))
    return end


def _error(kind: str, message: str, engine: Engine | None = None, trace: str = "") -> dict[str, Any]:
    sought = list(reversed(engine.sought())) if engine is not None else []
    return {"error_type": kind, "error_message": message, "error_trace": trace, "variables": sought}


def _stopped(reason: str) -> dict[str, Any]:
    said = "The work took more time or memory than it may use, or ended its process."
    return _error(_LIMITS.get(reason, "Stopped"), said)
