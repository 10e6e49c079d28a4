"""Takes in an answer: what was posted, read by the form that was served, becomes values of variables."""
# Keeps control_names_are_not_code.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...protocol import Answer, Choice, Effect, Field, Upload
from .. import current, text
from ..blocks import Block, QuestionBlock
from ..objects import DADict, DAList
from ..values import FieldError, convert
from . import conditions, offered, progress, queue
from .builtin import effect_of
from .collect import end_rows, take_rows
from .notes import PASSED
from .nothing import empty_answer, is_empty
from .signals import Invalid
from .uploads import INPUTS, taken
from .words import word

if TYPE_CHECKING:
    from .engine import Engine


class Refused(Exception):
    """The answer cannot be taken. `errors` holds sentences for the person, by field key; "" for the screen."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("the answer cannot be taken")
        self.errors = errors


def take_answer(engine: Engine, answer: Answer) -> Effect | None:
    """Give the variables of the served form their values, and note what was answered.

    Nothing but `answer.form`, which never left the server, names a variable; what was posted for other keys is ignored.

    Returns:
        What a pressed button asks of `web`, if it is a command.

    Raises:
        Refused: some answers are wrong; the variables are then in an undefined state, and must be thrown away.
    """
    form = answer.form
    if form.private.get("language"):
        current.set_language(str(form.private["language"]))
    posted = {**answer.posted, **{key: [one.name for one in files] for key, files in answer.uploads.items()}}
    for field in form.fields:
        pressed = _pressed(field, posted)
        if pressed is not None and pressed.command and pressed.command != "continue":
            return effect_of(pressed.command, pressed.url, accounts=engine.context.accounts)
    block = engine.interview.block(form.question)
    fields = take_rows(engine, form, posted, answer.uploads)
    offered.accept(engine, fields)
    values, errors = _values(fields, posted, answer.uploads)
    refilled = _objects(engine, fields, values)
    if isinstance(block, QuestionBlock) and not errors:
        errors = _validate(engine, block, fields, values)
    if errors:
        raise Refused(errors)
    if block is not None:
        _note(engine, block, fields, posted)
    changed = refilled + [variable for variable, value in values.items() if _assign(engine, variable, value)]
    end_rows(engine, form)
    if isinstance(block, QuestionBlock) and block.validation is not None:
        _run_validation(engine, block, fields)
    engine.settle_changes(changed)
    progress.advance(engine.notes, engine.interview.bar)
    queue.asked(engine, str(form.private.get("wanted", "")), set(values))
    return None


def _pressed(field: Field, posted: dict[str, list[str]]) -> Choice | None:
    """The choice that was made in a field whose choices may be commands or hold blocks."""
    keys = posted.get(field.key, [])
    if not keys or field.input not in ("buttons", "radio", "select", "combobox"):
        return None
    return next((choice for choice in field.choices if choice.key == keys[-1]), None)


def _values(
    fields: list[Field], posted: dict[str, list[str]], uploads: dict[str, list[Upload]]
) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for field in fields:
        if field.datatype == "continue":
            if field.variable:
                values[field.variable] = True
        elif field.input in ("note", "html", "review") or not conditions.is_asked(field, fields, posted):
            continue
        elif is_empty(field):
            values[field.variable] = empty_answer(field)
        else:
            try:
                if field.input in INPUTS:
                    value = taken(field, uploads.get(field.key, []))
                else:
                    value = convert(field, posted.get(field.key, []))
            except FieldError as error:
                errors[field.key] = str(error)
                continue
            if field.variable:
                values[field.variable] = value
    return values, errors


def _objects(engine: Engine, fields: list[Field], values: dict[str, Any]) -> list[str]:
    """Put objects in the place of the names by which they were offered; the lists that now hold others than before."""
    refilled: list[str] = []
    for field in fields:
        value = values.get(field.variable)
        if not field.datatype.startswith("object") or field.variable not in values:
            continue
        if isinstance(value, DADict):
            chosen = [engine.value(text.plain(name)) for name in value.true_values()]
            found = values[field.variable] = _list_of(engine, field.variable)
            if found.elements != chosen:
                refilled.append(field.variable)
            found.elements[:] = chosen
            found.gathered = True
        elif not value:
            del values[field.variable]  # someone else: the other fields say who
        else:
            values[field.variable] = engine.value(text.plain(value))
    return refilled


def _list_of(engine: Engine, variable: str) -> DAList:
    """The list that the variable has already, of whatever class, or else a new one."""
    earlier = engine.value(variable) if engine.defined(variable) else None
    return earlier if isinstance(earlier, DAList) else DAList(variable)


def _validate(engine: Engine, block: QuestionBlock, fields: list[Field], values: dict[str, Any]) -> dict[str, str]:
    """What the fields' `validate` functions say against the values."""
    errors: dict[str, str] = {}
    for field in fields:
        number = field.private.get("spec")
        if number is None or number >= len(block.fields) or field.variable not in values:
            continue
        spec = block.fields[number]
        if spec.validate is None:
            continue
        try:
            if not engine.call(spec.validate, values[field.variable], block):
                errors[field.key] = field.messages.get("validate") or word("Please enter a valid value.")
        except Invalid as error:
            errors[field.key] = error.message
    return errors


def _run_validation(engine: Engine, block: QuestionBlock, fields: list[Field]) -> None:
    assert block.validation is not None  # noqa: S101  # the caller has looked
    try:
        engine.judge(block.validation, block)
    except Invalid as error:
        key = next((field.key for field in fields if field.variable and field.variable == error.field), "")
        raise Refused({key: error.message}) from None


def _note(engine: Engine, block: Block, fields: list[Field], posted: dict[str, list[str]]) -> None:
    """Note that the block was answered, and which of its choices that hold a block was made."""
    notes = engine.notes
    for field in fields:
        pressed = _pressed(field, posted)
        if pressed is not None and pressed.block:
            notes.chosen[block.id] = pressed.block
            return
        if pressed is not None and pressed.command == "continue" and block.sets and not block.events:
            notes.chosen[block.id] = PASSED
    if (block.mandatory is not False or engine.interview.is_embedded(block)) and block.id not in notes.answered:
        notes.answered.append(block.id)


def _assign(engine: Engine, variable: str, value: Any) -> bool:
    """Set the variable; whether that changed a value it had."""
    before = engine.value(variable) if engine.defined(variable) else _NOTHING
    engine.assign(variable, value)
    engine.notes.former.pop(variable, None)
    return before is not _NOTHING and bool(before != value)


_NOTHING = object()
