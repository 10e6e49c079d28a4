"""An interview, loaded: what `web` may know of it, and one pure function from a job to its result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from msgspec import Raw

from ..protocol import (
    Action,
    Answer,
    Effect,
    Follow,
    ForbidBack,
    Form,
    InterviewInfo,
    Job,
    Open,
    Remember,
    Result,
    Screen,
    Work,
)
from . import cabinet, state, text
from .blocks import Block, BlockParser, QuestionBlock, TextBlock
from .builtins import builtins_for, missing_modules
from .compile import Template
from .engine import asking, links, notes, offered, work
from .engine.answer import Refused, take_answer
from .engine.engine import Engine
from .engine.gate import pass_gate
from .engine.index import Index
from .engine.notes import Notes
from .engine.progress import bar_of
from .engine.responses import ALL_VARIABLES, all_answers
from .engine.screen import SCREEN_PARTS, message_screen
from .engine.scripts import pieces_of
from .engine.signals import Commanded, Message
from .engine.trouble import author_error
from .errors import AuthorError
from .shelf import Shelf


class Interview:
    """An interview whose every block is parsed, checked and compiled. `load` makes one."""

    def __init__(
        self,
        info: InterviewInfo,
        parser: BlockParser,
        files: frozenset[str],
        shelf: Shelf,
        sources: dict[str, bytes],
        templates: dict[str, Template],
    ) -> None:
        self.info, self.files, self.shelf = info, files, shelf
        # The data files that `objects_from_file` may read.
        self.sources = sources
        # Those that `content file: code` may name.
        self.templates = templates
        self.settings = parser.settings
        self.remarks = parser.context.remarks
        self.translations = parser.context.translations
        self.builtins = builtins_for(self.settings)
        self.blocks = (*parser.blocks, *parser.embedded.values())
        questions = [block for block in self.blocks if isinstance(block, QuestionBlock)]
        info.script_pieces = pieces_of(_scripts(questions), _js_conditions(questions))
        self.bar = bar_of(info.features, (block.progress for block in questions))
        self.missing_modules = missing_modules(self.settings)
        self.sequence = [block for block in parser.blocks if block.initial is not False or block.mandatory is not False]
        # Variables that are found anew for every screen.
        always = [name for block in parser.blocks if block.always_reconsider for name in block.sets]
        self.fresh = (*self.settings.reset, *always)
        self.index = Index(parser.blocks, self.settings.order)
        # The names by which a script of the page may ask for something.
        self.events = frozenset(name for block in parser.blocks for name in (*block.events, *_targeted(block)))
        # What work that belongs to no block of the interview's is called by.
        self.no_block = Block(id="", file=info.name, line=0, number=0, called="")
        self._embedded = parser.embedded
        self.script_numbers = {piece: number for number, piece in enumerate(info.script_pieces)}
        self._by_id: dict[str, Block] = {**{block.id: block for block in parser.blocks}, **parser.embedded}
        # Templates that events of the page put into a place of it.
        self.targeted = [
            block for block in parser.blocks if isinstance(block, TextBlock) and block.target and not block.generic
        ]
        self.dependents = _dependents(self.blocks)
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
        if isinstance(job.event, Answer):
            asking.settle(job.event, lambda action: self._run(msgspec.structs.replace(job, event=action)))
        engine = self._engine(job)
        effect: Effect | None = None
        try:
            pass_gate(engine)
        except (Commanded, Message) as stopped:
            return self._stopped(engine, stopped)
        if isinstance(job.event, Answer):
            try:
                effect = take_answer(engine, job.event)
            except Refused as refused:
                return self._refused(job, job.event, refused)
            except NameError as error:
                raise author_error(error, self.files, "").at(self.info.name) from None
            engine.notes.steps += 1
        elif isinstance(job.event, Follow):
            engine.notes.steps += 1
            links.follow(engine, job.event.link)
        elif isinstance(job.event, Action) and job.event.name == ALL_VARIABLES and self._tells(engine):
            return self._stopped(engine, all_answers(engine))
        elif isinstance(job.event, Action) and job.event.name in self.events:
            engine.begin_check()
            links.perform(engine, job.event.name, job.event.arguments)
        elif isinstance(job.event, Work):
            return _result(engine, Screen(form=Form("")), [work.do_next(engine, job.event.failed)])
        if first:
            links.act(engine, first, {})
        if effect is not None:
            return _ended(effect, job.state)
        return self._next(engine)

    def _engine(self, job: Job) -> Engine:
        cabinet.use(cabinet.Cabinet(job.files))
        variables = state.decode(job.state)
        begins = not variables
        kept = Notes.load(variables.pop(notes.KEY, {}))  # type: ignore[arg-type]  # what `dump` gave
        if begins and isinstance(job.event, Open):
            kept.started = job.context.now
        if isinstance(job.event, Open) and job.event.url_args:
            kept.url_args.update({name: text.Typed(value) for name, value in job.event.url_args.items()})
        engine = Engine(self, variables, kept, job.context)
        engine.sessions, engine.interviews = job.sessions, job.interviews
        return engine

    def _next(self, engine: Engine) -> Result:
        try:
            screen = engine.next_screen()
        except (Commanded, Message) as stopped:
            return self._stopped(engine, stopped)
        return self._shown(engine, screen)

    def _tells(self, engine: Engine) -> bool:
        """Whether a script of the page may have all answers: the author's ask for them, and the session is hers."""
        user = engine.context.user
        wanted = any("get_interview_variables" in piece for piece in self.info.script_pieces)
        scripted = wanted or bool(self.info.features.get("javascript"))
        return scripted and (user is None or user.owner) and engine.notes.status.get("variable_access") is not False

    def _stopped(self, engine: Engine, stopped: Commanded | Message) -> Result:
        """What comes of a run that ends in something else than a question."""
        if isinstance(stopped, Commanded):
            return _result(engine, Screen(form=Form("")), [stopped.effect])
        return self._shown(engine, message_screen(engine, stopped.title, stopped.subquestion, stopped.buttons))

    def _shown(self, engine: Engine, screen: Screen) -> Result:
        engine.notes.offered.clear()
        screen.can_go_back = screen.can_go_back and not engine.forbid_back
        return _result(engine, screen, [ForbidBack()] if engine.forbid_back else [])

    def _refused(self, job: Job, answer: Answer, refused: Refused) -> Result:
        """The same screen again, with what was typed and what is wrong with it; the state stays as it was."""
        engine = self._engine(msgspec.structs.replace(job, event=Open()))
        screen = engine.next_screen()
        offered.show(engine, screen.form.fields)
        screen.errors, screen.works = refused.errors, work.is_waiting(engine)
        screen.typed = {
            field.key: answer.posted[field.key] for field in answer.form.fields if field.key in answer.posted
        }
        return Result(screen, job.state)


def _targeted(block: Block) -> tuple[str, ...]:
    """The variable of a template that goes to a place of the page: a check-in may ask for it by itself."""
    return (block.variable,) if isinstance(block, TextBlock) and block.target else ()


def _ended(effect: Effect, kept: bytes | Raw) -> Result:
    return Result(Screen(form=Form("")), Raw(bytes(kept)), [effect], cabinet.current().new(bytes(kept)))


def _result(engine: Engine, screen: Screen, effects: list[Effect]) -> Result:
    """What has come of a run: `effects` and those that the interview asked for on the way, and the files they name."""
    screen.works = work.is_waiting(engine)
    lasting = [Remember(engine.lasting)] if engine.lasting != engine.context.tasks else []
    effects += [*([engine.keep] if engine.keep else []), *lasting, *engine.letters]
    kept = engine.encode()
    named = msgspec.json.encode([screen.documents, engine.letters])
    return Result(screen, Raw(kept), effects, cabinet.current().new(kept, named))


def _dependents(blocks: Sequence[Block]) -> dict[str, list[Block]]:
    """The blocks that `depends on` a variable, by the variable."""
    found: dict[str, list[Block]] = {}
    for block in blocks:
        for variable in block.depends_on:
            found.setdefault(variable, []).append(block)
    return found


def _scripts(questions: Iterable[QuestionBlock]) -> Iterator[Template]:
    """The scripts and styles in questions and their fields."""
    for block in questions:
        yield from (template for _, template in block.scripts)
        yield from (spec.label for spec in block.fields if spec.datatype in ("script", "css") and spec.label)


def _js_conditions(questions: Iterable[QuestionBlock]) -> Iterator[tuple[str, str]]:
    """The kinds and expressions of `js show if` and its like."""
    for block in questions:
        for spec in block.fields:
            yield from spec.js.items()


def _metadata_parts(metadata: dict[str, Any]) -> dict[str, str | Template]:
    """The metadata that parts of the screen may be made of; some are written once for each language."""
    found: dict[str, str | Template] = {name: value for name, value in metadata.items() if isinstance(value, str)}
    for name, value in metadata.items():
        texts = {str(language): Template(str(text), "", 0) for language, text in value.items()} if isinstance(
            value, dict) and name in SCREEN_PARTS else {}  # fmt: skip
        if texts:
            first = next(iter(texts.values()))
            found[name] = replace(first, translations=tuple(texts.items()))
    return found
