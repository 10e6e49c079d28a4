"""The resolution engine: finds out what to ask by meeting variables that have no value yet.

Each screen starts anew: the `initial` and `mandatory` blocks are evaluated in order. Where one meets a variable without
a value, the blocks that can define it are tried, the last one first; a code block runs, a question becomes the screen.
Code that runs again after an answer continues as if the variable had always been there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from ...protocol import Context, Keep, Screen, Update
from .. import current, names, text
from ..blocks import (
    AttachmentsBlock,
    Block,
    CodeBlock,
    DataBlock,
    LaterBlock,
    ObjectsBlock,
    QuestionBlock,
    TableBlock,
    TextBlock,
)
from ..blocks.model import Condition
from ..compile import Code, Expression, Template
from ..errors import AuthorError
from ..markdown import to_html
from ..modules import chance
from ..names import Pattern
from ..objects import DALazyTableTemplate, DALazyTemplate, DAObject, Using, host, make
from ..undefined import Undefined
from . import links, queue, trouble
from .attachments import assemble
from .builtin import bound_functions
from .files import content_of, made, place_of
from .notes import Notes
from .nothing import answer_nothing, nothing_to_ask
from .screen import build_screen
from .search import Search
from .signals import Ask, Commanded, Invalid, Rerun, Shown
from .tables import table_text
from .variables import Variables

if TYPE_CHECKING:
    from ..interview import Interview

# Blocks tried for one screen before it is called an endless loop.
MAX_ATTEMPTS = 3000
_T = TypeVar("_T")


class Engine(Variables):
    """One session's variables and notes, at work on one screen."""

    def __init__(self, interview: Interview, namespace: dict[str, Any], notes: Notes, context: Context) -> None:
        super().__init__(interview.info.name, namespace, notes)
        self.interview, self.context = interview, context
        namespace["__builtins__"] = {**interview.builtins, **bound_functions(self)}
        current.use(context)
        current.set_language(interview.info.language)
        chance.begin(context.seed)
        host.use(
            self.lazy_text, lambda work: links.work_link(self, work), lambda name: place_of(self, name),
            self._package_file, lambda: getattr(notes.info.get("user"), "instanceName", ""),
        )  # fmt: skip
        self.forbid_back, notes.forbid_back = notes.forbid_back, False
        # Sentences to show once, as (kind, text); variables that were reconsidered for this screen.
        self.notices: list[tuple[str, str]] = []
        self.reconsidered: set[str] = set()
        # The terms on the screen: the word as it is explained, and the explanation as HTML.
        self.explained: dict[str, tuple[str, str]] = {}
        # Whom the pictures on the screen are from.
        self.pictures: dict[Template | None, None] = {}
        # `set_save_status`: how the state after this run is kept; None for as usual.
        self.keep: Keep | None = None
        # Whether `redact` hides what it is given: everywhere but in a document that says `redact: False`.
        self.redacting = True
        # The id of the question that is drawn up.
        self.shows = ""
        # Whether a script of the page asks, and not a person.
        self.checking = False
        self._search = Search(self)
        self._attempts = 0
        self._recent: list[Block] = []
        # Where the last missing variable was met.
        self._missed_at = ("", 0)

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
                self.count(None)
                current.set_language(self.interview.info.language)
            except Ask as ask:
                self.count(None)
                self.notes.queue = [*ask.queue, *self.notes.queue]

    def _round(self) -> None:
        """Evaluate the interview from its beginning; ends by raising what comes of it."""
        worked_off = False
        for block in self.interview.sequence:
            if self._wanted(block, block.initial):
                self._perform(block)
            elif block.mandatory is not False:
                if not worked_off:
                    # What a link asked for comes after what is always evaluated first.
                    queue.work_off(self)
                    worked_off = True
                if block.id not in self.notes.answered and self._wanted(block, block.mandatory):
                    self._perform(block)
                    self.notes.answered.append(block.id)
        queue.work_off(self)
        raise AuthorError(
            "The interview has come to its end without a screen to show.", file=self.interview.info.name,
            fix="Add a question with `mandatory: True` as the last block.",
        )  # fmt: skip

    def _wanted(self, block: Block, condition: Condition) -> bool:
        if condition is False:
            return False
        return self._settle(block, lambda: self.holds(condition) and self.conditions_hold(block))

    def begin_check(self) -> None:
        """Let templates that go to a place of the page be made anew, for an event that the page itself asks for."""
        self.checking = True
        for block in self.interview.targeted:
            self.forget(block.variable)

    def _package_file(self, name: str) -> bytes | None:
        found = self.interview.shelf.find(name)
        return found[1] if found else None

    def holds(self, condition: Condition) -> bool:
        """Whether a condition is met now."""
        return bool(condition.evaluate(self.namespace)) if isinstance(condition, Expression) else condition

    def conditions_hold(self, block: Block) -> bool:
        """Whether every `if` of the block is met."""
        return all(condition.evaluate(self.namespace) for condition in block.conditions)

    def _perform(self, block: Block) -> None:
        """Run a block of the sequence, whatever it takes to define what it needs."""
        self.prepare(block)
        self._settle(block, lambda: self.run_block(block, ""))

    def do(self, action: Callable[[], _T]) -> _T:
        """The result of `action`, which belongs to no block, after defining each variable that it misses."""
        return self._settle(self.interview.no_block, action)

    def seek(self, variable: str, *, asking: bool = False) -> None:
        """Give `variable` a value; with `asking`, by a question even if it has one."""
        self._search.define(variable, asking=asking)

    def _settle(self, block: Block, action: Callable[[], _T]) -> _T:
        """The result of `action`, after defining each variable that it misses."""
        while True:
            self.count(block)
            try:
                return action()
            except NameError as error:
                self._search.define(self.missing(error, block))
            except Invalid:
                raise
            except Exception as error:  # noqa: BLE001  # an author's code may raise anything
                raise self.author_error(error, block) from None

    # -- wanted variables -------------------------------------------------------------------------------------

    def prepare(self, block: Block) -> None:
        """Forget what the block wants anew each time it is used."""
        for variable in (*block.undefine, *block.reconsider):
            self.forget(variable)

    # -- blocks -----------------------------------------------------------------------------------------------

    def run_block(self, block: Block, wanted: str) -> None:
        """Do what the block is for; a question raises `Shown`. `wanted` is the variable it is run for, if any."""
        for needed in block.need:
            needed.evaluate(self.namespace)
        for variable in block.reconsider:
            self.value(variable)
        if isinstance(block, QuestionBlock):
            self._ask(block, wanted)
        elif isinstance(block, CodeBlock):
            block.code.execute(self.namespace)
        elif isinstance(block, TextBlock):
            self.assign(self.concrete(block.variable), self._lazy(DALazyTemplate, block))
            if block.target and self.checking:
                html = to_html(content_of(self, block).markdown(self.namespace))
                raise Commanded(Update(target=block.target, html=html))
        elif isinstance(block, TableBlock):
            self.assign(self.concrete(block.variable), self._lazy(DALazyTableTemplate, block))
        elif isinstance(block, DataBlock):
            value = self._data(block.value)
            if block.objects:
                value = made(value, recursive=True, gathered=block.gathered, lists=block.lists)
            if isinstance(value, DAObject) and not value.instanceName:
                value.rename(block.variable)
            names.put(self.namespace, names.parse(block.variable), value)
        elif isinstance(block, ObjectsBlock):
            self._make_objects(block, wanted)
        elif isinstance(block, AttachmentsBlock):
            assemble(self, block.attachments, self.pattern.name if wanted else "")
        elif isinstance(block, LaterBlock):
            raise AuthorError(
                f"Blocks of the kind `{block.kind}` are not supported yet.", file=block.file, line=block.line,
                block=block.called, fix="Leave the block out, or set its variable in a code block.",
            )  # fmt: skip
        for needed in block.need_after:
            needed.evaluate(self.namespace)

    def _lazy(self, kind: type[DALazyTemplate], block: Block) -> DALazyTemplate:
        pattern = self.pattern
        keys = [list(pair) for pair in pattern.iterators]
        return kind(self.concrete(block.sets[0]), block=block.id, keys=keys, generic=pattern.generic)

    def lazy_text(self, template: DALazyTemplate, part: str) -> str:
        """One text of a template, as it is now.

        Raises:
            NameError: something in it has no value yet.
        """
        block = self.interview.block(text.plain(template.block))
        if not isinstance(block, TextBlock | TableBlock):
            return ""  # the interview has changed under the session
        bound: dict[str, Any] = {text.plain(name): key for name, key in template.keys}
        if template.generic:
            bound["x"] = names.get(self.namespace, names.parse(text.plain(template.generic)))
        before = self.pattern
        self.pattern = Pattern("", tuple(bound.items()), text.plain(template.generic))
        try:
            with self.names_bound(bound):
                if isinstance(block, TableBlock):
                    return table_text(self, block)
                if part == "subject":
                    return block.subject.data(self.namespace).rstrip() if block.subject else ""
                return content_of(self, block).data(self.namespace).rstrip()
        finally:
            self.pattern = before

    @contextmanager
    def names_bound(self, values: dict[str, Any]) -> Iterator[None]:
        """Let names stand for `values` meanwhile, and for what they did before afterwards."""
        before = {name: self.namespace[name] for name in values if name in self.namespace}
        self.namespace.update(values)
        try:
            yield
        finally:
            for name in values:
                self.namespace.pop(name, None)
            self.namespace.update(before)

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
                self.run_block(inner, wanted)
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
        if isinstance(value, Expression):
            return value.evaluate(self.namespace)
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

    @property
    def language(self) -> str:
        """The language that texts and blocks are wanted in now."""
        return current.language()

    def progress(self, number: float | None) -> float | None:
        """Where the progress bar stands once a block with `progress: number` is shown; None if it is not shown."""
        if number is not None:
            self.notes.progress = number
        return self.notes.progress if self.interview.info.features.get("progress bar") else None

    # -- trouble ----------------------------------------------------------------------------------------------

    def count(self, block: Block | None) -> None:
        """Take note of an attempt; too many without a screen are an endless loop."""
        self._attempts += 1
        if block is not None:
            self._recent = [*self._recent[-7:], block]
        if self._attempts > MAX_ATTEMPTS:
            raise self.endless(self._recent)

    def missing(self, error: NameError, block: Block) -> str:
        """The variable that `error` says is missing."""
        self._missed_at = trouble.place(error.__traceback__, self.interview.files)
        self.name_objects()
        variable = error.variable if isinstance(error, Undefined) else error.name
        if not variable or not names.is_name(variable):
            raise self.author_error(error, block)
        return variable

    def author_error(self, error: Exception, block: Block) -> AuthorError:
        """What an exception in the author's code says to the author; want of memory is not the author's."""
        if isinstance(error, MemoryError):
            raise error
        return trouble.author_error(error, self.interview.files, block.called).at(block.file, block.line)

    def nobody_defines(self, variable: str) -> AuthorError:
        """The error for a variable that no block can define."""
        block = self._recent[-1] if self._recent else None
        found = trouble.nobody_defines(self.interview, variable, self.namespace, self.language)
        if self._missed_at[0]:
            found.at(*self._missed_at)
        return found.at(block.file, block.line, block.called) if block else found.at(self.interview.info.name)

    def endless(self, blocks: list[Block]) -> AuthorError:
        """The error for blocks that keep each other busy without a screen."""
        return trouble.endless(self.interview.info.name, blocks, self._search.waits_for())
