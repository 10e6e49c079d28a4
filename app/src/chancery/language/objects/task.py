"""Work that was given out (`background_action`), as the interview's variables hold it."""

from __future__ import annotations

from typing import Any

from .. import state
from . import host
from .base import DAObject


class DATask:
    """Work that was given out: whether it is done, and what came of it. Whoever waits for it has it done at once."""

    __slots__ = ("_key",)

    def __init__(self, key: str) -> None:
        self._key = key

    def ready(self) -> bool:
        """Whether it has ended, well or not."""
        return host.work(self._key, wait=False) is not None

    def failed(self) -> bool:
        """Whether it has ended with an error."""
        return bool(self.result().error_type)

    def wait(self) -> bool:
        """Wait until it has ended."""
        host.work(self._key, wait=True)
        return True

    def get(self) -> Any:
        """What `background_response` was given in it; None after an error."""
        return self.result().value

    def result(self) -> DATaskResult:
        """The same, with the error if there was one."""
        return DATaskResult(host.work(self._key, wait=True) or {})

    def revoke(self, **_options: Any) -> None:
        """Take it back, if it has not begun."""
        host.revoke(self._key)


class DATaskResult:
    """What came of work: `value`, or `error_type`, `error_message`, `error_trace` and `variables`."""

    __slots__ = ("_told",)

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told

    @property
    def ok(self) -> bool:
        """Whether it ended well."""
        return not self.error_type

    @property
    def value(self) -> Any:
        """What `background_response` was given."""
        return self._told.get("value")

    @property
    def error_type(self) -> str:
        """The name of the kind of error; "" for none."""
        return str(self._told.get("error_type", ""))

    @property
    def error_message(self) -> str:
        """The error's words, which repeat no answer."""
        return str(self._told.get("error_message", ""))

    @property
    def error_trace(self) -> str:
        """Where it arose: file and line."""
        return str(self._told.get("error_trace", ""))

    @property
    def variables(self) -> list[str]:
        """The variables that were sought then, the last one first."""
        return list(self._told.get("variables", []))


class BackgroundAction(DAObject):
    """Work that is waited for: `run` gives what came of it."""

    def run(self, action: str, /, **arguments: Any) -> Any:
        """What `background_response` is given by `action`, which is done once."""
        if "task" not in vars(self):
            self.task = DATask(host.give_out(action, arguments))
        return self.task.get()


state.register(state.Codec("task", DATask, dump=lambda task: task._key, build=DATask))  # its own codec
state.register(state.Codec("task result", DATaskResult, dump=lambda result: result._told, build=DATaskResult))
