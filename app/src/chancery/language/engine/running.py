"""What running a block does, by its kind: a question becomes a screen, code runs, a text becomes a variable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from ...protocol import Update
from .. import names, text
from ..blocks import (
    AttachmentsBlock,
    BareBlock,
    Block,
    CodeBlock,
    DataBlock,
    ObjectsBlock,
    QuestionBlock,
    ResponseBlock,
    TableBlock,
    TextBlock,
)
from ..compile import Expression, Template
from ..errors import AuthorError
from ..markdown import to_html
from ..names import Pattern
from ..objects import DALazyTableTemplate, DALazyTemplate, DAObject, Using, make
from ..refusals import Refused
from .attachments import assemble
from .files import content_of, made
from .notes import PASSED
from .nothing import answer_nothing, nothing_to_ask
from .responses import ResponseFunctions
from .screen import build_screen
from .signals import Commanded, Shown, Waits
from .tables import table_cells, table_text

if TYPE_CHECKING:
    from .engine import Engine


def run_block(engine: Engine, block: Block, wanted: str) -> None:
    """Do what the block is for; a question raises `Shown`. `wanted` is the variable it is run for, if any."""
    for needed in block.need:
        needed.evaluate(engine.namespace)
    for variable in block.reconsider:
        engine.value(variable)
    if isinstance(block, QuestionBlock):
        _ask(engine, block, wanted)
    elif isinstance(block, CodeBlock):
        with engine.watching(block.code.assigns):
            block.code.execute(engine.namespace)
        engine.name_objects(block.code.assigns)
    elif isinstance(block, TextBlock):
        engine.assign(engine.concrete(block.variable), _lazy(engine, DALazyTemplate, block))
        if block.target and engine.checking:
            html = to_html(content_of(engine, block).markdown(engine.namespace))
            raise Commanded(Update(target=block.target, html=html))
    elif isinstance(block, TableBlock):
        engine.assign(engine.concrete(block.variable), _lazy(engine, DALazyTableTemplate, block))
    elif isinstance(block, DataBlock):
        value = _data(engine, block.value)
        if block.objects:
            value = made(value, recursive=True, gathered=block.gathered, lists=block.lists)
        if isinstance(value, DAObject) and not value.instanceName:
            value.rename(engine.concrete(block.variable))
        names.put(engine.namespace, names.parse(block.variable), value)
    elif isinstance(block, ObjectsBlock):
        _make_objects(engine, block, wanted)
    elif isinstance(block, AttachmentsBlock):
        assemble(engine, block.attachments, engine.pattern.name if wanted else "")
    elif isinstance(block, ResponseBlock):
        _answer(engine, block)
    elif isinstance(block, BareBlock):
        raise AuthorError(
            f"This block has `{block.kind}`, and nothing to do for it.", file=block.file, line=block.line,
            block=block.called, fix="Add `question`, `code` or `content`, or leave the block out.",
        )  # fmt: skip
    for needed in block.need_after:
        needed.evaluate(engine.namespace)


def _lazy(engine: Engine, kind: type[DALazyTemplate], block: Block) -> DALazyTemplate:
    pattern = engine.pattern
    keys = [list(pair) for pair in pattern.iterators]
    return kind(engine.concrete(block.sets[0]), block=block.id, keys=keys, generic=pattern.generic)


def table_of(engine: Engine, table: DALazyTemplate) -> tuple[list[str], list[list[Any]]]:
    """The headers and rows of a table; none where the interview has changed under the session."""
    block = engine.interview.block(text.plain(table.block))
    if not isinstance(block, TableBlock):
        return [], []
    with _as_made(engine, table):
        return table_cells(engine, block)


def lazy_text(engine: Engine, template: DALazyTemplate, part: str, given: dict[str, Any]) -> str:
    """One text of a template, as it is now, with the variables that are `given` for it.

    Raises:
        NameError: something in it has no value yet.
    """
    block = engine.interview.block(text.plain(template.block))
    if not isinstance(block, TextBlock | TableBlock):
        return ""  # the interview has changed under the session
    # Names that no variable can have would get at what lies beside the variables.
    given = {text.plain(name): value for name, value in given.items() if names.is_name(name) and name.isidentifier()}
    with _as_made(engine, template), engine.names_bound(given):
        if isinstance(block, TableBlock):
            return table_text(engine, block, buttons=part != "read only")
        if part == "subject":
            return block.subject.data(engine.namespace).rstrip() if block.subject else ""
        return content_of(engine, block).data(engine.namespace).rstrip()


@contextmanager
def _as_made(engine: Engine, template: DALazyTemplate) -> Iterator[None]:
    """Let iterators and `x` stand meanwhile for what they did when the template was made."""
    bound: dict[str, Any] = {text.plain(name): key for name, key in template.keys}
    if template.generic:
        bound["x"] = names.get(engine.namespace, names.parse(text.plain(template.generic)))
    before = engine.pattern
    engine.pattern = Pattern("", tuple(bound.items()), text.plain(template.generic))
    try:
        with engine.names_bound(bound):
            yield
    finally:
        engine.pattern = before


def _make_objects(engine: Engine, block: ObjectsBlock, wanted: str) -> None:
    """Make the object that is wanted; for the block's own sake, those that do not exist yet."""
    for variable, kind in block.objects:
        if not wanted and (block.generic or engine.path(variable).has_iterator):
            continue
        if wanted and variable != engine.pattern.name:
            continue
        name = engine.concrete(variable)
        if wanted or not engine.defined(name):
            given = kind.evaluate(engine.namespace)
            if isinstance(given, Refused):
                given()
            made = make(given, name) if isinstance(given, type | Using) else given
            if isinstance(made, DAObject) and not made.instanceName:
                made.rename(name)
            engine.assign(name, made)


def _check_role(engine: Engine, block: QuestionBlock) -> None:
    """End the search if the question is for a role that the person who is here does not have."""
    needed = block.roles or engine.interview.settings.roles
    if not needed or "role_event" in block.events:
        return
    if text.plain(text.string(engine.value("role"))) not in needed:
        engine.namespace["role_needed"] = list(needed)
        raise Waits


def _answer(engine: Engine, block: ResponseBlock) -> NoReturn:
    """Answer the request as a `response` block says."""
    responses = ResponseFunctions(engine)
    kind = block.content_type.data(engine.namespace).strip() if block.content_type else None
    if block.variables:
        responses.json_response(responses.all_variables(), response_code=block.status)
    if block.redirect:
        responses.response(url=block.redirect.data(engine.namespace).strip())
    if block.filename:
        name = block.filename.data(engine.namespace).strip()
        responses.response(file=name, content_type=kind, response_code=block.status)
    given = block.binary.evaluate(engine.namespace) if block.binary else None
    words = block.text.data(engine.namespace) if block.text else ""
    responses.response(
        words if given is None else given, null=block.nothing, content_type=kind, response_code=block.status
    )


def _ask(engine: Engine, block: QuestionBlock, wanted: str) -> None:
    chosen = engine.notes.chosen.get(block.id, "")
    if chosen == PASSED and wanted:
        return
    inner = engine.interview.block(chosen)
    if inner is not None:
        if inner.id not in engine.notes.answered:
            engine.run_block(inner, wanted)
        return
    _check_role(engine, block)
    if engine.holds(block.prevent_going_back):
        engine.forbid_back = True
    screen = build_screen(engine, block, wanted)
    if nothing_to_ask(screen.form):
        answer_nothing(engine, block, screen.form)
        return
    # What is wanted after all that the question says, and before it is shown.
    for needed in block.need_after:
        needed.evaluate(engine.namespace)
    raise Shown(screen)


def _data(engine: Engine, value: Any) -> Any:
    if isinstance(value, Template):
        return value.data(engine.namespace)
    if isinstance(value, Expression):
        return value.evaluate(engine.namespace)
    if isinstance(value, dict):
        return {key: _data(engine, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_data(engine, item) for item in value]
    return value
