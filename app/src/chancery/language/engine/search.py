"""The search for a variable's value: a stack of variables that wait for each other, and the blocks to try for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from .. import names
from ..blocks import Block, CodeBlock
from ..names import Pattern
from ..objects import DACatchAll, DAObject, waiting

if TYPE_CHECKING:
    from .engine import Engine

# Objects that every interview has; here one person has one session in one browser, so all three last as it does.
LOCALS = frozenset({"session_local", "device_local", "user_local"})
# Variables waiting for each other, before it is called an endless loop.
MAX_WAITING = 300
# What an object or a list asks of itself is no variable of the author's.
_NEVER_CAUGHT = (".value", ".there_is_another", ".there_are_any", ".there_is_one_other", ".target_number", ".gathered")


@dataclass(slots=True)
class _Goal:
    """A variable that is wanted, the blocks still to be tried for it, and the one being tried."""

    variable: str
    candidates: Iterator[tuple[Block, Pattern]]
    block: Block | None = None
    pattern: Pattern = field(default_factory=lambda: Pattern(""))
    # Whether the block has forgotten what it wants anew each time it is used.
    prepared: bool = False


class Search:
    """The search of one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._goals: list[_Goal] = []
        waiting.set_names(())

    def define(self, variable: str, *, asking: bool = False) -> None:
        """Give `variable` a value, by running code blocks or by showing a question (which raises `Shown`).

        With `asking`, blocks of code that would set it count only where there is nothing else.
        """
        engine = self._engine
        if self._is_local(variable):
            return
        goals = self._goals = [self._goal(variable, asking=asking)]
        while goals:
            goal = goals[-1]
            waiting.set_names([waits.variable for waits in goals])
            block = goal.block or self._next_block(goal)
            if block is None:
                goals.pop()  # something stands for the variable now
                continue
            try:
                self._attempt(goal, block)
            except NameError as error:
                self._want(engine.missing(error, block))
                continue
            except Exception as error:  # noqa: BLE001  # an author's code may raise anything
                raise engine.author_error(error, block) from None
            if engine.defined(goal.variable) or goal.pattern.name in block.events:
                self._used(block)
                goals.pop()
            else:
                goal.block = None
        waiting.set_names(())

    def waits_for(self) -> list[str]:
        """The variables that wait for a value, the first one first."""
        return [goal.variable for goal in self._goals]

    def _goal(self, variable: str, *, asking: bool = False) -> _Goal:
        candidates = self._nearest(self._engine.interview.index.candidates(variable, self._engine.language))
        if asking:
            ranked = sorted(candidates, key=lambda found: isinstance(found[0], CodeBlock) and variable in found[0].sets)
            candidates = iter(ranked)
        return _Goal(variable, candidates)

    def _nearest(self, candidates: Iterator[tuple[Block, Pattern]]) -> Iterator[tuple[Block, Pattern]]:
        """`candidates` without those about objects of other classes; the nearest class to the object's comes first."""
        for pattern, found in groupby(candidates, key=lambda pair: pair[1]):
            if not pattern.generic:
                yield from found
                continue
            ranked = [(self._engine.kinship(pattern.generic, block.generic), block) for block, _ in found]
            near = [(rank, block) for rank, block in ranked if rank is not None]
            yield from ((block, pattern) for _, block in sorted(near, key=lambda pair: pair[0]))

    def _next_block(self, goal: _Goal) -> Block | None:
        """The next block to try; None where the interview wants an object to stand for what no block defines."""
        for block, pattern in goal.candidates:
            goal.block, goal.pattern, goal.prepared = block, pattern, False
            return block
        if self._offered(goal.variable):
            return None
        features = self._engine.interview.info.features
        if features.get("use catchall") and not goal.variable.endswith(_NEVER_CAUGHT):
            self._engine.assign(goal.variable, DACatchAll(goal.variable))
            return None
        raise self._engine.nobody_defines(goal.variable)

    def _offered(self, variable: str) -> bool:
        """Whether the variable is an attribute that its object offers by itself (`user.income`); it is made now."""
        path = names.parse(variable)
        last = path.rest[-1] if path.rest else None
        if not isinstance(last, names.Attribute) or not self._engine.defined(str(path.parent)):
            return False
        owner = self._engine.value(str(path.parent))
        kind = owner._offered.get(last.name) if isinstance(owner, DAObject) else None
        if kind is not None:
            self._engine.assign(variable, kind())
        return kind is not None

    def _attempt(self, goal: _Goal, block: Block) -> None:
        """Try the goal's block: skip it if its conditions do not hold, or else run it."""
        engine = self._engine
        engine.count(block)
        self._bind(goal.pattern)
        if not engine.conditions_hold(block):
            return
        if not goal.prepared:
            goal.prepared = True
            engine.prepare(block)
        engine.run_block(block, goal.variable)

    def _bind(self, pattern: Pattern) -> None:
        """Let the iterators and `x` of the block stand for what is wanted."""
        engine = self._engine
        engine.pattern = pattern
        engine.namespace.update(pattern.iterators)
        if pattern.generic:
            engine.namespace["x"] = names.get(engine.namespace, names.parse(pattern.generic))

    def _want(self, variable: str) -> None:
        """Put `variable` before what waits already, unless one of those waits for it in turn."""
        waits = self.waits_for()
        if self._is_local(variable):
            return
        if variable == waits[-1]:
            self._goals[-1].block = None  # a block that needs what it defines cannot be the one
        elif variable in waits or len(waits) >= MAX_WAITING:
            raise self._engine.endless([goal.block for goal in self._goals if goal.block])
        else:
            self._goals.append(self._goal(variable))

    def _is_local(self, variable: str) -> bool:
        """Whether the variable is an object that every interview has; it is made now."""
        if variable not in LOCALS or variable in self._engine.interview.index:
            return False
        self._engine.assign(variable, DAObject(variable))
        return True

    def _used(self, block: Block) -> None:
        """The choice that was made in `block` has served; if the variable is wanted again, it is asked again."""
        notes = self._engine.notes
        chosen = notes.chosen.pop(block.id, "")
        if chosen in notes.answered:
            notes.answered.remove(chosen)
