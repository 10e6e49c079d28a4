"""The resolution engine: finds out what to ask by meeting variables that have no value yet.

Each screen starts anew: the `initial` and `mandatory` blocks are evaluated in order. Where one meets a variable without
a value, the blocks that can define it are tried, the last one first; a code block runs, a question becomes the screen.
Code that runs again after an answer continues as if the variable had always been there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import BuiltinFunctionType, FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

from ...protocol import Action, Context, Screen
from .. import current, names, state
from ..blocks import Block, CodeBlock, DataBlock, LaterBlock, ObjectsBlock, QuestionBlock, TextBlock
from ..blocks.model import Condition
from ..compile import Code, Expression, Template
from ..errors import AuthorError, did_you_mean
from ..modules import Facade, chance
from ..names import Pattern
from ..objects import DAObject, Using, make, waiting
from ..undefined import Undefined
from .builtin import bound_functions
from .notes import KEY, Notes
from .nothing import answer_nothing, nothing_to_ask
from .screen import build_screen
from .signals import UNDEFINED, Ask, Invalid, Rerun, Shown
from .trouble import author_error, place

if TYPE_CHECKING:
    from ..interview import Interview

# Blocks tried for one screen, and variables waiting for each other, before it is called an endless loop.
MAX_ATTEMPTS = 3000
MAX_WAITING = 300
_NOT_KEPT = (Facade, FunctionType, BuiltinFunctionType, type)
_T = TypeVar("_T")


@dataclass(slots=True)
class _Goal:
    """A variable that is wanted, the blocks still to be tried for it, and the one being tried."""

    variable: str
    candidates: Iterator[tuple[Block, Pattern]]
    block: Block | None = None
    pattern: Pattern = field(default_factory=lambda: Pattern(""))
    prepared: bool = False


class Engine:
    """One session's variables and notes, at work on one screen."""

    def __init__(self, interview: Interview, variables: dict[str, Any], notes: Notes, context: Context) -> None:
        self.interview, self.notes, self.context = interview, notes, context
        self.namespace = variables
        self.namespace["__builtins__"] = {**interview.builtins, **bound_functions(self)}
        current.use(context)
        chance.begin(context.seed)
        waiting.set_names(())
        current.set_language(interview.info.language)
        self.attempts = 0
        self.recent: list[Block] = []
        # Variables that are wanted now, the first one first.
        self.waiting: list[str] = []
        self.forbid_back, notes.forbid_back = notes.forbid_back, False
        # What the current block's iterators and `x` stand for.
        self.pattern = Pattern("")
        # Where the last missing variable was met.
        self.missed_at = ("", 0)
        self.notices: list[tuple[str, str]] = []
        self.reconsidered: set[str] = set()

    # -- the screen -----------------------------------------------------------------------------------------

    def next_screen(self) -> Screen:
        """The screen to show now.

        Raises:
            AuthorError: the interview is wrong.
            Commanded: the interview wants something else than a screen.
        """
        for block in self.interview.reconsidered:
            for variable in block.sets:
                self.forget(variable)
        while True:
            try:
                self._round()
            except Shown as shown:
                return shown.screen
            except Rerun:
                self._count(None)
            except Ask as ask:
                self._count(None)
                self.notes.queue = [*ask.queue, *self.notes.queue]

    def _round(self) -> None:
        """Evaluate the interview from its beginning; ends by raising what comes of it."""
        self._queue()
        for block in self.interview.sequence:
            if self._wanted(block, block.initial):
                self._perform(block)
            elif block.id not in self.notes.answered and self._wanted(block, block.mandatory):
                self._perform(block)
                self.notes.answered.append(block.id)
        raise AuthorError(
            "The interview has come to its end without a screen to show.", file=self.interview.info.name,
            fix="Add a question with `mandatory: True` as the last block.",
        )  # fmt: skip

    def _queue(self) -> None:
        """Ask what `force_ask` and its like left to be asked."""
        while self.notes.queue:
            item = self.notes.queue[0]
            if "gather" in item and self.defined(item["gather"]):
                self.notes.queue.pop(0)
                continue
            self.define(str(item.get("ask") or item.get("gather")), asking="ask" in item)
            # A code block defined it, or ran for it: no screen is left to wait for.
            if self.notes.queue and self.notes.queue[0] is item:
                self.notes.queue.pop(0)

    def _wanted(self, block: Block, condition: Condition) -> bool:
        if condition is False:
            return False
        return self._settle(block, lambda: self.holds(condition) and self._conditions(block))

    def holds(self, condition: Condition) -> bool:
        """Whether a condition is met now."""
        return bool(condition.evaluate(self.namespace)) if isinstance(condition, Expression) else condition

    def _conditions(self, block: Block) -> bool:
        return all(condition.evaluate(self.namespace) for condition in block.conditions)

    def _perform(self, block: Block) -> None:
        """Run a block of the sequence, whatever it takes to define what it needs."""
        self._prepare(block)
        self._settle(block, lambda: self._run(block, ""))

    def _settle(self, block: Block, action: Callable[[], _T]) -> _T:
        """The result of `action`, after defining each variable that it misses."""
        while True:
            self._count(block)
            try:
                return action()
            except UNDEFINED as error:
                self.define(self._missing(error, block))
            except Invalid:
                raise
            except Exception as error:  # noqa: BLE001  # an author's code may raise anything
                raise self._author_error(error, block) from None

    # -- wanted variables -------------------------------------------------------------------------------------

    def define(self, variable: str, *, asking: bool = False) -> None:
        """Give `variable` a value, by running code blocks or by showing a question (which raises `Shown`).

        With `asking`, blocks of code that would set it count only where there is nothing else.
        """
        goals = [self._goal(variable, asking=asking)]
        while goals:
            goal = goals[-1]
            self._wait(goals)
            if goal.block is None:
                goal.block, goal.pattern = self._next_candidate(goal)
                goal.prepared = False
            try:
                self._attempt(goal)
            except UNDEFINED as error:
                self._want(self._missing(error, goal.block), goals)
                continue
            except Exception as error:  # noqa: BLE001  # an author's code may raise anything
                raise self._author_error(error, goal.block) from None
            if self.defined(goal.variable) or goal.variable in goal.block.events:
                self._used(goal.block)
                goals.pop()
            else:
                goal.block = None
        self._wait(goals)

    def _wait(self, goals: list[_Goal]) -> None:
        self.waiting = [goal.variable for goal in goals]
        waiting.set_names(self.waiting)

    def _used(self, block: Block) -> None:
        """The choice that was made in `block` has served; if the variable is wanted again, it is asked again."""
        chosen = self.notes.chosen.pop(block.id, "")
        if chosen in self.notes.answered:
            self.notes.answered.remove(chosen)

    def _goal(self, variable: str, *, asking: bool = False) -> _Goal:
        candidates = self.interview.index.candidates(variable, self.language)
        if asking:
            ranked = sorted(candidates, key=lambda found: isinstance(found[0], CodeBlock) and variable in found[0].sets)
            candidates = iter(ranked)
        return _Goal(variable, candidates)

    def _next_candidate(self, goal: _Goal) -> tuple[Block, Pattern]:
        for block, pattern in goal.candidates:
            if not pattern.generic or self._is_a(pattern.generic, block.generic):
                return block, pattern
        raise self._nobody_defines(goal.variable)

    def _is_a(self, variable: str, class_name: str) -> bool:
        try:
            value = names.get(self.namespace, names.parse(variable))
        except (NameError, KeyError, IndexError, AttributeError, TypeError, names.BadName):
            return False
        return any(kind.__name__ == class_name for kind in type(value).__mro__)

    def _want(self, variable: str, goals: list[_Goal]) -> None:
        """Put `variable` before what waits already, unless one of those waits for it in turn."""
        wanted = [goal.variable for goal in goals]
        if variable == wanted[-1]:
            goals[-1].block = None  # a block that needs what it defines cannot be the one
        elif variable in wanted or len(goals) >= MAX_WAITING:
            raise self._endless([goal.block for goal in goals if goal.block], wanted)
        else:
            goals.append(self._goal(variable))

    def _attempt(self, goal: _Goal) -> None:
        """Try the goal's block: skip it if its conditions do not hold, or else run it."""
        block = goal.block
        assert block is not None  # noqa: S101  # `define` has just chosen it
        self._count(block)
        self._bind(goal.pattern)
        if not self._conditions(block):
            return
        if not goal.prepared:
            goal.prepared = True
            self._prepare(block)
        self._run(block, goal.variable)

    def _bind(self, pattern: Pattern) -> None:
        """Let the iterators and `x` of the block stand for what is wanted."""
        self.pattern = pattern
        for name, key in pattern.iterators:
            self.namespace[name] = key
        if pattern.generic:
            self.namespace["x"] = names.get(self.namespace, names.parse(pattern.generic))

    def _prepare(self, block: Block) -> None:
        """Forget what the block wants anew each time it is used."""
        for variable in (*block.undefine, *block.reconsider):
            self.forget(variable)

    # -- blocks -----------------------------------------------------------------------------------------------

    def _run(self, block: Block, wanted: str) -> None:
        for needed in block.need:
            needed.evaluate(self.namespace)
        for variable in block.reconsider:
            self.value(variable)
        if isinstance(block, QuestionBlock):
            self._ask(block, wanted)
        elif isinstance(block, CodeBlock):
            block.code.execute(self.namespace)
        elif isinstance(block, TextBlock):
            names.put(self.namespace, names.parse(block.variable), block.content.markdown(self.namespace).rstrip())
        elif isinstance(block, DataBlock):
            names.put(self.namespace, names.parse(block.variable), self._data(block.value))
        elif isinstance(block, ObjectsBlock):
            self._make_objects(block, wanted)
        elif isinstance(block, LaterBlock):
            raise AuthorError(
                f"Blocks of the kind `{block.kind}` are not supported yet.", file=block.file, line=block.line,
                block=block.called, fix="Leave the block out, or set its variable in a code block.",
            )  # fmt: skip
        for needed in block.need_after:
            needed.evaluate(self.namespace)

    def _make_objects(self, block: ObjectsBlock, wanted: str) -> None:
        """Make the object that is wanted; for the block's own sake, those that do not exist yet."""
        for variable, kind in block.objects:
            if not wanted and (block.generic or self.path(variable).has_iterator):
                continue
            if wanted and variable != self.pattern.name:
                continue
            name = self.concrete(variable)
            if wanted or not self.defined(name):
                given = kind.evaluate(self.namespace)
                made = make(given, name) if isinstance(given, type | Using) else given
                self.assign(name, made)

    def _ask(self, block: QuestionBlock, wanted: str) -> None:
        inner = self.interview.block(self.notes.chosen.get(block.id, ""))
        if inner is not None:
            if inner.id not in self.notes.answered:
                self._run(inner, wanted)
            return
        if self.holds(block.prevent_going_back):
            self.forbid_back = True
        screen = build_screen(self, block, wanted)
        if nothing_to_ask(screen.form):
            answer_nothing(self, block, screen.form)
            return
        raise Shown(screen)

    def _data(self, value: Any) -> Any:
        if isinstance(value, Template):
            return value.data(self.namespace)
        if isinstance(value, dict):
            return {key: self._data(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._data(item) for item in value]
        return value

    def execute(self, code: Code, block: Block) -> None:
        """Run code that belongs to `block` but is not it: `validation code`, `on change`."""
        self._settle(block, lambda: code.execute(self.namespace))

    def call(self, function: Expression, value: Any, block: Block) -> Any:
        """What the author's `function` gives for `value`."""
        return self._settle(block, lambda: function.evaluate(self.namespace)(value))

    def act(self, action: Action) -> None:
        """Follow a link that the interview made: what it names is asked or run before anything else."""
        self.notes.queue.insert(0, {"ask": action.name, "arguments": action.arguments})

    def settle_changes(self, changed: list[str]) -> None:
        """After answers that differ from earlier ones: forget what depends on them, and run what watches them."""
        pending, seen = list(changed), set(changed)
        while pending:
            variable = pending.pop()
            for block in self.interview.dependents.get(variable, ()):
                for dependent in block.sets:
                    if dependent not in seen and self.defined(dependent):
                        seen.add(dependent)
                        pending.append(dependent)
                        self.notes.former[dependent] = self.value(dependent)
                        self.forget(dependent)
        for variable, watcher in self.interview.settings.on_change:
            if variable in changed:
                self.execute(watcher.code, watcher)

    # -- variables --------------------------------------------------------------------------------------------

    @property
    def language(self) -> str:
        """The language that texts and blocks are wanted in now."""
        return current.language()

    def defined(self, variable: str) -> bool:
        """Whether `variable` has a value."""
        try:
            self.value(variable)
        except (NameError, KeyError, IndexError, AttributeError, TypeError):
            return False
        return True

    def value(self, variable: str) -> Any:
        """The value of `variable`.

        Raises:
            Undefined: it has none.
            AuthorError: that is not a name.
        """
        path = self.path(variable)
        try:
            return names.get(self.namespace, path)
        except (KeyError, IndexError):
            missing = path.first if path.first not in self.namespace else str(path)
            raise Undefined(missing) from None
        except AttributeError:
            raise Undefined(str(path)) from None

    def assign(self, variable: str, value: Any) -> None:
        """Give `variable` a value.

        Raises:
            Undefined: what it belongs to has no value yet.
            AuthorError: that is not a name.
        """
        path = self.path(variable)
        if path.rest:
            self.value(str(path.parent))
        names.put(self.namespace, path, value)

    def name_objects(self) -> None:
        """Tell objects that code made without a name which variable holds them."""
        for name, value in self.namespace.items():
            if isinstance(value, DAObject) and not value.instanceName:
                value.rename(name)

    def forget(self, variable: str) -> None:
        """Take the value of `variable` away, if it has one."""
        names.forget(self.namespace, self.path(variable))

    def path(self, variable: str) -> names.Path:
        """The parts of a variable's name.

        Raises:
            AuthorError: it is not a name.
        """
        try:
            return names.parse(variable.strip())
        except names.BadName:
            raise AuthorError(
                f"“{variable}” is not the name of a variable.",
                fix="A name is letters, digits and underscores, with .attributes and [indexes].",
            ) from None

    def concrete(self, variable: str) -> str:
        """A block's name for a variable with its iterators and `x` replaced by what they stand for.

        Raises:
            Undefined: what the variable belongs to has no value yet.
        """
        path = self.path(variable)
        if not path.rest:
            return variable
        keys = dict(self.pattern.iterators)
        rest = tuple(
            names.Index(keys[str(part.key)])
            if isinstance(part, names.Index) and part.iterator and part.key in keys
            else part
            for part in path.rest
        )
        whole = names.Path(path.first, rest)
        if path.first == "x" and self.pattern.generic:
            owner = self.path(self.pattern.generic)
            whole = names.Path(owner.first, (*owner.rest, *rest))
        self.value(str(whole.parent))
        return str(whole)

    def earlier(self, variable: str) -> Any:
        """The value that a variable has or had before it was forgotten, to be offered again; None for none."""
        return self.value(variable) if self.defined(variable) else self.notes.former.get(variable)

    def progress(self, number: float | None) -> float | None:
        """Where the progress bar stands once a block with `progress: number` is shown; None if it is not shown."""
        if number is not None:
            self.notes.progress = number
        return self.notes.progress if self.interview.info.features.get("progress bar") else None

    def encode(self) -> bytes:
        """The variables and notes as the state to keep.

        Modules and functions are not kept: the code that made them makes them again.

        Raises:
            AuthorError: a variable's value cannot be kept.
        """
        self.name_objects()
        kept = {
            name: value
            for name, value in self.namespace.items()
            if name != "__builtins__" and not isinstance(value, _NOT_KEPT)
        }
        remembered = self.notes.dump()
        if remembered:
            kept[KEY] = remembered
        try:
            return state.encode(kept)
        except state.StateError as error:
            raise AuthorError(
                str(error),
                file=self.interview.info.name,
                fix="Keep texts, numbers, dates, lists and dictionaries; make other things where they are used.",
            ) from None

    # -- errors -----------------------------------------------------------------------------------------------

    def _count(self, block: Block | None) -> None:
        """Take note of an attempt; too many without a screen are an endless loop."""
        self.attempts += 1
        if block is not None:
            self.recent = [*self.recent[-7:], block]
        if self.attempts > MAX_ATTEMPTS:
            raise self._endless(self.recent, self.waiting)

    def _missing(self, error: NameError, block: Block | None) -> str:
        self.missed_at = place(error.__traceback__, self.interview.files)
        self.name_objects()
        variable = error.variable if isinstance(error, Undefined) else error.name
        if not variable or not names.is_name(variable):
            raise self._author_error(error, block)
        return variable

    def _author_error(self, error: BaseException, block: Block | None) -> AuthorError:
        found = author_error(error, self.interview.files, block.called if block else "")
        return found.at(block.file, block.line) if block else found

    def _nobody_defines(self, variable: str) -> AuthorError:
        last = self.recent[-1] if self.recent else None
        known = {*self.interview.index.names(), *self.namespace, *self.interview.builtins}
        fix = did_you_mean(variable, (name for name in known if not name.startswith("_")))
        fix = fix or f"Add a question or a code block that sets {variable}."
        if self.interview.missing_modules:
            module, file, line = self.interview.missing_modules[0]
            fix += f" If it comes from the module {module} ({file}:{line}): that module is not available here."
        file, line = self.missed_at if self.missed_at[0] or not last else (last.file, last.line)
        return AuthorError(
            f"No block can define the variable “{variable}” (in the language “{self.language}”).",
            file=file or self.interview.info.name,
            line=line,
            block=last.called if last else "",
            fix=fix,
        )

    def _endless(self, blocks: list[Block], wanted: list[str]) -> AuthorError:
        named = "; ".join(dict.fromkeys(f"“{block.called}” ({block.file}:{block.line})" for block in blocks))
        stack = f" Variables in stack are {', '.join(sorted(set(wanted)))}." if wanted else ""
        last = blocks[-1] if blocks else None
        return AuthorError(
            f"There appears to be an infinite loop.{stack} The blocks are {named}.",
            file=last.file if last else self.interview.info.name, line=last.line if last else 0,
            fix="Let one of these blocks do without what the others define.",
        )  # fmt: skip
