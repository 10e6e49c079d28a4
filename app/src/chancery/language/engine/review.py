"""`review`: what was answered, each with a link that asks for it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...protocol import Choice as Served
from ...protocol import Field
from ..blocks import QuestionBlock
from ..blocks.features import ACTIVE
from ..blocks.model import ReviewItem
from ..blocks.tables import first_variables
from ..compile import Template
from ..markdown import to_html, to_inline_html
from . import links

if TYPE_CHECKING:
    from collections.abc import Callable

    from .engine import Engine

_MISSING = (NameError, AttributeError, KeyError, IndexError)


def build_review(engine: Engine, block: QuestionBlock, marked: Callable[[Template], str]) -> list[Field]:
    """The items of the question's `review` as fields that ask nothing."""
    found: list[Field] = []
    for number, item in enumerate(block.review):
        try:
            if _is_shown(engine, item):
                found += _fields(engine, item, f"review_{number}", marked)
        except _MISSING:
            # Something of this item has no value yet: it is left out, unless the author wants it asked.
            if not block.skip_undefined:
                raise
    for number, field in enumerate(found):
        field.key = f"review_{number}"
    return found


def _is_shown(engine: Engine, item: ReviewItem) -> bool:
    for variable in first_variables(item):
        # `value` raises for what is missing.
        if engine.concrete(variable) not in engine.interview.events:
            engine.value(engine.concrete(variable))
    return all(condition.evaluate(engine.namespace) for condition in item.show_if)


def _fields(engine: Engine, item: ReviewItem, key: str, marked: Callable[[Template], str]) -> list[Field]:
    texts = [
        Field(key=key, datatype=kind, input="note" if kind == "note" else "html", html=to_html(marked(template)),
              required=False, label_position="none", css_class=item.css_class)
        for kind, template in item.texts.items()
    ]  # fmt: skip
    if item.label is None or not item.fields:
        return texts
    url = links.work_link(engine, links.work_items(engine, list(item.fields)))
    wanted = str(engine.interview.info.features.get("review button color"))
    link = Served("choice_0", to_inline_html(marked(item.label).strip()), url=url, command="link",
                  color=wanted if wanted in ACTIVE["review button color"] else "")  # fmt: skip
    shown = Field(
        key=key, datatype="note", input="review", required=False, label_position="none", choices=[link],
        html=to_html(marked(item.button)) if item.button else "", css_class=item.css_class,
        help=to_html(marked(item.help)) if item.help else "",
    )  # fmt: skip
    return [shown, *texts]
