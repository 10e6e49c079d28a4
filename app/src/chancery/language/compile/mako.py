"""Mako templates, read by our own parser and compiled to the same allowed Python as code blocks.

What is understood: `${ expression | filter }`, `% if/elif/else/for/while/try/except` lines and their ends, `##` lines
(three or more are a heading of Markdown), `<%doc>`, `<%def name="f(x)">`, `<% statements %>`, `%%`, a backslash at a
line's end, and `loop` within `% for`. What would reach beyond the template (`<%! %>`, `<%include>`, `<%namespace>`,
`<%inherit>`, `<%block>` ...) is refused.

A template becomes one function. It gets two helpers: how to show a value (hidden from Markdown, or as it is) and how to
put the pieces together; so one compilation serves both text for a page and text that is data.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any
from urllib.parse import quote_plus

from .. import current, text
from .code import to_bytecode
from .mako_parser import Parser, template_function
from .rewrite import rewrite

_MARKS = re.compile(r"\$\{|<%|</%|^[ \t]*%|^[ \t]*##(?!#)|\\\n", re.MULTILINE)
Show = Callable[[object], str]
Join = Callable[[Iterable[str]], str]


def _filter_html(value: object) -> str:
    return text.Typed(text.string(value))


# Mako's filters that make sense here. `n` (no default filter) shows a value as any other: typed text stays data.
_FILTERS: dict[str, Callable[[Any], Any]] = {
    "n": lambda value: value, "str": text.string, "unicode": text.string, "h": _filter_html, "x": _filter_html,
    "trim": lambda value: text.string(value).strip(),
    "u": lambda value: quote_plus(text.plain(text.string(value))),
}  # fmt: skip


class _Loop:
    """`loop` of a `% for`: index, first, last, even, odd, reverse_index, cycle."""

    def __init__(self, items: Iterable[Any]) -> None:
        self.items = list(items)
        self.index = -1

    def __iter__(self) -> Any:
        for number, item in enumerate(self.items):
            self.index = number
            yield self, item

    first = property(lambda self: self.index == 0)
    last = property(lambda self: self.index == len(self.items) - 1)
    even = property(lambda self: self.index % 2 == 0)
    odd = property(lambda self: self.index % 2 == 1)
    reverse_index = property(lambda self: len(self.items) - 1 - self.index)

    def cycle(self, *values: Any) -> Any:
        """One of `values`, in turn."""
        return values[self.index % len(values)]


HELPERS: dict[str, Any] = {"_loop": _Loop, **{f"_filter_{name}": function for name, function in _FILTERS.items()}}


@dataclass(frozen=True, slots=True)
class Template:
    """A piece of text of the author's with places for values."""

    source: str
    file: str
    line: int
    # The function's code, or None for text without any mark.
    compiled: CodeType | None = None
    # The same text in other languages, by their codes.
    translations: tuple[tuple[str, Template], ...] = ()

    def _here(self) -> Template:
        """The text in the language of the run, or as it was written."""
        return dict(self.translations).get(current.language(), self) if self.translations else self

    def markdown(self, namespace: dict[str, Any]) -> str:
        """The text as Markdown source, in which what people typed is hidden from the parser."""
        here = self._here()
        if here.compiled is None:
            return here.source
        result: str = FunctionType(here.compiled, namespace)(text.interpolate, "".join)
        return result

    def data(self, namespace: dict[str, Any]) -> str:
        """The text as a value, which knows what of it was typed."""
        here = self._here()
        if here.compiled is None:
            return here.source
        result: str = FunctionType(here.compiled, namespace)(text.string, text.build)
        return result

    def parts(self, namespace: dict[str, Any], show: Show) -> list[str]:
        """The literal pieces of the text and, made by `show`, the values between them."""
        if self.compiled is None:
            return [self.source]
        result: list[str] = FunctionType(self.compiled, namespace)(show, list)
        return result


def compile_template(source: str, file: str, line: int, definitions: Sequence[ast.stmt] = ()) -> Template:
    """Compile a template that begins on `line` of `file`; `definitions` come from `def` blocks that it uses.

    Raises:
        AuthorError: the template's marks or the Python in them are wrong or not allowed.
    """
    if not _MARKS.search(source):
        return Template(source, file, line)
    body = [*definitions, *Parser(source, file, line, _FILTERS).parse()]
    function = template_function("template", ["_show", "_join"], body)
    module = ast.fix_missing_locations(ast.Module(body=[function], type_ignores=[]))
    code = next(const for const in to_bytecode(rewrite(module), file).co_consts if isinstance(const, CodeType))
    return Template(source, file, line, code)


def parse_definitions(source: str, file: str, line: int) -> list[ast.stmt]:
    """The `<%def>`s of a `def` block, to be given to the templates that use it.

    Raises:
        AuthorError: as `compile_template`.
    """
    return [node for node in Parser(source, file, line, _FILTERS).parse() if isinstance(node, ast.FunctionDef)]
