"""`list collect`: every item of a list on one screen, each in a row of its own, with rows to spare for more.

The rows that may be added are part of the form that is served, so that nothing the browser sends names a variable. A
row that was taken away or never added sends nothing, not even its mark; an item without a row is taken out of the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...protocol import Collect, Field, Form, Upload
from .. import names
from ..hidden import reveal
from ..markdown import to_inline_html
from ..objects import DAList
from .words import word

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..blocks import QuestionBlock
    from .engine import Engine

# Rows that one screen offers beside those of the items that there are.
SPARE = 12
# Items of a list that one screen shows; longer lists are asked for one by one.
MOST = 200
# A row's first field says that the row is there.
MARK = "row"


def collected(engine: Engine, block: QuestionBlock) -> tuple[str, str] | None:
    """The list that the question collects and the iterator that stands for its items; None if it collects none."""
    if block.collect is None or block.kind != "fields" or not engine.holds(block.collect.enable):
        return None
    for spec in block.fields:
        path = engine.path(spec.variable) if spec.variable else names.Path("")
        places = [n for n, part in enumerate(path.rest) if isinstance(part, names.Index) and part.iterator]
        if places:
            last = path.rest[places[-1]]
            whole = engine.concrete(str(names.Path(path.first, path.rest[: places[-1]])))
            things = engine.value(whole)
            if isinstance(last, names.Index) and isinstance(things, DAList) and len(things.elements) <= MOST:
                return whole, str(last.key)
    return None


def build_rows(
    engine: Engine, block: QuestionBlock, group: str, iterator: str, build: Callable[[], list[Field]]
) -> list[Field]:
    """The fields of every row; `build` makes those of the item that the iterator stands for then."""
    assert block.collect is not None  # noqa: S101  # the caller has looked
    things: DAList = engine.value(group)
    rows = _there(things) + (SPARE if engine.holds(block.collect.append) else 0)
    before, made = engine.pattern, []
    # To speak of an item that is not there yet makes it; afterwards the list is as it was.
    elements, attributes = list(things.elements), dict(things.__dict__)
    things.__dict__.pop("gathered", None)
    try:
        for row in range(rows):
            others = tuple((name, key) for name, key in before.iterators if name != iterator)
            engine.pattern = names.Pattern(before.name, (*others, (iterator, row)), before.generic)
            with engine.names_bound({iterator: row}):
                fields = build()
                label = _label(engine, block)
            mark = Field(key="", datatype=MARK, input="hidden", default="1", required=False, label=label)
            made += _in_row(row, [mark, *fields])
    finally:
        engine.pattern = before
        things.__dict__.clear()
        things.__dict__.update(attributes)
        things.elements[:] = elements
    return made


def _label(engine: Engine, block: QuestionBlock) -> str:
    """What the item is called that the iterator stands for now; "" if the author has no word for it."""
    written = block.collect.label if block.collect else None
    return to_inline_html(written.markdown(engine.namespace).strip()) if written else ""


def _there(things: DAList) -> int:
    return max(len(things.elements), things.minimum_number or 0, 1)


def fixed(engine: Engine, block: QuestionBlock, group: str) -> int:
    """How many of the first rows cannot be taken away: all that there are, or as many as the list has at least."""
    assert block.collect is not None  # noqa: S101  # the caller has looked
    things: DAList = engine.value(group)
    return (things.minimum_number or 0) if engine.holds(block.collect.delete) else _there(things)


def _in_row(row: int, fields: list[Field]) -> list[Field]:
    """`fields` with keys that no other row has."""
    keys = {field.key: f"row_{row * 100 + number}" for number, field in enumerate(fields)}
    for field in fields:
        field.key, field.row = keys[field.key], row
        field.others = {verb: [keys[key] for key in wanted] for verb, wanted in field.others.items()}
        for rule in (rule for rules in field.condition.values() for rule in rules):
            rule["key"] = keys.get(rule.get("key", ""), rule.get("key", ""))
    return fields


def described(engine: Engine, block: QuestionBlock, group: str) -> Collect:
    """What the page says around the rows."""
    assert block.collect is not None  # noqa: S101  # the caller has looked
    written = block.collect
    label = reveal(written.add_label.markdown(engine.namespace)).strip() if written.add_label else ""
    return Collect(
        there=_there(engine.value(group)), add_label=label or word("Add another"), delete_label=word("Delete"),
        fixed=fixed(engine, block, group),
    )  # fmt: skip


def take_rows(
    engine: Engine, form: Form, posted: dict[str, list[str]], uploads: dict[str, list[Upload]]
) -> list[Field]:
    """The fields that were sent, with the list made to hold just the items whose rows were.

    The fields' variables speak of the places that their items have now.
    """
    group = str(form.private.get("collects", ""))
    if not group:
        return form.fields
    things: DAList = engine.value(group)
    rows: dict[int, list[Field]] = {}
    for field in form.fields:
        if field.row is not None:
            rows.setdefault(field.row, []).append(field)
    stays = int(form.private.get("fixed", 0))
    kept = [
        row
        for row, fields in rows.items()
        if row < stays or _is_sent(fields, posted, uploads, row < len(things.elements))
    ]
    things.elements[:] = [things.elements[row] for row in kept if row < len(things.elements)]
    things.rename(things.instanceName)
    found = [field for field in form.fields if field.row is None]
    for place, row in enumerate(kept):
        if place >= len(things.elements) and things.object_type is not None:
            things.appendObject()
        for field in rows[row][1:]:
            field.variable = field.variable.replace(f"{group}[{row}]", f"{group}[{place}]", 1)
            found.append(field)
    return found


def end_rows(engine: Engine, form: Form) -> None:
    """Once the items have their values: whether there are any, and that there is no other."""
    group = str(form.private.get("collects", ""))
    if not group:
        return
    things: DAList = engine.value(group)
    things.there_are_any = bool(things.elements)
    if form.private.get("final", True):
        things.there_is_another = False


def _is_sent(fields: list[Field], posted: dict[str, list[str]], uploads: dict[str, list[Upload]], known: bool) -> bool:
    """Whether the row was on the page; one to spare also has to hold something."""
    mark, *rest = fields
    if not posted.get(mark.key):
        return False
    return known or mark.row == 0 or any(uploads.get(f.key) or any(map(str.strip, posted.get(f.key, []))) for f in rest)
