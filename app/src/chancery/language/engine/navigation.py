"""Sections: the parts of an interview, as its navigation shows them, and `nav`, with which code steers that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ...protocol import Section
from .. import names, text
from ..compile import Template
from ..markdown import to_inline_html
from . import links

if TYPE_CHECKING:
    from .engine import Engine


class Navigation(text.Shown):
    """`nav`. Its `__str__` and the list that `show_sections` gives are HTML of the author's words."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def set_section(self, section: Any) -> bool:
        """Say which section the person is in; whether that is another one than before."""
        key, before = text.plain(text.string(section)), self._engine.notes.section
        visit(self._engine, key)
        return key != before

    def get_section(self, display: bool = False, language: Any = None) -> Any:
        """The key of the section the person is in, or with `display` its name in a language; None for none."""
        key = self._engine.notes.section
        if not key:
            return None
        entries = _entries(self._engine, _code(language)) if display else ()
        return next((label for found, label, _ in entries if found == key), key)

    def get_sections(self, language: Any = None) -> list[Any]:
        """The sections."""
        return [_plain(self._engine, entry) for entry in _written(self._engine, _code(language))]

    def set_sections(self, sections: Any, language: Any = None) -> None:
        """Replace the sections, in all languages or in one."""
        notes, given = self._engine.notes, list(sections or [])
        if language is None:
            notes.sections, notes.sections_in = given, {}
        else:
            notes.sections_in[_code(language)] = given

    def hide(self) -> None:
        """Show no navigation."""
        self._engine.notes.sections_hidden = True

    def unhide(self) -> None:
        """Show the navigation again."""
        self._engine.notes.sections_hidden = False

    def visible(self, language: Any = None) -> bool:
        """Whether the navigation is shown: it is not hidden, and there are sections."""
        return not self._engine.notes.sections_hidden and bool(_written(self._engine, _code(language)))

    def hidden(self) -> bool:
        """Whether it is not."""
        return self._engine.notes.sections_hidden

    def section_ids(self) -> list[str]:
        """The keys of all sections."""
        return [key for key, _, _ in _entries(self._engine)]

    def show_sections(self, style: str = "inline", show_links: bool | None = None) -> str:
        """The sections as a list, for a text."""
        linked = style == "inline" if show_links is None else show_links
        lines = [_line(label, min(depth, 1), section, linked) for label, depth, section in _described(self._engine)]
        return text.string(text.join("\n", lines))

    def __str__(self) -> str:
        return self.show_sections()


def visit(engine: Engine, key: str) -> None:
    """The person is in the section `key` now."""
    notes = engine.notes
    notes.section = key
    if key and key not in notes.visited:
        notes.visited.append(key)


def sections(engine: Engine) -> list[Section]:
    """The sections for the page; none if it shows no navigation."""
    if not engine.interview.info.features.get("navigation") or engine.notes.sections_hidden:
        return []
    found: list[Section] = []
    for _, depth, section in _described(engine):
        (found[-1].below if depth and found else found).append(section)
    return found


def _described(engine: Engine) -> Iterator[tuple[str, int, Section]]:
    """Label and depth of each section, and the section for the page."""
    progressive = engine.interview.settings.progressive
    for key, label, depth in _entries(engine):
        visited = key in engine.notes.visited or not progressive
        current = key == engine.notes.section
        url = links.link(engine, key, {}) if visited and not current and _leads(engine, key) else ""
        yield label, depth, Section(to_inline_html(text.interpolate(label)), url, current=current, visited=visited)


def _leads(engine: Engine, key: str) -> bool:
    """Whether the section's key is also something that can be asked for."""
    return names.is_name(key) and key in engine.interview.index


def _code(language: Any) -> str:
    return "" if language is None else text.plain(text.string(language))


def _written(engine: Engine, language: str = "") -> list[Any]:
    """The sections in a language, or in that of the run."""
    notes, written, wanted = engine.notes, engine.interview.settings.sections, language or engine.language
    if wanted in notes.sections_in or notes.sections:
        return notes.sections_in.get(wanted, notes.sections)
    return written.get(wanted) or written.get("*") or next(iter(written.values()), [])


def _entries(engine: Engine, language: str = "") -> Iterator[tuple[str, str, int]]:
    """Key, label and depth (0 or 1) of each section in order."""
    yield from _walk(_plain(engine, entry) for entry in _written(engine, language))


def _walk(entries: Iterable[Any], depth: int = 0) -> Iterator[tuple[str, str, int]]:
    for entry in entries:
        if not isinstance(entry, dict):
            yield text.plain(text.string(entry)), text.string(entry), depth
            continue
        below = entry.get("subsections")
        for key, label in entry.items():
            if key == "subsections":
                continue
            if isinstance(label, list):  # - Title: [subsections]
                yield text.plain(text.string(key)), text.string(key), depth
                yield from _walk(label, depth + 1)
            else:
                yield text.plain(text.string(key)), text.string(label), depth
        yield from _walk(below or [], depth + 1)


def _plain(engine: Engine, entry: Any) -> Any:
    if isinstance(entry, Template):
        return entry.data(engine.namespace).strip()
    if isinstance(entry, dict):
        return {key: _plain(engine, item) for key, item in entry.items()}
    if isinstance(entry, list):
        return [_plain(engine, item) for item in entry]
    return entry


def _line(label: str, depth: int, section: Section, linked: bool) -> str:
    """One section as an item of a list. The label is put in as text, so that what was typed stays text."""
    parts = (f'<a href="{section.url}">', label, "</a>") if linked and section.url else (label,)
    mark = "**" if section.current else ""
    return text.build((f"{'    ' * depth}* {mark}", *parts, mark))
