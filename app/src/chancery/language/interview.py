"""An interview, loaded: what `web` may know of it, and one pure function from a job to its result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Raw

from ..protocol import (
    Action,
    Answer,
    Effect,
    ForbidBack,
    Form,
    InterviewInfo,
    Job,
    Open,
    Result,
    Screen,
)
from . import state, text
from .blocks import Block, BlockParser
from .builtins import builtins_for, missing_modules
from .compile import Template
from .engine import notes
from .engine.answer import Refused, take_answer
from .engine.engine import Engine
from .engine.index import Index
from .engine.notes import Notes
from .engine.screen import message_screen
from .engine.signals import Commanded, Message
from .engine.trouble import author_error
from .errors import AuthorError


class Interview:
    """An interview whose every block is parsed, checked and compiled. `load` makes one."""

    def __init__(self, info: InterviewInfo, parser: BlockParser, files: frozenset[str]) -> None:
        self.info, self.files = info, files
        self.settings = parser.settings
        self.remarks = parser.context.remarks
        self.builtins = builtins_for(self.settings)
        self.missing_modules = missing_modules(self.settings)
        self.sequence = [block for block in parser.blocks if block.initial is not False or block.mandatory is not False]
        self.reconsidered = [block for block in parser.blocks if block.always_reconsider]
        self.index = Index(parser.blocks, self.settings.order)
        self._embedded = parser.embedded
        self._by_id: dict[str, Block] = {**{block.id: block for block in parser.blocks}, **parser.embedded}
        self.dependents = _dependents([*parser.blocks, *parser.embedded.values()])
        self.screen_parts: dict[str, str | Template] = {
            **_metadata_parts(info.metadata), **self.settings.screen_parts
        }  # fmt: skip

    def block(self, id_: str) -> Block | None:
        """The block with this id, if the interview (still) has one."""
        return self._by_id.get(id_)

    def is_embedded(self, block: Block) -> bool:
        """Whether the block stands inside a choice."""
        return block.id in self._embedded

    def run(self, job: Job) -> Result:
        """The new state and screen after `job`.

        A pure function: it reads nothing but the job and the interview, and changes neither.

        Raises:
            AuthorError: the interview is wrong.
            state.StateError: the state is not one that this version can read, or too large.
        """
        try:
            return self._run(job)
        except AuthorError:
            action = self.info.metadata.get("error action")
            if not isinstance(action, str):
                raise
            return self._run(job, first=action)

    def _run(self, job: Job, first: str = "") -> Result:
        """The result of `job`; `first` is asked before anything else, if given."""
        engine = self._engine(job)
        effect: Effect | None = None
        if isinstance(job.event, Answer):
            try:
                effect = take_answer(engine, job.event)
            except Refused as refused:
                return self._refused(job, job.event, refused)
            except NameError as error:
                raise author_error(error, self.files, "").at(self.info.name) from None
        elif isinstance(job.event, Action):
            engine.act(job.event)
        if first:
            engine.act(Action(first))
        if effect is not None:
            return _ended(effect, job.state)
        return self._next(engine)

    def _engine(self, job: Job) -> Engine:
        variables = state.decode(job.state)
        kept = Notes.load(variables.pop(notes.KEY, {}))  # type: ignore[arg-type]  # what `dump` gave
        if isinstance(job.event, Open) and job.event.url_args:
            kept.url_args.update({name: text.Typed(value) for name, value in job.event.url_args.items()})
        return Engine(self, variables, kept, job.context)

    def _next(self, engine: Engine) -> Result:
        try:
            screen = engine.next_screen()
        except Commanded as commanded:
            return _ended(commanded.effect, engine.encode())
        except Message as message:
            screen = message_screen(engine, message.title, message.subquestion, message.buttons)
        effects: list[Effect] = [ForbidBack()] if engine.forbid_back else []
        screen.can_go_back = screen.can_go_back and not engine.forbid_back
        return Result(screen, Raw(engine.encode()), effects)

    def _refused(self, job: Job, answer: Answer, refused: Refused) -> Result:
        """The same screen again, with what was typed and what is wrong with it; the state stays as it was."""
        engine = self._engine(Job(Open(), job.context, job.state))
        screen = engine.next_screen()
        screen.errors = refused.errors
        screen.typed = {
            field.key: answer.posted[field.key] for field in answer.form.fields if field.key in answer.posted
        }
        return Result(screen, job.state)


def _ended(effect: Effect, kept: bytes | Raw) -> Result:
    return Result(Screen(form=Form("")), Raw(bytes(kept)), [effect])


def _dependents(blocks: Sequence[Block]) -> dict[str, list[Block]]:
    """The blocks that `depends on` a variable, by the variable."""
    found: dict[str, list[Block]] = {}
    for block in blocks:
        for variable in block.depends_on:
            found.setdefault(variable, []).append(block)
    return found


def _metadata_parts(metadata: dict[str, Any]) -> dict[str, str | Template]:
    return {name: value for name, value in metadata.items() if isinstance(value, str)}
