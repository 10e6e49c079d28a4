"""The resolution engine: finds out what to ask by meeting variables that have no value yet.

Each screen starts anew: the `initial` and `mandatory` blocks are evaluated in order. Where one meets a variable without
a value, the blocks that can define it are tried, the last one first; a code block runs, a question becomes the screen.
Code that runs again after an answer continues as if the variable had always been there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from ...protocol import Context, Keep, KnownInterview, KnownSession, Mail, Screen
from .. import current, names, text
from ..blocks import Block
from ..blocks.model import Condition
from ..compile import Code, Expression, Template
from ..errors import AuthorError
from ..modules import chance
from ..objects import host
from ..undefined import Undefined
from . import links, queue, running, trouble, work
from .afresh import reconsider
from .builtin import bound_functions
from .files import called, kept, place_of
from .letters import LetterFunctions
from .notes import Notes
from .row_buttons import item_actions
from .search import Search
from .signals import Ask, Invalid, Rerun, Shown, Waits, judged
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
        current.use(context)
        current.set_language(interview.info.language)
        current.set_words(interview.translations)
        current.set_lexicon(notes.lexicon)
        current.set_files(lambda name: called(self, name))
        for kind in ("date", "time", "datetime"):
            wanted = notes.parts.get(f"{kind} format") or interview.info.metadata.get(f"{kind} format")
            current.set_format(kind, text.plain(text.string(wanted or "")))
        chance.begin(context.seed)
        self.bind()
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
        # What `send_email` wants sent, each letter once.
        self.letters: list[Mail] = []
        # Whether `redact` hides what it is given: everywhere but in a document that says `redact: False`.
        self.redacting = True
        # The id of the question that is drawn up.
        self.shows = ""
        # The lists that came with the job; None for one that did not.
        self.sessions: list[KnownSession] | None = None
        self.interviews: list[KnownInterview] | None = None
        # How often tasks were done that Back does not undo.
        self.lasting = dict(context.tasks)
        # Whether a script of the page asks, and not a person.
        self.checking = False
        # Whether this is work that was given out, and the action that is done if it fails, with its arguments.
        self.working = False
        self.if_it_fails: tuple[str, dict[str, Any]] | None = None
        # What this run has given out, by number.
        self.given_out: list[str] = []
        self._search = Search(self)
        self._attempts = 0
        self._recent: list[Block] = []
        # Where the last missing variable was met.
        self._missed_at = ("", 0)

    def bind(self) -> None:
        """Let the names of code, and what objects ask for, lead to this engine."""
        notes = self.notes
        self.namespace["__builtins__"] = {**self.interview.builtins, **bound_functions(self)}
        host.use(
            lambda template, part, given: running.lazy_text(self, template, part, given),
            lambda work: links.work_link(self, work), lambda name: place_of(self, name),
            self._package_file, lambda: getattr(notes.info.get("user"), "instanceName", ""),
        )  # fmt: skip
        host.use_for_groups(
            lambda table: running.table_of(self, table), lambda content, name: kept(self, content, name),
            lambda group: queue.cancel(self, group), lambda: notes.crumbs, self.invalidate,
            lambda variable: reconsider(self, variable),
        )  # fmt: skip
        host.use_for_rows(lambda *row: item_actions(self, *row))
        host.use_for_letters(lambda to, template: LetterFunctions(self).send_email(to=to, template=template))
        host.use_for_work(
            lambda key, wait: work.outcome(self, key, wait=wait), lambda key: work.revoke(self, key),
            lambda action, arguments: work.give_out(self, action, arguments),
        )  # fmt: skip

    # -- the screen -----------------------------------------------------------------------------------------

    def next_screen(self) -> Screen:
        """The screen to show now.

        Raises:
            AuthorError: the interview is wrong.
            Commanded: the interview wants something else than a screen.
        """
        for variable in self.interview.fresh:
            self.forget(variable)
        while True:
            try:
                self._round()
            except Shown as shown:
                return shown.screen
            except Waits:
                return self._waiting()
            except Rerun:
                self.count(None)
                current.set_language(self.interview.info.language)
            except Ask as ask:
                self.count(None)
                self.notes.queue = [*ask.queue, *self.notes.queue]

    def _waiting(self) -> Screen:
        """The screen for somebody who has to wait for a person in another role."""
        try:
            self.seek("role_event", asking=True)
        except Shown as shown:
            return shown.screen
        raise AuthorError(
            "The event `role_event` shows no screen.", file=self.interview.info.name,
            fix="Add a question with `event: role_event` that says whom the interview waits for.",
        )  # fmt: skip

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

    def work(self) -> None:
        """Do what waits in the queue, after the blocks that always come first, and nothing else."""
        for block in self.interview.sequence:
            if self._wanted(block, block.initial):
                self._perform(block)
        queue.work_off(self)

    def sought(self) -> list[str]:
        """The variables that wait for a value, the first one first."""
        return self._search.waits_for()

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

    def _settle(
        self, block: Block, action: Callable[[], _T], meant: Callable[[Exception], Exception | None] | None = None
    ) -> _T:
        """The result of `action`, after defining each variable that it misses.

        `meant` gives what an exception of the author's code means, where it is no fault of the code.
        """
        while True:
            self.count(block)
            try:
                return action()
            except NameError as error:
                self._search.define(self.missing(error, block))
            except Invalid:
                raise
            except Exception as error:  # noqa: BLE001  # an author's code may raise anything
                raise (meant(error) if meant else None) or self.author_error(error, block) from None

    # -- wanted variables -------------------------------------------------------------------------------------

    def prepare(self, block: Block) -> None:
        """Forget what the block wants anew each time it is used."""
        for variable in (*block.undefine, *block.reconsider):
            self.forget(variable)

    # -- what belongs to blocks ---------------------------------------------------------------------------------

    def run_block(self, block: Block, wanted: str) -> None:
        """Do what the block is for; a question raises `Shown`. `wanted` is the variable it is run for, if any."""
        running.run_block(self, block, wanted)

    def execute(self, code: Code, block: Block) -> None:
        """Run code that belongs to `block` but is not it: `on change`."""
        self._aside(block, lambda: code.execute(self.namespace))

    def judge(self, code: Code, block: Block) -> None:
        """Run `validation code`.

        Raises:
            Invalid: it says by an exception of any kind that the answers cannot be taken.
        """
        self._aside(block, lambda: code.execute(self.namespace), judged)

    def call(self, function: Expression, value: Any, block: Block) -> Any:
        """What the author's `validate` function gives for `value`.

        Raises:
            Invalid: it says by an exception of any kind that the answer cannot be taken.
        """
        return self._aside(block, lambda: function.evaluate(self.namespace)(value), judged)

    def _aside(
        self, block: Block, action: Callable[[], _T], meant: Callable[[Exception], Exception | None] | None = None
    ) -> _T:
        """As `_settle`, while an answer is taken: no question can be asked then."""
        try:
            return self._settle(block, action, meant)
        except Shown:
            raise AuthorError(
                "Code that looks at an answer needs a question to be asked first.", file=block.file, line=block.line,
                block=block.called, fix="Ask for all that it needs before: name it in the block's `need`.",
            ) from None  # fmt: skip

    def settle_changes(self, changed: list[str]) -> None:
        """After values that differ from earlier ones: forget what depends on them, and run what watches them."""
        pending, seen = list(changed), set(changed)
        while pending:
            for dependent in self._dependents(pending.pop()):
                if dependent not in seen and self.defined(dependent):
                    seen.add(dependent)
                    pending.append(dependent)
                    self.invalidate(dependent)
        for variable, watcher in self.interview.settings.on_change:
            if variable in changed:
                self.execute(watcher.code, watcher)

    def _dependents(self, variable: str) -> Iterator[str]:
        """What is set by the blocks that depend on `variable`; iterators and `x` in them stand for what is in it."""
        if not self.interview.dependents:
            return
        before = self.pattern
        try:
            for pattern in names.patterns(self.path(variable)):
                for block in self.interview.dependents.get(pattern.name, ()):
                    if pattern.generic and self.kinship(pattern.generic, block.generic) is None:
                        continue
                    self.pattern = pattern
                    found = [self.concrete(name) for name in block.sets if self._has_owner(name)]
                    yield from (name for name in found if not self.path(name).has_iterator)
        finally:
            self.pattern = before

    def _has_owner(self, variable: str) -> bool:
        try:
            self.concrete(variable)
        except NameError:
            return False
        return True

    @contextmanager
    def watching(self, variables: Sequence[str]) -> Iterator[None]:
        """Settle the changes that code makes to variables that others depend on."""
        if not self.interview.dependents:
            yield
            return
        watched = [self.concrete(name) for name in variables if self._has_owner(name)]
        before = {name: self.value(name) for name in watched if self.defined(name)}
        try:
            yield
        finally:  # code that misses a variable has changed those before it
            self.settle_changes([n for n, value in before.items() if self.defined(n) and bool(self.value(n) != value)])

    @property
    def language(self) -> str:
        """The language that texts and blocks are wanted in now."""
        return current.language()

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
