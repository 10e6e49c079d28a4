"""An interview, loaded: what `web` may know of it, and one pure function from a job to its result."""

from __future__ import annotations

import hashlib
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
from . import source, state, text
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
from .errors import AuthorError, UnknownInterview
from .library import Library

MAX_INCLUDED = 200


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


def load(library: Library, name: str) -> Interview:
    """Read, parse, check and compile the interview `name` and all that it includes.

    Raises:
        UnknownInterview: the library has none of that name.
        AuthorError: the interview is wrong; it says where, and what to change.
    """
    if not library.is_interview(name):
        raise UnknownInterview(name)
    parser = BlockParser()
    loader = _Loader(library, parser)
    loader.file(name)
    settings = parser.settings
    metadata = settings.metadata
    info = InterviewInfo(
        name=name, version=loader.version(), title=_text(metadata, "title") or name.rpartition("/")[2],
        short_title=_text(metadata, "short title"), description=_text(metadata, "description"),
        tags=[str(tag) for tag in metadata.get("tags") or [] if isinstance(tag, str)],
        language=settings.language or _text(metadata, "default language") or "en",
        unlisted=bool(metadata.get("unlisted", False)), metadata=metadata, features=settings.features,
        css=loader.static("css"), javascript=loader.static("javascript"),
    )  # fmt: skip
    return Interview(info, parser, frozenset(loader.files))


def _text(metadata: dict[str, Any], key: str) -> str:
    value = metadata.get(key)
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


class _Loader:
    """Reads an interview's files, in the order in which they include each other, each once."""

    def __init__(self, library: Library, parser: BlockParser) -> None:
        self.library, self.parser = library, parser
        self.files: dict[str, bytes] = {}
        self._digest = hashlib.sha256()

    def file(self, name: str) -> None:
        """Parse one file, and before each block what it includes."""
        if self.library.size(name) > source.MAX_BYTES:
            content = b" " * (source.MAX_BYTES + 1)  # enough to be refused for its size
        else:
            content = self.library.read(name)
        self._take(name, content)
        for document in source.parse(name, content):
            included = document.data.get("include")
            for item in included if isinstance(included, list) else [included] if included else []:
                self._include(str(item), name, document)
            self.parser.parse(document)

    def _include(self, item: str, name: str, document: source.Document) -> None:
        target = resolve(item, name, "questions")
        if target in self.files:
            return
        if len(self.files) >= MAX_INCLUDED:
            raise AuthorError("The interview includes too many files.", file=name, line=document.line)
        try:
            self.file(target)
        except UnknownInterview:
            raise AuthorError(
                f"The included file “{target}” does not exist.", file=name, line=document.data.line_of("include"),
                fix="Write `file.yml` for a file of this package, or `package:data/questions/file.yml`.",
            ) from None  # fmt: skip

    def _take(self, name: str, content: bytes) -> None:
        self.files[name] = content
        self._digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())

    def static(self, feature: str) -> list[str]:
        """The contents of the files that `features: css` or `javascript` names."""
        names = self.parser.settings.features.get(feature) or []
        found = []
        for item in names if isinstance(names, list) else [names]:
            target = resolve(str(item), next(iter(self.files)), "static")
            if target in self.library:
                content = self.library.read(target)
                self._digest.update(content)
                found.append(content.decode("utf-8", "replace"))
        return found

    def version(self) -> str:
        """A hash of everything that was read."""
        return self._digest.hexdigest()[:32]


def resolve(item: str, within: str, folder: str) -> str:
    """The full name of a file that is named in the interview `within`."""
    package, colon, path = item.partition(":")
    if not colon:
        package, path = within.partition(":")[0], item
    return f"{package}:{path}" if path.startswith("data/") else f"{package}:data/{folder}/{path}"
