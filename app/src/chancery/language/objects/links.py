"""Texts that code has made: links, breadcrumbs, texts with a subject, and words that differ by where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import assembly, functions, text
from ..undefined import Undefined
from . import host
from .base import DAObject


class DALink(DAObject):
    """A link: `url` and `anchor_text`."""

    def show(self, **_options: Any) -> str:
        """The link, for a text."""
        return text.build(("[", text.string(self.anchor_text), "](", text.string(self.url), ")"))

    def __str__(self) -> str:
        return self.show()


class DABreadCrumbs(DAObject):
    """The `breadcrumb`s of the screens that links have led through, this one's as the last."""

    def get_crumbs(self) -> list[str]:
        """The words of each."""
        return host.crumbs()

    def show(self, **_options: Any) -> str:
        """The trail, for a text."""
        crumbs = host.crumbs()
        parts: list[str] = []
        for number, crumb in enumerate(crumbs, start=1):
            here = ' aria-current="page"' if number == len(crumbs) else ""
            active = " active" if here else ""
            parts += (f'<li class="breadcrumb-item{active}"{here}>', text.Typed(crumb), "</li>")
        name = functions.NAMESPACE["word"]("Path")
        return text.build((f'<nav aria-label="{name}"><ol class="breadcrumb">', *parts, "</ol></nav>") if parts else ())

    def __str__(self) -> str:
        return self.show()


class DATemplate(DAObject):
    """A text (`content`) and what it is about (`subject`); `decorations` are not shown."""

    def init(self, **attributes: Any) -> None:
        """Begin with an empty text."""
        self.__dict__.update(content="", subject="")
        super().init(**attributes)

    def show(self, **_options: Any) -> str:
        """The text."""
        return text.string(self.content)

    show_as_markdown = content_as_html = show

    def subject_as_html(self, **_options: Any) -> str:
        """What it is about."""
        return text.string(self.subject)

    def __str__(self) -> str:
        return self.show()


class DAContext(DAObject):
    """One thing that is called otherwise on the screen (`question`) than in documents (`document`, `docx`, `pdf`)."""

    def __init__(self, instanceName: str = "", /, *words: Any, **attributes: Any) -> None:  # noqa: N803  # docassemble's
        given = {**dict(zip(("question", "document"), words, strict=False)), **attributes}
        super().__init__(instanceName, elements={**given.pop("elements", {}), **given})

    def __getattr__(self, name: str) -> Any:
        # `fruit.document` says the same as `fruit['document']`.
        held = self.__dict__.get("elements", {})
        return held[name] if name in held else super().__getattr__(name)

    def __getitem__(self, name: Any) -> Any:
        name = text.plain(text.string(name))
        if name not in self.elements:
            raise Undefined(f"{self.instanceName}[{name!r}]", owner=self, part=f"[{name!r}]")
        return self.elements[name]

    def __setitem__(self, name: Any, value: Any) -> None:
        self.elements[text.plain(text.string(name))] = value

    def __contains__(self, name: object) -> bool:
        return name in self.elements

    def __iter__(self) -> Iterator[str]:
        return iter(self.elements)

    def __len__(self) -> int:
        return len(self.elements)

    def get(self, name: str, default: Any = None) -> Any:
        """What it is called there, or `default`."""
        return self.elements.get(name, default)

    def keys(self) -> Any:
        """Where it has words of its own."""
        return self.elements.keys()

    def values(self) -> Any:
        """What it is called."""
        return self.elements.values()

    def items(self) -> Any:
        """Where, and what it is called there."""
        return self.elements.items()

    def __str__(self) -> str:
        for name in (*assembly.medium(), "question", "document"):
            if name in self.elements:
                return text.string(self.elements[name])
        return ""
