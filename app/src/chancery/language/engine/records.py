"""What a session remembers besides its answers: which tasks were done, and why it came to its conclusions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import text

if TYPE_CHECKING:
    from .engine import Engine


class RecordFunctions:
    """Each method is one function; its docstring says what it is for an author."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _tasks(self, persistent: bool) -> dict[str, int]:
        """How often tasks were done; Back does not undo the `persistent` ones, which are counted apart."""
        return self._engine.lasting if persistent else self._engine.notes.tasks

    def mark_task_as_performed(self, task: Any, persistent: bool = False, **_options: Any) -> int:
        """Remember that a task was done; how often it was by now. With `persistent`, Back does not undo it."""
        tasks, name = self._tasks(persistent), text.plain(text.string(task))
        tasks[name] = tasks.get(name, 0) + 1
        return tasks[name]

    def times_task_performed(self, task: Any, persistent: bool = False, **_options: Any) -> int:
        """How often a task was done."""
        return self._tasks(persistent).get(text.plain(text.string(task)), 0)

    def set_task_counter(self, task: Any, times: int, persistent: bool = False, **_options: Any) -> None:
        """Say how often a task was done."""
        self._tasks(persistent)[text.plain(text.string(task))] = int(times)

    def task_performed(self, task: Any, persistent: bool = False, **_options: Any) -> bool:
        """Whether a task was done."""
        return self.times_task_performed(task, persistent) > 0

    def task_not_yet_performed(self, task: Any, persistent: bool = False, **_options: Any) -> bool:
        """Whether a task was never done."""
        return not self.task_performed(task, persistent)

    def explain(self, words: Any, category: Any = "default") -> None:
        """Note a sentence that says why, unless it is noted already."""
        found = self._engine.notes.explanations.setdefault(text.plain(text.string(category)), [])
        shown = text.string(words)
        if shown not in found:
            found.append(shown)

    def logic_explanation(self, category: Any = "default") -> list[str]:
        """The sentences that `explain` noted."""
        return list(self._engine.notes.explanations.get(text.plain(text.string(category)), []))

    def clear_explanations(self, category: Any = "default") -> None:
        """Forget the sentences of a category, or with 'all' those of every one."""
        name = text.plain(text.string(category))
        if name == "all":
            self._engine.notes.explanations.clear()
        else:
            self._engine.notes.explanations.pop(name, None)
