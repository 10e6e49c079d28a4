"""What objects ask of the engine that is at work: texts of templates, and addresses of links.

The engine imports the objects, not the other way round; so it hands them these two functions before a run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# Gives one of a template's texts: "content", "subject".
Render = Callable[[Any, str], str]
# Gives the address of a link that does some work (see `engine.queue`).
Link = Callable[[list[dict[str, Any]]], str]


class _Host:
    """The functions of the one run of this process."""

    render: Render
    link: Link


def use(render: Render, link: Link) -> None:
    """Let objects ask these two from now on."""
    _Host.render, _Host.link = staticmethod(render), staticmethod(link)


def render(template: Any, part: str) -> str:
    """One text of a template."""
    return _Host.render(template, part)


def link(work: list[dict[str, Any]]) -> str:
    """The address of a link that does `work`."""
    return _Host.link(work)
