"""Buttons and menu items that lead somewhere else than to the next question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from markdown_it.common.normalize_url import validateLink

from ...protocol import Button, Link
from .. import text
from ..blocks import QuestionBlock
from ..blocks.model import ActionButton
from ..compile import Expression, Template
from ..errors import AuthorError
from ..hidden import reveal
from ..markdown import to_inline_html
from . import links

if TYPE_CHECKING:
    from .engine import Engine


def action_buttons(engine: Engine, block: QuestionBlock) -> list[Button]:
    """The question's `action buttons`."""
    found: list[Button] = []
    for item in block.action_buttons:
        if isinstance(item, Expression):
            found += _computed(engine, item)
        elif engine.holds(item.show_if):
            found.append(_written(engine, item))
    for number, button in enumerate(found):
        button.key = f"action_{number}"
    return found


def _written(engine: Engine, item: ActionButton) -> Button:
    space = engine.namespace
    color = reveal(item.color.markdown(space)).strip() if item.color else "primary"
    return Button(
        "action_0", to_inline_html(item.label.markdown(space).strip()), command="link",
        url=_url(engine, reveal(item.action.markdown(space)).strip(), _arguments(engine, item.arguments)),
        color=color, icon=reveal(item.icon.markdown(space)).strip() if item.icon else "",
        css_class=" ".join(filter(None, (item.css_class, "before" if item.placement == "before" else ""))),
    )  # fmt: skip


def _arguments(engine: Engine, given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if isinstance(given, Expression):
        return dict(given.evaluate(engine.namespace))
    return {
        name: value.data(engine.namespace).strip() if isinstance(value, Template) else value
        for name, value in given.items()
    }


def _computed(engine: Engine, code: Expression) -> Iterator[Button]:
    given = code.evaluate(engine.namespace)
    for item in given if isinstance(given, list | tuple) else [given] if given else []:
        if not isinstance(item, dict) or not {"label", "action"} <= set(item):
            raise AuthorError(
                "The code for action buttons gave something that is no button.", file=code.file, line=code.line,
                fix="Give dictionaries such as {'label': 'Edit', 'action': 'edit_answers'}.",
            )  # fmt: skip
        url = _url(engine, text.plain(text.string(item["action"])), item.get("arguments") or {})
        yield Button(
            "action_0", to_inline_html(text.interpolate(item["label"])), command="link", url=url,
            color=text.plain(text.string(item.get("color") or "primary")),
            icon=text.plain(text.string(item.get("icon") or "")),
        )  # fmt: skip


def _url(engine: Engine, action: str, arguments: dict[str, Any]) -> str:
    if action.startswith(("http://", "https://", "/")):
        return action
    return links.link(engine, action, arguments)


def _address(written: str) -> str:
    """An address to lead to; nowhere for one that would run a script."""
    url = text.plain(text.string(written)).strip()
    return url if validateLink(url) else "#"


def menu(engine: Engine) -> list[Link]:
    """The variable `menu_items`, as far as it holds items of a menu."""
    given = engine.namespace.get("menu_items")
    return [
        Link(
            to_inline_html(text.interpolate(item.get("label", ""))), _address(item["url"]),
            "small" if item.get("screen_size") == "small" else "large" if item.get("screen_size") == "large" else "",
        )
        for item in (given if isinstance(given, list | tuple) else [])
        if isinstance(item, dict) and isinstance(item.get("url"), str)
    ]  # fmt: skip
